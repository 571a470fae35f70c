//! Sorting agrees with a naive reading of RFC 7644 §3.4.2.3 on arbitrary schemas.

use std::cmp::Ordering;

use proptest::prelude::*;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use scim::compat::{Coercions, Profile};
use scim::filter::Unknown;
use scim::resource::Attributes;
use scim::sort::{SortKey, resolve};
use serde_json::Value;

use crate::support::{arbitrary_resource, arbitrary_schema};

/// A type, three of its resources, and the path of something to sort by.
fn case() -> impl Strategy<Value = (ResourceType, Vec<Attributes>, Vec<String>)> {
    arbitrary_schema::resource_type().prop_flat_map(|rt| {
        let resources = prop::collection::vec(arbitrary_resource::attributes(&rt), 3);
        let paths = paths(&rt);
        let path = prop::sample::select(paths);
        (Just(rt), resources, path)
    })
}

/// The URN or nothing, the attribute, the sub-attribute if any.
fn paths(rt: &ResourceType) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (urn, attribute) in rt.attributes() {
        let path = vec![urn.unwrap_or_default().to_owned(), attribute.name.clone()];
        paths.push(path.clone());
        for part in &attribute.sub_attributes {
            paths.push([path.clone(), vec![part.name.clone()]].concat());
        }
    }
    paths
}

/// What there is to compare, written down without the library.
fn naive(attribute: &Attribute, part: Option<&str>, value: Option<&Value>) -> Option<Value> {
    let mut value = value?.clone();
    if attribute.multi_valued {
        let elements = value.as_array().unwrap();
        let primary = elements.iter().find(|element| element["primary"] == true);
        value = primary.unwrap_or(&elements[0]).clone();
    }
    if let Some(part) = part {
        value = value.get(part)?.clone();
        if let Value::Array(elements) = &value {
            value = elements[0].clone();
        }
    }
    (value != "").then_some(value)
}

fn compare(kind: AttributeType, exact: bool, one: &Value, other: &Value) -> Ordering {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let time = |value: &Value| text(value).parse::<jiff::Timestamp>().unwrap();
    match kind {
        AttributeType::Boolean => one.as_bool().cmp(&other.as_bool()),
        AttributeType::Integer => {
            let number = |value: &Value| value.to_string().parse::<i128>().unwrap();
            number(one).cmp(&number(other))
        }
        AttributeType::Decimal => one.as_f64().partial_cmp(&other.as_f64()).unwrap(),
        AttributeType::DateTime => time(one).cmp(&time(other)),
        AttributeType::String if !exact => text(one)
            .to_lowercase()
            .chars()
            .cmp(text(other).to_lowercase().chars()),
        _ => text(one).chars().cmp(text(other).chars()),
    }
}

proptest! {
    #[test]
    fn the_keys_agree_with_the_naive_reading((rt, resources, path) in case()) {
        let (urn, name, part) = (&path[0], &path[1], path.get(2).map(String::as_str));
        let (_, attribute) = rt
            .attributes()
            .find(|(of, one)| of.unwrap_or_default() == urn && one.name == *name)
            .unwrap();
        let text = match (urn.as_str(), part) {
            ("", None) => name.clone(),
            ("", Some(part)) => format!("{name}.{part}"),
            (urn, None) => format!("{urn}:{name}"),
            (urn, Some(part)) => format!("{urn}:{name}.{part}"),
        };
        let mut coercions = Coercions::new();
        let (unknown, profile) = (Unknown::Reject, Profile::Rfc);
        let sort = resolve(Some(&text), None, &rt, unknown, profile, &mut coercions);
        let value_part = attribute.sub_attribute("value");
        let compared = match part {
            Some(part) => attribute.sub_attribute(part).unwrap(),
            None if attribute.kind == AttributeType::Complex => match value_part {
                Some(value) if attribute.multi_valued => value,
                _ => {
                    prop_assert!(sort.is_err(), "{}", text);
                    return Ok(());
                }
            },
            None => attribute,
        };
        if attribute.is_secret() || compared.is_secret() {
            prop_assert!(sort.is_err(), "{}", text);
            return Ok(());
        }
        let sort = sort.unwrap().unwrap();
        let part = (compared.name != attribute.name || part.is_some())
            .then_some(compared.name.as_str());
        let value = |resource: &Attributes| {
            let holder = match urn.as_str() {
                "" => Some(resource),
                urn => resource.get(urn).map(|value| value.as_object().unwrap()),
            };
            naive(attribute, part, holder.and_then(|holder| holder.get(name)))
        };
        for one in &resources {
            for other in &resources {
                let expected = match (value(one), value(other)) {
                    (Some(one), Some(other)) => {
                        compare(compared.kind, compared.case_exact, &one, &other)
                    }
                    (one, other) => one.is_none().cmp(&other.is_none()),
                };
                prop_assert_eq!(sort.key(one).cmp(&sort.key(other)), expected, "{}", text);
            }
        }
    }

    /// Integers are compared exactly, with each other and with fractions.
    #[test]
    fn numbers_are_compared_exactly(one in number(), other in number()) {
        let attribute = Attribute::new("n", AttributeType::Decimal, "");
        let mut rt = scim::resource_type::GROUP.as_ref().clone();
        std::sync::Arc::make_mut(&mut rt.schema).attributes.push(attribute);
        let mut coercions = Coercions::new();
        let (unknown, profile) = (Unknown::Reject, Profile::Rfc);
        let sort = resolve(Some("n"), None, &rt, unknown, profile, &mut coercions);
        let sort = sort.unwrap().unwrap();
        let key = |number: &Value| -> SortKey {
            sort.key(&Attributes::from_iter([("n".to_owned(), number.clone())]))
        };
        prop_assert_eq!(key(&one).cmp(&key(&other)), exactly(&one, &other), "{} {}", one, other);
    }
}

fn number() -> impl Strategy<Value = Value> {
    let large = 1_i64 << 53;
    prop_oneof![
        (large - 3..large + 4).prop_map(Value::from),
        (-large - 3..-large + 4).prop_map(Value::from),
        (large - 3..large + 4).prop_map(|number| Value::from(number as f64)),
        (-9_i32..10).prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        (-3_i64..4).prop_map(Value::from),
        Just(Value::from(-0.0)),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Value::from),
    ]
}

/// Compares two numbers as the sum of a whole part and a fraction.
fn exactly(one: &Value, other: &Value) -> Ordering {
    let parts = |number: &Value| -> (i128, f64) {
        let whole = number
            .as_i64()
            .map(i128::from)
            .or(number.as_u64().map(i128::from));
        match (whole, number.as_f64()) {
            (Some(whole), _) => (whole, 0.0),
            (None, Some(real)) => (real.trunc() as i128, real.fract()),
            (None, None) => unreachable!("a number"),
        }
    };
    // Beyond 128 bits the whole parts are equal at the ends of the range; the doubles decide.
    let real = |number: &Value| number.as_f64().unwrap();
    if real(one).abs() > 1e30 || real(other).abs() > 1e30 {
        return real(one).partial_cmp(&real(other)).unwrap();
    }
    parts(one).partial_cmp(&parts(other)).unwrap()
}
