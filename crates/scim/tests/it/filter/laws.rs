//! The laws of logic, and what follows from a resource's own values: filters that say the same
//! select the same.

use proptest::prelude::*;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use scim::compat::{Coercions, Profile};
use scim::filter::{AttributeName, CompareOp, Filter, Limits, Unknown, evaluate, resolve};
use scim::resource::Attributes;
use scim::resource_type::USER;
use serde_json::Value;

use super::arbitrary::{filter, on_emails, part, value_filter};
use super::property::user;
use crate::support::{arbitrary_resource, arbitrary_schema};

/// `None` where the filter is refused.
fn select(filter: &Filter, resource: &Value) -> Option<bool> {
    // The one profile that has every form of a filter and coerces nothing.
    let (profile, mut notes) = (Profile::Interop, Coercions::new());
    let resolved = resolve(filter, &USER, Unknown::Reject, profile, &mut notes).ok()?;
    Some(evaluate(&resolved, resource.as_object().unwrap()))
}

fn not(filter: &Filter) -> Filter {
    Filter::Not(Box::new(filter.clone()))
}

fn and(one: &Filter, other: &Filter) -> Filter {
    Filter::And(vec![one.clone(), other.clone()])
}

fn or(one: &Filter, other: &Filter) -> Filter {
    Filter::Or(vec![one.clone(), other.clone()])
}

fn resource() -> impl Strategy<Value = (ResourceType, Attributes)> {
    arbitrary_schema::resource_type()
        .prop_flat_map(|rt| (Just(rt.clone()), arbitrary_resource::attributes(&rt)))
}

/// The simple values of a resource with their paths.
fn values(rt: &ResourceType, resource: &Attributes) -> Vec<(AttributeName, Attribute, Value)> {
    let mut found = Vec::new();
    for (urn, attribute) in rt.attributes() {
        let holder = match urn {
            None => Some(resource),
            Some(urn) => resource.get(urn).map(|value| value.as_object().unwrap()),
        };
        let Some(value) = holder.and_then(|holder| holder.get(&attribute.name)) else {
            continue;
        };
        let list = |value: &Value| match value {
            Value::Array(elements) => elements.clone(),
            value => vec![value.clone()],
        };
        let name = |part: Option<&Attribute>| AttributeName {
            urn: urn.map(str::to_owned),
            attribute: attribute.name.clone(),
            sub_attribute: part.map(|part| part.name.clone()),
        };
        for element in list(value) {
            if attribute.kind != AttributeType::Complex {
                found.push((name(None), attribute.clone(), element));
                continue;
            }
            for part in &attribute.sub_attributes {
                let values = element.get(&part.name).map(list).unwrap_or_default();
                let values = values.into_iter();
                found.extend(values.map(|value| (name(Some(part)), part.clone(), value)));
            }
        }
    }
    let is_hidden = |name: &AttributeName| {
        let attributes = rt.attributes();
        let mut named = attributes
            .filter(|(urn, one)| one.name == name.attribute && *urn == name.urn.as_deref());
        named.any(|(_, attribute)| attribute.is_secret())
    };
    found.retain(|(name, attribute, _)| !attribute.is_secret() && !is_hidden(name));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn filters_obey_the_laws_of_logic(
        a in filter(),
        b in filter(),
        c in filter(),
        user in user(),
    ) {
        let select = |filter: &Filter| select(filter, &user);
        for (one, other) in [
            (not(&not(&a)), a.clone()),
            (not(&and(&a, &b)), or(&not(&a), &not(&b))),
            (not(&or(&a, &b)), and(&not(&a), &not(&b))),
            (and(&a, &b), and(&b, &a)),
            (or(&a, &b), or(&b, &a)),
            (and(&a, &and(&b, &c)), and(&and(&a, &b), &c)),
            (or(&a, &or(&b, &c)), or(&or(&a, &b), &c)),
            (and(&a, &or(&b, &c)), or(&and(&a, &b), &and(&a, &c))),
            (and(&a, &a), a.clone()),
            (or(&a, &and(&a, &b)), and(&a, &or(&a, &b))),
        ] {
            prop_assert_eq!(select(&one), select(&other), "{} / {}", one, other);
        }
        if let Some(holds) = select(&a) {
            prop_assert_eq!(select(&not(&a)), Some(!holds));
            prop_assert_eq!(select(&or(&a, &not(&a))), Some(true));
            prop_assert_eq!(select(&and(&a, &not(&a))), Some(false));
        }
    }

    /// Checklist F5, F7: one value satisfies all that stands in the brackets and after them.
    #[test]
    fn a_value_path_is_about_one_value(
        inner in value_filter(),
        part in part(),
        user in user(),
    ) {
        let after = on_emails(inner.clone(), Some(part.clone()));
        let within = on_emails(and(&inner, &part), None);
        prop_assert_eq!(select(&after, &user), select(&within, &user), "{}", after);
        let either = on_emails(or(&inner, &part), None);
        let apart = or(&on_emails(inner.clone(), None), &on_emails(part, None));
        prop_assert_eq!(select(&either, &user), select(&apart, &user), "{}", either);
    }

    /// On any schema a resource is found by each of its values, in the letter case that counts.
    #[test]
    fn a_resource_is_found_by_its_values((rt, resource) in resource()) {
        for (name, attribute, value) in values(&rt, &resource) {
            let select = |text: &str| {
                let filter = Filter::parse(text, Limits::default()).unwrap();
                let mut notes = Coercions::new();
                let resolved = resolve(&filter, &rt, Unknown::Reject, Profile::Rfc, &mut notes);
                evaluate(&resolved.unwrap(), &resource)
            };
            prop_assert!(select(&format!("{name} pr")), "{name} pr");
            prop_assert!(select(&format!("{name} eq {value}")), "{name} eq {value}");
            let others = format!("not ({name} eq {value})");
            prop_assert!(!select(&others), "{others}");
            let has_order =
                !matches!(attribute.kind, AttributeType::Boolean | AttributeType::Binary);
            for op in [CompareOp::Ge, CompareOp::Le] {
                if has_order {
                    prop_assert!(select(&format!("{name} {op} {value}")), "{name} {op} {value}");
                }
            }
            if attribute.kind == AttributeType::String && !attribute.case_exact {
                let upper = Value::from(value.as_str().unwrap().to_uppercase());
                prop_assert!(select(&format!("{name} eq {upper}")), "{name} eq {upper}");
            }
        }
    }
}
