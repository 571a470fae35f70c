//! What identity providers really send, which the RFC does not foresee. Nothing here is a failure.

use serde_json::{Value, json};

use super::{begin, complex, has, plain, two_values};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};

checks![
    "7644-3.5.2-operation-case", Interop, "Add, Replace and Remove may be capitalised",
    "[Entra ID sends Add, Replace and Remove.]"
        => capitalised;
    "7644-3.5.2-string-boolean", Interop, "\"False\" deactivates a user",
    "[Entra ID sends booleans as \"True\" and \"False\".]"
        => string_boolean;
    "7644-3.5.2-dotted-names", Interop, "Names in a value without a path may have a dot",
    "[Entra ID sends { \"name.givenName\": … } without a path.]"
        => dotted_names;
    "7644-3.5.2-id-in-value", Interop, "A value without a path may repeat the id",
    "[Okta sends the id of the resource beside what it changes.]"
        => id_in_value;
    "7644-3.5.2-empty-operations", Interop, "An empty list of operations does no harm",
    "[Entra ID's validator sends one.]"
        => empty_operations;
    "7644-3.5.2.1-create-by-filter", Interop, "add to the part of a value that does not exist creates the value",
    "[Entra ID sends add to emails[type eq \"work\"].value for the first address.]"
        => create_by_filter;
    "7644-3.5.2.2-remove-by-value", Interop, "remove of members with a list of values removes these alone",
    "[Entra ID, authentik and others name the members to remove in value; to the letter, the RFC removes all.]"
        => remove_by_value;
];

async fn capitalised(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let path = field.path();
    for (operation, value) in [("Add", "Engineer"), ("Replace", "Director")] {
        let operation = json!([{ "op": operation, "path": path, "value": value }]);
        let answers = p.patched(&user, operation).await?;
        has(p, &answers, &field, &json!(value));
    }
    Ok(())
}

async fn string_boolean(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let active = kind
        .field("active")
        .ok_or_else(|| Stop::skip("the User schema has no active"))?;
    let user = p.create_with(&kind, &[(&active, json!(true))]).await?;
    let operation = json!([{ "op": "replace", "path": "active", "value": "False" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &active, &json!(false));
    Ok(())
}

async fn dotted_names(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let name = format!("{}.{first}", field.path());
    let operation = json!([{ "op": "replace", "value": { name: "Grace" } }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Grace", &second: "Lovelace" }),
    );
    Ok(())
}

async fn id_in_value(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let mut value = field.wrap(json!("Engineer"));
    crate::sample::merge(&mut value, json!({ "id": user.id }));
    let answers = p
        .patched(&user, json!([{ "op": "replace", "value": value }]))
        .await?;
    has(p, &answers, &field, &json!("Engineer"));
    Ok(())
}

async fn empty_operations(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let user = p.create(&kind, json!({})).await?;
    let answer = p.patch(&user, json!([])).await?;
    let usual = matches!(answer.status(), 200 | 204 | 400);
    p.ensure(usual, &answer, format!("the status is {}", answer.status()));
    Ok(())
}

async fn create_by_filter(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let path = format!("{}[type eq \"other\"].value", two.field.path());
    let operation = json!([{ "op": "add", "path": path, "value": other }]);
    let [patch, now] = p.patched(&two.user, operation).await?;
    let made = two
        .field
        .find(now.json())
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|one| {
            json::text(one, &["type"]) == Some("other")
                && json::text(one, &["value"]) == Some(&other)
        });
    p.ensure(
        made,
        &[&patch, &now],
        "there is no new value of the type other",
    );
    Ok(())
}

async fn remove_by_value(p: &mut Probe) -> Verdict {
    begin(p)?;
    let [first, second] = [p.new_user(json!({})).await?, p.new_user(json!({})).await?];
    let group = p.new_group(&[&first, &second]).await?;
    let value = json!([{ "value": first.id }]);
    let operation = json!([{ "op": "remove", "path": "members", "value": value }]);
    let answer = p.patch(&group, operation).await?;
    let now = p.read(&group).await?;
    let left: Vec<&str> = json::list(now.json(), &["members"])
        .iter()
        .filter_map(|member| json::text(member, &["value"]))
        .collect();
    let kept = left.contains(&second.id.as_str());
    let gone = !left.contains(&first.id.as_str());
    p.ensure(
        kept,
        &[&answer, &now],
        "the member that was not named is gone as well",
    );
    let sentence = format!(
        "the member that was named is still there; answered {}",
        answer.status()
    );
    p.ensure(gone, &[&answer, &now], sentence);
    Ok(())
}
