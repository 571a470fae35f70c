//! Deleting resources (RFC 7644 §3.6).

use serde_json::json;

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Resource, Stop, patch_request};
use crate::request::Request;
use crate::server::Feature;

checks![
    "7644-3.6-delete", Must, "DELETE answers 204 without a body",
    "In response to a successful DELETE, the server SHALL return a successful HTTP status code 204 (No Content)."
        => delete;
    "7644-3.6-gone", Must, "A deleted resource is 404 for every operation",
    "Service providers MAY choose not to permanently delete the resource but MUST return a 404 (Not Found) error code for all operations associated with the previously deleted resource."
        => gone;
    "7644-3.6-not-listed", Must, "A deleted resource is in no list",
    "Service providers MUST omit the resource from future query results."
        => not_listed;
    "7644-3.6-name-is-free", Should, "The userName of a deleted user is free again",
    "… a CREATE request for a User resource with the same userName as the previously deleted resource SHOULD NOT fail with a 409 error due to userName conflict."
        => name_is_free;
    "7643-3.1-id-not-reused", Must, "The id of a deleted resource is not given to another",
    "It MUST be a stable, non-reassignable identifier that does not change when the same resource is returned in subsequent requests."
        => id_not_reused;
    "7644-3.6-members", Interop, "A deleted user is no member any more",
    "[A group that lists somebody who cannot be read breaks provisioning clients.]"
        => members;
    "7644-3.12-delete-unknown", Should, "DELETE of what does not exist is 404",
    "Specified resource (e.g., User) or endpoint does not exist."
        => unknown;
];

async fn deleted(p: &mut Probe) -> Result<Resource, Stop> {
    let made = p.new_user(json!({})).await?;
    let answer = p.delete(&made.path).await?;
    if answer.is_success() {
        return Ok(made);
    }
    let status = answer.status();
    Err(Stop::Skip(format!("DELETE of a user is answered {status}")))
}

async fn delete(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let answer = p.delete(&made.path).await?;
        if matches!(answer.status(), 403 | 405 | 501) {
            let status = answer.status();
            return Err(Stop::Skip(format!("DELETE is answered {status}")));
        }
        let sentence = format!("DELETE of a {} is answered {}", kind.name, answer.status());
        p.ensure(answer.status() == 204, &answer, sentence);
        let empty = answer.received.body.is_empty();
        p.ensure(empty || answer.status() != 204, &answer, "a 204 has a body");
    }
    Ok(())
}

async fn gone(p: &mut Probe) -> Verdict {
    let made = deleted(p).await?;
    let operation = json!([{ "op": "add", "path": "title", "value": "x" }]);
    let requests = [
        Request::get(&made.path),
        Request::new("PUT", &made.path).json(&made.sent),
        patch_request(&made.path, operation),
        Request::new("DELETE", &made.path),
    ];
    for request in requests {
        if request.method == "PATCH" && p.needs(Feature::Patch).is_err() {
            continue;
        }
        let answer = p.send(&request).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.status() == 404, &answer, sentence);
    }
    Ok(())
}

async fn not_listed(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let made = deleted(p).await?;
    let kind = p.user_type()?;
    let name = json::text(&made.sent, &["userName"]).unwrap_or_default();
    let filter = format!("userName eq {}", json!(name));
    let answer = p
        .send(&Request::get(&kind.endpoint).query("filter", &filter))
        .await?;
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Resources"]);
    let found = listed
        .iter()
        .any(|one| json::text(one, &["id"]) == Some(&made.id));
    p.ensure(!found, &answer, "the deleted user is listed");
    Ok(())
}

async fn name_is_free(p: &mut Probe) -> Verdict {
    let made = deleted(p).await?;
    let kind = p.user_type()?;
    let answer = p.post(&kind.endpoint, &made.sent).await?;
    let sentence = format!("a new user of that name is answered {}", answer.status());
    p.ensure(answer.status() == 201, &answer, sentence);
    Ok(())
}

async fn id_not_reused(p: &mut Probe) -> Verdict {
    let made = deleted(p).await?;
    let kind = p.user_type()?;
    for body in [made.sent.clone(), p.new_body(&kind).await?] {
        let answer = p.post(&kind.endpoint, &body).await?;
        let reused = json::text(answer.json(), &["id"]) == Some(&made.id);
        let sentence = format!("a new user has the id {} of a deleted one", made.id);
        p.ensure(!reused, &[&made.answer, &answer], sentence);
    }
    Ok(())
}

async fn members(p: &mut Probe) -> Verdict {
    let user = p.new_user(json!({})).await?;
    let other = p.new_user(json!({})).await?;
    let group = p.new_group(&[&user, &other]).await?;
    let answer = p.delete(&user.path).await?;
    if !answer.is_success() {
        let status = answer.status();
        return Err(Stop::Skip(format!(
            "DELETE of a member is answered {status}"
        )));
    }
    let now = p.read(&group).await?;
    let listed: Vec<&str> = json::list(now.json(), &["members"])
        .iter()
        .filter_map(|member| json::text(member, &["value"]))
        .collect();
    let kept = listed.contains(&other.id.as_str());
    if !kept {
        p.record(Level::Must, &now, "the other member is gone as well");
    }
    p.ensure(
        !listed.contains(&user.id.as_str()),
        &now,
        "the deleted user is a member",
    );
    Ok(())
}

async fn unknown(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let answer = p.delete(&format!("{}/no-such-id", kind.endpoint)).await?;
    let sentence = format!("the status is {}; 404 is due", answer.status());
    p.ensure(answer.status() == 404, &answer, sentence);
    Ok(())
}
