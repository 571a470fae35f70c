//! add (RFC 7644 §3.5.2.1).

use serde_json::json;

use super::{begin, complex, extended, has, has_values, plain, two_values};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::Probe;

checks![
    "7644-3.5.2.1-add", Must, "add gives an attribute a value",
    "If the target location specifies an attribute that does not exist (has no value), the attribute is added with the new value."
        => add;
    "7644-3.5.2.1-add-again", Must, "add to an attribute with one value replaces it",
    "If the target location specifies a single-valued attribute, the existing value is replaced."
        => add_again;
    "7644-3.5.2.1-without-path", Must, "add without a path adds attributes to the resource",
    "If omitted, the target location is assumed to be the resource itself. The \"value\" parameter contains a set of attributes to be added to the resource."
        => without_path;
    "7644-3.5.2.1-part", Must, "add sets a part of a complex attribute and leaves the others",
    "If the target location specifies an attribute that does not exist (has no value), the attribute is added with the new value."
        => part;
    "7644-3.5.2.1-complex", Interop, "add to a complex attribute leaves the parts that it does not name",
    "If the target location specifies a complex attribute, a set of sub-attributes SHALL be specified in the \"value\" parameter."
        => whole;
    "7644-3.5.2.1-value", Must, "add to a multi-valued attribute keeps the values that are there",
    "If the target location specifies a multi-valued attribute, a new value is added to the attribute."
        => value;
    "7644-3.5.2.1-value-without-path", Must, "add without a path keeps the values of a multi-valued attribute",
    "In the above example, an additional value is added to the multi-valued attribute \"emails\"."
        => value_without_path;
    "7644-3.5.2.1-same-value", Must, "add of what is there changes nothing, not even lastModified",
    "Unless other operations change the resource, this operation SHALL NOT change the modify timestamp of the resource."
        => same_value;
    "7644-3.5.2.1-same-value-once", Should, "add of a value that is there does not double it",
    "If the target location already contains the value specified, no changes SHOULD be made to the resource, and a success response SHOULD be returned."
        => same_value_once;
    "7643-3.3-patch-extension", Must, "add without a path adds an extension by its URN",
    "Except for the base object schema, the schema extension URI SHALL be used as a JSON container to distinguish attributes belonging to the extension namespace from base schema attributes."
        => extension;
    "7644-3.5.2.1-without-value", Should, "add without a value is refused",
    "The operation MUST contain a \"value\" member whose content specifies the value to be added."
        => without_value;
];

async fn add(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "add", "path": field.path(), "value": "Engineer" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Engineer"));
    Ok(())
}

async fn add_again(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    let operation = json!([{ "op": "add", "path": field.path(), "value": "Director" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Director"));
    Ok(())
}

async fn without_path(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let fields: Vec<_> = kind.plain_fields().into_iter().take(2).collect();
    let first = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let mut value = json!({});
    for field in &fields {
        crate::sample::merge(&mut value, field.wrap(json!("Engineer")));
    }
    let before = p.read(&user).await?;
    let answers = p
        .patched(&user, json!([{ "op": "add", "value": value }]))
        .await?;
    for field in &fields {
        has(p, &answers, field, &json!("Engineer"));
    }
    let [patch, now] = answers;
    let name =
        |answer: &crate::probe::Answer| json::text(answer.json(), &["userName"]).map(str::to_owned);
    let kept = first.path() == "userName" || name(&before) == name(&now);
    p.ensure(kept, &[&patch, &now], "userName has changed");
    Ok(())
}

async fn part(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let user = p
        .create_with(&kind, &[(&field, json!({ &first: "Ada" }))])
        .await?;
    let path = format!("{}.{second}", field.path());
    let operation = json!([{ "op": "add", "path": path, "value": "Lovelace" }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Ada", &second: "Lovelace" }),
    );
    Ok(())
}

async fn whole(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let user = p
        .create_with(&kind, &[(&field, json!({ &first: "Ada" }))])
        .await?;
    let value = json!({ &second: "Lovelace" });
    let operation = json!([{ "op": "add", "path": field.path(), "value": value }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Ada", &second: "Lovelace" }),
    );
    Ok(())
}

async fn value(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let value = json!([{ "value": other, "type": "other" }]);
    let operation = json!([{ "op": "add", "path": two.field.path(), "value": value }]);
    let answers = p.patched(&two.user, operation).await?;
    has_values(p, &answers, &two.field, &[&two.work, &two.home, &other]);
    Ok(())
}

async fn value_without_path(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let value = two.field.wrap(json!([{ "value": other, "type": "other" }]));
    let answers = p
        .patched(&two.user, json!([{ "op": "add", "value": value }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.work, &two.home, &other]);
    Ok(())
}

async fn same_value(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    let before = p.read(&user).await?;
    // A clock that counts seconds shows nothing sooner.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let operation = json!([{ "op": "add", "path": field.path(), "value": "Engineer" }]);
    let [patch, now] = p.patched(&user, operation).await?;
    let time = |answer: &crate::probe::Answer| {
        json::text(answer.json(), &["meta", "lastModified"]).and_then(scim::datetime::parse_micros)
    };
    let same = time(&before) == time(&now);
    p.ensure(same, &[&before, &patch, &now], "lastModified has moved");
    let version = |answer: &crate::probe::Answer| {
        json::text(answer.json(), &["meta", "version"]).map(str::to_owned)
    };
    let same = version(&before) == version(&now);
    p.advise(same, &[&before, &patch, &now], "meta.version has changed");
    Ok(())
}

async fn same_value_once(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let value = json!([{ "value": two.work, "type": "work" }]);
    let operation = json!([{ "op": "add", "path": two.field.path(), "value": value }]);
    let answers = p.patched(&two.user, operation).await?;
    has_values(p, &answers, &two.field, &[&two.work, &two.home]);
    Ok(())
}

async fn extension(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = extended(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "add", "value": field.wrap(json!("Bridges")) }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Bridges"));
    Ok(())
}

async fn without_value(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let answer = p
        .patch(&user, json!([{ "op": "add", "path": field.path() }]))
        .await?;
    p.refused(&answer, &[400])
}
