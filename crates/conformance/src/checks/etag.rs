//! Versions (RFC 7644 §3.14, RFC 7232).

use serde_json::{Value, json};

use super::attributes::first;
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop, patch_request};
use crate::request::Request;
use crate::sample::set;
use crate::server::{Feature, Field};

checks![
    "7644-3.14-etag", Must, "POST, GET and PUT answer with an ETag",
    "When supported, SCIM ETags MUST be specified as an HTTP header …"
        => header;
    "7644-3.14-version", Should, "meta.version is there",
    "… and SHOULD be specified within the 'version' attribute contained in the resource's 'meta' attribute."
        => version;
    "7644-3.14-changes", Must, "A change changes the ETag",
    "… ensuring that clients do not inadvertently overwrite each other's changes, respectively."
        => changes;
    "7644-3.14-stays", Must, "Without a change the ETag stays",
    "If the resource has not changed, the service provider simply returns an empty body with a 304 (Not Modified) response code."
        => stays;
    "7644-3.14-if-none-match", Must, "GET with If-None-Match of the current version is 304 without a body",
    "If the resource has not changed, the service provider simply returns an empty body with a 304 (Not Modified) response code."
        => if_none_match;
    "7644-3.14-if-none-match-changed", Must, "GET with If-None-Match of an old version is 200",
    "With the returned ETag, clients MAY choose to retrieve the resource only if the resource has been modified."
        => if_none_match_changed;
    "7644-3.14-if-match", Must, "PUT and PATCH with If-Match of the current version succeed",
    "… to ensure that the requested operation succeeds only if the supplied ETag matches the latest service provider resource …"
        => if_match;
    "7644-3.14-if-match-changed", Must, "PUT, PATCH and DELETE with If-Match of an old version are refused with 412",
    "Failed to update. Resource has changed on the server."
        => if_match_changed;
    "7644-3.14-if-match-any", Interop, "If-Match: * is met by what exists",
    "[RFC 7232 §3.1: the condition is false only if there is no current representation.]"
        => if_match_any;
    "7644-3.14-members", Must, "A change of its members changes the ETag of a group",
    "… ensuring that clients do not inadvertently overwrite each other's changes …"
        => members;
];

async fn ready(p: &mut Probe) -> Result<(Resource, Field), Stop> {
    p.needs(Feature::Etag)?;
    let kind = p.user_type()?;
    let field = first(kind.plain_fields())?;
    let user = p.create_with(&kind, &[(&field, json!("Engineer"))]).await?;
    Ok((user, field))
}

fn tag(answer: &Answer) -> Result<String, Stop> {
    let tag = answer.header("etag").map(str::to_owned);
    tag.ok_or_else(|| Stop::skip("there is no ETag"))
}

async fn header(p: &mut Probe) -> Verdict {
    let (user, _) = ready(p).await?;
    let now = p.read(&user).await?;
    let put = p.put(&user.path, now.json()).await?;
    for answer in [user.answer.clone(), now, put] {
        let found = answer.header("etag").is_some();
        p.ensure(found, &answer, format!("{} has no ETag", answer.asked()));
    }
    Ok(())
}

async fn version(p: &mut Probe) -> Verdict {
    let (user, _) = ready(p).await?;
    let now = p.read(&user).await?;
    let found = json::text(now.json(), &["meta", "version"]).is_some();
    p.ensure(found, &now, "there is no meta.version");
    Ok(())
}

/// Changes the user, and answers with the ETags before and after.
async fn changed(
    p: &mut Probe,
    user: &Resource,
    field: &Field,
) -> Result<([Answer; 3], [String; 2]), Stop> {
    let before = p.read(user).await?;
    let mut body = before.json().clone();
    set(&mut body, field, json!("Director"));
    let put = p.put(&user.path, &body).await?;
    p.status(&put, &[200])?;
    let after = p.read(user).await?;
    let tags = [tag(&before)?, tag(&after)?];
    Ok(([before, put, after], tags))
}

async fn changes(p: &mut Probe) -> Verdict {
    let (user, field) = ready(p).await?;
    let ([before, put, after], [old, new]) = changed(p, &user, &field).await?;
    p.ensure(
        old != new,
        &[&before, &put, &after],
        format!("the ETag is still {new}"),
    );
    Ok(())
}

async fn stays(p: &mut Probe) -> Verdict {
    let (user, _) = ready(p).await?;
    let before = p.read(&user).await?;
    let after = p.read(&user).await?;
    let same = tag(&before)? == tag(&after)? && tag(&user.answer)? == tag(&after)?;
    p.ensure(
        same,
        &[&user.answer, &before, &after],
        "the ETag has changed without a change",
    );
    Ok(())
}

async fn if_none_match(p: &mut Probe) -> Verdict {
    let (user, _) = ready(p).await?;
    let tag = tag(&p.read(&user).await?)?;
    let answer = p
        .send(&Request::get(&user.path).header("If-None-Match", tag))
        .await?;
    p.status(&answer, &[304])?;
    p.ensure(answer.received.body.is_empty(), &answer, "a 304 has a body");
    Ok(())
}

async fn if_none_match_changed(p: &mut Probe) -> Verdict {
    let (user, field) = ready(p).await?;
    let (_, [old, _]) = changed(p, &user, &field).await?;
    let answer = p
        .send(&Request::get(&user.path).header("If-None-Match", old))
        .await?;
    p.status(&answer, &[200])
}

/// A PUT and a PATCH that change nothing else.
fn writes(p: &Probe, user: &Resource, field: &Field, body: &Value) -> Vec<Request> {
    let mut writes = vec![Request::new("PUT", &user.path).json(body)];
    if p.needs(Feature::Patch).is_ok() {
        let operation = json!([{ "op": "replace", "path": field.path(), "value": "Inventor" }]);
        writes.push(patch_request(&user.path, operation));
    }
    writes
}

async fn if_match(p: &mut Probe) -> Verdict {
    let (user, field) = ready(p).await?;
    let body = p.read(&user).await?.json().clone();
    for request in writes(p, &user, &field, &body) {
        let now = tag(&p.read(&user).await?)?;
        let answer = p.send(&request.header("If-Match", now)).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.is_success(), &answer, sentence);
    }
    Ok(())
}

async fn if_match_changed(p: &mut Probe) -> Verdict {
    let (user, field) = ready(p).await?;
    let ([_, _, after], [old, _]) = changed(p, &user, &field).await?;
    let mut writes = writes(p, &user, &field, after.json());
    writes.push(Request::new("DELETE", &user.path));
    for request in writes {
        let answer = p.send(&request.header("If-Match", old.clone())).await?;
        if answer.is_success() {
            let sentence = format!("{} is carried out", answer.asked());
            p.ensure(false, &answer, sentence);
            continue;
        }
        // Table 8 gives 409 the same meaning.
        if answer.status() != 409 {
            let _ = p.refused(&answer, &[412]);
        }
    }
    Ok(())
}

async fn if_match_any(p: &mut Probe) -> Verdict {
    let (user, field) = ready(p).await?;
    let body = p.read(&user).await?.json().clone();
    for request in writes(p, &user, &field, &body) {
        let answer = p.send(&request.header("If-Match", "*")).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.is_success(), &answer, sentence);
    }
    Ok(())
}

async fn members(p: &mut Probe) -> Verdict {
    p.needs(Feature::Etag)?;
    p.needs(Feature::Patch)?;
    let user = p.new_user(json!({})).await?;
    let group = p.new_group(&[]).await?;
    let before = p.read(&group).await?;
    let value = json!([{ "value": user.id }]);
    let operation = json!([{ "op": "add", "path": "members", "value": value }]);
    let [patch, after] = p.patched(&group, operation).await?;
    let (old, new) = (tag(&before)?, tag(&after)?);
    if old == new {
        p.record(
            Level::Must,
            &[&before, &patch, &after],
            format!("the ETag is still {new}"),
        );
    }
    Ok(())
}
