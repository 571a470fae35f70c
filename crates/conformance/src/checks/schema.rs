//! `/Schemas` (RFC 7644 §4, RFC 7643 §2, §4 and §7).

use scim::attribute::{Mutability, Returned, Uniqueness};
use scim::urn;
use serde_json::Value;

use super::discovery::listed;
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::request::encode;

checks![
    "7644-4-schemas", Must, "/Schemas is a ListResponse of every schema",
    "An HTTP GET to the endpoint \"/Schemas\" SHALL return all supported schemas in ListResponse format (see Figure 3)."
        => listed("/Schemas");
    "7644-4-schema", Must, "Each schema is served by itself at its URN",
    "Individual schema definitions can be returned by appending the schema URI to the /Schemas endpoint."
        => single_schema;
    "7644-4-unknown-schema", Should, "A schema that does not exist is 404",
    "Specified resource (e.g., User) or endpoint does not exist."
        => unknown_schema;
    "7643-7-attribute-names", Must, "Attributes have names that the grammar allows",
    "Attribute names MUST conform to the following ABNF rules:"
        => names;
    "7643-7-characteristics", Should, "Attributes state all of their characteristics",
    "… all attributes are REQUIRED unless otherwise specified."
        => characteristics;
    "7643-7-keywords", Must, "Characteristics use the words that the RFC defines, in its letter case",
    "A single keyword indicating the circumstances under which the value of the attribute can be (re)defined:"
        => keywords;
    "7643-7-sub-attributes", Should, "Complex attributes list their sub-attributes",
    "When an attribute is of type \"complex\", there SHOULD be a corresponding schema attribute \"subAttributes\" defined, listing the sub-attributes of the attribute."
        => sub_attributes;
    "7643-2.3.8-no-nested-complex", Must, "Sub-attributes are not complex",
    "A complex attribute MUST NOT contain sub-attributes that have sub-attributes (i.e., that are complex)."
        => nested;
    "7643-4.1.1-user-name", Must, "userName is required, unique and compared without regard to letter case",
    "This identifier MUST be unique across the service provider's entire set of Users. This attribute is REQUIRED and is case insensitive."
        => user_name;
    "7643-4.1.1-password", Must, "password is writeOnly and never returned",
    "The mutability of the password attribute is \"writeOnly\", indicating that the value MUST NOT be returned by a service provider in any form (the attribute characteristic \"returned\" is \"never\")."
        => password;
    "7643-4.1.2-groups", Must, "groups of a user is readOnly",
    "This attribute has a mutability of \"readOnly\"."
        => groups;
    "7643-4.2-display-name", Should, "displayName of a group is required",
    "A human-readable name for the Group. REQUIRED."
        => group_name;
    "7643-7-canonical-types", Interop, "Sub-attributes named type state their canonical values",
    "[Provisioning clients build their mappings from canonicalValues.]"
        => canonical_types;
];

/// The published schemas, but for those of discovery, which may nest.
async fn schemas(p: &mut Probe) -> Result<(Answer, Vec<Value>), Stop> {
    let answer = p.get("/Schemas").await?;
    let found: Vec<Value> = json::list(answer.json(), &["Resources"])
        .iter()
        .filter(|schema| {
            let id = json::text(schema, &["id"]).unwrap_or_default();
            ![
                urn::SCHEMA,
                urn::RESOURCE_TYPE,
                urn::SERVICE_PROVIDER_CONFIG,
            ]
            .contains(&id)
        })
        .cloned()
        .collect();
    if found.is_empty() {
        return Err(Stop::skip("no schemas are published"));
    }
    Ok((answer, found))
}

/// Every attribute and sub-attribute of the published schemas, with its path.
async fn attributes(p: &mut Probe) -> Result<(Answer, Vec<(String, Value)>), Stop> {
    let (answer, schemas) = schemas(p).await?;
    let mut found = Vec::new();
    for schema in schemas {
        let id = json::text(&schema, &["id"]).unwrap_or_default();
        collect(id, ":", &schema, "attributes", &mut found);
    }
    Ok((answer, found))
}

fn collect(
    parent: &str,
    separator: &str,
    element: &Value,
    member: &str,
    found: &mut Vec<(String, Value)>,
) {
    for attribute in json::list(element, &[member]) {
        let name = json::text(attribute, &["name"]).unwrap_or_default();
        let path = format!("{parent}{separator}{name}");
        found.push((path.clone(), attribute.clone()));
        collect(&path, ".", attribute, "subAttributes", found);
    }
}

async fn single_schema(p: &mut Probe) -> Verdict {
    for schema in schemas(p).await?.1 {
        let Some(id) = json::text(&schema, &["id"]) else {
            continue;
        };
        let answer = p
            .get(&format!("/Schemas/{}", encode(id).replace("%3A", ":")))
            .await?;
        let same = answer.status() == 200 && json::text(answer.json(), &["id"]) == Some(id);
        p.ensure(
            same,
            &answer,
            format!("the schema {id} is not served by itself"),
        );
    }
    Ok(())
}

async fn unknown_schema(p: &mut Probe) -> Verdict {
    let answer = p.get("/Schemas/urn:example:no:such:schema").await?;
    let sentence = format!("the status is {}; 404 is due", answer.status());
    p.ensure(answer.status() == 404, &answer, sentence);
    Ok(())
}

async fn names(p: &mut Probe) -> Verdict {
    let (answer, attributes) = attributes(p).await?;
    for (path, attribute) in attributes {
        let name = json::text(&attribute, &["name"]).unwrap_or_default();
        // "$" at the beginning, as in $ref, is a known slip of the grammar.
        let mut letters = name.strip_prefix('$').unwrap_or(name).chars();
        let right = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || "$-_".contains(c));
        p.ensure(
            right,
            &answer,
            format!("{path}: the name {name:?} is not allowed"),
        );
    }
    Ok(())
}

async fn characteristics(p: &mut Probe) -> Verdict {
    let (answer, attributes) = attributes(p).await?;
    let mut lacking: Vec<(&str, Vec<String>)> = Vec::new();
    for name in [
        "type",
        "multiValued",
        "required",
        "mutability",
        "returned",
        "description",
    ] {
        let without = attributes
            .iter()
            .filter(|(_, attribute)| json::is_unassigned(json::at(attribute, &[name])))
            .map(|(path, _)| path.clone())
            .collect();
        lacking.push((name, without));
    }
    // Letter case and uniqueness mean nothing for other types (RFC 7643 §2.3, erratum 6004).
    for name in ["caseExact", "uniqueness"] {
        let without = attributes
            .iter()
            .filter(|(_, attribute)| json::text(attribute, &["type"]) == Some("string"))
            .filter(|(_, attribute)| json::is_unassigned(json::at(attribute, &[name])))
            .map(|(path, _)| path.clone())
            .collect();
        lacking.push((name, without));
    }
    for (name, paths) in lacking {
        let few: Vec<&str> = paths.iter().take(5).map(String::as_str).collect();
        let sentence = format!("{} lack {name}, such as {}", paths.len(), few.join(", "));
        p.ensure(paths.is_empty(), &answer, sentence);
    }
    Ok(())
}

async fn keywords(p: &mut Probe) -> Verdict {
    const WORDS: [(&str, &[&str]); 4] = [
        (
            "type",
            &[
                "string",
                "boolean",
                "decimal",
                "integer",
                "dateTime",
                "binary",
                "reference",
                "complex",
            ],
        ),
        (
            "mutability",
            &["readOnly", "readWrite", "immutable", "writeOnly"],
        ),
        ("returned", &["always", "never", "default", "request"]),
        ("uniqueness", &["none", "server", "global"]),
    ];
    let (answer, attributes) = attributes(p).await?;
    for (path, attribute) in &attributes {
        for (name, words) in WORDS {
            let found = json::at(attribute, &[name]).filter(|value| !value.is_null());
            let right = found.is_none_or(|value| words.iter().any(|word| value == word));
            if let Some(found) = found {
                p.ensure(right, &answer, format!("{path}: {name} is {found}"));
            }
        }
        for name in ["multiValued", "required", "caseExact"] {
            let found = json::at(attribute, &[name]).filter(|value| !value.is_null());
            if let Some(found) = found {
                p.ensure(
                    found.is_boolean(),
                    &answer,
                    format!("{path}: {name} is {found}"),
                );
            }
        }
    }
    Ok(())
}

async fn sub_attributes(p: &mut Probe) -> Verdict {
    let (answer, attributes) = attributes(p).await?;
    for (path, attribute) in attributes {
        let complex = json::text(&attribute, &["type"]) == Some("complex");
        let listed = !json::list(&attribute, &["subAttributes"]).is_empty();
        p.ensure(
            !complex || listed,
            &answer,
            format!("{path} lists no subAttributes"),
        );
    }
    Ok(())
}

async fn nested(p: &mut Probe) -> Verdict {
    let (answer, schemas) = schemas(p).await?;
    for schema in schemas {
        for attribute in json::list(&schema, &["attributes"]) {
            for part in json::list(attribute, &["subAttributes"]) {
                let complex = json::text(part, &["type"]) == Some("complex");
                let name = |value: &Value| json::text(value, &["name"]).unwrap_or("?").to_owned();
                let sentence = format!("{}.{} is complex", name(attribute), name(part));
                p.ensure(!complex, &answer, sentence);
            }
        }
    }
    Ok(())
}

async fn user_name(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let (answer, _) = schemas(p).await?;
    let Some(field) = kind.field("userName") else {
        p.ensure(false, &answer, "the User schema has no userName");
        return Ok(());
    };
    let attribute = field.attribute;
    p.ensure(attribute.required, &answer, "userName is not required");
    p.ensure(!attribute.case_exact, &answer, "userName is caseExact");
    let unique = attribute.uniqueness != Uniqueness::None;
    p.ensure(unique, &answer, "the uniqueness of userName is none");
    Ok(())
}

async fn password(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let (answer, _) = schemas(p).await?;
    let Some(field) = kind.field("password") else {
        return Err(Stop::skip("the User schema has no password"));
    };
    let hidden = field.attribute.returned == Returned::Never;
    p.ensure(hidden, &answer, "password is not returned never");
    let write_only = field.attribute.mutability == Mutability::WriteOnly;
    p.ensure(
        write_only,
        &answer,
        "the mutability of password is not writeOnly",
    );
    Ok(())
}

async fn groups(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let (answer, _) = schemas(p).await?;
    let Some(field) = kind.field("groups") else {
        return Err(Stop::skip("the User schema has no groups"));
    };
    let read_only = field.attribute.mutability == Mutability::ReadOnly;
    p.ensure(
        read_only,
        &answer,
        "the mutability of groups is not readOnly",
    );
    Ok(())
}

async fn group_name(p: &mut Probe) -> Verdict {
    let kind = p.group_type()?;
    let (answer, _) = schemas(p).await?;
    // RFC 7643 §8.7.1 says required false; erratum 5368 corrects it.
    let required = kind
        .field("displayName")
        .is_some_and(|field| field.attribute.required);
    p.ensure(
        required,
        &answer,
        "displayName of the Group schema is not required",
    );
    Ok(())
}

async fn canonical_types(p: &mut Probe) -> Verdict {
    let (answer, attributes) = attributes(p).await?;
    // The RFC gives roles, entitlements and certificates no types of their own.
    let labelled = [
        "emails",
        "phoneNumbers",
        "ims",
        "photos",
        "addresses",
        "members",
    ];
    let without: Vec<String> = attributes
        .into_iter()
        .filter(|(path, attribute)| {
            let label = labelled
                .iter()
                .any(|name| path.ends_with(&format!(":{name}.type")));
            label && json::list(attribute, &["canonicalValues"]).is_empty()
        })
        .map(|(path, _)| path)
        .collect();
    if !without.is_empty() {
        let sentence = format!("no canonicalValues: {}", without.join(", "));
        p.record(Level::Interop, &answer, sentence);
    }
    Ok(())
}
