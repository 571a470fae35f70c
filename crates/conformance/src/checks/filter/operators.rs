//! Every operator on every type of attribute (RFC 7644 table 3).

use scim::attribute::AttributeType;
use scim::datetime::{format_micros, parse_micros};
use serde_json::json;

use super::{begin, begin_with, finds, finds_among, quote, told};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Person, Probe, Stop, external_id};
use crate::request::Request;
use crate::server::Feature;

checks![
    "7644-3.4.2.2-eq", Must, "eq finds the one with that value",
    "The attribute and operator values must be identical for a match."
        => user_name("eq", "Alpha@example.com", &[0]);
    "7644-3.4.2.2-ne", Must, "ne finds those with another value",
    "The attribute and operator values are not identical."
        => user_name("ne", "Alpha@example.com", &[1, 2, 3, 4]);
    "7644-3.4.2.2-co", Must, "co finds a part of a value",
    "The entire operator value must be a substring of the attribute value for a match."
        => part("co", "harlie@", &[2]);
    "7644-3.4.2.2-sw", Must, "sw finds the beginning of a value",
    "The entire operator value must be a substring of the attribute value, starting at the beginning of the attribute value."
        => user_name("sw", "br", &[1]);
    "7644-3.4.2.2-ew", Must, "ew finds the end of a value",
    "The entire operator value must be a substring of the attribute value, matching at the end of the attribute value."
        => part("ew", "elta@example.com", &[3]);
    "7644-3.4.2.2-gt", Must, "gt compares texts in lexicographical order",
    "If the attribute value is greater than the operator value, there is a match."
        => user_name("gt", "Charlie@example.com", &[3, 4]);
    "7644-3.4.2.2-ge", Must, "ge compares texts in lexicographical order",
    "If the attribute value is greater than or equal to the operator value, there is a match."
        => user_name("ge", "Charlie@example.com", &[2, 3, 4]);
    "7644-3.4.2.2-lt", Must, "lt compares texts in lexicographical order",
    "If the attribute value is less than the operator value, there is a match."
        => user_name("lt", "Charlie@example.com", &[0, 1]);
    "7644-3.4.2.2-le", Must, "le compares texts in lexicographical order",
    "If the attribute value is less than or equal to the operator value, there is a match."
        => user_name("le", "Charlie@example.com", &[0, 1, 2]);
    "7644-3.4.2.2-pr", Must, "pr finds those that have a value",
    "If the attribute has a non-empty or non-null value, or if it contains a non-empty node for complex attributes, there is a match."
        => present("title", &[0, 1, 3, 4]);
    "7644-3.4.2.2-pr-complex", Must, "pr finds a complex attribute that has a value in it",
    "If the attribute has a non-empty or non-null value, or if it contains a non-empty node for complex attributes, there is a match."
        => present("emails", &[0, 1, 3, 4]);
    "7644-3.4.2.2-case-inexact", Must, "Texts that are not caseExact are compared without regard to letter case",
    "When comparing attributes of type String, the case sensitivity for String type attributes SHALL be determined by the attribute's \"caseExact\" characteristic (see Section 2.2 of [RFC7643])."
        => case_inexact;
    "7644-3.4.2.2-case-exact", Must, "Texts that are caseExact are compared exactly",
    "When comparing attributes of type String, the case sensitivity for String type attributes SHALL be determined by the attribute's \"caseExact\" characteristic (see Section 2.2 of [RFC7643])."
        => case_exact;
    "7644-3.4.2.2-boolean-true", Must, "eq true finds what is true",
    "compValue = false / null / true / number / string"
        => boolean("active eq true", &[0, 2, 4]);
    "7644-3.4.2.2-boolean-false", Must, "eq false finds what is false",
    "compValue = false / null / true / number / string"
        => boolean("active eq false", &[1, 3]);
    "7644-3.4.2.2-boolean-ne", Must, "ne true finds what is false",
    "The attribute and operator values are not identical."
        => boolean("active ne true", &[1, 3]);
    "7644-3.4.2.2-date-time", Must, "dateTimes are compared as points in time",
    "… for DateTime types, it is a chronological comparison."
        => date_time;
    "7644-3.4.2.2-date-time-offset", Must, "dateTimes with an offset are compared as points in time",
    "… for DateTime types, it is a chronological comparison."
        => date_time_offset;
    "7644-3.4.2.2-number", Must, "Numbers are compared by their value",
    "For integer attributes, it is a comparison by numeric value."
        => number;
];

async fn user_name(
    p: &mut Probe,
    operator: &'static str,
    end: &'static str,
    expected: &'static [Person],
) -> Verdict {
    let people = begin(p).await?;
    let value = quote(&format!("{}-{end}", people.prefix));
    let filter = format!("userName {operator} {value}");
    // These two find nobody else by themselves.
    if matches!(operator, "eq" | "sw") {
        return finds(p, &people, &filter, expected).await;
    }
    finds_among(p, &people, &filter, expected).await
}

async fn part(
    p: &mut Probe,
    operator: &'static str,
    value: &'static str,
    expected: &'static [Person],
) -> Verdict {
    let people = begin(p).await?;
    let filter = format!("userName {operator} {}", quote(value));
    finds_among(p, &people, &filter, expected).await
}

async fn present(p: &mut Probe, name: &'static str, expected: &'static [Person]) -> Verdict {
    let people = begin_with(p, name).await?;
    finds_among(p, &people, &format!("{name} pr"), expected).await
}

async fn case_inexact(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let exact = people
        .kind
        .field("userName")
        .is_some_and(|field| field.attribute.case_exact);
    if exact {
        return Err(Stop::skip("the schema says that userName is caseExact"));
    }
    for name in [
        people.user_name(0).to_uppercase(),
        people.user_name(0).to_lowercase(),
    ] {
        finds(p, &people, &format!("userName eq {}", quote(&name)), &[0]).await?;
    }
    Ok(())
}

async fn case_exact(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let external_id = external_id(&people.prefix, 0);
    finds(
        p,
        &people,
        &format!("externalId eq {}", quote(&external_id)),
        &[0],
    )
    .await?;
    let shouted = external_id.to_uppercase();
    finds(
        p,
        &people,
        &format!("externalId eq {}", quote(&shouted)),
        &[],
    )
    .await
}

async fn boolean(p: &mut Probe, filter: &'static str, expected: &'static [Person]) -> Verdict {
    let people = begin_with(p, "active").await?;
    finds_among(p, &people, filter, expected).await
}

async fn date_time(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let created = told(&people, 0, &["meta", "created"])?.to_owned();
    let all: [Person; 5] = [0, 1, 2, 3, 4];
    for (filter, expected) in [
        (format!("meta.created ge {}", quote(&created)), &all[..]),
        (format!("meta.created lt {}", quote(&created)), &[]),
        (
            "meta.lastModified gt \"2011-05-13T04:42:34Z\"".to_owned(),
            &all,
        ),
        (
            "meta.lastModified le \"2011-05-13T04:42:34Z\"".to_owned(),
            &[],
        ),
        (
            "meta.lastModified lt \"2199-12-31T23:59:59Z\"".to_owned(),
            &all,
        ),
    ] {
        finds_among(p, &people, &filter, expected).await?;
    }
    Ok(())
}

async fn date_time_offset(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let created = told(&people, 0, &["meta", "created"])?;
    let micros = parse_micros(created).ok_or_else(|| Stop::skip("meta.created is no dateTime"))?;
    // A minute before, written as in a place where the clock is twelve hours ahead: as text it is
    // later, as a point in time it is earlier.
    let hour = 3_600_000_000;
    let ahead = format_micros(micros - hour / 60 + 12 * hour).replace('Z', "+12:00");
    let filter = format!("meta.created ge {}", quote(&ahead));
    finds_among(p, &people, &filter, &[0, 1, 2, 3, 4]).await
}

async fn number(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    for kind in p.creatable_types().await? {
        let field = kind.fields().find(|field| {
            let number = matches!(
                field.attribute.kind,
                AttributeType::Integer | AttributeType::Decimal
            );
            number && !field.attribute.multi_valued && field.is_writable()
        });
        let Some(field) = field else { continue };
        let nine = p.create_with(&kind, &[(&field, json!(9))]).await?;
        // As text, 10 comes before 9.
        let filter = format!("id eq {} and {} lt 10", quote(&nine.id), field.path());
        let answer = p
            .send(&Request::get(&kind.endpoint).query("filter", &filter))
            .await?;
        super::accepted(p, &answer, &filter)?;
        let found = json::list(answer.json(), &["Resources"]).len() == 1;
        p.ensure(found, &answer, format!("{filter} does not find it"));
        return Ok(());
    }
    Err(Stop::skip("no type has a number that clients can write"))
}
