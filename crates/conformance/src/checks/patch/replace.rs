//! replace (RFC 7644 §3.5.2.3).

use serde_json::{Value, json};

use super::{begin, complex, extended, has, has_values, lacks, plain, two_values};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};

checks![
    "7644-3.5.2.3-single", Must, "replace changes an attribute",
    "If the target location is a single-value attribute, the attributes value is replaced."
        => single;
    "7644-3.5.2.3-absent", Must, "replace of an attribute without a value adds it",
    "If the target location path specifies an attribute that does not exist, the service provider SHALL treat the operation as an \"add\"."
        => absent;
    "7644-3.5.2.3-without-path", Must, "replace without a path changes the attributes in its value, and no others",
    "If the \"path\" parameter is omitted, the target is assumed to be the resource itself. In this case, the \"value\" attribute SHALL contain a list of one or more attributes that are to be replaced."
        => without_path;
    "7644-3.5.2.3-complex", Must, "replace of a complex attribute leaves the parts that it does not name",
    "Sub-attributes that are not specified in the \"value\" parameter are left unchanged."
        => whole;
    "7644-3.5.2.3-part", Must, "replace changes a part of a complex attribute",
    "If the target location is a single-value attribute, the attributes value is replaced."
        => part;
    "7644-3.5.2.3-all-values", Must, "replace without a filter replaces all values",
    "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are replaced."
        => all_values;
    "7643-2.5-patch-empty-list", Must, "replace by an empty list leaves no value",
    "Assigning an attribute with the value \"null\" or an empty array (in the case of multi-valued attributes) has the effect of making the attribute \"unassigned\"."
        => empty_list;
    "7644-3.5.2.3-some-values", Must, "replace with a filter replaces the value that matches, and no other",
    "… then all matching record values SHALL be replaced."
        => some_values;
    "7644-3.5.2.3-part-of-a-value", Must, "replace with a filter changes a part of the value that matches",
    "If the target location is a complex multi-valued attribute with a value selection filter (\"valuePath\") and a specific sub-attribute (e.g., \"addresses[type eq \"work\"].streetAddress\"), the matching sub-attribute of all matching records is replaced."
        => part_of_a_value;
    "7644-3.5.2.3-part-of-all-matching", Must, "replace with a filter changes a part of every value that matches",
    "… the matching sub-attribute of all matching records is replaced."
        => part_of_all_matching;
    "7644-3.5.2.3-no-match", Must, "replace with a filter that nothing matches is 400 noTarget",
    "… the service provider SHALL indicate failure by returning HTTP status code 400 and a \"scimType\" error code of \"noTarget\"."
        => no_match("ew");
    "7644-3.5.2.3-no-match-eq", Must, "replace with a filter of eq that nothing matches is 400 noTarget as well",
    "… the service provider SHALL indicate failure by returning HTTP status code 400 and a \"scimType\" error code of \"noTarget\"."
        => no_match("eq");
    "7644-3.5.2.3-boolean", Must, "replace deactivates a user",
    "If the target location is a single-value attribute, the attributes value is replaced."
        => boolean;
    "7644-3.5.2.3-extension", Must, "replace changes an attribute of an extension",
    "All operations share a common scheme for referencing simple and complex attributes."
        => extension;
];

async fn single(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    let operation = json!([{ "op": "replace", "path": field.path(), "value": "Director" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Director"));
    Ok(())
}

async fn absent(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "replace", "path": field.path(), "value": "Director" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Director"));
    Ok(())
}

async fn without_path(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let field = plain(&two.kind)?;
    let value = field.wrap(json!("Director"));
    let answers = p
        .patched(&two.user, json!([{ "op": "replace", "value": value }]))
        .await?;
    has(p, &answers, &field, &json!("Director"));
    has_values(p, &answers, &two.field, &[&two.work, &two.home]);
    Ok(())
}

async fn whole(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let value = json!({ &second: "Hopper" });
    let operation = json!([{ "op": "replace", "path": field.path(), "value": value }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Ada", &second: "Hopper" }),
    );
    Ok(())
}

async fn part(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let path = format!("{}.{first}", field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": "Grace" }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Grace", &second: "Lovelace" }),
    );
    Ok(())
}

async fn all_values(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let value = json!([{ "value": other, "type": "work" }]);
    let operation = json!([{ "op": "replace", "path": two.field.path(), "value": value }]);
    let answers = p.patched(&two.user, operation).await?;
    has_values(p, &answers, &two.field, &[&other]);
    Ok(())
}

async fn empty_list(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let operation = json!([{ "op": "replace", "path": two.field.path(), "value": [] }]);
    let answers = p.patched(&two.user, operation).await?;
    lacks(p, &answers, &two.field);
    Ok(())
}

async fn some_values(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let path = format!("{}[type eq \"work\"]", two.field.path());
    let value = json!({ "value": other, "type": "work" });
    let operation = json!([{ "op": "replace", "path": path, "value": value }]);
    let answers = p.patched(&two.user, operation).await?;
    has_values(p, &answers, &two.field, &[&other, &two.home]);
    Ok(())
}

async fn part_of_a_value(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let path = format!("{}[type eq \"work\"].value", two.field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": other }]);
    let answers = p.patched(&two.user, operation).await?;
    let wanted = json!([
        { "value": other, "type": "work" },
        { "value": two.home, "type": "home" },
    ]);
    has(p, &answers, &two.field, &wanted);
    Ok(())
}

async fn part_of_all_matching(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!("{}[value co \"@example.com\"].type", two.field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": "other" }]);
    let [patch, now] = p.patched(&two.user, operation).await?;
    let found = two.field.find(now.json()).and_then(Value::as_array);
    let changed = found
        .into_iter()
        .flatten()
        .filter(|one| json::text(one, &["type"]) == Some("other"))
        .count();
    let sentence = format!("{changed} of 2 values have changed");
    p.ensure(changed == 2, &[&patch, &now], sentence);
    Ok(())
}

async fn no_match(p: &mut Probe, operator: &'static str) -> Verdict {
    let two = two_values(p).await?;
    let path = format!(
        "{}[value {operator} \"nobody@example.com\"]",
        two.field.path()
    );
    let value = json!({ "value": "somebody@example.com", "type": "other" });
    let operation = json!([{ "op": "replace", "path": path, "value": value }]);
    let answer = p.patch(&two.user, operation).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Must, &answer, &["noTarget"]);
    Ok(())
}

async fn boolean(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = kind.boolean_field();
    let field = field.ok_or_else(|| Stop::skip("needs a boolean that clients can write"))?;
    let user = p.create_with(&kind, &[(&field, json!(true))]).await?;
    for value in [false, true] {
        let operation = json!([{ "op": "replace", "path": field.path(), "value": value }]);
        let answers = p.patched(&user, operation).await?;
        has(p, &answers, &field, &json!(value));
    }
    Ok(())
}

async fn extension(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = extended(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Bridges"))]).await?;
    let operation = json!([{ "op": "replace", "path": field.path(), "value": "Tunnels" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Tunnels"));
    Ok(())
}
