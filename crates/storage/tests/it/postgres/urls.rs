//! `postgres://` URLs.

use storage::StoreUrl;

#[test]
fn are_read_and_shown_without_the_password() {
    for (text, shown) in [
        (
            "postgres://muster@db/store",
            "postgres://muster@db:5432/store",
        ),
        (
            "postgresql://muster:pa55@db:6432/store",
            "postgres://muster@db:6432/store",
        ),
        (
            "postgres://muster:pa55@db",
            "postgres://muster@db:5432/muster",
        ),
        (
            "postgres://muster@one:1,two:2/store?sslmode=verify-full",
            "postgres://muster@one:1,two:2/store",
        ),
        (
            "postgres://muster@%2Fvar%2Frun/store",
            "postgres://muster@/var/run:5432/store",
        ),
        (
            "postgres://m%40x:p%2Fa55@db/store?sslrootcert=/ca.pem",
            "postgres://m@x@db:5432/store",
        ),
    ] {
        let url: StoreUrl = text.parse().unwrap();
        assert_eq!(url.to_string(), shown);
        assert!(!format!("{url:?}").contains("a55"), "{url:?}");
    }
}

#[test]
fn that_cannot_be_used_are_refused_with_what_is_wrong_and_without_the_password() {
    for (text, problem) in [
        ("postgres://", "names no host"),
        ("postgres:///store?password=pa55", "names no host"),
        ("postgres://db/store?password=pa55", "names no user"),
        (
            "postgres://muster:pa55@db/store?sslmode=allow",
            "sslmode is \"allow\"",
        ),
        (
            "postgres://muster:pa55@db/store?ssl=on",
            "unknown setting \"ssl\"",
        ),
        ("postgres://muster:pa55@db/store?sslmode", "name=value"),
        ("postgres://muster:pa55@db:port/store", "malformed"),
        ("postgres://muster:pa55#x@db/store", "percent-encoded"),
        ("postgres://muster:pa55?x@db/store", "percent-encoded"),
    ] {
        let refused = text.parse::<StoreUrl>().unwrap_err().to_string();
        assert!(refused.contains(problem), "{text}: {refused}");
        assert!(!refused.contains("pa55"), "{refused}");
    }
}
