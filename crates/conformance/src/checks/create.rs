//! Creating resources (RFC 7644 §3.3).

use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};
use crate::request::Request;
use crate::sample::{self, Extent, set};

checks![
    "7644-3.3-created", Must, "POST answers 201",
    "When the service provider successfully creates the new resource, an HTTP response SHALL be returned with HTTP status code 201 (Created)."
        => created;
    "7643-7-required-suffices", Interop, "What the schema requires is enough",
    "A Boolean value that specifies whether or not the attribute is required."
        => required_suffices;
    "7644-3.3-location", Must, "The Location header and meta.location are the URI of the new resource",
    "The URI of the created resource SHALL include, in the HTTP \"Location\" header and the HTTP body, a JSON representation [RFC7159] with the attribute \"meta.location\"."
        => location;
    "7644-3.3-body", Should, "The answer to POST holds the new resource",
    "The response body SHOULD contain the service provider's representation of the newly created resource."
        => body;
    "7644-3.3-read-only-ignored", Must, "readOnly attributes in POST are ignored",
    "In the request body, attributes whose mutability is \"readOnly\" (see Sections 2.2 and 7 of [RFC7643]) SHALL be ignored."
        => read_only_ignored;
    "7644-3.3.1-resource-type", Must, "meta.resourceType is the type of the endpoint",
    "When adding a resource to a specific endpoint, the meta attribute \"resourceType\" SHALL be set by the HTTP service provider to the corresponding resource type for the endpoint."
        => resource_type;
    "7644-3.3-duplicate", Must, "A userName that is taken is 409 uniqueness",
    "… the service provider MUST return HTTP status code 409 (Conflict) with a \"scimType\" error code of \"uniqueness\", as per Section 3.12."
        => duplicate(false);
    "7643-4.1.1-duplicate-in-other-case", Must, "A userName that differs in letter case alone is taken as well",
    "This identifier MUST be unique across the service provider's entire set of Users. This attribute is REQUIRED and is case insensitive."
        => duplicate(true);
    "7643-7-required-missing", Must, "A resource without a required attribute is refused",
    "A Boolean value that specifies whether or not the attribute is required."
        => required_missing;
    "7643-4.1.1-user-name-empty", Must, "An empty userName is refused",
    "Each User MUST include a non-empty userName value."
        => user_name_empty;
    "7644-3.12-malformed-json", Must, "A body that is not JSON is refused with 400",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => malformed;
    "7644-3.12-not-an-object", Must, "A body that is JSON but no object is refused with 400",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => not_an_object;
    "7643-3-unknown-schema", Must, "A schema that the type does not have does not enter the resource",
    "The \"schemas\" attribute for a resource MUST only contain values defined as \"schema\" and \"schemaExtensions\" for the resource's defined \"resourceType\"."
        => unknown_schema;
    "7644-3.9-post-attributes", Must, "attributes chooses what the answer to POST holds",
    "Clients MAY request a partial resource representation on any operation that returns a resource within the response … When specified, the default list of attributes SHALL be overridden …"
        => post_attributes;
];

async fn created(p: &mut Probe) -> Verdict {
    for kind in p.session.server.types.clone() {
        let body = sample::body(&kind, Extent::Typical, &p.seed());
        let answer = p.post(&kind.endpoint, &body).await?;
        // Resource types may be read-only.
        if !matches!(answer.status(), 403 | 405 | 501) {
            let sentence = format!("a new {} is answered {}", kind.name, answer.status());
            p.ensure(answer.status() == 201, &answer, sentence);
        }
    }
    Ok(())
}

async fn required_suffices(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let body = sample::body(&kind, Extent::Minimal, &p.seed());
        let answer = p.post(&kind.endpoint, &body).await?;
        let sentence = format!(
            "a {} with all that its schema requires is answered {}",
            kind.name,
            answer.status()
        );
        p.ensure(answer.status() == 201, &answer, sentence);
    }
    Ok(())
}

async fn location(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let answer = made.answer;
        let header = answer.header("location");
        let member = json::text(answer.json(), &["meta", "location"]);
        p.ensure(header.is_some(), &answer, "there is no Location header");
        let bodiless = answer.received.body.is_empty();
        p.ensure(
            member.is_some() || bodiless,
            &answer,
            "there is no meta.location",
        );
        let (Some(header), Some(member)) = (header, member) else {
            continue;
        };
        let sentence = format!("Location is {header}, meta.location is {member}");
        p.ensure(header == member, &answer, sentence);
        // Nothing is sent to another origin: the token is for this one.
        match header.strip_prefix(&p.session.server.base.clone()) {
            Some(path) => {
                let there = p.get(path).await?;
                let sentence = format!("the Location is answered {}", there.status());
                p.ensure(there.status() == 200, &[&answer, &there], sentence);
            }
            None => p.advise(
                false,
                &answer,
                format!("{header} is not below the base URL"),
            ),
        }
    }
    Ok(())
}

async fn body(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let made = p.create(&kind, json!({})).await?;
        let answer = made.answer.clone();
        let shows = json::text(answer.json(), &["id"]).is_some();
        p.demand(shows, &answer, "the answer to POST holds no resource")?;
        let now = p.read(&made).await?;
        let sentence = "POST and GET show different attributes".to_owned();
        let same = names(answer.json()) == names(now.json());
        p.ensure(same, &[&answer, &now], sentence);
    }
    Ok(())
}

/// The names of the members of an object, in order.
fn names(value: &Value) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    let mut names: Vec<String> = members
        .filter(|(_, value)| !json::is_unassigned(Some(value)))
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort();
    names
}

async fn read_only_ignored(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let Some(groups) = kind.field("groups").filter(|field| !field.is_writable()) else {
        return Err(Stop::skip("the User schema has no readOnly groups"));
    };
    let mut body = p.new_body(&kind).await?;
    set(
        &mut body,
        &groups,
        json!([{ "value": "no-such-group", "display": "None" }]),
    );
    let answer = p.post(&kind.endpoint, &body).await?;
    p.status(&answer, &[201])?;
    let empty = json::is_unassigned(groups.find(answer.json()));
    p.ensure(empty, &answer, "groups was taken from the client");
    Ok(())
}

async fn resource_type(p: &mut Probe) -> Verdict {
    for kind in p.creatable_types().await? {
        let answer = p.create(&kind, json!({})).await?.answer;
        let found = json::text(answer.json(), &["meta", "resourceType"]);
        let right = found == Some(kind.name.as_str());
        let sentence = format!("meta.resourceType is {found:?}; {:?} is due", kind.name);
        p.ensure(right || answer.json().is_null(), &answer, sentence);
    }
    Ok(())
}

async fn duplicate(p: &mut Probe, in_other_case: bool) -> Verdict {
    let kind = p.user_type()?;
    let made = p.new_user(json!({})).await?;
    let mut body = made.sent.clone();
    let name = json::text(&body, &["userName"])
        .unwrap_or_default()
        .to_owned();
    let again = if in_other_case {
        name.to_uppercase()
    } else {
        name
    };
    sample::merge(
        &mut body,
        json!({ "userName": again, "externalId": p.session.unique() }),
    );
    let answer = p.post(&kind.endpoint, &body).await?;
    p.status(&answer, &[409])?;
    p.scim_type(Level::Must, &answer, &["uniqueness"]);
    Ok(())
}

async fn required_missing(p: &mut Probe) -> Verdict {
    let mut tried = false;
    for kind in p.creatable_types().await? {
        let required: Vec<_> = kind
            .fields()
            .filter(|field| field.urn.is_none() && field.attribute.required && field.is_writable())
            .collect();
        for field in required {
            tried = true;
            let mut body = p.new_body(&kind).await?;
            if let Some(members) = body.as_object_mut() {
                members.remove(&field.attribute.name);
            }
            let answer = p.post(&kind.endpoint, &body).await?;
            if p.refused(&answer, &[400]).is_ok() {
                p.scim_type(Level::Should, &answer, &["invalidValue", "invalidSyntax"]);
            }
        }
    }
    if tried {
        return Ok(());
    }
    Err(Stop::skip("no schema requires an attribute"))
}

async fn user_name_empty(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let mut body = p.new_body(&kind).await?;
    sample::merge(&mut body, json!({ "userName": "" }));
    let answer = p.post(&kind.endpoint, &body).await?;
    p.refused(&answer, &[400])
}

async fn malformed(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    for body in ["{\"schemas\": [", "{userName: 'x'}", ""] {
        let answer = p
            .send(&Request::new("POST", &kind.endpoint).raw(body))
            .await?;
        if p.refused(&answer, &[400]).is_ok() {
            p.scim_type(Level::Should, &answer, &["invalidSyntax", "invalidValue"]);
        }
    }
    Ok(())
}

async fn not_an_object(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    for body in [json!([]), json!("text"), json!(42), Value::Null] {
        let answer = p.post(&kind.endpoint, &body).await?;
        let _ = p.refused(&answer, &[400]);
    }
    Ok(())
}

async fn unknown_schema(p: &mut Probe) -> Verdict {
    const URN: &str = "urn:example:params:scim:schemas:none:2.0:User";
    let kind = p.user_type()?;
    let mut body = p.new_body(&kind).await?;
    let schemas = json!([kind.schema.id, URN]);
    sample::merge(
        &mut body,
        json!({ "schemas": schemas, URN: { "text": "x" } }),
    );
    let answer = p.post(&kind.endpoint, &body).await?;
    if answer.is_client_error() {
        return Ok(());
    }
    p.status(&answer, &[201, 400])?;
    let listed = json::list(answer.json(), &["schemas"]).contains(&json!(URN));
    p.ensure(
        !listed,
        &answer,
        format!("schemas of the new user has {URN}"),
    );
    Ok(())
}

async fn post_attributes(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let body = sample::body(&kind, Extent::Typical, &p.seed());
    let target = format!("{}?attributes=userName", kind.endpoint);
    let answer = p.post(&target, &body).await?;
    p.status(&answer, &[201])?;
    let shown = json::text(answer.json(), &["userName"]).is_some();
    p.ensure(shown, &answer, "userName is missing");
    let others = ["name", "emails", "displayName", "active"];
    let other = others
        .iter()
        .find(|name| json::at(answer.json(), &[name]).is_some());
    p.ensure(
        other.is_none(),
        &answer,
        format!("{} is there", other.unwrap_or(&"")),
    );
    Ok(())
}
