//! Authentication, media types, methods (RFC 7644 §2, §3.1, §3.2, §3.8, §7.2).

use serde_json::json;

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::request::{Credential, Request, SCIM_JSON};

checks![
    "7644-7.2-tls", Must, "The service provider is reached over TLS",
    "… SCIM clients and service providers MUST require the use of a transport-layer security mechanism when communicating with SCIM service providers."
        => tls;
    "7644-2-no-token", Interop, "Without a token nothing can be read",
    "Authorization failure. The authorization header is invalid or missing."
        => without_token(Credential::None);
    "7644-2-wrong-token", Must, "A token that was never issued opens nothing",
    "… the SCIM service provider MUST be able to map the authenticated client to an access control policy …"
        => without_token(Credential::Wrong);
    "7644-3.8-accept-scim-json", Must, "Accept: application/scim+json is served",
    "Service providers MUST support the \"Accept\" header \"Accept: application/scim+json\" …"
        => accept(Some(SCIM_JSON));
    "7644-3.8-accept-json", Should, "Accept: application/json is served",
    "… and SHOULD support the header \"Accept: application/json\" …"
        => accept(Some("application/json"));
    "7644-3.8-accept-none", Must, "Without Accept the answer is application/scim+json",
    "The format defaults to \"application/scim+json\" if no format is specified."
        => accept(None);
    "7644-3.8-accept-any", Interop, "Accept: */* is served",
    "[HTTP libraries that are told nothing send Accept: */*.]"
        => accept(Some("*/*"));
    "7644-3.1-body-json", Interop, "Bodies of the type application/json are read",
    "[Okta, OneLogin and others send bodies as application/json.]"
        => body_type("application/json");
    "7644-3.8-body-charset", Interop, "Bodies that name the charset utf-8 are read",
    "[HTTP libraries append ; charset=utf-8, the encoding that SCIM defaults to.]"
        => body_type("application/scim+json; charset=utf-8");
    "7644-3.8-utf-8", Must, "Text outside ASCII comes back as it was sent",
    "Servers MUST accept requests and be able to return JSON-structured responses using UTF-8 encoding [RFC3629]."
        => utf_8;
    "7644-3.12-unknown-endpoint", Should, "An endpoint that does not exist is 404",
    "Specified resource (e.g., User) or endpoint does not exist."
        => unknown_endpoint;
    "7644-3.2-collection-methods", Must, "An endpoint as a whole cannot be replaced, patched or deleted",
    "PUT MUST NOT be used to create new resources."
        => collection_methods;
    "7644-3.2-post-to-resource", Should, "POST to a resource creates nothing",
    "To create new resources, clients send HTTP POST requests to the resource endpoint …"
        => post_to_resource;
    "7231-4.3.2-head", Interop, "HEAD answers as GET does, without the body",
    "The HEAD method is identical to GET except that the server MUST NOT send a message body in the response …"
        => head;
    "7644-3.4.2-unknown-parameters", Should, "Query parameters that are not known are ignored",
    "SCIM service providers MAY support additional query parameters not specified here and SHOULD ignore any query parameters they do not recognize …"
        => unknown_parameters;
    "7644-3.4.2-dangling-query", Interop, "An empty query changes nothing",
    "[OneLogin sends a ? and a & with nothing behind it.]"
        => dangling_query;
];

async fn tls(p: &mut Probe) -> Verdict {
    let base = p.session.server.base.clone();
    let host = base.split("://").nth(1).unwrap_or_default();
    if ["127.", "localhost", "[::1]"]
        .iter()
        .any(|local| host.starts_with(local))
    {
        return Err(Stop::skip("the service provider runs on this machine"));
    }
    let answer = p.get("/ServiceProviderConfig").await?;
    p.ensure(
        base.starts_with("https://"),
        &answer,
        format!("{base} is not https"),
    );
    Ok(())
}

/// A query of the first resource type.
fn first_endpoint(p: &Probe) -> Result<String, Stop> {
    let first = p.session.server.types.first();
    first
        .map(|kind| kind.endpoint.clone())
        .ok_or_else(|| Stop::skip("there are no resource types"))
}

async fn without_token(p: &mut Probe, credential: Credential) -> Verdict {
    let target = format!("{}?count=1", first_endpoint(p)?);
    let answer = p
        .send(&Request::get(&target).credential(credential))
        .await?;
    if matches!(answer.status(), 401 | 403) {
        p.advise(
            answer.status() == 401,
            &answer,
            "the status is 403; 401 is due",
        );
        return Ok(());
    }
    let open = answer.is_success();
    if open && credential == Credential::Wrong {
        let anonymous = Request::get(&target).credential(Credential::None);
        // RFC 7644 §2.2 allows requests without authentication; then the token means nothing.
        if p.send(&anonymous).await?.is_success() {
            return Err(Stop::skip("the service provider asks for no token"));
        }
    }
    let sentence = if open {
        "resources are listed".to_owned()
    } else {
        format!("the status is {}; 401 is due", answer.status())
    };
    let level = if open { p.level } else { Level::Should };
    p.record(level, &answer, sentence);
    Ok(())
}

async fn accept(p: &mut Probe, accept: Option<&'static str>) -> Verdict {
    let target = format!("{}?count=1", first_endpoint(p)?);
    let request = Request::get(&target).without_header("Accept");
    let request = match accept {
        Some(accept) => request.header("Accept", accept),
        None => request,
    };
    let answer = p.send(&request).await?;
    p.demand(
        answer.status() == 200,
        &answer,
        format!("the status is {}; 200 is due", answer.status()),
    )?;
    let found = answer.media_type();
    let fits = match accept {
        None | Some(SCIM_JSON) => found == SCIM_JSON,
        _ => matches!(found.as_str(), SCIM_JSON | "application/json"),
    };
    p.ensure(
        fits,
        &answer,
        format!("the answer has the media type {found:?}"),
    );
    Ok(())
}

async fn body_type(p: &mut Probe, media_type: &'static str) -> Verdict {
    let kind = p.user_type()?;
    let body = p.new_body(&kind).await?;
    let request = Request::new("POST", &kind.endpoint)
        .header("Content-Type", media_type)
        .json(&body);
    let answer = p.send(&request).await?;
    p.ensure(
        answer.status() == 201,
        &answer,
        format!(
            "a body of the type {media_type} is answered {}",
            answer.status()
        ),
    );
    Ok(())
}

async fn utf_8(p: &mut Probe) -> Verdict {
    const TEXT: &str = "Zoë Ångström 山田 \u{1F98A}";
    let kind = p.user_type()?;
    let field = kind.plain_fields().into_iter().next();
    let field = field.ok_or_else(|| Stop::skip("needs a text that clients can write"))?;
    let made = p.create_with(&kind, &[(&field, json!(TEXT))]).await?;
    let now = p.read(&made).await?;
    let right = field.find(now.json()) == Some(&json!(TEXT));
    p.ensure(right, &now, format!("{} is not {TEXT:?}", field.path()));
    Ok(())
}

async fn unknown_endpoint(p: &mut Probe) -> Verdict {
    let answer = p.get("/NoSuchEndpoint").await?;
    p.ensure(
        answer.status() == 404,
        &answer,
        format!("the status is {}; 404 is due", answer.status()),
    );
    Ok(())
}

async fn collection_methods(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let body = p.new_body(&kind).await?;
    for method in ["PUT", "PATCH", "DELETE"] {
        let request = Request::new(method, &kind.endpoint).json(&body);
        let answer = p.send(&request).await?;
        refused_method(p, &answer);
    }
    Ok(())
}

async fn post_to_resource(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let made = p.create(&kind, json!({})).await?;
    let body = p.new_body(&kind).await?;
    let answer = p.post(&made.path, &body).await?;
    refused_method(p, &answer);
    Ok(())
}

/// 405 is due; another refusal is no mistake, for table 8 lists no 405.
fn refused_method(p: &mut Probe, answer: &Answer) {
    let refused = answer.is_client_error() || answer.status() == 501;
    let sentence = format!("{} is answered {}", answer.asked(), answer.status());
    p.ensure(refused, answer, sentence);
}

async fn head(p: &mut Probe) -> Verdict {
    let answer = p
        .send(&Request::new("HEAD", "/ServiceProviderConfig"))
        .await?;
    let get = p.get("/ServiceProviderConfig").await?;
    p.ensure(
        answer.status() == get.status(),
        &answer,
        format!("HEAD is answered {}, GET {}", answer.status(), get.status()),
    );
    Ok(())
}

async fn unknown_parameters(p: &mut Probe) -> Verdict {
    let target = format!(
        "{}?count=1&aadOptscim062020&noSuchParameter=1",
        first_endpoint(p)?
    );
    let answer = p.get(&target).await?;
    let listed = answer.status() == 200 && json::at(answer.json(), &["totalResults"]).is_some();
    let sentence = format!("the status is {}; a list is due", answer.status());
    p.ensure(listed, &answer, sentence);
    Ok(())
}

async fn dangling_query(p: &mut Probe) -> Verdict {
    for end in ["?", "?count=1&"] {
        let target = format!("{}{end}", first_endpoint(p)?);
        let answer = p.get(&target).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.status() == 200, &answer, sentence);
    }
    Ok(())
}
