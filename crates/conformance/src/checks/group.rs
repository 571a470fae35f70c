//! Groups and their members (RFC 7643 §4.2, RFC 7644 §3.5.2).

use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop, resource};
use crate::request::Request;
use crate::sample::set;
use crate::server::Feature;

checks![
    "7643-4.2-no-members", Interop, "A group needs no members",
    "A list of members of the Group."
        => empty;
    "7643-4.2-members", Must, "A group created with members has them",
    "The \"value\" sub-attribute contains the value of an \"id\" attribute of a SCIM resource …"
        => with_members;
    "7643-4.2-member-reference", Interop, "A member's $ref leads to the member",
    "… the \"$ref\" sub-attribute must be the URI of a SCIM resource such as a \"User\", or a \"Group\"."
        => reference;
    "7643-4.2-unknown-member", Interop, "A member that does not exist is refused with 400",
    "A SCIM service provider MAY choose to enforce referential integrity for reference types referring to SCIM resources."
        => unknown_member;
    "7644-3.5.2.1-member", Must, "A member can be added",
    "If the target location specifies a multi-valued attribute, a new value is added to the attribute."
        => add;
    "7644-3.5.2.1-member-again", Should, "Adding a member again changes nothing",
    "If the user was already a member of this group, no changes should be made to the resource, and a success response should be returned."
        => add_again;
    "7644-3.5.2.2-member", Must, "A member can be removed by a filter",
    "Remove a single member from a group."
        => remove;
    "7644-3.5.2.2-remove-non-member", Should, "Removing somebody who is no member succeeds",
    "If the user was not a member of this group, no changes should be made to the resource, and a success response should be returned."
        => remove_non_member;
    "7644-3.5.2.2-all-members", Must, "All members can be removed",
    "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are removed, and the attribute SHALL be considered unassigned."
        => remove_all;
    "7644-3.5.2.2-remove-and-add", Must, "One PATCH can remove one member and add another",
    "Operations are applied sequentially in the order they appear in the array."
        => remove_and_add;
    "7644-3.5.2.3-members", Must, "All members can be replaced by others",
    "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are replaced."
        => replace;
    "7644-3.5.2.3-rename", Must, "Renaming a group leaves its members",
    "Note that other attributes are unaffected."
        => rename;
    "7644-3.5.2.3-group-external-id", Must, "Changing the externalId of a group leaves its members",
    "Note that other attributes are unaffected."
        => external_id;
    "7644-3.5.2.3-invalid-members", Must, "Replacing the members by something wrong leaves them",
    "If a single operation encounters an error condition, the original SCIM resource MUST be restored, and a failure status SHALL be returned."
        => invalid_members;
    "7644-3.5.1-members", Must, "PUT replaces the members",
    "Any values provided SHALL replace the existing attribute values."
        => put;
    "7644-3.5.2-many-members", Interop, "One PATCH can add and remove fifty members",
    "[Identity providers send memberships in batches.]"
        => many;
    "7644-3.4.1-many-members", Must, "A group of 120 members lists all of them",
    "If the resource exists, the server responds with HTTP status code 200 (OK) and includes the result in the body of the response."
        => hundred;
    "7643-4.1.2-groups-of-user", Interop, "groups of a user names the groups that they are in",
    "A list of groups to which the user belongs, either through direct membership, through nested groups, or dynamically calculated."
        => groups_of_user;
    "7643-4.2-nested", Interop, "A group can be a member of a group",
    "The intention of the \"Group\" type is to allow the service provider to support nested groups."
        => nested;
];

/// The identifiers of the members, sorted.
fn members(answer: &Answer) -> Vec<String> {
    let mut found: Vec<String> = json::list(answer.json(), &["members"])
        .iter()
        .filter_map(|member| json::text(member, &["value"]).map(str::to_owned))
        .collect();
    found.sort();
    found
}

fn ids(users: &[&Resource]) -> Vec<String> {
    let mut ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
    ids.sort();
    ids
}

fn are(p: &mut Probe, answers: &[Answer; 2], users: &[&Resource]) {
    let [change, now] = answers;
    let (found, wanted) = (members(now), ids(users));
    let sentence = format!("the members are {found:?}; {wanted:?} is due");
    p.ensure(found == wanted, &[change, now], sentence);
}

async fn users<const N: usize>(p: &mut Probe) -> Result<[Resource; N], Stop> {
    let mut users = Vec::new();
    for _ in 0..N {
        users.push(p.new_user(json!({})).await?);
    }
    <[Resource; N]>::try_from(users).map_err(|_| Stop::skip("needs users"))
}

fn added(users: &[&Resource]) -> Value {
    users
        .iter()
        .map(|user| json!({ "value": user.id }))
        .collect()
}

async fn empty(p: &mut Probe) -> Verdict {
    let kind = p.group_type()?;
    let body = crate::sample::body(&kind, crate::sample::Extent::Minimal, &p.seed());
    let answer = p.post(&kind.endpoint, &body).await?;
    let sentence = format!("a group without members is answered {}", answer.status());
    p.ensure(answer.status() == 201, &answer, sentence);
    Ok(())
}

async fn with_members(p: &mut Probe) -> Verdict {
    let [one, two] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let now = p.read(&group).await?;
    are(p, &[group.answer, now], &[&one, &two]);
    Ok(())
}

async fn reference(p: &mut Probe) -> Verdict {
    let [one] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let now = p.read(&group).await?;
    let found = json::list(now.json(), &["members"])
        .iter()
        .find_map(|member| json::text(member, &["$ref"]));
    let Some(found) = found else {
        p.ensure(false, &now, "the member has no $ref");
        return Ok(());
    };
    let right = found.trim_end_matches('/').ends_with(&one.path[1..]);
    p.ensure(
        right,
        &now,
        format!("the $ref {found} does not lead to {}", one.path),
    );
    Ok(())
}

async fn unknown_member(p: &mut Probe) -> Verdict {
    let kind = p.group_type()?;
    let mut body = p.new_body(&kind).await?;
    let id = "5f0c3fd2-3c2e-4b53-9c52-2e5a1d1f0c9a";
    crate::sample::merge(&mut body, json!({ "members": [{ "value": id }] }));
    let answer = p.post(&kind.endpoint, &body).await?;
    p.refused(&answer, &[400])
}

async fn add(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two, three] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let value = added(&[&two, &three]);
    let operation = json!([{ "op": "add", "path": "members", "value": value }]);
    let answers = p.patched(&group, operation).await?;
    are(p, &answers, &[&one, &two, &three]);
    Ok(())
}

async fn add_again(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let operation = json!([{ "op": "add", "path": "members", "value": added(&[&one]) }]);
    let answer = p.patch(&group, operation).await?;
    p.status(&answer, &[200, 204])?;
    let now = p.read(&group).await?;
    are(p, &[answer, now], &[&one, &two]);
    Ok(())
}

fn removed(user: &Resource) -> Value {
    let path = format!("members[value eq {}]", json!(user.id));
    json!({ "op": "remove", "path": path })
}

async fn remove(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let answers = p.patched(&group, json!([removed(&one)])).await?;
    are(p, &answers, &[&two]);
    Ok(())
}

async fn remove_non_member(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let answers = p.patched(&group, json!([removed(&two)])).await?;
    are(p, &answers, &[&one]);
    Ok(())
}

async fn remove_all(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let operation = json!([{ "op": "remove", "path": "members" }]);
    let answers = p.patched(&group, operation).await?;
    are(p, &answers, &[]);
    Ok(())
}

async fn remove_and_add(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two, three] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let add = json!({ "op": "add", "path": "members", "value": added(&[&three]) });
    let answers = p.patched(&group, json!([removed(&one), add])).await?;
    are(p, &answers, &[&two, &three]);
    Ok(())
}

async fn replace(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one, two, three] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let value = added(&[&two, &three]);
    let operation = json!([{ "op": "replace", "path": "members", "value": value }]);
    let answers = p.patched(&group, operation).await?;
    are(p, &answers, &[&two, &three]);
    Ok(())
}

async fn rename(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let name = p.session.unique();
    let operation = json!([{ "op": "replace", "value": { "displayName": name } }]);
    let answers = p.patched(&group, operation).await?;
    are(p, &answers, &[&one]);
    let [patch, now] = answers;
    let renamed = json::text(now.json(), &["displayName"]) == Some(&name);
    p.ensure(renamed, &[&patch, &now], "displayName has not changed");
    Ok(())
}

async fn external_id(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let external_id = p.session.unique();
    let operation = json!([{ "op": "replace", "path": "externalId", "value": external_id }]);
    let answers = p.patched(&group, operation).await?;
    are(p, &answers, &[&one]);
    Ok(())
}

async fn invalid_members(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let [one] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    for value in [json!("nobody"), json!([{ "value": { "no": "id" } }])] {
        let operation = json!([{ "op": "replace", "path": "members", "value": value }]);
        let answer = p.patch(&group, operation).await?;
        let sentence = format!(
            "members replaced by {value} is answered {}",
            answer.status()
        );
        p.ensure(answer.is_client_error(), &answer, sentence);
        let now = p.read(&group).await?;
        are(p, &[answer, now], &[&one]);
    }
    Ok(())
}

async fn hundred(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let mut users = Vec::new();
    for _ in 0..12 {
        let mut bodies = Vec::new();
        for _ in 0..10 {
            bodies.push(p.new_body(&kind).await?);
        }
        let posts = bodies
            .iter()
            .map(|body| Request::new("POST", &kind.endpoint).json(body));
        let answers = p.send_together(&posts.collect::<Vec<_>>()).await?;
        let made = bodies.into_iter().zip(answers);
        users.extend(made.filter_map(|(body, answer)| resource(&kind, body, &answer)));
    }
    if users.len() < 120 {
        return Err(Stop::Skip(format!(
            "needs 120 users; {} were created",
            users.len()
        )));
    }
    let all: Vec<&Resource> = users.iter().collect();
    let group = p.new_group(&all).await?;
    let now = p.read(&group).await?;
    let found = members(&now).len();
    p.ensure(
        found == 120,
        &now,
        format!("the group has {found} members; 120 is due"),
    );
    Ok(())
}

async fn put(p: &mut Probe) -> Verdict {
    let kind = p.group_type()?;
    let field = kind.members_field();
    let field = field.ok_or_else(|| Stop::skip("the Group schema has no members"))?;
    let [one, two, three] = users(p).await?;
    let group = p.new_group(&[&one, &two]).await?;
    let mut body = p.read(&group).await?.json().clone();
    set(&mut body, &field, added(&[&two, &three]));
    let answer = p.put(&group.path, &body).await?;
    p.status(&answer, &[200, 204])?;
    p.advise(
        answer.status() == 200,
        &answer,
        "PUT is answered 204; 200 is due",
    );
    let now = p.read(&group).await?;
    are(p, &[answer, now], &[&two, &three]);
    Ok(())
}

async fn many(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let users = users::<50>(p).await?;
    let group = p.new_group(&[]).await?;
    let adds: Vec<Value> = users
        .iter()
        .map(|user| json!({ "op": "add", "path": "members", "value": added(&[user]) }))
        .collect();
    let answers = p.patched(&group, json!(adds)).await?;
    let all: Vec<&Resource> = users.iter().collect();
    are(p, &answers, &all);
    let removes: Vec<Value> = users.iter().map(removed).collect();
    let answers = p.patched(&group, json!(removes)).await?;
    are(p, &answers, &[]);
    Ok(())
}

async fn groups_of_user(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    if kind.field("groups").is_none() {
        return Err(Stop::skip("the User schema has no groups"));
    }
    let [one] = users(p).await?;
    let group = p.new_group(&[&one]).await?;
    let now = p.get(&format!("{}?attributes=groups", one.path)).await?;
    p.status(&now, &[200])?;
    let found = json::list(now.json(), &["groups"])
        .iter()
        .any(|one| json::text(one, &["value"]) == Some(&group.id));
    p.ensure(
        found,
        &[&group.answer, &now],
        "groups does not name the group",
    );
    Ok(())
}

async fn nested(p: &mut Probe) -> Verdict {
    let [one] = users(p).await?;
    let inner = p.new_group(&[&one]).await?;
    let kind = p.group_type()?;
    let mut body = p.new_body(&kind).await?;
    let member = json!({ "value": inner.id, "type": "Group" });
    crate::sample::merge(&mut body, json!({ "members": [member] }));
    let answer = p.post(&kind.endpoint, &body).await?;
    p.status(&answer, &[201])?;
    let outer = resource(&kind, body, &answer);
    let outer = outer.ok_or_else(|| Stop::skip("the new group has no id"))?;
    let now = p.read(&outer).await?;
    are(p, &[answer, now], &[&inner]);
    if p.needs(Feature::Patch).is_ok() {
        circle(p, &outer, &inner).await?;
    }
    Ok(())
}

/// Groups that are members of each other must not make the service provider run for ever; whether
/// they are allowed is left open.
async fn circle(p: &mut Probe, outer: &Resource, inner: &Resource) -> Verdict {
    let value = json!([{ "value": outer.id, "type": "Group" }]);
    let operation = json!([{ "op": "add", "path": "members", "value": value }]);
    let answer = p.patch(inner, operation).await?;
    let usual = answer.is_success() || answer.is_client_error();
    if !usual {
        let sentence = format!("a circle of groups is answered {}", answer.status());
        p.record(Level::Interop, &answer, sentence);
    }
    p.read(inner).await?;
    Ok(())
}
