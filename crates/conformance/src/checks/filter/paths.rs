//! What a filter can name (RFC 7644 §3.4.2.2, §3.10).

use scim::urn;
use serde_json::json;

use super::{accepted, begin, begin_with, finds, finds_among, quote};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Person, Probe, Stop, external_id};
use crate::request::Request;
use crate::server::{Feature, ResourceType};

checks![
    "7644-3.4.2.2-sub-attribute", Must, "A sub-attribute is named behind a dot",
    "To filter by first name, the parameter value is \"name.givenName\"."
        => among("name", "name.givenName eq \"Dan\"", &[3]);
    "7644-3.4.2.2-id", Must, "id can be filtered by",
    "When specified, only those resources matching the filter expression SHALL be returned."
        => by_id;
    "7643-3.1-filter-external-id", Must, "externalId can be filtered by",
    "… allowing the client to use a filter to locate the resource with an identifier from the provisioning domain …"
        => by_external_id;
    "7644-3.10-filter-urn", Must, "An attribute can be named with its schema",
    "filter=urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\""
        => with_urn;
    "7644-3.10-filter-urn-sub-attribute", Must, "A sub-attribute can be named with its schema",
    "For example, the fully qualified path for a User's givenName is \"urn:ietf:params:scim:schemas:core:2.0:User:name.givenName\"."
        => with_urn_and_dot;
    "7644-3.10-filter-extension", Must, "An attribute of an extension can be named",
    "Clients MAY omit core schema attribute URN prefixes but SHOULD fully qualify extended attributes with the associated schema extension URN to avoid naming conflicts."
        => of_extension;
    "7644-3.4.2.2-multi-valued", Must, "Any value of a multi-valued attribute may match",
    "If the specified attribute in a filter expression is a multi-valued attribute, the filter matches if any of the values of the specified attribute match the specified criterion …"
        => among("emails", "emails.value ew \"@example.org\"", &[0, 1]);
    "7644-3.4.2.2-multi-valued-type", Must, "The type of a multi-valued attribute can be filtered by",
    "filter=userType eq \"Employee\" and (emails.type eq \"work\")"
        => among("emails", "emails.type eq \"work\"", &[0, 1, 3]);
    "7644-3.4.2.2-value-path", Must, "In square brackets, one value must match everything",
    "Service providers MAY support complex filters where expressions MUST be applied to the same value of a parent attribute specified immediately before the left square bracket (\"[\")."
        => among("emails", "emails[type eq \"work\" and value ew \"@example.com\"]", &[0, 3]);
    "7644-3.4.2.2-value-path-or", Must, "Value paths can be combined",
    "filter=emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"]"
        => among("emails", "emails[type eq \"work\" and value ew \".org\"] or emails[type eq \"home\" and value ew \".org\"]", &[0, 1]);
    "7644-3.4.2.2-value-path-not", Must, "not works inside square brackets",
    "valFilter = attrExp / logExp / *1\"not\" \"(\" valFilter \")\""
        => among("emails", "emails[not (type eq \"work\") and value ew \".com\"]", &[1, 4]);
    "7644-3.4.2.2-implied-value", Interop, "A multi-valued attribute by itself means its value",
    "filter=userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")"
        => among("emails", "emails co \"@example.org\"", &[0, 1]);
    "7644-3.4.2.2-value-path-sub-attribute", Interop, "A sub-attribute may follow the square brackets",
    "[Entra ID matches users by emails[type eq \"work\"].value.]"
        => after_brackets;
    "7644-3.4.2.1-resource-type", Must, "meta.resourceType can be filtered by",
    "A filter expression using \"meta.resourceType\" MAY be used to restrict results to one or more specific resource types (to exclude others)."
        => resource_type;
    "7644-3.4.2.2-schemas", Must, "schemas can be filtered by",
    "Clients MAY query by schema or schema extensions by using a filter expression including the \"schemas\" attribute (as shown in Figure 2)."
        => schemas;
    "7644-3.4.2.2-groups", Must, "Groups can be filtered by displayName and externalId",
    "When specified, only those resources matching the filter expression SHALL be returned."
        => groups;
    "7644-3.4.2.2-members", Must, "Groups can be found by a member",
    "The expression within square brackets (\"[\" and \"]\") MUST be a valid filter expression based upon sub-attributes of the parent attribute."
        => members;
];

async fn among(
    p: &mut Probe,
    needs: &'static str,
    filter: &'static str,
    expected: &'static [Person],
) -> Verdict {
    let people = begin_with(p, needs).await?;
    finds_among(p, &people, filter, expected).await
}

async fn by_id(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let filter = format!("id eq {}", quote(people.id(2)));
    finds(p, &people, &filter, &[2]).await
}

async fn by_external_id(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let filter = format!("externalId eq {}", quote(&external_id(&people.prefix, 1)));
    finds(p, &people, &filter, &[1]).await
}

async fn with_urn(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let filter = format!(
        "{}:userName sw {}",
        urn::USER,
        quote(&format!("{}-d", people.prefix))
    );
    finds(p, &people, &filter, &[3]).await
}

async fn with_urn_and_dot(p: &mut Probe) -> Verdict {
    let people = begin_with(p, "name").await?;
    let filter = format!("{}:name.givenName eq \"Eve\"", urn::USER);
    finds_among(p, &people, &filter, &[4]).await
}

async fn of_extension(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let kind = p.user_type()?;
    let field = kind.extension_field();
    let field = field.ok_or_else(|| Stop::skip("users have no extension with an optional text"))?;
    let value = p.session.unique();
    let made = p.create_with(&kind, &[(&field, json!(value))]).await?;
    let filter = format!("{} eq {}", field.path(), quote(&value));
    only(p, &kind, &filter, &made.id).await
}

/// The filter finds this one resource and nothing else.
async fn only(p: &mut Probe, kind: &ResourceType, filter: &str, id: &str) -> Verdict {
    let answer = p
        .send(&Request::get(&kind.endpoint).query("filter", filter))
        .await?;
    accepted(p, &answer, filter)?;
    let listed = json::list(answer.json(), &["Resources"]);
    let found = listed
        .iter()
        .any(|one| json::text(one, &["id"]) == Some(id));
    let right = if found {
        "the right one among them"
    } else {
        "not the right one"
    };
    let sentence = format!("{filter} finds {} resources, {right}", listed.len());
    p.ensure(found && listed.len() == 1, &answer, sentence);
    Ok(())
}

async fn after_brackets(p: &mut Probe) -> Verdict {
    let people = begin_with(p, "emails").await?;
    let value = format!("{}-3-work@example.com", people.prefix);
    let filter = format!("emails[type eq \"work\"].value eq {}", quote(&value));
    finds(p, &people, &filter, &[3]).await
}

async fn resource_type(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let filter = format!("meta.resourceType eq {}", quote(&people.kind.name));
    finds_among(p, &people, &filter, &[0, 1, 2, 3, 4]).await?;
    finds_among(p, &people, "meta.resourceType eq \"NoSuchType\"", &[]).await
}

async fn schemas(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let filter = format!("schemas eq {}", quote(&people.kind.schema.id));
    finds_among(p, &people, &filter, &[0, 1, 2, 3, 4]).await?;
    finds_among(p, &people, "schemas eq \"urn:example:no:such:schema\"", &[]).await
}

async fn groups(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let kind = p.group_type()?;
    let external_id = p.session.unique();
    let made = p
        .create(&kind, json!({ "externalId": external_id }))
        .await?;
    p.new_group(&[]).await?;
    let name = json::text(&made.sent, &["displayName"]).unwrap_or_default();
    for filter in [
        format!("displayName eq {}", quote(name)),
        format!("externalId eq {}", quote(&external_id)),
    ] {
        only(p, &kind, &filter, &made.id).await?;
    }
    Ok(())
}

async fn members(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let kind = p.group_type()?;
    let user = p.new_user(json!({})).await?;
    let group = p.new_group(&[&user]).await?;
    p.new_group(&[]).await?;
    for filter in [
        format!("members.value eq {}", quote(&user.id)),
        format!("members[value eq {}]", quote(&user.id)),
    ] {
        match only(p, &kind, &filter, &group.id).await {
            Ok(()) | Err(Stop::Found) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
