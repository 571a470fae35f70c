//! Replacing resources (RFC 7644 §3.5.1).

use scim::attribute::Mutability;
use serde_json::{Value, json};

use super::attributes::first;
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Resource, Stop};
use crate::sample::{self, Extent, set};
use crate::server::Field;

checks![
    "7644-3.5.1-put", Must, "PUT answers 200 with the whole resource",
    "Unless otherwise specified, a successful PUT operation returns a 200 OK response code and the entire resource within the response body …"
        => put;
    "7644-3.5.1-not-created", Must, "PUT creates nothing",
    "Because SCIM resource identifiers are assigned by the service provider, HTTP PUT MUST NOT be used to create new resources."
        => not_created;
    "7644-3.5.1-read-only-ignored", Must, "PUT with readOnly attributes ignores them",
    "Any values provided SHALL be ignored."
        => read_only_ignored;
    "7644-3.5.1-id-ignored", Must, "The id in the body of a PUT is ignored",
    "Any values provided SHALL be ignored."
        => id_ignored;
    "7644-3.5.1-null-clears", Must, "null and [] in a PUT clear attributes",
    "Clients that want to override a server's defaults MAY specify \"null\" for a single-valued attribute, or an empty array \"[]\" for a multi-valued attribute, to clear all values."
        => null_clears;
    "7644-3.5.1-lists-are-replaced", Must, "PUT replaces all values of a multi-valued attribute",
    "Any values provided SHALL replace the existing attribute values."
        => lists_are_replaced;
    "7644-3.5.1-required", Should, "PUT without a required attribute is refused",
    "If an attribute is \"required\", clients MUST specify the attribute in the PUT request."
        => required;
    "7644-3.5.1-same-again", Interop, "PUT of what was read changes nothing",
    "For example, clients that have previously retrieved the entire resource in advance and revised it MAY replace the resource using an HTTP PUT."
        => same_again;
    "7644-3.5.1-duplicate", Must, "PUT of a userName that is taken is 409 uniqueness",
    "One or more of the attribute values are already in use or are reserved."
        => duplicate;
    "7643-4.1.2-put-membership", Must, "PUT of a user changes no membership",
    "Since this attribute has a mutability of \"readOnly\", group membership changes MUST be applied via the \"Group\" Resource (Section 4.2)."
        => membership_stays;
    "7644-3.5.1-immutable", Should, "PUT that changes an immutable attribute is 400 mutability",
    "If one or more values are already set for the attribute, the input value(s) MUST match, or HTTP status code 400 SHOULD be returned with a \"scimType\" error code of \"mutability\"."
        => immutable;
    "7644-3.9-put-attributes", Must, "attributes chooses what the answer to PUT holds",
    "Clients MAY request a partial resource representation on any operation that returns a resource within the response … When specified, the default list of attributes SHALL be overridden …"
        => put_attributes;
];

async fn put(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let mut body = p.read(&made).await?.json().clone();
        let field = kind.plain_fields().into_iter().next();
        if let Some(field) = &field {
            set(&mut body, field, json!("Director"));
        }
        let answer = p.put(&made.path, &body).await?;
        p.status(&answer, &[200])?;
        let shown = json::text(answer.json(), &["id"]) == Some(&made.id);
        p.ensure(shown, &answer, "the answer does not hold the resource");
        if let Some(field) = &field {
            let now = p.read(&made).await?;
            let kept = field.find(now.json()) == Some(&json!("Director"));
            let sentence = format!("{} was not replaced", field.path());
            p.ensure(kept, &[&answer, &now], sentence);
        }
    }
    Ok(())
}

async fn not_created(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let body = p.new_body(&kind).await?;
    let id = "5f0c3fd2-3c2e-4b53-9c52-2e5a1d1f0c9a";
    let path = format!("{}/{id}", kind.endpoint);
    let answer = p.put(&path, &body).await?;
    if answer.is_success() {
        let created = p.get(&path).await?;
        let found = json::text(answer.json(), &["id"]).unwrap_or(id).to_owned();
        p.delete(&format!("{}/{found}", kind.endpoint)).await?;
        p.ensure(false, &[&answer, &created], "the PUT was accepted");
        return Ok(());
    }
    p.refused(&answer, &[404])
}

async fn read_only_ignored(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let Some(groups) = kind.field("groups").filter(|field| !field.is_writable()) else {
        return Err(Stop::skip("the User schema has no readOnly groups"));
    };
    let made = p.create(&kind, json!({})).await?;
    let mut body = p.read(&made).await?.json().clone();
    set(
        &mut body,
        &groups,
        json!([{ "value": "no-such-group", "display": "None" }]),
    );
    let answer = p.put(&made.path, &body).await?;
    p.status(&answer, &[200])?;
    let empty = json::is_unassigned(groups.find(answer.json()));
    p.ensure(empty, &answer, "groups was taken from the client");
    Ok(())
}

async fn id_ignored(p: &mut Probe) -> Verdict {
    let made = p.new_user(json!({})).await?;
    let mut body = p.read(&made).await?.json().clone();
    sample::merge(&mut body, json!({ "id": "another-id" }));
    let answer = p.put(&made.path, &body).await?;
    p.status(&answer, &[200])?;
    let same = json::text(answer.json(), &["id"]) == Some(&made.id);
    p.ensure(same, &answer, format!("the id is not {} any more", made.id));
    Ok(())
}

/// A user with a text and a list, the two attributes, and the body to replace it by.
async fn filled(p: &mut Probe) -> Result<(Resource, Field, Field, Value), Stop> {
    let kind = p.user_type()?;
    let one = first(kind.plain_fields())?;
    let many = first(kind.labelled_fields())?;
    let name = p.session.unique();
    let list = json!([
        { "value": format!("{name}-1@example.com"), "type": "work" },
        { "value": format!("{name}-2@example.com"), "type": "home" },
    ]);
    let values = [(&one, json!("Engineer")), (&many, list)];
    let made = p.create_with(&kind, &values).await?;
    let body = p.read(&made).await?.json().clone();
    Ok((made, one, many, body))
}

async fn null_clears(p: &mut Probe) -> Verdict {
    let (made, one, many, mut body) = filled(p).await?;
    set(&mut body, &one, Value::Null);
    set(&mut body, &many, json!([]));
    let answer = p.put(&made.path, &body).await?;
    p.status(&answer, &[200])?;
    let now = p.read(&made).await?;
    for field in [one, many] {
        let empty = json::is_unassigned(field.find(now.json()));
        p.ensure(
            empty,
            &[&answer, &now],
            format!("{} still has a value", field.path()),
        );
    }
    Ok(())
}

async fn lists_are_replaced(p: &mut Probe) -> Verdict {
    let (made, _, many, mut body) = filled(p).await?;
    let value = format!("{}@example.com", p.session.unique());
    set(
        &mut body,
        &many,
        json!([{ "value": value, "type": "work" }]),
    );
    let answer = p.put(&made.path, &body).await?;
    p.status(&answer, &[200])?;
    let now = p.read(&made).await?;
    let found = many
        .find(now.json())
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let right = found.len() == 1
        && found
            .iter()
            .any(|one| json::text(one, &["value"]) == Some(&value));
    let sentence = format!("{} has not that one value", many.path());
    p.ensure(right, &[&answer, &now], sentence);
    Ok(())
}

async fn required(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = kind
        .fields()
        .find(|field| field.urn.is_none() && field.attribute.required && field.is_writable());
    let field = field.ok_or_else(|| Stop::skip("the User schema requires nothing"))?;
    let made = p.create(&kind, json!({})).await?;
    let mut body = p.read(&made).await?.json().clone();
    if let Some(members) = body.as_object_mut() {
        members.remove(&field.attribute.name);
    }
    let answer = p.put(&made.path, &body).await?;
    if answer.is_success() {
        let now = p.read(&made).await?;
        if json::is_unassigned(field.find(now.json())) {
            let sentence = format!("the required {} is gone", field.path());
            p.record(Level::Must, &[&answer, &now], sentence);
            return Ok(());
        }
    }
    p.refused(&answer, &[400])
}

async fn same_again(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let body = sample::body(&kind, Extent::Typical, &p.seed());
        let made = p.create_exactly(&kind, body).await?;
        let before = p.read(&made).await?;
        let answer = p.put(&made.path, before.json()).await?;
        p.status(&answer, &[200])?;
        let after = p.read(&made).await?;
        let mut values = [before.json().clone(), after.json().clone()];
        for value in &mut values {
            if let Some(members) = value.as_object_mut() {
                members.remove("meta");
            }
        }
        let [was, is] = values;
        p.ensure(
            was == is,
            &[&before, &answer, &after],
            "the resource is another one",
        );
    }
    Ok(())
}

async fn duplicate(p: &mut Probe) -> Verdict {
    let taken = p.new_user(json!({})).await?;
    let made = p.new_user(json!({})).await?;
    let mut body = p.read(&made).await?.json().clone();
    sample::merge(&mut body, json!({ "userName": taken.sent.get("userName") }));
    let answer = p.put(&made.path, &body).await?;
    if answer.is_success() {
        p.ensure(false, &answer, "two users have one userName");
        return Ok(());
    }
    p.refused(&answer, &[409])?;
    p.scim_type(Level::Should, &answer, &["uniqueness"]);
    Ok(())
}

async fn membership_stays(p: &mut Probe) -> Verdict {
    let user = p.new_user(json!({})).await?;
    let group = p.new_group(&[&user]).await?;
    let mut body = p.read(&user).await?.json().clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("groups");
        members.insert("groups".to_owned(), json!([]));
    }
    let answer = p.put(&user.path, &body).await?;
    p.status(&answer, &[200])?;
    let now = p.read(&group).await?;
    let kept = json::list(now.json(), &["members"])
        .iter()
        .any(|member| json::text(member, &["value"]) == Some(&user.id));
    p.ensure(kept, &[&answer, &now], "the user is no member any more");
    Ok(())
}

async fn immutable(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let field = kind.fields().find(|field| {
            field.attribute.mutability == Mutability::Immutable && !field.is_reference()
        });
        let Some(field) = field else { continue };
        let seed = p.seed();
        let other = sample::Seed {
            variant: 1,
            ..seed.clone()
        };
        let (value, changed) = (sample::value(&field, &seed), sample::value(&field, &other));
        let (Some(value), Some(changed)) = (value, changed) else {
            continue;
        };
        let made = p.create_with(&kind, &[(&field, value.clone())]).await?;
        let mut body = p.read(&made).await?.json().clone();
        let same = p.put(&made.path, &body).await?;
        let sentence = format!("the same {} is answered {}", field.path(), same.status());
        p.ensure(same.status() == 200, &same, sentence);
        set(&mut body, &field, changed);
        let answer = p.put(&made.path, &body).await?;
        p.refused(&answer, &[400])?;
        p.scim_type(Level::Should, &answer, &["mutability"]);
        return Ok(());
    }
    Err(Stop::skip("no type has an immutable attribute"))
}

async fn put_attributes(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let body = sample::body(&kind, Extent::Typical, &p.seed());
    let made = p.create_exactly(&kind, body).await?;
    let body = p.read(&made).await?.json().clone();
    let answer = p
        .put(&format!("{}?attributes=userName", made.path), &body)
        .await?;
    p.status(&answer, &[200])?;
    let shown = json::text(answer.json(), &["userName"]).is_some();
    p.ensure(shown, &answer, "userName is missing");
    let others = ["name", "emails", "displayName", "active"];
    let other = others
        .iter()
        .find(|name| json::at(answer.json(), &[name]).is_some());
    p.ensure(
        other.is_none(),
        &answer,
        format!("{} is there", other.unwrap_or(&"")),
    );
    Ok(())
}
