//! Resources of one bulk request that name each other (RFC 7644 §3.7.1, §3.7.2).

use serde_json::json;

use super::{bulk, code, created, group_operation, id_of, is_refused, processed, user_operation};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::request::encode;
use crate::server::Feature;

checks![
    "7644-3.7.2-reference", Must, "A member can be named by its bulkId",
    "In order to add the new \"User\" to the \"Group\", the client must use the surrogate id attribute, \"bulkId\", to reference the User."
        => reference(false);
    "7644-3.7.2-forward-reference", Must, "A member can be named by its bulkId before it is created",
    "… the service provider MUST ensure that the client's intent is preserved and the same stateful result is achieved as for non-optimized processing."
        => reference(true);
    "7644-3.7.2-manager", Must, "A manager can be named by their bulkId",
    "Extensions that include references to other resources MUST be handled in the same way by the service provider."
        => manager;
    "7644-3.7.1-circular", Must, "Groups that name each other are resolved, or refused with 409",
    "The service provider MUST try to resolve circular cross-references between resources in a single bulk job but MAY stop after a failed attempt and instead return HTTP status code 409 (Conflict)."
        => circular;
    "7644-3.7.2-unknown-reference", Should, "A bulkId that nothing has is refused",
    "… the value specified was not compatible with the operation or attribute type …"
        => unknown_reference;
];

async fn reference(p: &mut Probe, forward: bool) -> Verdict {
    let user = user_operation(p, "user").await?;
    let group = group_operation(p, "group", &["user"]).await?;
    let operations = if forward {
        json!([group, user])
    } else {
        json!([user, group])
    };
    let (answer, listed) = processed(p, operations).await?;
    let user = created(p, &answer, &listed, "user")?;
    let group = created(p, &answer, &listed, "group")?;
    has_member(p, &answer, &group, id_of(&user)).await
}

async fn has_member(p: &mut Probe, bulk: &Answer, group: &str, user: &str) -> Verdict {
    let now = p.get(group).await?;
    let found = json::list(now.json(), &["members"])
        .iter()
        .filter_map(|member| json::text(member, &["value"]))
        .any(|value| encode(value) == user || value == user);
    p.ensure(
        found,
        &[bulk, &now],
        format!("{group} has not the member {user}"),
    );
    Ok(())
}

async fn manager(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    let kind = p.user_type()?;
    let field = kind.fields().find(|field| {
        field.urn.is_some() && field.attribute.name == "manager" && field.is_writable()
    });
    let field = field.ok_or_else(|| Stop::skip("there is no manager in an extension"))?;
    let boss = user_operation(p, "boss").await?;
    let mut user = user_operation(p, "user").await?;
    if let Some(data) = user.get_mut("data") {
        crate::sample::set(data, &field, json!({ "value": "bulkId:boss" }));
    }
    let (answer, listed) = processed(p, json!([boss, user])).await?;
    let boss = created(p, &answer, &listed, "boss")?;
    let user = created(p, &answer, &listed, "user")?;
    let now = p.get(&user).await?;
    let found = field
        .find(now.json())
        .and_then(|value| json::text(value, &["value"]));
    let right = found.is_some_and(|found| encode(found) == id_of(&boss) || found == id_of(&boss));
    p.ensure(
        right,
        &[&answer, &now],
        format!("{}.value is {found:?}", field.path()),
    );
    Ok(())
}

async fn circular(p: &mut Probe) -> Verdict {
    let one = group_operation(p, "one", &["two"]).await?;
    let two = group_operation(p, "two", &["one"]).await?;
    let answer = bulk(p, json!([one, two]), json!({})).await?;
    if answer.status() == 409 {
        return Ok(());
    }
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Operations"]).to_vec();
    if listed.iter().any(|one| code(one) == Some(409)) {
        return Ok(());
    }
    let one = created(p, &answer, &listed, "one")?;
    let two = created(p, &answer, &listed, "two")?;
    has_member(p, &answer, &one, id_of(&two)).await?;
    has_member(p, &answer, &two, id_of(&one)).await
}

async fn unknown_reference(p: &mut Probe) -> Verdict {
    let group = group_operation(p, "group", &["nobody"]).await?;
    let answer = bulk(p, json!([group]), json!({})).await?;
    p.ensure(is_refused(&answer, "group"), &answer, "it was carried out");
    Ok(())
}
