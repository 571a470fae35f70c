//! The grammar (checklist F1–F4, F7, F8, F14, F17).

use scim::ScimType;
use scim::filter::{Filter, Limits};

fn parse(text: &str) -> Filter {
    Filter::parse(text, Limits::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refuse(text: &str) -> String {
    match Filter::parse(text, Limits::default()) {
        Ok(filter) => panic!("{text} was read as {filter}"),
        Err(error) => {
            assert_eq!(
                (error.status, error.scim_type),
                (400, Some(ScimType::InvalidFilter))
            );
            error.detail
        }
    }
}

/// Parses, and compares the canonical text.
fn same(text: &str, canonical: &str) {
    assert_eq!(parse(text).to_string(), canonical, "{text}");
    assert_eq!(parse(canonical), parse(text), "{text}");
}

#[test]
fn the_examples_of_the_rfc_parse_and_print() {
    for text in [
        "userName eq \"bjensen\"",
        "name.familyName co \"O'Malley\"",
        "userName sw \"J\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"",
        "title pr",
        "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
        "title pr and userType eq \"Employee\"",
        "title pr or userType eq \"Intern\"",
        "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"",
        "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")",
        "userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \"b\")",
        "userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]",
        "emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\"]",
        "members.$ref eq \"x\"",
    ] {
        same(text, text);
    }
    same(
        "userType eq \"Employee\" and (emails.type eq \"work\")",
        "userType eq \"Employee\" and emails.type eq \"work\"",
    );
}

#[test]
fn keywords_have_no_letter_case_and_space_is_free() {
    same(
        "a EQ 1 AND b Pr OR NOT(c nE null)",
        "a eq 1 and b pr or not (c ne null)",
    );
    same("  ( a eq 1 )\tand\n( b pr )  ", "a eq 1 and b pr");
    same("NOT  (a pr)", "not (a pr)");
    same("members[value eq\"x\"]", "members[value eq \"x\"]");
    same("(a pr)and(b pr)or(c pr)", "a pr and b pr or c pr");
    same("not eq 1", "not eq 1");
}

#[test]
fn not_binds_before_and_before_or() {
    same("a pr or b pr and c pr", "a pr or b pr and c pr");
    assert_eq!(
        parse("a pr or b pr and c pr"),
        parse("a pr or (b pr and c pr)")
    );
    assert_ne!(
        parse("(a pr or b pr) and c pr"),
        parse("a pr or b pr and c pr")
    );
    same("(a pr or b pr) and c pr", "(a pr or b pr) and c pr");
    same("not (a pr) and b pr", "not (a pr) and b pr");
    same("a pr and (b pr and c pr)", "a pr and (b pr and c pr)");
}

#[test]
fn literals_are_json() {
    same(r#"a eq "\u00e9\"\\\n""#, r#"a eq "é\"\\\n""#);
    same("a eq -1.5", "a eq -1.5");
    same("a eq true", "a eq true");
    same("a eq jyoung@x", "a eq jyoung@x");
    same("a eq 007", "a eq 007");
    for text in [
        r#"a eq "open"#,
        r#"a eq "\x""#,
        r#"a eq "\ud800""#,
        "a eq \"\t\"",
        "a eq",
        "a eq ",
        "a eq \"x\"y",
        "a eq \"\\u0000\"",
        "a eq ]",
    ] {
        refuse(text);
    }
}

#[test]
fn a_comparison_may_follow_the_brackets() {
    for (text, terms) in [
        ("emails[type eq \"work\"].value eq \"x\"", 2),
        ("emails[a pr or b pr].value pr", 3),
        ("emails[a pr and b pr].value ne 1", 3),
    ] {
        same(text, text);
        assert_eq!(parse(text).terms(), terms, "{text}");
    }
    refuse("emails[type eq \"work\"].value");
    refuse("emails[type eq \"work\"].a.b eq 1");
    refuse("emails[type eq \"work\"] eq 1");
}

#[test]
fn what_is_not_in_the_grammar_is_refused_with_a_position() {
    for text in [
        "",
        "  ",
        "userName",
        "userName eq",
        "eq \"x\"",
        "and",
        "a pr and",
        "a pr or or b pr",
        "(a pr",
        "a pr)",
        "a[b pr",
        "a[b pr)",
        "a]b",
        "a pr b pr",
        "a[b[c pr]]",
        "a[b eq 1 and c[d pr]]",
        "a.b[c pr]",
        "a..b pr",
        "a.b.c pr",
        "1a pr",
        ":a pr",
        "a: pr",
        "not a pr",
        "not",
        "()",
        "a[]",
        "a pr\u{a0}and b pr",
        "a.$ pr",
        "$ pr",
        "a eq eq eq",
        "\"a\" eq \"b\"",
    ] {
        refuse(text);
    }
    assert!(refuse("userName regex \"x\"").contains("'regex' is not supported"));
    assert!(refuse("userName xx \"é\" and").contains("character 10"));
    assert!(refuse("é eq 1").contains("character 1:"));
    assert!(refuse("title pr and x[y[z pr]]").contains("another one"));
}

#[test]
fn limits_hold() {
    let limits = Limits {
        length_bytes: 40,
        depth: 2,
        terms: 3,
        literal_bytes: 4,
    };
    let parse = |text: &str| Filter::parse(text, limits);
    assert!(parse("a pr and b pr and c pr").is_ok());
    assert!(parse("a pr and b pr and c pr and d pr").is_err());
    assert!(parse("((a pr))").is_ok());
    assert!(parse("(((a pr)))").is_err());
    assert!(parse("((a[b pr]))").is_err());
    assert!(parse("(a pr) or (b pr) or (c pr)").is_ok());
    assert!(parse("a eq \"1234\"").is_ok());
    assert!(parse("a eq \"\\u0031\\u0032\"").is_ok());
    assert!(parse("a eq \"12345\"").is_err());
    assert!(parse("a eq 12345").is_err());
    assert!(parse(&format!("a eq 1{}", " ".repeat(40))).is_err());
    for hostile in ["(", "not(", "a[", "((((a", "not (not ("] {
        assert!(Filter::parse(&hostile.repeat(1000), Limits::default()).is_err());
    }
}

/// What a message quotes of a filter must not break the line of a log.
#[test]
fn control_characters_stand_in_quotes_or_nowhere() {
    for text in [
        ":\u{14} pr",
        "a\u{7f}b pr",
        "urn:\u{1}:a pr",
        "a eq \u{85}b",
    ] {
        let detail = refuse(text);
        assert!(!detail.contains(char::is_control), "{detail:?}");
    }
    // Of these, JSON escapes only what is below U+0020 (RFC 8259 §7).
    same(
        "a eq \"\\u0001\u{7f}\u{9f}\"",
        r#"a eq "\u0001\u007f\u009f""#,
    );
}

/// Read as the nearest double, and printed so that it is that one again.
#[test]
fn a_decimal_is_printed_as_it_was_read() {
    let zeros = "0".repeat(132);
    let text = format!("a ge 111111111111111111111111.11{zeros}1");
    assert_eq!(parse(&parse(&text).to_string()), parse(&text));
}
