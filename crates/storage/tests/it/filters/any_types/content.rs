//! Bodies and changes of resources of any type, from few values so that they meet.

use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use scim::resource_type::{GROUP, USER};
use serde_json::{Map, Value, json};

use crate::filters::arbitrary::WORDS;
use crate::support::Tape;

const TIMES: [&str; 6] = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2026-01-01T00:00:00.000001Z",
    "2026-01-01T00:00:00.0000019Z",
    "1969-12-31T23:59:59.5Z",
    "2011-05-13T04:42:34Z",
];
const BYTES: [&str; 4] = ["QQ==", "qq==", "QUI", "QUJD"];
const URIS: [&str; 6] = ["a", "A", "https://a.example", "HTTPS://a.example", "é", ""];
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "-0.0",
    "0.0",
    "1.0",
    "-0.5",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992.0",
    "9007199254740994.0",
    "1e300",
    "1e-300",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616.0",
    "9223372036854775807.0",
];

/// A value for one of the elements of the attribute.
pub(crate) fn element(attribute: &Attribute, tape: &mut Tape) -> Value {
    match attribute.kind {
        AttributeType::String => tape.pick(&WORDS[1..]).into(),
        AttributeType::Boolean => tape.once_in(2).into(),
        AttributeType::Decimal => number(tape),
        AttributeType::Integer => match number(tape) {
            Value::Number(number) if number.is_f64() => json!(0),
            whole => whole,
        },
        AttributeType::DateTime => tape.pick(&TIMES).into(),
        AttributeType::Binary => tape.pick(&BYTES).into(),
        AttributeType::Reference => tape.pick(&URIS).into(),
        AttributeType::Complex => Value::Object(object(&attribute.sub_attributes, tape)),
    }
}

fn number(tape: &mut Tape) -> Value {
    serde_json::from_str(tape.pick(&NUMBERS)).unwrap()
}

fn value(attribute: &Attribute, tape: &mut Tape) -> Value {
    if !attribute.multi_valued {
        return element(attribute, tape);
    }
    let mut elements: Vec<Value> = (0..=tape.below(3))
        .map(|_| element(attribute, tape))
        .collect();
    // RFC 7643 §2.4: one is primary at most.
    let mut primaries = 0;
    for element in &mut elements {
        if element.get("primary") == Some(&true.into()) {
            primaries += 1;
            element["primary"] = (primaries == 1).into();
        }
    }
    elements.into()
}

fn object(attributes: &[Attribute], tape: &mut Tape) -> Map<String, Value> {
    let mut object = Map::new();
    for attribute in attributes {
        if attribute.required || !tape.once_in(3) {
            object.insert(attribute.name.clone(), value(attribute, tape));
        }
    }
    object
}

/// The body of a POST or PUT; members are chosen from what exists.
pub(crate) fn body(kind: &ResourceType, tape: &mut Tape, ids: &[String]) -> Value {
    let word = |tape: &mut Tape| tape.pick(&WORDS[1..]);
    let mut body = if kind.name == USER.name {
        let mut user = json!({
            "userName": word(tape), "displayName": word(tape), "active": tape.once_in(2),
            "name": { "familyName": word(tape) },
        });
        user["emails"] = (0..tape.below(3))
            .map(|_| json!({ "value": word(tape), "type": tape.pick(&["work", "home"]) }))
            .collect();
        user
    } else if kind.name == GROUP.name {
        let mut group = json!({ "displayName": word(tape) });
        if !ids.is_empty() {
            group["members"] = (0..tape.below(4))
                .map(|_| json!({ "value": ids[tape.below(ids.len())] }))
                .collect();
        }
        group
    } else {
        Value::Object(object(&kind.schema.attributes, tape))
    };
    if tape.once_in(2) {
        body["externalId"] = word(tape).into();
    }
    let mut schemas = vec![kind.schema.id.clone()];
    for extension in &kind.extensions {
        let own = Value::Object(object(&extension.schema.attributes, tape));
        if tape.once_in(4) || own == json!({}) {
            continue;
        }
        schemas.push(extension.schema.id.clone());
        body[&extension.schema.id] = own;
    }
    body["schemas"] = schemas.into();
    body
}

/// The body of a PATCH with an operation or two.
pub(crate) fn patch(kind: &ResourceType, tape: &mut Tape) -> Value {
    let attributes: Vec<_> = kind.attributes().collect();
    let operations: Vec<_> = (0..=tape.below(2))
        .map(|_| {
            let (urn, attribute) = attributes[tape.below(attributes.len())];
            let mut path = match urn {
                Some(urn) => format!("{urn}:{}", attribute.name),
                None => attribute.name.clone(),
            };
            let mut aim = attribute;
            if !attribute.sub_attributes.is_empty() && tape.once_in(3) {
                aim = &attribute.sub_attributes[tape.below(attribute.sub_attributes.len())];
                path = format!("{path}.{}", aim.name);
            }
            match tape.pick(&["replace", "add", "remove"]) {
                "remove" => json!({ "op": "remove", "path": path }),
                op => json!({ "op": op, "path": path, "value": value(aim, tape) }),
            }
        })
        .collect();
    json!({ "schemas": [scim::urn::PATCH_OP], "Operations": operations })
}
