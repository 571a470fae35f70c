//! Writing every attribute and reading it again (RFC 7643 §7, RFC 7644 §3.5.1).

use scim::attribute::Returned;
use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop};
use crate::request::Request;
use crate::sample::{self, Extent, Seed, set};
use crate::server::{Field, ResourceType};

checks![
    "7643-7-write-and-read", Should, "Every attribute that clients may write comes back from POST and GET",
    "The attribute MAY be updated and read at any time."
        => write_and_read;
    "7644-3.5.1-write-and-read", Must, "Every attribute that clients may write can be set with PUT",
    "Any values provided SHALL replace the existing attribute values."
        => replace_and_read;
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
            match field.find(&full) {
                Some(sent) if is_on_request(&field) => {
                    let now = look(p, &made, &field).await?;
                    compare(p, &field, sent, &now);
                }
                Some(sent) => compare(p, &field, sent, &now),
                None => {}
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

/// RFC 7643 §7: such an attribute is returned only if it is asked for.
fn is_on_request(field: &Field) -> bool {
    let parts = field.attribute.sub_attributes.iter();
    std::iter::once(&field.attribute)
        .chain(parts)
        .any(|attribute| attribute.returned == Returned::Request)
}

/// Reads the resource, and asks for the attribute where that is needed.
async fn look(p: &mut Probe, made: &Resource, field: &Field) -> Result<Answer, Stop> {
    if !is_on_request(field) {
        return p.read(made).await;
    }
    let answer = p
        .send(&Request::get(&made.path).query("attributes", &field.path()))
        .await?;
    p.status(&answer, &[200])?;
    Ok(answer)
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
        let now = look(p, made, field).await?;
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
