//! Filters that are not to be answered with a list (RFC 7644 §3.4.2.2, table 9).

use scim::attribute::AttributeType;
use serde_json::json;

use super::{begin, begin_with, quote};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{People, Probe, Stop};
use crate::request::Request;
use crate::server::Feature;

checks![
    "7644-3.4.2.2-unknown-operator", Must, "An operator that is not known is 400 invalidFilter",
    "Providers MUST decline to filter results if the specified filter operation is not recognized and return an HTTP 400 error with a \"scimType\" error of \"invalidFilter\" …"
        => unknown_operator;
    "7644-3.4.2.2-malformed", Must, "A filter that cannot be parsed is 400 invalidFilter, never a list",
    "When specified, only those resources matching the filter expression SHALL be returned. … The specified filter syntax was invalid (does not comply with Figure 1) …"
        => malformed;
    "7644-3.4.2.2-unknown-attribute", Must, "A filter on an attribute that does not exist finds nothing",
    "When specified, only those resources matching the filter expression SHALL be returned."
        => unknown_attribute;
    "7644-3.4.2.2-boolean-order", Must, "gt, ge, lt and le on a boolean are 400 invalidFilter",
    "Boolean and Binary attributes SHALL cause a failed response (HTTP status code 400) with \"scimType\" of \"invalidFilter\"."
        => boolean_order;
    "7644-3.4.2.2-binary-order", Must, "gt, ge, lt and le on a binary are 400 invalidFilter",
    "Boolean and Binary attributes SHALL cause a failed response (HTTP status code 400) with \"scimType\" of \"invalidFilter\"."
        => binary_order;
    "7643-7-filter-on-password", Interop, "A password cannot be found out by filtering",
    "A service provider MAY allow attributes to be used in a search filter."
        => password;
];

async fn unknown_operator(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    for filter in ["userName regex \".*\"", "userName like \"a%\""] {
        declined(p, &people, filter, Level::Must).await?;
    }
    Ok(())
}

async fn malformed(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    // Values without quotation marks and in apostrophes are in the RFC's own examples.
    for filter in [
        "userName",
        "userName eq",
        "eq \"a\"",
        "(userName pr",
        "userName pr)",
        "userName pr and",
        "or userName pr",
        "userName eq \"a",
        "userName eq \"a\" \"b\"",
        "userName pr userName pr",
        "emails[type eq \"work\"",
        "not userName pr",
        "()",
    ] {
        declined(p, &people, filter, Level::Should).await?;
    }
    Ok(())
}

/// The filter is refused with 400 invalidFilter. A list that holds anybody is the worst: the client
/// takes it for an answer.
async fn declined(p: &mut Probe, people: &People, filter: &str, kind: Level) -> Verdict {
    let answer = p.send(&p.users_query(people, filter)).await?;
    if answer.is_success() {
        let listed = json::list(answer.json(), &["Resources"]).len();
        let sentence = format!("{filter} is answered with a list of {listed}");
        let level = if listed > 0 { Level::Must } else { kind };
        p.record(level, &answer, sentence);
        return Ok(());
    }
    if p.refused(&answer, &[400]).is_ok() {
        p.scim_type(kind, &answer, &["invalidFilter"]);
    }
    Ok(())
}

async fn unknown_attribute(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    for filter in [
        "noSuchAttribute eq \"x\"",
        "name.noSuchPart pr",
        "urn:example:none:x pr",
    ] {
        let answer = p.send(&p.users_query(&people, filter)).await?;
        // On one type the RFC says neither to refuse it nor to take it as no value.
        if answer.is_client_error() {
            continue;
        }
        p.status(&answer, &[200, 400])?;
        let listed = json::list(answer.json(), &["Resources"]).len();
        p.ensure(
            listed == 0,
            &answer,
            format!("{filter} is answered with a list of {listed}"),
        );
    }
    Ok(())
}

async fn boolean_order(p: &mut Probe) -> Verdict {
    let people = begin_with(p, "active").await?;
    for operator in ["gt", "ge", "lt", "le"] {
        declined(p, &people, &format!("active {operator} true"), Level::Must).await?;
    }
    Ok(())
}

async fn binary_order(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let path = people.kind.fields().find_map(|field| {
        if field.attribute.kind == AttributeType::Binary {
            return Some(field.path());
        }
        let mut parts = field.attribute.sub_attributes.iter();
        let part = parts.find(|part| part.kind == AttributeType::Binary)?;
        Some(format!("{}.{}", field.path(), part.name))
    });
    let path = path.ok_or_else(|| Stop::skip("the User schema has no binary attribute"))?;
    for operator in ["gt", "le"] {
        declined(
            p,
            &people,
            &format!("{path} {operator} \"AAAA\""),
            Level::Must,
        )
        .await?;
    }
    Ok(())
}

async fn password(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let kind = p.user_type()?;
    let Some(field) = kind.field("password") else {
        return Err(Stop::skip("the User schema has no password"));
    };
    let secret = format!("Pw9!{}", p.session.unique());
    let made = p.create_with(&kind, &[(&field, json!(secret))]).await?;
    for filter in ["password sw \"Pw9!\"", "password co \"9!\""] {
        let whole = format!("id eq {} and {filter}", quote(&made.id));
        let answer = p
            .send(&Request::get(&kind.endpoint).query("filter", &whole))
            .await?;
        let found = !json::list(answer.json(), &["Resources"]).is_empty();
        let sentence = format!("{filter} finds the user: letter by letter, a password can be read");
        p.ensure(!found, &answer, sentence);
    }
    Ok(())
}
