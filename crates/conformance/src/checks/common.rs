//! The attributes that every resource has (RFC 7643 §3.1).

use serde_json::json;

use super::attributes::first;
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop};
use crate::sample::{self, set};

checks![
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
];

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
        match json::text(now.json(), &["externalId"]) {
            // RFC 7643 §3.1: the attribute is OPTIONAL.
            None => p.advise(
                false,
                &now,
                format!("externalId of a {} is gone", kind.name),
            ),
            Some(found) => {
                let sentence = format!(
                    "externalId of a {} is {found:?}; {sent:?} was sent",
                    kind.name
                );
                p.ensure(found == sent, &now, sentence);
            }
        }
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
