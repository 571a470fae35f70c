//! Filters (RFC 7644 §3.4.2.2) as the running server answers them: by GET and by POST, in every
//! profile, and for resource types of an organization's own.

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{
    ENTERPRISE, GROUP, KIND_MORE, PROFILES, SEARCH, Scim, Server, USER, define_kinds, kind,
};

/// What a filter selects, by this attribute; `Err` with the `scimType` of a refusal. GET and POST
/// must agree.
fn ask(scim: &Scim, endpoint: &str, filter: &str, name: &str) -> Result<Vec<String>, String> {
    let encoded = filter
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('&', "%26");
    let by_get = scim.get(&format!("{endpoint}?filter={encoded}"));
    let body = json!({ "schemas": [SEARCH], "filter": filter });
    let by_post = scim.send("POST", &format!("{endpoint}/.search"), &body);
    assert_eq!(by_get.status, by_post.status, "{filter}: {by_post:?}");
    if by_get.status != 200 {
        let kinds = [&by_get, &by_post].map(|reply| assert_error(reply, 400).unwrap());
        assert_eq!(kinds[0], kinds[1], "{filter}");
        return Err(kinds[0].clone());
    }
    assert_eq!(by_get.json(), by_post.json(), "{filter}");
    let list = by_get.json();
    let found: Vec<String> = list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one[name].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(list["totalResults"], found.len(), "{filter}: {list}");
    Ok(found)
}

fn users(scim: &Scim, filter: &str) -> Vec<String> {
    ask(scim, "/Users", filter, "userName").unwrap_or_else(|kind| panic!("{filter}: {kind}"))
}

fn create(scim: &Scim, name: &str, more: Value) -> String {
    let mut body = json!({ "schemas": [USER, ENTERPRISE], "userName": name });
    let attributes = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(attributes);
    let created = scim.send("POST", "/Users", &body).expect(201);
    created["id"].as_str().unwrap().to_owned()
}

/// A data type: the attribute, its value in the resource `low` and in the resource `high`, and which
/// operators it has.
type Row = (&'static str, Value, Value, Operators);

#[derive(Clone, Copy, PartialEq)]
enum Operators {
    /// All of them.
    All,
    /// No order: `eq`, `ne`, `co`, `sw`, `ew`.
    Parts,
    /// No parts: `eq`, `ne`, `gt`, `ge`, `lt`, `le`.
    Order,
    /// `eq` and `ne` alone.
    Equality,
    /// None but `pr`: a complex value is compared by its parts.
    None,
}

/// RFC 7644 §3.4.2.2, table 3: every operator, on every data type of RFC 7643 §2.3. `low` has the
/// value that is compared with, `high` a greater one, and `none` has none.
#[test]
fn f1_f9_every_operator_on_every_type() {
    let rows: [Row; 9] = [
        ("text", json!("Alpha"), json!("omega"), Operators::All),
        ("exact", json!("Alpha"), json!("omega"), Operators::All),
        ("flag", json!(false), json!(true), Operators::Equality),
        ("fraction", json!(-1.5), json!(1e3), Operators::Order),
        ("number", json!(-7), json!(7), Operators::Order),
        (
            "time",
            json!("2026-01-01T00:00:00+02:00"),
            json!("2025-12-31T22:00:00.5Z"),
            Operators::Order,
        ),
        (
            "bytes",
            json!("aGVsbG8="),
            json!("d29ybGQ="),
            Operators::Parts,
        ),
        (
            "link",
            json!("https://a.example/"),
            json!("https://b.example/"),
            Operators::All,
        ),
        (
            "parts",
            json!({ "plain": "a" }),
            json!({ "plain": "b" }),
            Operators::None,
        ),
    ];
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let (mut low, mut high) = (json!({}), json!({}));
        for (name, lower, higher, _) in &rows {
            low[name] = lower.clone();
            high[name] = higher.clone();
        }
        for body in [
            kind("low", low),
            kind("high", high),
            kind("none", json!({})),
        ] {
            scim.send("POST", "/Kinds", &body).expect(201);
        }
        for (name, value, _, operators) in &rows {
            for (operator, selected, has_it) in [
                ("eq", &["low"][..], *operators != Operators::None),
                ("ne", &["high", "none"], *operators != Operators::None),
                (
                    "co",
                    &["low"],
                    matches!(operators, Operators::All | Operators::Parts),
                ),
                (
                    "sw",
                    &["low"],
                    matches!(operators, Operators::All | Operators::Parts),
                ),
                (
                    "ew",
                    &["low"],
                    matches!(operators, Operators::All | Operators::Parts),
                ),
                (
                    "gt",
                    &["high"],
                    matches!(operators, Operators::All | Operators::Order),
                ),
                (
                    "ge",
                    &["low", "high"],
                    matches!(operators, Operators::All | Operators::Order),
                ),
                (
                    "lt",
                    &[],
                    matches!(operators, Operators::All | Operators::Order),
                ),
                (
                    "le",
                    &["low"],
                    matches!(operators, Operators::All | Operators::Order),
                ),
            ] {
                let literal = if value.is_object() {
                    json!("a")
                } else {
                    value.clone()
                };
                let filter = format!("{name} {operator} {literal}");
                let found = ask(&scim, "/Kinds", &filter, "name");
                let expected = if has_it {
                    Ok(selected.iter().map(|one| (*one).to_owned()).collect())
                } else {
                    Err("invalidFilter".to_owned())
                };
                assert_eq!(found, expected, "{profile}: {filter}");
            }
            let present = ask(&scim, "/Kinds", &format!("{name} pr"), "name");
            assert_eq!(present, Ok(vec!["low".into(), "high".into()]), "{name} pr");
        }
    }
}

#[test]
fn f1_f2_words_have_no_letter_case_and_not_binds_before_and_before_or() {
    let (_server, scim) = start();
    create(&scim, "anna", json!({ "title": "Boss", "active": true }));
    create(&scim, "bob", json!({ "title": "Clerk", "active": true }));
    create(&scim, "carl", json!({ "title": "Clerk", "active": false }));
    for (filter, selected) in [
        ("USERNAME Eq \"ANNA\"", &["anna"][..]),
        (
            "userName EQ \"anna\" Or userName SW \"b\"",
            &["anna", "bob"],
        ),
        (
            "title eq \"Boss\" or title eq \"Clerk\" AND active eq false",
            &["anna", "carl"],
        ),
        (
            "(title eq \"Boss\" or title eq \"Clerk\") and active eq false",
            &["carl"],
        ),
        (
            "not (title eq \"Clerk\") or active eq false",
            &["anna", "carl"],
        ),
        ("NOT(title eq \"Clerk\" or active eq false)", &["anna"]),
        ("not (title Pr)", &[]),
    ] {
        assert_eq!(users(&scim, filter), selected, "{filter}");
    }
}

#[test]
fn f3_values_are_json() {
    let (_server, scim) = start();
    let odd = "a \"quote\", a back\\slash, a t\tab, \u{e9} and \u{1f600}";
    create(&scim, "odd", json!({ "title": odd }));
    for value in [
        json!(odd).to_string(),
        "\"a \\\"quote\\\", a back\\\\slash, a t\\u0009ab, \\u00e9 and \\ud83d\\ude00\"".to_owned(),
    ] {
        assert_eq!(
            users(&scim, &format!("title eq {value}")),
            ["odd"],
            "{value}"
        );
    }
    for wrong in [
        "\"odd",
        "\"\\x\"",
        "\"\\ud83d\"",
        "'odd'x y",
        "\"odd\" \"odd\"",
    ] {
        let refused = ask(&scim, "/Users", &format!("title eq {wrong}"), "userName");
        assert_eq!(refused, Err("invalidFilter".to_owned()), "{wrong}");
    }
}

#[test]
fn f4_c22_a_urn_may_precede_every_name() {
    let (_server, scim) = start();
    let boss = create(&scim, "boss", json!({}));
    let reference = format!("{}/Users/{boss}", scim.url);
    let manager = json!({ "value": boss, "$ref": reference });
    create(
        &scim,
        "anna",
        json!({ ENTERPRISE: { "manager": manager, "department": "R&D" } }),
    );
    for filter in [
        format!("{USER}:userName eq \"anna\""),
        format!("{}:USERNAME eq \"anna\"", USER.to_uppercase()),
        format!("{ENTERPRISE}:manager.value eq \"{boss}\""),
        format!("{ENTERPRISE}:manager.$ref eq \"{reference}\""),
        format!("{ENTERPRISE}:department eq \"r&d\""),
    ] {
        assert_eq!(users(&scim, &filter), ["anna"], "{filter}");
    }
}

#[test]
fn f5_f6_f11_brackets_are_about_one_value_and_dots_about_any() {
    let (_server, scim) = start();
    let emails = |work: &str, home: &str| json!({ "emails": [{ "value": work, "type": "work" }, { "value": home, "type": "home" }] });
    create(&scim, "anna", emails("anna@x.example", "anna@home.example"));
    create(&scim, "bob", emails("bob@home.example", "bob@x.example"));
    create(&scim, "carl", json!({}));
    for (filter, selected) in [
        (
            "emails[type eq \"work\" and value co \"@x\"]",
            &["anna"][..],
        ),
        (
            "emails.type eq \"work\" and emails.value co \"@x\"",
            &["anna", "bob"],
        ),
        // The sub-attribute value is what a list of values is compared by.
        ("emails co \"anna@\"", &["anna"]),
        ("emails.value co \"anna@\"", &["anna"]),
        // `ne` asks for some value that differs, its negation for none that is equal.
        ("emails.type ne \"work\"", &["anna", "bob"]),
        ("not (emails.value eq \"anna@x.example\")", &["bob", "carl"]),
    ] {
        assert_eq!(users(&scim, filter), selected, "{filter}");
    }
}

#[test]
fn f8_f13_f14_f15_what_cannot_be_answered_is_refused_in_every_profile() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        scim.create_user("someone");
        scim.create_group("Some", &[]);
        scim.send("POST", "/Kinds", &kind("some", json!({})))
            .expect(201);
        for (endpoint, filter) in [
            // No such attribute: never an empty list, and never the whole one.
            ("/Users", "nothing eq \"x\""),
            ("/Users", "not (nothing eq \"x\")"),
            ("/Users", "name.nothing pr"),
            ("/Users", "emails[nothing eq \"x\"]"),
            ("/Users", "urn:example:nothing:title pr"),
            ("/Users", "members.value eq \"x\""),
            ("/Groups", "userName eq \"someone\""),
            ("/Kinds", "nothing pr"),
            // No such operator.
            ("/Users", "userName like \"s%\""),
            ("/Users", "userName eq"),
            ("/Users", "userName \"someone\""),
            // Erratum 4690: no value filter inside another one.
            (
                "/Users",
                "emails[type eq \"work\" and value[type eq \"x\"]]",
            ),
            // What is never returned is not told by a filter, either.
            ("/Users", "password pr"),
            ("/Users", "password sw \"a\""),
            ("/Kinds", "secret pr"),
            ("/Kinds", "hidden pr"),
            ("/Kinds", "parts.hidden eq \"x\""),
            ("/Kinds", "not (parts.hidden pr)"),
        ] {
            let refused = ask(&scim, endpoint, filter, "id");
            assert_eq!(
                refused,
                Err("invalidFilter".to_owned()),
                "{profile}: {filter}"
            );
        }
        // Nor over all types, where what is merely unknown is absent (RFC 7644 §3.4.2.1).
        for filter in ["password pr", "userName like \"x\"", "active gt true"] {
            let refused = scim.get(&format!("/?filter={filter}"));
            assert_eq!(
                assert_error(&refused, 400).as_deref(),
                Some("invalidFilter")
            );
        }
    }
}

#[test]
fn f10_null_is_the_absence_of_a_value() {
    let (_server, scim) = start();
    create(
        &scim,
        "anna",
        json!({ "title": "Boss", "emails": [{ "value": "a@x.example" }] }),
    );
    create(
        &scim,
        "bob",
        json!({ "title": null, "emails": [], "name": {} }),
    );
    for (filter, selected) in [
        ("title eq null", &["bob"][..]),
        ("title ne null", &["anna"]),
        ("title pr", &["anna"]),
        ("emails eq null", &["bob"]),
        ("emails ne null", &["anna"]),
        ("emails pr", &["anna"]),
        ("emails.type eq null", &["anna", "bob"]),
        ("name pr", &[]),
        ("meta pr", &["anna", "bob"]),
    ] {
        assert_eq!(users(&scim, filter), selected, "{filter}");
    }
    let refused = ask(&scim, "/Users", "title gt null", "userName");
    assert_eq!(refused, Err("invalidFilter".to_owned()));
}

#[test]
fn f12_letter_case_counts_where_the_schema_says_so() {
    let (_server, scim) = start();
    let id = create(
        &scim,
        "Anna",
        json!({ "externalId": "Ext", "title": "Straße" }),
    );
    for (filter, found) in [
        ("userName eq \"anna\"".to_owned(), true),
        ("title eq \"STRASSE\"".to_owned(), true),
        ("title co \"RASS\"".to_owned(), true),
        ("externalId eq \"Ext\"".to_owned(), true),
        ("externalId eq \"ext\"".to_owned(), false),
        ("externalId co \"ex\"".to_owned(), false),
        (format!("id eq \"{id}\""), true),
        (format!("id eq \"{}\"", id.to_uppercase()), false),
        ("meta.resourceType eq \"user\"".to_owned(), false),
    ] {
        assert_eq!(!users(&scim, &filter).is_empty(), found, "{filter}");
    }
}

/// What identity providers look up, each by an index.
#[test]
fn f16_what_identity_providers_ask_for() {
    let (_server, scim) = start();
    let anna = create(
        &scim,
        "anna",
        json!({ "externalId": "7", "emails": [{ "value": "Anna@x.example", "type": "work" }] }),
    );
    create(&scim, "bob", json!({ ENTERPRISE: { "department": "IT" } }));
    let inner = scim.create_group("Inner", std::slice::from_ref(&anna));
    let outer = scim.create_group("Outer", std::slice::from_ref(&inner));
    for (endpoint, filter, name, selected) in [
        (
            "/Users",
            format!("id eq \"{anna}\""),
            "userName",
            &["anna"][..],
        ),
        (
            "/Users",
            "externalId eq \"7\"".to_owned(),
            "userName",
            &["anna"],
        ),
        (
            "/Users",
            "emails.value eq \"anna@X.example\"".to_owned(),
            "userName",
            &["anna"],
        ),
        (
            "/Users",
            "emails[type eq \"work\" and value eq \"anna@x.example\"]".to_owned(),
            "userName",
            &["anna"],
        ),
        (
            "/Users",
            format!("schemas eq \"{ENTERPRISE}\""),
            "userName",
            &["bob"],
        ),
        (
            "/Users",
            format!("schemas eq \"{USER}\""),
            "userName",
            &["anna", "bob"],
        ),
        (
            "/Users",
            "meta.lastModified gt \"2020-01-01T00:00:00Z\"".to_owned(),
            "userName",
            &["anna", "bob"],
        ),
        (
            "/Users",
            "meta.created lt \"2020-01-01T00:00:00+14:00\"".to_owned(),
            "userName",
            &[],
        ),
        (
            "/Users",
            format!("groups.value eq \"{inner}\""),
            "userName",
            &["anna"],
        ),
        (
            "/Users",
            format!("groups eq \"{outer}\""),
            "userName",
            &["anna"],
        ),
        (
            "/Users",
            format!("groups[value eq \"{outer}\" and type eq \"direct\"]"),
            "userName",
            &[],
        ),
        (
            "/Groups",
            "displayName eq \"INNER\"".to_owned(),
            "displayName",
            &["Inner"],
        ),
        (
            "/Groups",
            format!("members.value eq \"{anna}\""),
            "displayName",
            &["Inner"],
        ),
        (
            "/Groups",
            format!("members[value eq \"{anna}\"]"),
            "displayName",
            &["Inner"],
        ),
        (
            "/Groups",
            format!("members eq \"{inner}\""),
            "displayName",
            &["Outer"],
        ),
        (
            "/Groups",
            format!("members.$ref eq \"{}/Users/{anna}\"", scim.url),
            "displayName",
            &["Inner"],
        ),
        (
            "/Groups",
            "members.type eq \"Group\"".to_owned(),
            "displayName",
            &["Outer"],
        ),
        (
            "/Groups",
            format!("schemas eq \"{GROUP}\""),
            "displayName",
            &["Inner", "Outer"],
        ),
    ] {
        let found = ask(&scim, endpoint, &filter, name).unwrap();
        assert_eq!(found, selected, "{filter}");
    }
}

#[test]
fn f17_wildcards_and_quotes_are_data() {
    let (_server, scim) = start();
    for name in ["100%", "a_b", "back\\slash", "o'hara; drop table users"] {
        create(&scim, name, json!({ "title": name, "displayName": name }));
        for attribute in ["userName", "displayName", "title"] {
            for operator in ["eq", "co", "sw", "ew"] {
                let filter = format!("{attribute} {operator} {}", json!(name));
                assert_eq!(users(&scim, &filter), [name], "{filter}");
            }
        }
    }
    for (filter, found) in [
        ("userName sw \"%\"", 0),
        ("userName co \"_\"", 1),
        ("displayName ew \"_b\"", 1),
        ("displayName co \"%\"", 1),
    ] {
        assert_eq!(users(&scim, filter).len(), found, "{filter}");
    }
}

/// RFC 7644 §3.4.2.2: "the attribute's default value" is what a client was shown.
#[test]
fn f19_a_default_is_a_value() {
    let (_server, scim) = start();
    let id = create(&scim, "anna", json!({}));
    assert_eq!(
        scim.get(&format!("/Users/{id}")).expect(200)["active"],
        true
    );
    assert_eq!(users(&scim, "active eq true"), ["anna"]);
    assert_eq!(users(&scim, "active pr"), ["anna"]);
    assert_eq!(users(&scim, "active eq false"), Vec::<String>::new());
}

/// RFC 7644 §3.4.2.1: a query over all types.
#[test]
fn e6_a_query_over_all_types() {
    let server = Server::start();
    define_kinds(&server);
    let scim = Scim::new(&server);
    create(&scim, "anna", json!({ "displayName": "Same" }));
    scim.create_group("same", &[]);
    let more = json!({ "text": "Same", KIND_MORE: { "colour": "blue" } });
    scim.send("POST", "/Kinds", &kind("same", more)).expect(201);
    for (filter, types) in [
        ("id pr", &["User", "Group", "Kind"][..]),
        ("displayName eq \"SAME\"", &["User", "Group"]),
        (
            "userName eq \"anna\" or text eq \"same\"",
            &["User", "Kind"],
        ),
        (
            "meta.resourceType eq \"User\" or meta.resourceType eq \"Kind\"",
            &["User", "Kind"],
        ),
        // RFC 7644 §3.4.2.1 itself leaves the quotes out.
        (
            "(meta.resourceType eq User) or (meta.resourceType eq Group)",
            &["User", "Group"],
        ),
        ("nothing eq \"x\"", &[]),
        (&format!("{KIND_MORE}:colour eq \"blue\""), &["Kind"]),
        ("not (userName pr)", &["Group", "Kind"]),
    ] {
        let list = scim
            .get(&format!("/?filter={filter}&attributes=meta.resourceType"))
            .expect(200);
        let found: Vec<&str> = list["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["meta"]["resourceType"].as_str().unwrap())
            .collect();
        assert_eq!(found, types, "{filter}");
    }
}

/// RFC 7644 §3.4.2.1 lets a client query one resource and does not say what a filter means there:
/// the resource is read by its id, whatever the filter says.
#[test]
fn e8_a_filter_on_one_resource_means_nothing() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", create(&scim, "anna", json!({})));
    let plain = scim.get(&path).expect(200);
    for filter in ["userName eq \"anna\"", "userName eq \"bob\"", "((("] {
        assert_eq!(
            scim.get(&format!("{path}?filter={filter}")).expect(200),
            plain
        );
    }
}
