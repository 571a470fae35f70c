//! The message, its atomicity, and what it may not do (RFC 7644 §3.5.2).

use scim::attribute::Mutability;
use serde_json::{Value, json};

use super::{begin, complex, extended, has, plain, two_values};
use crate::check::{Level, Verdict, checks};
use crate::checks::attributes::primary_field;
use crate::json;
use crate::probe::{Probe, Stop};
use crate::request::Request;

checks![
    "7644-3.5.2-answer", Must, "PATCH answers 200 with the whole resource, or 204",
    "On successful completion, the server either MUST return a 200 OK response code and the entire resource within the response body, subject to the \"attributes\" query parameter (see Section 3.9), or MAY return HTTP status code 204 (No Content) …"
        => answer;
    "7644-3.5.2-attributes", Must, "PATCH with the parameter attributes answers 200",
    "The server MUST return a 200 OK if the \"attributes\" parameter is specified in the request."
        => with_attributes;
    "7644-3.5.2-atomic", Must, "A PATCH that fails changes nothing",
    "If a single operation encounters an error condition, the original SCIM resource MUST be restored, and a failure status SHALL be returned."
        => atomic;
    "7644-3.5.2-in-order", Must, "Operations are applied one after the other",
    "Operations are applied sequentially in the order they appear in the array."
        => in_order;
    "7644-3.5.2-read-only", Must, "A readOnly attribute cannot be changed",
    "An operation that is not compatible with an attribute's mutability or schema SHALL return the appropriate HTTP response status code and a JSON detail error response as defined in Section 3.12."
        => read_only;
    "7644-3.5.2-immutable", Must, "An immutable attribute that has a value cannot be changed",
    "For example, a client MUST NOT modify an attribute that has mutability \"readOnly\" or \"immutable\"."
        => immutable;
    "7644-3.5.2-wrong-type", Must, "A value of the wrong type is refused",
    "An operation that is not compatible with an attribute's mutability or schema SHALL return the appropriate HTTP response status code and a JSON detail error response as defined in Section 3.12."
        => wrong_type;
    "7644-3.5.2-unknown-attribute", Should, "A path to an attribute that does not exist is refused",
    "The \"path\" attribute was invalid or malformed (see Figure 7)."
        => unknown_attribute;
    "7644-3.5.2-malformed-path", Must, "A path that cannot be parsed is refused",
    "The \"path\" attribute was invalid or malformed (see Figure 7)."
        => malformed_path;
    "7644-3.5.2-unknown-operation", Must, "An operation that does not exist is refused",
    "Each PATCH operation object MUST have exactly one \"op\" member, whose value indicates the operation to perform and MAY be one of \"add\", \"remove\", or \"replace\"."
        => unknown_operation;
    "7644-3.5.2-no-operations", Should, "A message without Operations is refused",
    "The body of an HTTP PATCH request MUST contain the attribute \"Operations\", whose value is an array of one or more PATCH operations."
        => no_operations;
    "7644-3.5.2-duplicate", Must, "A userName that is taken is refused with 409",
    "One or more of the attribute values are already in use or are reserved."
        => duplicate;
    "7644-3.5.2-one-primary", Must, "Making one value primary takes it from the others",
    "… a PATCH operation that sets a value's \"primary\" sub-attribute to \"true\" SHALL cause the server to automatically set \"primary\" to \"false\" for any other values in the array."
        => one_primary;
    "7644-3.5.2-schemas", Must, "Setting an attribute of an extension names the extension in schemas",
    "Clients MAY implicitly modify the \"schemas\" attribute by adding (or replacing) an attribute with its fully qualified name, including schema URN."
        => schemas;
    "7643-3.1-patch-external-id", Must, "externalId can be changed",
    "This attribute has \"caseExact\" as \"true\" and a mutability of \"readWrite\"."
        => external_id;
    "7644-3.12-patch-unknown-id", Should, "PATCH of what does not exist is 404",
    "Specified resource (e.g., User) or endpoint does not exist."
        => unknown_id;
];

async fn answer(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "replace", "path": field.path(), "value": "Engineer" }]);
    let answer = p.patch(&user, operation).await?;
    p.status(&answer, &[200, 204])?;
    let empty = answer.received.body.is_empty();
    if answer.status() == 204 {
        p.ensure(empty, &answer, "a 204 has a body");
        return Ok(());
    }
    for name in ["id", "userName", "meta"] {
        let shown = json::at(answer.json(), &[name]).is_some();
        p.ensure(
            shown,
            &answer,
            format!("{name} is missing: that is not the entire resource"),
        );
    }
    let shown = field.find(answer.json()) == Some(&json!("Engineer"));
    p.ensure(
        shown,
        &answer,
        format!("{} does not show the change", field.path()),
    );
    Ok(())
}

async fn with_attributes(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operations = json!([{ "op": "replace", "path": field.path(), "value": "Engineer" }]);
    let body = json!({ "schemas": [scim::urn::PATCH_OP], "Operations": operations });
    let request = Request::new("PATCH", &user.path).query("attributes", &field.path());
    let answer = p.send(&request.json(&body)).await?;
    p.status(&answer, &[200])?;
    let shown = field.find(answer.json()) == Some(&json!("Engineer"));
    p.ensure(shown, &answer, format!("{} is missing", field.path()));
    let hidden = json::at(answer.json(), &["userName"]).is_none();
    let always = kind
        .field("userName")
        .is_some_and(|it| it.attribute.returned.as_str() == "always");
    p.ensure(hidden || always, &answer, "userName is there");
    Ok(())
}

async fn atomic(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    let operations = json!([
        { "op": "replace", "path": field.path(), "value": "Director" },
        // RFC 7644 §3.5.2.2: this one always fails.
        { "op": "remove" },
    ]);
    let answer = p.patch(&user, operations).await?;
    let now = p.read(&user).await?;
    let sentence = format!(
        "a PATCH with an operation that must fail is answered {}",
        answer.status()
    );
    p.ensure(answer.is_client_error(), &[&answer, &now], sentence);
    let kept = field.find(now.json()) == Some(&json!("Engineer"));
    p.ensure(
        kept,
        &[&answer, &now],
        format!("{} has changed", field.path()),
    );
    Ok(())
}

async fn in_order(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let path = field.path();
    let operations = json!([
        { "op": "add", "path": path, "value": "First" },
        { "op": "remove", "path": path },
        { "op": "add", "path": path, "value": "Second" },
        { "op": "replace", "path": path, "value": "Third" },
    ]);
    let answers = p.patched(&user, operations).await?;
    has(p, &answers, &field, &json!("Third"));
    Ok(())
}

async fn read_only(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p.create(&kind, json!({})).await?;
    for (path, value) in [
        ("id", json!("another-id")),
        ("meta.resourceType", json!("Other")),
        ("meta.created", json!("2001-01-01T00:00:00Z")),
    ] {
        let operation = json!([{ "op": "replace", "path": path, "value": value }]);
        let answer = p.patch(&user, operation).await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["mutability"]);
        }
    }
    let now = p.read(&user).await?;
    let same = json::text(now.json(), &["id"]) == Some(&user.id);
    p.ensure(same, &now, "the id has changed");
    Ok(())
}

async fn immutable(p: &mut Probe) -> Verdict {
    begin(p)?;
    let kind = p.group_type()?;
    let value = kind
        .members_field()
        .and_then(|field| field.attribute.sub_attribute("value").cloned());
    if value.is_none_or(|value| value.mutability != Mutability::Immutable) {
        return Err(Stop::skip(
            "members.value is not immutable in the Group schema",
        ));
    }
    let [one, two] = [p.new_user(json!({})).await?, p.new_user(json!({})).await?];
    let group = p.new_group(&[&one]).await?;
    let path = format!("members[value eq {}].value", json!(one.id));
    let operation = json!([{ "op": "replace", "path": path, "value": two.id }]);
    let answer = p.patch(&group, operation).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Should, &answer, &["mutability"]);
    Ok(())
}

async fn wrong_type(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let wrong: Vec<(String, Value)> = [
        (kind.boolean_field(), json!("neither")),
        (
            kind.plain_fields().into_iter().next(),
            json!({ "no": "text" }),
        ),
        (kind.complex_field(), json!(42)),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field?.path(), value)))
    .collect();
    let user = p.create(&kind, json!({})).await?;
    for (path, value) in wrong {
        let operation = json!([{ "op": "replace", "path": path, "value": value }]);
        let answer = p.patch(&user, operation).await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["invalidValue", "invalidSyntax"]);
        }
    }
    Ok(())
}

async fn unknown_attribute(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p.create(&kind, json!({})).await?;
    for path in [
        "noSuchAttribute",
        "name.noSuchPart",
        "urn:example:no:such:schema:x",
    ] {
        let operation = json!([{ "op": "replace", "path": path, "value": "x" }]);
        let answer = p.patch(&user, operation).await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(
                Level::Should,
                &answer,
                &["invalidPath", "noTarget", "invalidValue"],
            );
        }
    }
    Ok(())
}

async fn malformed_path(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let name = two.field.path();
    for path in [
        format!("{name}["),
        format!("{name}[type eq \"work\""),
        format!("{name}[type eq \"work\"]]"),
        format!("{name}[type]"),
        format!("{name}.."),
        "[type eq \"work\"]".to_owned(),
        "two words".to_owned(),
    ] {
        let operation = json!([{ "op": "remove", "path": path }]);
        let answer = p.patch(&two.user, operation).await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["invalidPath", "invalidFilter"]);
        }
    }
    let now = p.read(&two.user).await?;
    let kept = super::values(&two.field, &now).len() == 2;
    p.ensure(kept, &now, format!("{name} has lost a value"));
    Ok(())
}

async fn unknown_operation(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    for operation in ["move", "test", ""] {
        let operations = json!([{ "op": operation, "path": field.path(), "value": "x" }]);
        let answer = p.patch(&user, operations).await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["invalidSyntax", "invalidValue"]);
        }
    }
    Ok(())
}

async fn no_operations(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p.create(&kind, json!({})).await?;
    for body in [
        json!({ "schemas": [scim::urn::PATCH_OP] }),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": "none" }),
    ] {
        let answer = p
            .send(&Request::new("PATCH", &user.path).json(&body))
            .await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["invalidSyntax", "invalidValue"]);
        }
    }
    Ok(())
}

async fn duplicate(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let taken = p.create(&kind, json!({})).await?;
    let user = p.create(&kind, json!({})).await?;
    let name = taken.sent.get("userName").cloned().unwrap_or_default();
    let operation = json!([{ "op": "replace", "path": "userName", "value": name }]);
    let answer = p.patch(&user, operation).await?;
    p.refused(&answer, &[409])?;
    p.scim_type(Level::Should, &answer, &["uniqueness"]);
    Ok(())
}

async fn one_primary(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = primary_field(&kind)?;
    let name = p.session.unique();
    let values = json!([
        { "value": format!("{name}-1@example.com"), "type": "work", "primary": true },
        { "value": format!("{name}-2@example.com"), "type": "home" },
    ]);
    let user = p.create_with(&kind, &[(&field, values)]).await?;
    let path = format!("{}[type eq \"home\"].primary", field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": true }]);
    let [patch, now] = p.patched(&user, operation).await?;
    let primary: Vec<&str> = json::list(now.json(), &[&field.attribute.name])
        .iter()
        .filter(|one| json::at(one, &["primary"]) == Some(&json!(true)))
        .filter_map(|one| json::text(one, &["type"]))
        .collect();
    let right = primary == ["home"];
    p.ensure(
        right,
        &[&patch, &now],
        format!("primary are the values of types {primary:?}"),
    );
    Ok(())
}

async fn schemas(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = extended(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let operation = json!([{ "op": "add", "path": field.path(), "value": "Bridges" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Bridges"));
    let [patch, now] = answers;
    let urn = field.urn.unwrap_or_default();
    let named = json::list(now.json(), &["schemas"])
        .iter()
        .filter_map(Value::as_str)
        .any(|one| one.eq_ignore_ascii_case(&urn));
    p.ensure(named, &[&patch, &now], format!("schemas lacks {urn}"));
    Ok(())
}

async fn external_id(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p
        .create(&kind, json!({ "externalId": p.session.unique() }))
        .await?;
    let changed = p.session.unique();
    let operation = json!([{ "op": "replace", "path": "externalId", "value": changed }]);
    let [patch, now] = p.patched(&user, operation).await?;
    let right = json::text(now.json(), &["externalId"]) == Some(&changed);
    p.ensure(right, &[&patch, &now], "externalId has not changed");
    Ok(())
}

async fn unknown_id(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [part, _]) = complex(&kind)?;
    let path = format!("{}.{part}", field.path());
    let operations = json!([{ "op": "replace", "path": path, "value": "x" }]);
    let request = crate::probe::patch_request(&format!("{}/no-such-id", kind.endpoint), operations);
    let answer = p.send(&request).await?;
    if answer.status() == 404 {
        return Ok(());
    }
    let status = answer.status();
    p.record(
        Level::Should,
        &answer,
        format!("the status is {status}; 404 is due"),
    );
    Err(Stop::Found)
}
