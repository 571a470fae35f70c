//! Requests at the same time: nothing is lost, nothing is there twice.

use serde_json::{Value, json};

use super::attributes::first;
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop, patch_request};
use crate::request::Request;
use crate::sample::{merge, set};
use crate::server::Feature;

/// Requests at the same time.
const TOGETHER: usize = 12;

checks![
    "7643-4.1.1-race", Must, "Of users created at once with one userName, exactly one is",
    "This identifier MUST be unique across the service provider's entire set of Users."
        => create;
    "7644-3.5.2-race-members", Must, "Members added at once are all there",
    "A PATCH request, regardless of the number of operations, SHALL be treated as atomic."
        => add_members;
    "7644-3.5.2-race-remove-members", Must, "Members removed at once are all gone",
    "A PATCH request, regardless of the number of operations, SHALL be treated as atomic."
        => remove_members;
    "7644-3.5.2-race-attributes", Must, "Attributes changed at once keep all changes",
    "A PATCH request, regardless of the number of operations, SHALL be treated as atomic."
        => attributes;
    "7644-3.14-race-if-match", Must, "Of changes at once with the same If-Match, exactly one is carried out",
    "… to ensure that the requested operation succeeds only if the supplied ETag matches the latest service provider resource …"
        => if_match;
];

/// The first few answers that show a race.
fn few(answers: &[Answer]) -> Vec<Answer> {
    answers.iter().take(4).cloned().collect()
}

async fn create(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let name = format!("{}@example.com", p.session.unique());
    let mut requests = Vec::new();
    for _ in 0..TOGETHER {
        let mut body = p.new_body(&kind).await?;
        merge(&mut body, json!({ "userName": name }));
        requests.push(Request::new("POST", &kind.endpoint).json(&body));
    }
    let answers = p.send_together(&requests).await?;
    let created = answers
        .iter()
        .filter(|answer| answer.status() == 201)
        .count();
    p.ensure(
        created == 1,
        &few(&answers),
        format!("{created} users were created"),
    );
    let odd: Vec<Answer> = answers
        .into_iter()
        .filter(|answer| !matches!(answer.status(), 201 | 409))
        .collect();
    if let Some(first) = odd.first() {
        let sentence = format!("{} are answered neither 201 nor 409", odd.len());
        p.record(Level::Should, first, sentence);
    }
    Ok(())
}

async fn users(p: &mut Probe) -> Result<Vec<Resource>, Stop> {
    let mut users = Vec::new();
    for _ in 0..TOGETHER {
        users.push(p.new_user(json!({})).await?);
    }
    Ok(users)
}

/// What an acknowledged change has promised must be there; what was refused may be missing.
fn acknowledged(users: Vec<Resource>, answers: &[Answer]) -> Vec<Resource> {
    let answered = users.into_iter().zip(answers);
    answered
        .filter(|(_, answer)| answer.is_success())
        .map(|(user, _)| user)
        .collect()
}

fn refused(p: &mut Probe, answers: &[Answer]) {
    let refused: Vec<&Answer> = answers
        .iter()
        .filter(|answer| !answer.is_success())
        .collect();
    if let Some(first) = refused.first() {
        let sentence = format!(
            "{} of {} changes at once are refused",
            refused.len(),
            answers.len()
        );
        p.record(Level::Interop, *first, sentence);
    }
}

fn members(answer: &Answer) -> Vec<&str> {
    let members = json::list(answer.json(), &["members"]).iter();
    members
        .filter_map(|member| json::text(member, &["value"]))
        .collect()
}

async fn add_members(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let users = users(p).await?;
    let group = p.new_group(&[]).await?;
    let requests: Vec<Request> = users
        .iter()
        .map(|user| {
            let value = json!([{ "value": user.id }]);
            let operation = json!([{ "op": "add", "path": "members", "value": value }]);
            patch_request(&group.path, operation)
        })
        .collect();
    let answers = p.send_together(&requests).await?;
    refused(p, &answers);
    let now = p.read(&group).await?;
    let there = members(&now);
    let promised = acknowledged(users, &answers);
    let lost = promised
        .iter()
        .filter(|user| !there.contains(&user.id.as_str()))
        .count();
    let sentence = format!(
        "{lost} of {} members that were added are missing",
        promised.len()
    );
    let mut shows = few(&answers);
    shows.push(now.clone());
    p.ensure(lost == 0, &shows, sentence);
    Ok(())
}

async fn remove_members(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let users = users(p).await?;
    let stays = p.new_user(json!({})).await?;
    let mut all: Vec<&Resource> = users.iter().collect();
    all.push(&stays);
    let group = p.new_group(&all).await?;
    let requests: Vec<Request> = users
        .iter()
        .map(|user| {
            let path = format!("members[value eq {}]", json!(user.id));
            patch_request(&group.path, json!([{ "op": "remove", "path": path }]))
        })
        .collect();
    let answers = p.send_together(&requests).await?;
    refused(p, &answers);
    let now = p.read(&group).await?;
    let there = members(&now);
    let promised = acknowledged(users, &answers);
    let back = promised
        .iter()
        .filter(|user| there.contains(&user.id.as_str()))
        .count();
    let sentence = format!(
        "{back} of {} members that were removed are there",
        promised.len()
    );
    let mut shows = few(&answers);
    shows.push(now.clone());
    p.ensure(back == 0, &shows, sentence);
    let kept = there.contains(&stays.id.as_str());
    p.ensure(kept, &shows, "the member that was not removed is gone");
    Ok(())
}

async fn attributes(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let kind = p.user_type()?;
    let mut fields = kind.plain_fields();
    fields.truncate(3);
    if fields.len() < 2 {
        return Err(Stop::skip(
            "needs two optional texts that clients can write",
        ));
    }
    let user = p.create(&kind, json!({})).await?;
    for round in 0..4 {
        let value = format!("Round {round}");
        let requests: Vec<Request> = fields
            .iter()
            .map(|field| {
                let operation = json!([{ "op": "replace", "path": field.path(), "value": value }]);
                patch_request(&user.path, operation)
            })
            .collect();
        let answers = p.send_together(&requests).await?;
        if answers.iter().any(|answer| !answer.is_success()) {
            refused(p, &answers);
            return Ok(());
        }
        let now = p.read(&user).await?;
        let lost: Vec<String> = fields
            .iter()
            .filter(|field| field.find(now.json()) != Some(&json!(value)))
            .map(crate::server::Field::path)
            .collect();
        let mut shows = few(&answers);
        shows.push(now.clone());
        p.demand(
            lost.is_empty(),
            &shows,
            format!("lost are the changes of {}", lost.join(", ")),
        )?;
    }
    Ok(())
}

async fn if_match(p: &mut Probe) -> Verdict {
    p.needs(Feature::Etag)?;
    let kind = p.user_type()?;
    let field = first(kind.plain_fields())?;
    let user = p.create(&kind, json!({})).await?;
    let now = p.read(&user).await?;
    let Some(tag) = now.header("etag").map(str::to_owned) else {
        return Err(Stop::skip("there is no ETag"));
    };
    let requests: Vec<Request> = (0..TOGETHER)
        .map(|number| {
            let mut body: Value = now.json().clone();
            set(&mut body, &field, json!(format!("Change {number}")));
            let put = Request::new("PUT", &user.path).json(&body);
            put.header("If-Match", tag.clone())
        })
        .collect();
    let answers = p.send_together(&requests).await?;
    let done = answers.iter().filter(|answer| answer.is_success()).count();
    p.ensure(
        done == 1,
        &few(&answers),
        format!("{done} changes are carried out"),
    );
    Ok(())
}
