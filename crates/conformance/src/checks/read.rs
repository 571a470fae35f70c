//! Reading resources and lists without filters (RFC 7644 §3.4.1, §3.4.2).

use serde_json::json;

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};
use crate::request::Request;

checks![
    "7644-3.4.1-get", Must, "A resource is read with GET and 200",
    "If the resource exists, the server responds with HTTP status code 200 (OK) and includes the result in the body of the response."
        => get;
    "7644-3.12-unknown-id", Should, "A resource that does not exist is 404",
    "Specified resource (e.g., User) or endpoint does not exist."
        => unknown;
    "7644-3.4.1-other-type", Must, "A user is not found among groups",
    "To retrieve a known resource, clients send GET requests to the resource endpoint, e.g., \"/Users/{id}\", \"/Groups/{id}\" …"
        => other_type;
    "7643-3.1-id-case", Interop, "Letter case matters in an id",
    "The attribute characteristics are \"caseExact\" as \"true\", a mutability of \"readOnly\", and a \"returned\" characteristic of \"always\"."
        => id_case;
    "7644-3.4.2-list", Must, "An endpoint lists its resources",
    "A multi-valued list of complex objects containing the requested resources."
        => list;
    "7644-3.4.2-no-match", Must, "A query without matches is 200 with totalResults 0",
    "A query that does not return any matches SHALL return success (HTTP status code 200) with \"totalResults\" set to a value of 0."
        => no_match;
    "7644-3.4.2.1-root", Must, "A query of the root finds resources of every type",
    "A query against a server root indicates that all resources within the server SHALL be included, subject to filtering."
        => root;
    "7644-3.4.2.1-filter-on-resource", Interop, "A filter on a single resource does not harm",
    "Queries MAY be performed against a SCIM resource object, a resource type endpoint, or a SCIM server root."
        => filter_on_resource;
    "7644-3.8-scim-suffix", Interop, "The suffix .scim is served, or not found",
    "… and MAY specify the desired response data format via an HTTP \"Accept\" header … or via URI suffix:"
        => scim_suffix;
];

async fn get(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let answer = p.read(&made).await?;
        let same = json::text(answer.json(), &["id"]) == Some(&made.id);
        p.ensure(same, &answer, format!("the id is not {}", made.id));
        if let Some(field) = kind.naming_field() {
            let sent = field.find(&made.sent);
            let found = field.find(answer.json());
            let sentence = format!("{} is not what was sent", field.path());
            p.ensure(
                found.is_some() && lower(found) == lower(sent),
                &answer,
                sentence,
            );
        }
    }
    Ok(())
}

/// RFC 7643 §7: a service provider may alter the case of what is not caseExact.
fn lower(value: Option<&serde_json::Value>) -> Option<String> {
    value.map(|value| value.to_string().to_lowercase())
}

async fn unknown(p: &mut Probe) -> Verdict {
    for kind in p.session.server.types.clone() {
        for id in ["no-such-id", "00000000-0000-4000-8000-000000000000"] {
            let answer = p.get(&format!("{}/{id}", kind.endpoint)).await?;
            let sentence = format!("{} is answered {}", answer.asked(), answer.status());
            let level = if answer.is_success() {
                Level::Must
            } else {
                p.level
            };
            if answer.status() != 404 {
                p.record(level, &answer, sentence);
            }
        }
    }
    Ok(())
}

async fn other_type(p: &mut Probe) -> Verdict {
    let group = p.group_type()?;
    let user = p.new_user(json!({})).await?;
    let answer = p.get(&format!("{}/{}", group.endpoint, user.id)).await?;
    p.refused(&answer, &[404])
}

async fn id_case(p: &mut Probe) -> Verdict {
    let made = p.new_user(json!({})).await?;
    let kind = p.user_type()?;
    let (lower, upper) = (made.id.to_lowercase(), made.id.to_uppercase());
    let Some(other) = [lower, upper].into_iter().find(|other| other != &made.id) else {
        return Err(Stop::skip("the ids have no letters"));
    };
    let path = format!("{}/{}", kind.endpoint, crate::request::encode(&other));
    let answer = p.get(&path).await?;
    let found = json::text(answer.json(), &["id"]) == Some(&made.id);
    p.ensure(
        !found,
        &answer,
        format!("{other} finds the user {}", made.id),
    );
    Ok(())
}

async fn list(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        p.create(&kind, json!({})).await?;
        let answer = p.get(&kind.endpoint).await?;
        p.status(&answer, &[200])?;
        let total = json::at(answer.json(), &["totalResults"]).and_then(serde_json::Value::as_u64);
        let sentence = format!("totalResults is {total:?} though a {} exists", kind.name);
        p.ensure(total.is_some_and(|total| total >= 1), &answer, sentence);
    }
    Ok(())
}

async fn no_match(p: &mut Probe) -> Verdict {
    p.needs(crate::server::Feature::Filter)?;
    let kind = p.user_type()?;
    let filter = format!("userName eq \"{}\"", p.session.unique());
    let answer = p
        .send(&Request::get(&kind.endpoint).query("filter", &filter))
        .await?;
    p.status(&answer, &[200])?;
    let total = json::at(answer.json(), &["totalResults"]);
    p.ensure(total == Some(&json!(0)), &answer, "totalResults is not 0");
    Ok(())
}

async fn root(p: &mut Probe) -> Verdict {
    p.needs(crate::server::Feature::Filter)?;
    let external_id = p.session.unique();
    let mut made = Vec::new();
    for kind in p.creatable_types().await? {
        made.push(
            p.create(&kind, json!({ "externalId": external_id }))
                .await?,
        );
    }
    let filter = format!("externalId eq \"{external_id}\"");
    let answer = p.send(&Request::get("/").query("filter", &filter)).await?;
    if matches!(answer.status(), 400 | 401 | 403 | 404 | 405 | 501) {
        let status = answer.status();
        return Err(Stop::Skip(format!(
            "the root is not served: answered {status}"
        )));
    }
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Resources"]);
    let found = made
        .iter()
        .filter(|one| {
            listed
                .iter()
                .any(|found| json::text(found, &["id"]) == Some(&one.id))
        })
        .count();
    let (listed, wanted) = (listed.len(), made.len());
    let sentence = format!("{found} of {wanted} resources are found, among {listed}");
    p.ensure(found == wanted && listed == wanted, &answer, sentence);
    Ok(())
}

async fn filter_on_resource(p: &mut Probe) -> Verdict {
    let made = p.new_user(json!({})).await?;
    let answer = p
        .send(&Request::get(&made.path).query("filter", "userName pr"))
        .await?;
    let usual = answer.is_success() || answer.is_client_error() || answer.status() == 501;
    p.ensure(usual, &answer, format!("the status is {}", answer.status()));
    Ok(())
}

async fn scim_suffix(p: &mut Probe) -> Verdict {
    let made = p.new_user(json!({})).await?;
    let answer = p.get(&format!("{}.scim", made.path)).await?;
    let usual = matches!(answer.status(), 200 | 400 | 404);
    p.ensure(usual, &answer, format!("the status is {}", answer.status()));
    Ok(())
}
