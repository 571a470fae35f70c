//! The values in filters (RFC 7644 §3.4.2.2: the rules of JSON).

use super::{begin_with, finds_among};
use crate::check::{Verdict, checks};
use crate::probe::{Person, Probe};

checks![
    "7644-3.4.2.2-escapes", Must, "Quotation marks and backslashes are escaped as in JSON",
    "compValue = false / null / true / number / string ; rules from JSON (RFC 7159)"
        => family_name(r#""Quote\"Back\\Slash""#, "eq", &[1]);
    "7644-3.4.2.2-apostrophe", Must, "An apostrophe is a letter like any other",
    "filter=name.familyName co \"O'Malley\""
        => family_name("\"O'Malley\"", "co", &[0]);
    "7644-3.4.2.2-unicode", Must, "Letters outside ASCII can be searched for",
    "Servers MUST accept requests and be able to return JSON-structured responses using UTF-8 encoding [RFC3629]."
        => family_name("\"Çelik\"", "eq", &[2]);
    "7644-3.4.2.2-unicode-escape", Must, "A letter may be written as \\u and four digits",
    "compValue = false / null / true / number / string ; rules from JSON (RFC 7159)"
        => family_name(r#""\u00c7elik""#, "eq", &[2]);
    "7644-3.4.2.2-percent-sign", Must, "A percent sign is no wildcard",
    "The entire operator value must be a substring of the attribute value for a match."
        => family_name("\"%\"", "co", &[4]);
    "7644-3.4.2.2-underscore", Must, "An underscore is no wildcard",
    "The entire operator value must be a substring of the attribute value for a match."
        => family_name("\"100%_s\"", "sw", &[4]);
    "7644-3.4.2.2-wildcard", Must, "A star and a dot are no wildcards",
    "The attribute and operator values must be identical for a match."
        => family_name("\"S.*\"", "eq", &[]);
    "7644-3.4.2.2-sql", Must, "Text that looks like SQL is text",
    "The attribute and operator values must be identical for a match."
        => family_name("\"' or '1'='1\"", "eq", &[]);
    "7644-3.4.2.2-spaces", Must, "Spaces inside a value belong to it",
    "The attribute and operator values must be identical for a match."
        => title("title eq \"engineer of bridges\"", &[1]);
    "7644-3.4.2.2-words-in-text", Must, "Words and brackets inside a value do not end it",
    "compValue = false / null / true / number / string ; rules from JSON (RFC 7159)"
        => title("title eq \"a) or (title pr\"", &[]);
];

async fn family_name(
    p: &mut Probe,
    literal: &'static str,
    operator: &'static str,
    expected: &'static [Person],
) -> Verdict {
    let people = begin_with(p, "name").await?;
    let filter = format!("name.familyName {operator} {literal}");
    finds_among(p, &people, &filter, expected).await
}

async fn title(p: &mut Probe, filter: &'static str, expected: &'static [Person]) -> Verdict {
    let people = begin_with(p, "title").await?;
    finds_among(p, &people, filter, expected).await
}
