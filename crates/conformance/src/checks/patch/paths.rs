//! The forms of a path (RFC 7644 figure 7, §3.10).

use serde_json::json;

use super::{begin, complex, has, has_values, plain, two_values};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};

checks![
    "7644-3.10-patch-case", Must, "A path is read without regard to letter case",
    "All facets (URN, attribute, and sub-attribute name) of the fully encoded attribute name are case insensitive."
        => without_case;
    "7644-3.10-patch-urn", Must, "A path can name the schema",
    "… the core User resource attribute 'userName' is identified as \"urn:ietf:params:scim:schemas:core:2.0:User:userName\"."
        => with_urn;
    "7644-3.10-patch-urn-part", Must, "A path can name the schema and a part",
    "For example, the fully qualified path for a User's givenName is \"urn:ietf:params:scim:schemas:core:2.0:User:name.givenName\"."
        => with_urn_and_part;
    "7644-3.10-patch-urn-filter", Must, "A path can name the schema and select values",
    "PATH = attrPath / valuePath [subAttr]"
        => with_urn_and_filter;
    "7644-3.5.2-path-filter-case", Must, "The filter in a path is read as filters are",
    "The ABNF rules \"attrPath\", \"valuePath\", and \"subAttr\" are defined in Section 3.4.2.2."
        => filter_without_case;
    "7644-3.5.2-path-filter-or", Must, "The filter in a path understands or and not",
    "valFilter = attrExp / logExp / *1\"not\" \"(\" valFilter \")\""
        => filter_with_or;
    "7644-3.5.2-path-extension-complex", Must, "A path can name a complex attribute of an extension",
    "Extensions that include references to other resources MUST be handled in the same way by the service provider."
        => manager;
];

async fn without_case(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let path = field.path().to_uppercase();
    let operation = json!([{ "op": "replace", "path": path, "value": "Engineer" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Engineer"));
    Ok(())
}

async fn with_urn(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = plain(&kind)?;
    let user = p.create(&kind, json!({})).await?;
    let path = format!("{}:{}", kind.schema.id, field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": "Engineer" }]);
    let answers = p.patched(&user, operation).await?;
    has(p, &answers, &field, &json!("Engineer"));
    Ok(())
}

async fn with_urn_and_part(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let (field, [first, second]) = complex(&kind)?;
    let value = json!({ &first: "Ada", &second: "Lovelace" });
    let user = p.create_with(&kind, &[(&field, value)]).await?;
    let path = format!("{}:{}.{first}", kind.schema.id, field.path());
    let operation = json!([{ "op": "replace", "path": path, "value": "Grace" }]);
    let answers = p.patched(&user, operation).await?;
    has(
        p,
        &answers,
        &field,
        &json!({ &first: "Grace", &second: "Lovelace" }),
    );
    Ok(())
}

async fn with_urn_and_filter(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let other = format!("{}@example.com", p.session.unique());
    let (schema, name) = (&two.kind.schema.id, two.field.path());
    let path = format!("{schema}:{name}[type eq \"work\"].value");
    let operation = json!([{ "op": "replace", "path": path, "value": other }]);
    let answers = p.patched(&two.user, operation).await?;
    has_values(p, &answers, &two.field, &[&other, &two.home]);
    Ok(())
}

async fn filter_without_case(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!("{}[Type EQ \"work\"]", two.field.path());
    let answers = p
        .patched(&two.user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.home]);
    Ok(())
}

async fn filter_with_or(p: &mut Probe) -> Verdict {
    let two = two_values(p).await?;
    let path = format!(
        "{}[type eq \"fax\" or not (type eq \"work\")]",
        two.field.path()
    );
    let answers = p
        .patched(&two.user, json!([{ "op": "remove", "path": path }]))
        .await?;
    has_values(p, &answers, &two.field, &[&two.work]);
    Ok(())
}

async fn manager(p: &mut Probe) -> Verdict {
    let kind = begin(p)?;
    let field = kind.fields().find(|field| {
        field.urn.is_some() && field.attribute.name == "manager" && field.is_writable()
    });
    let field = field.ok_or_else(|| Stop::skip("there is no manager in an extension"))?;
    let boss = p.create(&kind, json!({})).await?;
    let user = p.create(&kind, json!({})).await?;
    let value = json!({ "value": boss.id });
    let operation = json!([{ "op": "add", "path": field.path(), "value": value }]);
    let [patch, now] = p.patched(&user, operation).await?;
    let kept = field
        .find(now.json())
        .and_then(|found| json::text(found, &["value"]));
    p.ensure(
        kept == Some(&boss.id),
        &[&patch, &now],
        format!("{}.value is {kept:?}", field.path()),
    );
    Ok(())
}
