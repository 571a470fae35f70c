//! Creating resources (RFC 7644 §3.3).

use serde_json::json;

use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::Probe;

checks![
    "7644-3.3-created", Must, "POST answers 201",
    "When the service provider successfully creates the new resource, an HTTP response SHALL be returned with HTTP status code 201 (Created)."
        => created;
    "7644-3.3-location", Must, "The Location header and meta.location are the URI of the new resource",
    "The URI of the created resource SHALL include, in the HTTP \"Location\" header and the HTTP body, a JSON representation [RFC7159] with the attribute \"meta.location\"."
        => location;
];

async fn created(p: &mut Probe) -> Verdict {
    for kind in p.session.server.types.clone() {
        let body = crate::sample::body(&kind, crate::sample::Extent::Typical, &p.seed());
        let answer = p.post(&kind.endpoint, &body).await?;
        if !matches!(answer.status(), 403 | 405 | 501) {
            p.ensure(
                answer.status() == 201,
                &answer,
                format!("a new {} is answered {}", kind.name, answer.status()),
            );
        }
    }
    Ok(())
}

async fn location(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let answer = p.create(&kind, json!({})).await?.answer;
        let header = answer.header("location");
        let member = json::text(answer.json(), &["meta", "location"]);
        p.ensure(header.is_some(), &answer, "there is no Location header");
        if let (Some(header), Some(member)) = (header, member) {
            p.ensure(
                header == member,
                &answer,
                format!("Location is {header}, meta.location is {member}"),
            );
        }
    }
    Ok(())
}
