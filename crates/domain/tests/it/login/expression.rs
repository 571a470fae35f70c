//! What is accepted as a claims expression, what it says, and what it may cost.

use std::time::{Duration, Instant};

use domain::limits::{EXPRESSION_BYTES, EXPRESSION_VALUES};
use domain::login::Expression;
use serde_json::{Map, Value, json};

fn claims(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn holds(text: &str, value: &Value) -> bool {
    Expression::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .holds(&claims(value))
}

#[test]
fn what_is_accepted_says_what_it_says() {
    let person = json!({
        "email": "ada@acme.example", "groups": ["eng", "ops"], "level": 3, "admin": false,
        "address": { "country": "NZ" },
    });
    for text in [
        "true",
        r#"claims.email == "ada@acme.example""#,
        r#"claims.email.endsWith("@acme.example") && !claims.admin"#,
        r#""eng" in claims.groups"#,
        r#"claims.groups.exists(g, g.startsWith("op"))"#,
        r#"claims.groups.all(g, g in ["eng", "ops"])"#,
        r#"claims.groups.exists_one(g, g == "eng")"#,
        r#"claims.groups.filter(g, g.contains("n")).size() == 1"#,
        r#"size(claims.groups.map(g, g)) == 2"#,
        "claims.level >= 3 && claims.level < 4",
        r#"has(claims.address) && claims.address.country == "NZ""#,
        r#"claims["level"] == 3"#,
        r#"has(claims.missing) ? false : true"#,
    ] {
        assert!(holds(text, &person), "{text}");
    }
    // Neither true nor false.
    for text in [
        "claims.missing",
        "claims.level",
        "claims.missing == 1",
        "claims.email > 1",
    ] {
        assert!(!holds(text, &person), "{text}");
    }
}

#[test]
fn what_could_cost_without_end_is_refused_with_its_place() {
    for (text, place, words) in [
        (
            "claims.a.all(x, claims.b.all(y, x == y))",
            (1, 0),
            "within another",
        ),
        ("claims.a + claims.a == 'x'", (1, 0), "not accepted"),
        ("claims.a.map(x, x + x) == claims.b", (1, 0), "not accepted"),
        ("claims.a.map(x, [x, x]) == claims.b", (1, 0), "literals"),
        ("claims.a.map(x, {'a': x}) == claims.b", (1, 0), "maps"),
        ("claims.a.matches('x')", (1, 0), "not accepted"),
        ("claims.a * 2 == 4", (1, 0), "not accepted"),
        ("string(claims.a) == ''", (1, 0), "not accepted"),
        ("true &&\n  other.a", (2, 3), "about claims"),
        ("claims.a.exists(x, y == 1)", (1, 20), "about claims"),
        ("x", (1, 1), "about claims"),
        ("", (1, 0), ""),
        ("claims.", (1, 0), ""),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!(error.line, place.0, "{text}: {error}");
        assert!(
            place.1 == 0 || error.character == place.1,
            "{text}: {error}"
        );
        assert!(error.to_string().contains(words), "{text}: {error}");
    }
    let loops = ["claims.a.all(x, true)"; 9].join(" && ");
    assert!(Expression::parse(&loops).is_err());
    let long = format!("claims.a == '{}'", "x".repeat(EXPRESSION_BYTES));
    assert!(
        Expression::parse(&long)
            .unwrap_err()
            .to_string()
            .contains("longer")
    );
}

/// The worst that is accepted, on the most that is looked at.
#[test]
fn the_cost_is_bounded() {
    let values: Vec<String> = (0..EXPRESSION_VALUES - 2).map(|n| n.to_string()).collect();
    let most = json!({ "a": values });
    let text = ["claims.a.all(x, x in claims.a || x.contains('z'))"; 8].join(" && ");
    let begun = Instant::now();
    assert!(holds(&text, &most));
    let map = "claims.a.map(x, x).map(x, x).map(x, x).map(x, x).size() > 1";
    assert!(holds(map, &most));
    // Seconds for what takes milliseconds: without the bound it would be the age of the universe.
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    let too_many = json!({ "a": (0..EXPRESSION_VALUES).collect::<Vec<_>>() });
    assert!(!holds("true", &too_many));
}

/// Whatever the text, nothing overflows the stack.
#[test]
fn nothing_goes_deeper_than_the_stack() {
    let around = |open: &str, count: usize, close: &str| {
        format!("{}true{}", open.repeat(count), close.repeat(count))
    };
    let texts = [
        around("(", 500, ")"),
        around("[", 500, "]"),
        around("(", 12, ")"),
        around("(", 12, ") && true"),
        around("!", 900, ""),
        around("!", 24, ""),
        around("-", 900, ""),
        around("true ? true : ", 60, ""),
        around("true ? true : ", 24, ""),
        around("true && ", 120, ""),
        around("true == ", 120, ""),
        format!("1{}", "==1".repeat(340)),
        around("true || ", 120, ""),
        format!("claims{} == 1", ".b".repeat(480)),
        format!("claims{} == 1", "[0]".repeat(320)),
        format!("claims{} == 1", ".size()".repeat(140)),
        around("(claims.a.all(x, ", 12, "))"),
        "\"".repeat(1_000),
        "(".repeat(1_000),
        "a(".repeat(500),
    ];
    for text in texts {
        if let Ok(expression) = Expression::parse(&text) {
            expression.holds(&claims(&json!({ "b": 1 })));
        }
    }
    assert!(holds(&around("(", 12, ")"), &json!({})));
    assert!(holds(&around("true && ", 100, ""), &json!({})));
}
