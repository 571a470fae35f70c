//! remove (RFC 7644 §3.5.2.2).

use serde_json::{Value, json};

use super::{begin, complex, extended, has, has_values, lacks, plain, two_values};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};

checks![
    "7644-3.5.2.2-without-path", Must, "remove without a path is 400 noTarget",
    "If \"path\" is unspecified, the operation fails with HTTP status code 400 and a \"scimType\" error code of \"noTarget\"."
        => without_path;
    "7644-3.5.2.2-single", Must, "remove unsets an attribute",
    "If the target location is a single-value attribute, the attribute and its associated value is removed, and the attribute SHALL be considered unassigned."
        => single;
    "7644-3.5.2.2-part", Must, "remove unsets a part of a complex attribute and leaves the others",
    "If the target location is a single-value attribute, the attribute and its associated value is removed, and the attribute SHALL be considered unassigned."
        => part;
    "7644-3.5.2.2-all-values", Must, "remove without a filter removes all values",
    "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are removed, and the attribute SHALL be considered unassigned."
        => all_values;
    "7644-3.5.2.2-some-values", Must, "remove with a filter removes the values that match, and no others",
    "If the target location is a complex multi-valued attribute and a complex filter is specified based on the attribute's sub-attributes, the matching records are removed."
        => some_values;
    "7644-3.5.2.2-by-value", Must, "remove with a filter on value removes that value",
    "If the target location is a multi-valued attribute and a complex filter is specified comparing a \"value\", the values matched by the filter are removed."
        => by_value;
    "7644-3.5.2.2-filter-with-and", Must, "remove understands and in its filter",
    "\"path\":\"emails[type eq \\\"work\\\" and value ew \\\"example.com\\\"]\""
        => with_and;
    "7644-3.5.2.2-last-value", Must, "With its last value an attribute becomes unassigned",
    "If no other values remain after removal of the selected values, the multi-valued attribute SHALL be considered unassigned."
        => last_value;
    "7644-3.5.2.2-part-of-values", Must, "remove unsets a part of the values that match",
    "Sub-attributes whose values have been removed SHALL be considered unassigned."
        => part_of_values;
    "7644-3.5.2.2-extension", Must, "remove unsets an attribute of an extension",
    "All operations share a common scheme for referencing simple and complex attributes."
        => extension;
    "7644-3.5.2.2-required", Must, "remove of a required attribute is refused with mutability",
    "If an attribute is removed or becomes unassigned and is defined as a required attribute or a read-only attribute, the server SHALL return an HTTP response status code and a JSON detail error response as defined in Section 3.12, with a \"scimType\" error code of \"mutability\"."
        => required;
];

async fn without_path(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p.create(&kind, json!({})).await?;
    let answer = p.patch(&user, json!([{ "op": "remove" }])).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Must, &answer, &["noTarget"]);
    Ok(())
}

async fn single(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    let operation = json!([{ "op": "remove", "path": field.path() }]);
    let answers = p.patched(&user, operation).await?;
    lacks(p, &answers, &field);
    Ok(())
}

async fn part(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let path = format!("{}.{first}", field.path());
    let answers = p
        .patched(&user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has(p, &answers, &field, &json!({ &second: "Lovelace" }));
    let [patch, now] = answers;
    let part = field
        .find(now.json())
        .and_then(|value| json::at(value, &[&first]));
    p.ensure(
        json::is_unassigned(part),
        &[&patch, &now],
        format!("{path} still has a value"),
    );
    Ok(())
}

async fn all_values(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let operation = json!([{ "op": "remove", "path": two.field.path() }]);
    let answers = p.patched(&two.user, operation).await?;
    lacks(p, &answers, &two.field);
    Ok(())
}

async fn some_values(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!("{}[type eq \"work\"]", two.field.path());
    let answers = p
        .patched(&two.user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.home]);
    Ok(())
}

async fn by_value(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!("{}[value eq {}]", two.field.path(), json!(two.home));
    let answers = p
        .patched(&two.user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.work]);
    Ok(())
}

async fn with_and(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!(
        "{}[type eq \"work\" and value ew \"example.com\"]",
        two.field.path()
    );
    let answers = p
        .patched(&two.user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.home]);
    Ok(())
}

async fn last_value(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = |kind: &str| format!("{}[type eq \"{kind}\"]", two.field.path());
    let operations = json!([
        { "op": "remove", "path": path("work") },
        { "op": "remove", "path": path("home") },
    ]);
    let answers = p.patched(&two.user, operations).await?;
    lacks(p, &answers, &two.field);
    Ok(())
}

async fn part_of_values(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = kind.field("addresses").filter(|field| {
        field.is_writable()
            && field.text_part("locality").is_some()
            && field.text_part("region").is_some()
    });
    let field =
        field.ok_or_else(|| Stop::skip("users have no addresses that clients can write"))?;
    let value = json!([
        { "type": "work", "locality": "Hollywood", "region": "CA" },
        { "type": "home", "locality": "Uppsala", "region": "C" },
    ]);
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let operation = json!([{ "op": "remove", "path": "addresses[type eq \"work\"].locality" }]);
    let answers = p.patched(&user, operation).await?;
    let wanted = json!([
        { "type": "work", "region": "CA" },
        { "type": "home", "locality": "Uppsala", "region": "C" },
    ]);
    has(p, &answers, &field, &wanted);
    let [patch, now] = answers;
    let kept = json::list(now.json(), &["addresses"])
        .iter()
        .any(|one| json::at(one, &["locality"]).and_then(Value::as_str) == Some("Hollywood"));
    p.ensure(!kept, &[&patch, &now], "the locality is still there");
    Ok(())
}

async fn extension(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = extended(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Bridges"))]).await?;
    let operation = json!([{ "op": "remove", "path": field.path() }]);
    let answers = p.patched(&user, operation).await?;
    lacks(p, &answers, &field);
    Ok(())
}

async fn required(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = kind
        .fields()
        .find(|field| field.urn.is_none() && field.attribute.required && field.is_writable());
    let field = field.ok_or_else(|| Stop::skip("the User schema requires nothing"))?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "remove", "path": field.path() }]);
    let answer = p.patch(&user, operation).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Must, &answer, &["mutability"]);
    Ok(())
}
