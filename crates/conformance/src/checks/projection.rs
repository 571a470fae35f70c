//! Choosing attributes (RFC 7644 §3.4.2.5, §3.9).

use serde_json::{Value, json};

use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop};
use crate::request::Request;
use crate::sample::{self, Extent};
use crate::server::{Field, ResourceType};

checks![
    "7644-3.9-attributes", Must, "attributes replaces what is returned by default",
    "When specified, the default list of attributes SHALL be overridden, and each resource returned MUST contain the minimum set of resource attributes and any attributes or sub-attributes explicitly requested by the \"attributes\" parameter."
        => attributes;
    "7644-3.9-attributes-in-lists", Must, "attributes works in lists",
    "The following attributes control which attributes SHALL be returned with a returned resource."
        => attributes_in_lists;
    "7644-3.9-sub-attributes", Must, "attributes can name a sub-attribute",
    "… any attributes or sub-attributes explicitly requested by the \"attributes\" parameter."
        => sub_attributes;
    "7644-3.10-attributes-with-urn", Must, "attributes can be named with their schema",
    "In general, attributes are uniquely identified by prefixing the attribute name with its schema URN separated by a colon (\":\") character …"
        => with_urn;
    "7644-3.10-extension-attribute", Must, "attributes can name an attribute of an extension",
    "… the attribute 'age' defined in \"urn:ietf:params:scim:schemas:exampleCo:2.0:hr\" is uniquely identified as \"urn:ietf:params:scim:schemas:exampleCo:2.0:hr:age\"."
        => of_extension;
    "7644-3.10-attributes-case", Must, "attributes are named without regard to letter case",
    "All facets (URN, attribute, and sub-attribute name) of the fully encoded attribute name are case insensitive."
        => without_case;
    "7644-3.9-excluded-attributes", Must, "excludedAttributes leaves out what it names, and nothing else",
    "Additionally, the default set of attributes minus those attributes listed in \"excludedAttributes\" is returned."
        => excluded;
    "7644-3.4.2.5-excluded-always", Must, "excludedAttributes does not leave out what is always returned",
    "This parameter SHALL have no effect on attributes whose schema \"returned\" setting is \"always\" (see Sections 2.2 and 7 of [RFC7643])."
        => excluded_always;
    "7644-3.9-excluded-members", Must, "A group can be read without its members",
    "Additionally, the default set of attributes minus those attributes listed in \"excludedAttributes\" is returned."
        => excluded_members;
    "7644-3.9-unknown-attributes", Interop, "Names in attributes that no schema has are ignored",
    "[Clients ask every service provider for the attributes of their own mapping.]"
        => unknown;
];

/// A user with everything that identity providers send.
async fn typical(p: &mut Probe) -> Result<(Resource, Field), Stop> {
    let kind = p.user_type()?;
    let mut body = sample::body(&kind, Extent::Typical, &p.seed());
    let other = ["displayName", "name", "emails", "title", "active"]
        .into_iter()
        .filter_map(|name| kind.field(name))
        .find(|field| field.is_writable() && field.attribute.returned.as_str() == "default");
    let other =
        other.ok_or_else(|| Stop::skip("needs an attribute that is returned by default"))?;
    if other.find(&body).is_none()
        && let Some(value) = sample::value(&other, &p.seed())
    {
        sample::set(&mut body, &other, value);
    }
    Ok((p.create_exactly(&kind, body).await?, other))
}

async fn projected(p: &mut Probe, path: &str, name: &str, value: &str) -> Result<Answer, Stop> {
    let answer = p.send(&Request::get(path).query(name, value)).await?;
    p.status(&answer, &[200])?;
    Ok(answer)
}

async fn attributes(p: &mut Probe) -> Verdict {
    let (made, other) = typical(p).await?;
    let answer = projected(p, &made.path, "attributes", "userName").await?;
    only_user_name(p, &answer, answer.json(), &other);
    Ok(())
}

fn only_user_name(p: &mut Probe, answer: &Answer, resource: &Value, other: &Field) {
    for name in ["userName", "id"] {
        let shown = json::text(resource, &[name]).is_some();
        p.ensure(shown, answer, format!("{name} is missing"));
    }
    let hidden = json::is_unassigned(other.find(resource));
    p.ensure(hidden, answer, format!("{} is there", other.path()));
}

async fn attributes_in_lists(p: &mut Probe) -> Verdict {
    let (_, other) = typical(p).await?;
    let kind = p.user_type()?;
    let answer = projected(p, &kind.endpoint, "attributes", "userName").await?;
    for resource in json::list(answer.json(), &["Resources"]).iter().take(3) {
        only_user_name(p, &answer, resource, &other);
    }
    Ok(())
}

async fn sub_attributes(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let (made, field, [first, second]) = with_parts(p, &kind).await?;
    let path = format!("{}.{first}", field.path());
    let answer = projected(p, &made.path, "attributes", &path).await?;
    let found = field.find(answer.json());
    let shown = found
        .and_then(|found| json::text(found, &[&first]))
        .is_some();
    p.ensure(shown, &answer, format!("{path} is missing"));
    let hidden = found.is_none_or(|found| json::at(found, &[&second]).is_none());
    p.ensure(
        hidden,
        &answer,
        format!("{}.{second} is there", field.path()),
    );
    Ok(())
}

async fn with_parts(
    p: &mut Probe,
    kind: &ResourceType,
) -> Result<(Resource, Field, [String; 2]), Stop> {
    let field = kind.complex_field();
    let field = field.ok_or_else(|| Stop::skip("needs a complex attribute with one value"))?;
    let parts: Vec<String> = field
        .free_parts()
        .into_iter()
        .take(2)
        .map(str::to_owned)
        .collect();
    let [first, second] = <[String; 2]>::try_from(parts)
        .map_err(|_| Stop::skip("needs a complex attribute with two parts"))?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let made = p.create_with(kind, &[(&field, value)]).await?;
    Ok((made, field, [first, second]))
}

async fn with_urn(p: &mut Probe) -> Verdict {
    let (made, other) = typical(p).await?;
    let kind = p.user_type()?;
    let path = format!("{}:userName", kind.schema.id);
    let answer = projected(p, &made.path, "attributes", &path).await?;
    only_user_name(p, &answer, answer.json(), &other);
    Ok(())
}

async fn of_extension(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = kind.extension_field();
    let field = field.ok_or_else(|| Stop::skip("users have no extension with an optional text"))?;
    let made = p.create_with(&kind, &[(&field, json!("Bridges"))]).await?;
    let answer = projected(p, &made.path, "attributes", &field.path()).await?;
    let shown = field.find(answer.json()) == Some(&json!("Bridges"));
    p.ensure(shown, &answer, format!("{} is missing", field.path()));
    let hidden = json::at(answer.json(), &["userName"]).is_none();
    let always = kind
        .field("userName")
        .is_some_and(|it| it.attribute.returned.as_str() == "always");
    p.ensure(hidden || always, &answer, "userName is there");
    Ok(())
}

async fn without_case(p: &mut Probe) -> Verdict {
    let (made, other) = typical(p).await?;
    let answer = projected(p, &made.path, "attributes", "USERNAME").await?;
    only_user_name(p, &answer, answer.json(), &other);
    Ok(())
}

async fn excluded(p: &mut Probe) -> Verdict {
    let (made, other) = typical(p).await?;
    let path = other.path();
    let answer = projected(p, &made.path, "excludedAttributes", &path).await?;
    let hidden = json::is_unassigned(other.find(answer.json()));
    p.ensure(hidden, &answer, format!("{path} is there"));
    let shown = json::text(answer.json(), &["userName"]).is_some();
    p.ensure(shown, &answer, "userName is missing");
    Ok(())
}

async fn excluded_always(p: &mut Probe) -> Verdict {
    let (made, _) = typical(p).await?;
    let answer = projected(p, &made.path, "excludedAttributes", "id").await?;
    let shown = json::text(answer.json(), &["id"]).is_some();
    p.ensure(shown, &answer, "id is missing");
    Ok(())
}

async fn excluded_members(p: &mut Probe) -> Verdict {
    let user = p.new_user(json!({})).await?;
    let group = p.new_group(&[&user]).await?;
    let answer = projected(p, &group.path, "excludedAttributes", "members").await?;
    let hidden = json::is_unassigned(json::at(answer.json(), &["members"]));
    p.ensure(hidden, &answer, "members is there");
    Ok(())
}

async fn unknown(p: &mut Probe) -> Verdict {
    let (made, _) = typical(p).await?;
    for name in ["attributes", "excludedAttributes"] {
        let request = Request::get(&made.path).query(name, "userName,noSuchAttribute");
        let answer = p.send(&request).await?;
        let sentence = format!("{} is answered {}", answer.asked(), answer.status());
        p.ensure(answer.status() == 200, &answer, sentence);
    }
    Ok(())
}
