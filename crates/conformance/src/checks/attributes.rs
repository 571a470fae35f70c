//! What attributes are and do (RFC 7643 §2, §3, §4, §7): written, and read again.

use scim::attribute::AttributeType;
use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop};
use crate::sample::{self, Extent, Seed, set};
use crate::server::{Field, ResourceType};

checks![
    "7643-7-write-and-read", Should, "Every attribute that clients may write comes back from POST and GET",
    "The attribute MAY be updated and read at any time."
        => write_and_read;
    "7644-3.5.1-write-and-read", Must, "Every attribute that clients may write can be set with PUT",
    "Any values provided SHALL replace the existing attribute values."
        => replace_and_read;
    "7643-2.1-names-without-case", Must, "Attribute names are read without regard to letter case",
    "Attribute names are case insensitive and are often \"camel-cased\" (e.g., \"camelCase\")."
        => names_without_case;
    "7643-2.5-null", Must, "null and [] leave an attribute unassigned",
    "Unassigned attributes, the null value, or an empty array (in the case of a multi-valued attribute) SHALL be considered to be equivalent in \"state\"."
        => null;
    "7643-2.4-two-primaries", Must, "Two primary values do not both stay primary",
    "The primary attribute value \"true\" MUST appear no more than once."
        => two_primaries;
    "7643-2.3-wrong-types", Should, "A value of the wrong JSON type is refused",
    "… the value specified was not compatible with the operation or attribute type …"
        => wrong_types;
    "7643-3.1-id-from-server", Must, "The id is the service provider's, whatever the client says",
    "The value of the \"id\" attribute is always issued by the service provider and MUST NOT be specified by the client."
        => id_from_server;
    "7643-3.1-id-unique", Must, "No two resources have the same id, whatever their types",
    "This identifier MUST be unique across the SCIM service provider's entire set of resources."
        => id_unique;
    "7643-3.1-meta-ignored", Must, "meta from clients is ignored",
    "This attribute SHALL be ignored when provided by clients."
        => meta_ignored;
    "7643-3.1-created-is-modified", Must, "A new resource was last modified when it was created",
    "If this resource has never been modified since its initial creation, the value MUST be the same as the value of \"created\"."
        => created_is_modified;
    "7643-3.1-last-modified", Must, "lastModified moves with a change, created does not",
    "The most recent DateTime that the details of this resource were updated at the service provider."
        => last_modified;
    "7643-3.1-external-id", Must, "externalId comes back exactly as it was sent",
    "This attribute has \"caseExact\" as \"true\" and a mutability of \"readWrite\"."
        => external_id;
    "7643-3.1-external-id-not-unique", Interop, "Two resources may have the same externalId",
    "While the server does not enforce uniqueness, it is assumed that the value's uniqueness is controlled by the client setting the value."
        => external_id_not_unique;
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

async fn write_and_read(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let full = sample::body(&kind, Extent::Full, &p.seed());
        let answer = p.post(&kind.endpoint, &full).await?;
        let Some(made) = crate::probe::resource(&kind, full.clone(), &answer) else {
            one_by_one(p, &kind, &answer).await?;
            continue;
        };
        let now = p.read(&made).await?;
        for field in kind.fields() {
            if let Some(sent) = field.find(&full) {
                compare(p, &field, sent, &now);
            }
        }
    }
    Ok(())
}

/// The whole was refused: finds out which attributes are to blame.
async fn one_by_one(p: &mut Probe, kind: &ResourceType, whole: &Answer) -> Verdict {
    let before = p.findings.len();
    for field in kind.fields().filter(Field::is_writable) {
        let Some(value) = sample::value(&field, &p.seed()) else {
            continue;
        };
        let mut body = p.new_body(kind).await?;
        set(&mut body, &field, value);
        let answer = p.post(&kind.endpoint, &body).await?;
        let sentence = format!(
            "a {} with {} is answered {}",
            kind.name,
            field.path(),
            answer.status()
        );
        p.ensure(answer.status() == 201, &answer, sentence);
    }
    if p.findings.len() == before {
        let sentence = format!(
            "each attribute alone is taken, all together are answered {}",
            whole.status()
        );
        p.ensure(false, whole, sentence);
    }
    Ok(())
}

/// A value that is gone counts as the check says; one that was altered is a warning, for service
/// providers may bring values into their own form.
fn compare(p: &mut Probe, field: &Field, sent: &Value, now: &Answer) {
    match field.find(now.json()) {
        found if json::is_unassigned(found) => {
            let sentence = format!("{} is gone", field.path());
            p.ensure(json::is_unassigned(Some(sent)), now, sentence);
        }
        Some(found) if !json::holds(found, sent) => {
            let sentence = format!("{} is {found}; {sent} was sent", field.path());
            p.record(Level::Interop, now, sentence);
        }
        _ => {}
    }
}

async fn replace_and_read(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let first = p.read(&made).await?;
        for variant in 0..2 {
            let seed = Seed {
                variant,
                ..p.seed()
            };
            for field in kind.fields().filter(Field::is_writable) {
                if field.attribute.mutability == scim::attribute::Mutability::Immutable {
                    continue;
                }
                let Some(value) = sample::value(&field, &seed) else {
                    continue;
                };
                put_one(p, &made, first.json(), &field, &value).await?;
            }
        }
    }
    Ok(())
}

/// Replaces a resource by itself with one attribute changed.
async fn put_one(
    p: &mut Probe,
    made: &Resource,
    body: &Value,
    field: &Field,
    value: &Value,
) -> Verdict {
    let mut body = body.clone();
    set(&mut body, field, value.clone());
    let answer = p.put(&made.path, &body).await?;
    if answer.status() == 200 {
        let now = p.read(made).await?;
        compare(p, field, value, &now);
        return Ok(());
    }
    // What else a value must satisfy is the service provider's business.
    let sentence = format!(
        "a PUT that sets {} is answered {}",
        field.path(),
        answer.status()
    );
    p.record(Level::Should, &answer, sentence);
    Ok(())
}

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
    let one = first(kind.plain_fields())?;
    let many = kind.labelled_fields().into_iter().next();
    let mut body = p.new_body(&kind).await?;
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

async fn id_from_server(p: &mut Probe) -> Verdict {
    let wanted = p.session.unique();
    let made = p.new_user(json!({ "id": wanted })).await?;
    let answer = made.answer.clone();
    p.ensure(made.id != wanted, &answer, "the id is what the client sent");
    let again = p.read(&made).await?;
    let same = json::text(again.json(), &["id"]) == Some(&made.id);
    p.ensure(
        same,
        &[&answer, &again],
        "the id is another one when it is read again",
    );
    Ok(())
}

async fn id_unique(p: &mut Probe) -> Verdict {
    let mut made: Vec<Resource> = Vec::new();
    for kind in p.creatable_types().await? {
        for _ in 0..2 {
            let one = p.create(&kind, json!({})).await?;
            if let Some(other) = made.iter().find(|other| other.id == one.id) {
                let answers = [&other.answer, &one.answer];
                p.ensure(
                    false,
                    &answers,
                    format!("two resources have the id {}", one.id),
                );
            }
            made.push(one);
        }
    }
    Ok(())
}

async fn meta_ignored(p: &mut Probe) -> Verdict {
    let meta = json!({
        "resourceType": "Other",
        "created": "2001-01-01T00:00:00Z",
        "lastModified": "2001-01-01T00:00:00Z",
        "location": "https://example.com/Other/1",
        "version": "W/\"other\"",
    });
    let made = p.new_user(json!({ "meta": meta })).await?;
    let body = p.read(&made).await?.json().clone();
    let mut changed = body.clone();
    sample::merge(&mut changed, json!({ "meta": meta }));
    let put = p.put(&made.path, &changed).await?;
    p.status(&put, &[200])?;
    for answer in [made.answer.clone(), put] {
        for (name, sent) in meta.as_object().into_iter().flatten() {
            let taken = json::at(answer.json(), &["meta", name]) == Some(sent);
            p.ensure(
                !taken,
                &answer,
                format!("meta.{name} is what the client sent"),
            );
        }
    }
    Ok(())
}

async fn created_is_modified(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let now = p.read(&made).await?;
        let time = |name: &str| json::text(now.json(), &["meta", name]).and_then(instant);
        let (Some(created), Some(modified)) = (time("created"), time("lastModified")) else {
            return Err(Stop::skip("meta.created or meta.lastModified is missing"));
        };
        let sentence = format!("a new {} was modified after it was created", kind.name);
        p.ensure(created == modified, &now, sentence);
    }
    Ok(())
}

fn instant(text: &str) -> Option<i64> {
    scim::datetime::parse_micros(text)
}

async fn last_modified(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = first(kind.plain_fields())?;
    let made = p.create(&kind, json!({})).await?;
    let before = p.read(&made).await?;
    // A clock that counts seconds shows nothing sooner.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let mut body = before.json().clone();
    set(&mut body, &field, json!("Changed"));
    let put = p.put(&made.path, &body).await?;
    p.status(&put, &[200])?;
    let after = p.read(&made).await?;
    let time =
        |answer: &Answer, name: &str| json::text(answer.json(), &["meta", name]).and_then(instant);
    let moved = time(&after, "lastModified") > time(&before, "lastModified");
    p.ensure(
        moved,
        &[&before, &put, &after],
        "lastModified has not moved",
    );
    let stayed = time(&after, "created") == time(&before, "created");
    p.ensure(stayed, &[&before, &put, &after], "created has moved");
    Ok(())
}

async fn external_id(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let sent = format!("{}-MiXeD Case/42", p.session.unique());
        let made = p.create(&kind, json!({ "externalId": sent })).await?;
        let now = p.read(&made).await?;
        let found = json::text(now.json(), &["externalId"]);
        let sentence = format!(
            "externalId of a {} is {found:?}; {sent:?} was sent",
            kind.name
        );
        p.ensure(found == Some(&sent), &now, sentence);
    }
    Ok(())
}

async fn external_id_not_unique(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let external_id = p.session.unique();
    p.new_user(json!({ "externalId": external_id })).await?;
    let mut body = p.new_body(&kind).await?;
    sample::merge(&mut body, json!({ "externalId": external_id }));
    let answer = p.post(&kind.endpoint, &body).await?;
    let sentence = format!(
        "a second user with the externalId is answered {}",
        answer.status()
    );
    p.ensure(answer.status() == 201, &answer, sentence);
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
