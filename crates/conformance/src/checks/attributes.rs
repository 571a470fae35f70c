//! What attributes are and do (RFC 7643 §2, §4).

use scim::attribute::AttributeType;
use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};
use crate::sample::set;
use crate::server::{Field, ResourceType};

checks![
    "7643-2.1-names-without-case", Must, "Attribute names are read without regard to letter case",
    "Attribute names are case insensitive and are often \"camel-cased\" (e.g., \"camelCase\")."
        => names_without_case;
    "7643-2.5-null", Must, "null and [] leave an attribute unassigned",
    "Unassigned attributes, the null value, or an empty array (in the case of a multi-valued attribute) SHALL be considered to be equivalent in \"state\"."
        => null;
    "7643-2.4-two-primaries", Must, "Two primary values do not both stay primary",
    "The primary attribute value \"true\" MUST appear no more than once."
        => two_primaries;
    "7644-3.12-wrong-types", Should, "A value of the wrong JSON type is refused",
    "… the value specified was not compatible with the operation or attribute type …"
        => wrong_types;
    "7643-4.1.1-active", Interop, "An inactive user can still be read and found",
    "A Boolean value indicating the user's administrative status."
        => inactive;
    "7643-4.1.1-password-accepted", Must, "A password is taken and not shown",
    "The cleartext value or the hashed value of a password SHALL NOT be returnable by a service provider."
        => password;
    "7643-4.3-manager", Should, "A manager is kept by their id",
    "The \"id\" of the SCIM resource representing the user's manager. RECOMMENDED."
        => manager;
];

async fn names_without_case(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = first(kind.plain_fields())?;
    let body = p.new_body(&kind).await?;
    let mut shouted = serde_json::Map::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        let name = if name == "schemas" {
            name.clone()
        } else {
            name.to_uppercase()
        };
        shouted.insert(name, value.clone());
    }
    shouted.insert(field.attribute.name.to_uppercase(), json!("Engineer"));
    let body = Value::Object(shouted);
    let answer = p.post(&kind.endpoint, &body).await?;
    p.status(&answer, &[201])?;
    let kept = field.find(answer.json()) == Some(&json!("Engineer"));
    p.ensure(
        kept,
        &answer,
        format!("{} was not understood", field.attribute.name),
    );
    Ok(())
}

async fn null(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let mut body = p.new_body(&kind).await?;
    // What the service provider wants though its schema does not say so cannot be left out.
    let is_absent = |field: &Field| field.find(&body).is_none();
    let one = first(kind.plain_fields().into_iter().filter(is_absent).collect())?;
    let many = kind.labelled_fields().into_iter().find(is_absent);
    set(&mut body, &one, Value::Null);
    if let Some(many) = &many {
        set(&mut body, many, json!([]));
    }
    let answer = p.post(&kind.endpoint, &body).await?;
    p.status(&answer, &[201])?;
    for field in std::iter::once(one).chain(many) {
        let found = field.find(answer.json());
        let sentence = format!("{} has a value", field.path());
        // RFC 7644 §3.3: a client may clear what the server would default.
        p.ensure(json::is_unassigned(found), &answer, sentence);
    }
    Ok(())
}

async fn two_primaries(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = primary_field(&kind)?;
    let name = p.session.unique();
    let value = json!([
        { "value": format!("{name}-1@example.com"), "type": "work", "primary": true },
        { "value": format!("{name}-2@example.com"), "type": "home", "primary": true },
    ]);
    let mut body = p.new_body(&kind).await?;
    set(&mut body, &field, value);
    let answer = p.post(&kind.endpoint, &body).await?;
    if answer.is_client_error() {
        return Ok(());
    }
    p.status(&answer, &[201, 400])?;
    let made = crate::probe::resource(&kind, body, &answer);
    let Some(made) = made else { return Ok(()) };
    let now = p.read(&made).await?;
    let elements = field
        .find(now.json())
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let primaries = elements
        .iter()
        .filter(|one| json::at(one, &["primary"]) == Some(&json!(true)));
    let number = primaries.count();
    p.ensure(
        number <= 1,
        &[&answer, &now],
        format!("{number} values are primary"),
    );
    Ok(())
}

/// A multi-valued attribute with `value`, `type` and `primary`.
pub(super) fn primary_field(kind: &ResourceType) -> Result<Field, Stop> {
    let found = kind.labelled_fields().into_iter().find(|field| {
        let primary = field.attribute.sub_attribute("primary");
        primary.is_some_and(|primary| primary.kind == AttributeType::Boolean)
    });
    found.ok_or_else(|| Stop::skip("needs a multi-valued attribute with value, type and primary"))
}

/// The first of several attributes that would do.
pub(super) fn first(fields: Vec<Field>) -> Result<Field, Stop> {
    let first = fields.into_iter().next();
    first.ok_or_else(|| {
        Stop::skip("needs an optional attribute of that kind that clients can write")
    })
}

async fn wrong_types(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let wrong: Vec<(Field, Value)> = [
        (
            kind.plain_fields().into_iter().next(),
            json!({ "no": "text" }),
        ),
        (kind.boolean_field(), json!("neither")),
        (kind.complex_field(), json!("not an object")),
        (kind.labelled_fields().into_iter().next(), json!([42])),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field?, value)))
    .collect();
    for (field, value) in wrong {
        let mut body = p.new_body(&kind).await?;
        set(&mut body, &field, value.clone());
        let answer = p.post(&kind.endpoint, &body).await?;
        let sentence = format!(
            "{value} for {} is answered {}",
            field.path(),
            answer.status()
        );
        p.ensure(answer.status() == 400, &answer, sentence);
        if answer.status() == 400 {
            p.scim_type(Level::Should, &answer, &["invalidValue", "invalidSyntax"]);
        }
    }
    Ok(())
}

async fn inactive(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let active = kind
        .field("active")
        .ok_or_else(|| Stop::skip("the User schema has no active"))?;
    let made = p.create_with(&kind, &[(&active, json!(false))]).await?;
    let now = p.get(&made.path).await?;
    let sentence = format!("an inactive user is answered {}", now.status());
    p.ensure(now.status() == 200, &now, sentence);
    let kept = active.find(now.json()) == Some(&json!(false));
    p.ensure(kept || now.status() != 200, &now, "active is not false");
    let name = json::text(&made.sent, &["userName"]).unwrap_or_default();
    if p.needs(crate::server::Feature::Filter).is_ok() && !name.is_empty() {
        let query = crate::request::Request::get(&kind.endpoint)
            .query("filter", &format!("userName eq {}", json!(name)));
        let list = p.send(&query).await?;
        let found = json::list(list.json(), &["Resources"]).len() == 1;
        p.ensure(
            found,
            &list,
            "an inactive user is not found by their userName",
        );
    }
    Ok(())
}

async fn password(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = kind
        .field("password")
        .ok_or_else(|| Stop::skip("the User schema has no password"))?;
    let secret = format!("Pw9!{}", p.session.unique());
    let made = p.create_with(&kind, &[(&field, json!(secret))]).await?;
    let query = format!("{}?attributes=password", made.path);
    for answer in [
        made.answer.clone(),
        p.read(&made).await?,
        p.get(&query).await?,
    ] {
        let shown = !json::is_unassigned(json::at(answer.json(), &["password"]));
        p.ensure(!shown, &answer, "password is returned");
    }
    Ok(())
}

async fn manager(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = kind.fields().find(|field| {
        field.urn.is_some() && field.attribute.name == "manager" && field.is_writable()
    });
    let field = field.ok_or_else(|| Stop::skip("there is no manager in an extension"))?;
    let boss = p.new_user(json!({})).await?;
    let made = p
        .create_with(&kind, &[(&field, json!({ "value": boss.id }))])
        .await?;
    let now = p.read(&made).await?;
    let kept = field
        .find(now.json())
        .and_then(|found| json::text(found, &["value"]));
    let right = kept == Some(&boss.id);
    p.ensure(
        right,
        &now,
        format!("{}.value is {kept:?}; {} was sent", field.path(), boss.id),
    );
    Ok(())
}
