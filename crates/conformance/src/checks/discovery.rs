//! `/ServiceProviderConfig` and `/ResourceTypes` (RFC 7644 §4, RFC 7643 §5 and §6, RFC 9865 §4).

use scim::urn;
use serde_json::Value;

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::request::{Credential, Request, encode};

checks![
    "7644-4-service-provider-config", Must, "/ServiceProviderConfig is served and identified",
    "This endpoint SHALL return responses with a JSON object using a \"schemas\" attribute of \"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig\"."
        => config_is_served;
    "7643-5-required", Must, "/ServiceProviderConfig has every required member, also of what is not supported",
    "A complex type that specifies bulk configuration options. See Section 3.7 of [RFC7644]. REQUIRED."
        => config_members;
    "7643-5-authentication-schemes", Must, "Authentication schemes have a type, a name and a description",
    "A multi-valued complex type that specifies supported authentication scheme properties. … REQUIRED."
        => authentication_schemes;
    "7643-5-anonymous", Should, "What can be read of the configuration without a token includes the authentication schemes",
    "… the service provider SHOULD, with the appropriate security considerations, make the authenticationSchemes attribute publicly accessible without prior authentication."
        => anonymous_config;
    "9865-4-pagination", Must, "pagination says whether there are cursors and indexes, in the right types",
    "A Boolean value specifying support of cursor-based pagination. REQUIRED."
        => pagination;
    "7644-4-resource-types", Must, "/ResourceTypes is a ListResponse",
    "When returning multiple ResourceTypes or Schemas, the message form described by the \"urn:ietf:params:scim:api:messages:2.0:ListResponse\" (ListResponse) form SHALL be used …"
        => listed("/ResourceTypes");
    "7643-6-required", Must, "Resource types have a name, an endpoint and a schema",
    "Unlike other core resources, all attributes are REQUIRED unless otherwise specified."
        => resource_type_members;
    "7644-4-resource-type", Must, "Each resource type is served by itself",
    "In cases where a request is for a specific \"ResourceType\" or \"Schema\", the single JSON object is returned in the same way that a single User or Group is retrieved …"
        => single_resource_type;
    "7643-6-schema", Must, "The schemas of resource types are published",
    "This MUST be equal to the \"id\" attribute of the associated \"Schema\" resource."
        => schemas_exist;
    "7643-6-endpoint", Must, "Resource types are served at their endpoints",
    "The resource type's HTTP-addressable endpoint relative to the Base URL of the service provider, e.g., \"Users\". REQUIRED."
        => endpoints_answer;
    "7644-4-filter", Should, "A filter on a discovery endpoint is refused with 403",
    "If a \"filter\" is provided, the service provider SHOULD respond with HTTP status code 403 (Forbidden) …"
        => filtered;
    "7644-4-paging", Must, "Paging parameters on a discovery endpoint are ignored",
    "Query parameters described in Section 3.4.2, such as filtering, sorting, and pagination, SHALL be ignored."
        => paged;
    "7643-7-read-only", Must, "Discovery endpoints cannot be changed",
    "\"Schema\" resources are not modifiable, and their associated attributes have a mutability of \"readOnly\"."
        => read_only;
    "7643-3.1-discovery-location", Interop, "meta.location of what is discovered leads to it",
    "The URI of the resource being returned."
        => locations;
];

async fn config_is_served(p: &mut Probe) -> Verdict {
    let answer = config(p).await?;
    let schemas = json::list(answer.json(), &["schemas"]);
    let named = schemas
        .iter()
        .any(|one| one == urn::SERVICE_PROVIDER_CONFIG);
    let sentence = format!("schemas lacks {}", urn::SERVICE_PROVIDER_CONFIG);
    p.ensure(named, &answer, sentence);
    Ok(())
}

async fn config(p: &mut Probe) -> Result<Answer, Stop> {
    let answer = p.get("/ServiceProviderConfig").await?;
    p.status(&answer, &[200])?;
    p.demand(
        answer.json().is_object(),
        &answer,
        "the body is no JSON object",
    )?;
    Ok(answer)
}

async fn config_members(p: &mut Probe) -> Verdict {
    let answer = config(p).await?;
    let body = answer.json().clone();
    for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
        let found = json::at(&body, &[name, "supported"]);
        let right = found.is_some_and(Value::is_boolean);
        p.ensure(
            right,
            &answer,
            format!("{name}.supported is {}", shown(found)),
        );
    }
    for path in [
        ["bulk", "maxOperations"],
        ["bulk", "maxPayloadSize"],
        ["filter", "maxResults"],
    ] {
        let found = json::at(&body, &path);
        let right = found.is_some_and(Value::is_i64) || found.is_some_and(Value::is_u64);
        p.ensure(
            right,
            &answer,
            format!("{} is {}", path.join("."), shown(found)),
        );
    }
    Ok(())
}

async fn authentication_schemes(p: &mut Probe) -> Verdict {
    let answer = config(p).await?;
    let schemes = json::at(answer.json(), &["authenticationSchemes"]);
    let Some(schemes) = schemes.and_then(Value::as_array) else {
        p.ensure(false, &answer, "there is no list of authenticationSchemes");
        return Ok(());
    };
    for scheme in schemes {
        for name in ["type", "name", "description"] {
            let found = json::text(scheme, &[name]).unwrap_or_default();
            p.ensure(
                !found.is_empty(),
                &answer,
                format!("a scheme has no {name}"),
            );
        }
        let kind = json::text(scheme, &["type"]).unwrap_or_default();
        let known = [
            "oauth",
            "oauth2",
            "oauthbearertoken",
            "httpbasic",
            "httpdigest",
        ];
        let sentence = format!("the type {kind:?} is none that RFC 7643 defines");
        p.advise(kind.is_empty() || known.contains(&kind), &answer, sentence);
    }
    Ok(())
}

async fn anonymous_config(p: &mut Probe) -> Verdict {
    let request = Request::get("/ServiceProviderConfig").credential(Credential::None);
    let answer = p.send(&request).await?;
    if answer.status() != 200 {
        return Err(Stop::skip(
            "the configuration is not public, which security considerations can ask for",
        ));
    }
    let found = json::at(answer.json(), &["authenticationSchemes"]).is_some();
    p.ensure(
        found,
        &answer,
        "authenticationSchemes is missing without a token",
    );
    Ok(())
}

async fn pagination(p: &mut Probe) -> Verdict {
    let answer = config(p).await?;
    let Some(pagination) = json::at(answer.json(), &["pagination"]) else {
        return Err(Stop::skip(
            "not advertised: there is no pagination, which is OPTIONAL",
        ));
    };
    for name in ["cursor", "index"] {
        let found = json::at(pagination, &[name]);
        let right = found.is_some_and(Value::is_boolean);
        p.ensure(
            right,
            &answer,
            format!("pagination.{name} is {}", shown(found)),
        );
    }
    for name in ["defaultPageSize", "maxPageSize", "cursorTimeout"] {
        let found = json::at(pagination, &[name]).filter(|value| !value.is_null());
        let right = found.is_none_or(|value| value.as_u64().is_some_and(|number| number > 0));
        p.ensure(
            right,
            &answer,
            format!("pagination.{name} is {}", shown(found)),
        );
    }
    let method = json::at(pagination, &["defaultPaginationMethod"]).filter(|it| !it.is_null());
    let right = method.is_none_or(|method| method == "cursor" || method == "index");
    let sentence = format!("pagination.defaultPaginationMethod is {}", shown(method));
    p.ensure(right, &answer, sentence);
    Ok(())
}

/// `/Schemas` or `/ResourceTypes`, which the watches judge as a list.
pub(super) async fn listed(p: &mut Probe, endpoint: &'static str) -> Verdict {
    let answer = p.get(endpoint).await?;
    p.status(&answer, &[200])?;
    let named = json::list(answer.json(), &["schemas"])
        .iter()
        .any(|one| one == urn::LIST_RESPONSE);
    p.ensure(
        named,
        &answer,
        format!("schemas lacks {}", urn::LIST_RESPONSE),
    );
    let resources = json::list(answer.json(), &["Resources"]);
    p.ensure(!resources.is_empty(), &answer, "Resources is empty");
    let total = json::at(answer.json(), &["totalResults"]).and_then(Value::as_u64);
    let right = total == Some(resources.len() as u64);
    p.ensure(
        right,
        &answer,
        "totalResults is not the number of Resources",
    );
    Ok(())
}

async fn types(p: &mut Probe) -> Result<(Answer, Vec<Value>), Stop> {
    let answer = p.get("/ResourceTypes").await?;
    if answer.status() != 200 {
        return Err(Stop::skip("there are no /ResourceTypes"));
    }
    let types = json::list(answer.json(), &["Resources"]).to_vec();
    Ok((answer, types))
}

async fn resource_type_members(p: &mut Probe) -> Verdict {
    let (answer, types) = types(p).await?;
    for kind in types {
        let name = json::text(&kind, &["name"]).unwrap_or_default().to_owned();
        for member in ["name", "endpoint", "schema"] {
            let found = json::text(&kind, &[member]).unwrap_or_default();
            let sentence = format!("the resource type {name:?} has no {member}");
            p.ensure(!found.is_empty(), &answer, sentence);
        }
        for extension in json::list(&kind, &["schemaExtensions"]) {
            let schema = json::text(extension, &["schema"]).is_some();
            let required = json::at(extension, &["required"]).is_some_and(Value::is_boolean);
            let sentence = format!("an extension of {name:?} lacks its schema or required");
            p.ensure(schema && required, &answer, sentence);
        }
    }
    Ok(())
}

async fn single_resource_type(p: &mut Probe) -> Verdict {
    let (_, types) = types(p).await?;
    for kind in types {
        let name = json::text(&kind, &["id"]).or_else(|| json::text(&kind, &["name"]));
        let Some(name) = name else { continue };
        let answer = p.get(&format!("/ResourceTypes/{}", encode(name))).await?;
        let same = answer.status() == 200
            && json::at(answer.json(), &["endpoint"]) == json::at(&kind, &["endpoint"]);
        let sentence = format!("{} does not serve the resource type {name}", answer.asked());
        p.ensure(same, &answer, sentence);
    }
    Ok(())
}

async fn schemas_exist(p: &mut Probe) -> Verdict {
    let (_, types) = types(p).await?;
    let answer = p.get("/Schemas").await?;
    p.status(&answer, &[200])?;
    let published: Vec<&str> = json::list(answer.json(), &["Resources"])
        .iter()
        .filter_map(|schema| json::text(schema, &["id"]))
        .collect();
    for kind in &types {
        let extensions = json::list(kind, &["schemaExtensions"]).iter();
        let urns = std::iter::once(kind).chain(extensions);
        for urn in urns.filter_map(|one| json::text(one, &["schema"])) {
            let found = published.iter().any(|one| one.eq_ignore_ascii_case(urn));
            p.ensure(found, &answer, format!("/Schemas lacks {urn}"));
        }
    }
    Ok(())
}

async fn endpoints_answer(p: &mut Probe) -> Verdict {
    for kind in p.session.server.types.clone() {
        let answer = p.get(&format!("{}?count=1", kind.endpoint)).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.status() == 200, &answer, sentence);
    }
    Ok(())
}

async fn filtered(p: &mut Probe) -> Verdict {
    for endpoint in ["/Schemas", "/ResourceTypes"] {
        let whole = p.get(endpoint).await?;
        let query = Request::get(endpoint).query("filter", "name eq \"no such name\"");
        let answer = p.send(&query).await?;
        if answer.status() == 403 {
            continue;
        }
        let number = |answer: &Answer| json::list(answer.json(), &["Resources"]).len();
        if answer.status() == 200 && number(&answer) != number(&whole) {
            let sentence = format!("{endpoint} applies the filter, which SHALL be ignored");
            p.record(Level::Must, &[&whole, &answer], sentence);
        } else {
            let sentence = format!("{} is answered {}", answer.asked(), answer.status());
            p.ensure(false, &answer, sentence);
        }
    }
    Ok(())
}

async fn paged(p: &mut Probe) -> Verdict {
    for endpoint in ["/Schemas", "/ResourceTypes"] {
        let whole = p.get(endpoint).await?;
        if whole.status() != 200 {
            continue;
        }
        let answer = p.get(&format!("{endpoint}?startIndex=2&count=1")).await?;
        let number = |answer: &Answer| json::list(answer.json(), &["Resources"]).len();
        let right = answer.status() == 200 && number(&answer) == number(&whole);
        let sentence = format!(
            "{} is answered {} with {} of {}",
            answer.asked(),
            answer.status(),
            number(&answer),
            number(&whole)
        );
        p.ensure(right, &[&whole, &answer], sentence);
    }
    Ok(())
}

async fn read_only(p: &mut Probe) -> Verdict {
    for endpoint in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let body = serde_json::json!({ "schemas": [urn::SCHEMA], "id": "urn:example:none" });
            let answer = p.send(&Request::new(method, endpoint).json(&body)).await?;
            let refused = answer.is_client_error() || answer.status() == 501;
            let sentence = format!("{} is answered {}", answer.asked(), answer.status());
            p.ensure(refused, &answer, sentence.clone());
            // Table 8 has no 405, but HTTP does, and testers look for it.
            let usual = matches!(answer.status(), 405 | 501 | 403 | 404);
            p.advise(
                usual || !refused,
                &answer,
                format!("{sentence}; 405 is due"),
            );
        }
    }
    Ok(())
}

async fn locations(p: &mut Probe) -> Verdict {
    let base = p.session.server.base.clone();
    for endpoint in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
        let answer = p.get(endpoint).await?;
        let listed = json::list(answer.json(), &["Resources"]);
        let found = if listed.is_empty() {
            vec![answer.json().clone()]
        } else {
            listed.to_vec()
        };
        for one in found {
            let Some(location) = json::text(&one, &["meta", "location"]) else {
                continue;
            };
            // Nothing is sent to another origin: the token is for this one.
            let Some(path) = location.strip_prefix(&base) else {
                let sentence = format!("{location} is not below the base URL");
                p.ensure(false, &answer, sentence);
                break;
            };
            let there = p.get(path).await?;
            let sentence = format!("{path} is answered {}", there.status());
            p.ensure(there.status() == 200, &there, sentence);
        }
    }
    Ok(())
}

fn shown(value: Option<&Value>) -> String {
    value.map_or("missing".to_owned(), ToString::to_string)
}
