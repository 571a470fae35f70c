//! Changes of JSON that leave it JSON.

use std::sync::LazyLock;

use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Map, Value, json};

use crate::kinds::KINDS;

/// What messages are made of, beside the names of attributes.
const WORDS: &[&str] = &[
    "",
    "a",
    "schemas",
    "Operations",
    "op",
    "add",
    "Replace",
    "remove",
    "path",
    "value",
    "method",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "bulkId",
    "data",
    "version",
    "failOnErrors",
    "/Users",
    "/Groups/bulkId:a",
    "bulkId:a",
    "bulkId:b",
    "../Users/bulkId:a",
    "$ref",
    "type",
    "primary",
    "work",
    "home",
    "display",
    "id",
    "externalId",
    "meta",
    "attributes",
    "excludedAttributes",
    "filter",
    "sortBy",
    "sortOrder",
    "ascending",
    "descending",
    "startIndex",
    "count",
    "cursor",
    "name",
    "multiValued",
    "required",
    "canonicalValues",
    "caseExact",
    "mutability",
    "readOnly",
    "readWrite",
    "immutable",
    "writeOnly",
    "returned",
    "always",
    "never",
    "default",
    "request",
    "uniqueness",
    "server",
    "global",
    "subAttributes",
    "referenceTypes",
    "string",
    "boolean",
    "decimal",
    "integer",
    "dateTime",
    "binary",
    "reference",
    "complex",
    "True",
    "2026-01-23T04:56:22Z",
    "QUJD",
    "members[value eq \"bulkId:a\"]",
    "emails[type eq \"work\"].value",
    "name.familyName",
    "userName eq \"bjensen@example.com\" and not (emails pr)",
    "rwComplexs[rwInteger gt 1].rwString",
    "urn:ietf:params:scim:api:messages:2.0:PatchOp",
    "urn:ietf:params:scim:api:messages:2.0:BulkRequest",
    "urn:ietf:params:scim:api:messages:2.0:SearchRequest",
    "urn:scim:schemas:core:1.0",
    "urn:example:1.0:Badge",
];

/// What is put behind a text, to make a path or a filter of it.
const ENDS: &[&str] = &[
    ".value",
    ".type",
    "[value eq \"a\"]",
    "[type eq \"work\"]",
    "[primary eq true].value",
    " eq \"a\"",
    " pr",
    " gt 1",
    " and ",
    " or not (",
    ")",
    ":",
    "é",
    "ß",
    "\u{0}",
    "\u{202e}",
];

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        names.extend(rt.schemas().map(|schema| schema.id.clone()));
        for (urn, attribute) in rt.attributes() {
            names.push(attribute.name.clone());
            let parts = attribute.sub_attributes.iter();
            names.extend(parts.map(|part| format!("{}.{}", attribute.name, part.name)));
            names.extend(urn.map(|urn| format!("{urn}:{}", attribute.name)));
        }
    }
    names
});

/// A mutator for `fuzz_mutator!`: mostly changes the tree, and sometimes the bytes.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed) | 1 << 40);
    let tree = data
        .get(..size)
        .and_then(|bytes| serde_json::from_slice(bytes).ok());
    if let Some(mut tree) = tree.filter(|_| dice.roll(4) > 0) {
        for _ in 0..=dice.roll(3) {
            change(&mut tree, &mut dice);
        }
        let text = tree.to_string();
        if let Some(room) = data
            .get_mut(..text.len())
            .filter(|room| room.len() <= max_size)
        {
            room.copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
}

/// A generator of numbers: xorshift.
struct Dice(u64);

impl Dice {
    /// A number below `sides`, or 0.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from((self.0 >> 11) % sides).unwrap_or(0)
    }

    fn name(&mut self) -> String {
        NAMES[self.roll(NAMES.len())].clone()
    }

    fn value(&mut self, tree: &Value) -> Value {
        match self.roll(12) {
            0 => Value::Null,
            1 => json!(self.roll(2) == 0),
            2 => json!(self.roll(5)),
            3 => [
                json!(-1),
                json!(1.5),
                json!(u64::MAX),
                json!(i64::MIN),
                json!(-0.0),
                json!(1e300),
            ][self.roll(6)]
            .clone(),
            4 => json!([]),
            5 => json!({}),
            6 | 7 => node(tree, self.roll(count(tree)))
                .cloned()
                .unwrap_or_default(),
            _ => json!(self.name()),
        }
    }
}

fn change(tree: &mut Value, dice: &mut Dice) {
    let (value, name) = (dice.value(tree), dice.name());
    let place = dice.roll(count(tree));
    let Some(node) = node_mut(tree, place) else {
        return;
    };
    match (node, dice.roll(8)) {
        (Value::Array(list), 0 | 1) => list.insert(dice.roll(list.len() + 1), value),
        (Value::Array(list), 2) if !list.is_empty() => {
            list.swap_remove(dice.roll(list.len()));
        }
        (Value::Array(list), 3) if !list.is_empty() => {
            list.push(list[dice.roll(list.len())].clone());
        }
        (Value::Array(list), 4) => list.reverse(),
        (Value::Object(members), 0..=2) => {
            members.insert(name, value);
        }
        (Value::Object(members), 3) => {
            let key = members.keys().nth(dice.roll(members.len())).cloned();
            key.map(|key| members.swap_remove(&key));
        }
        (Value::Object(members), 4 | 5) => rename(members, name, dice),
        (Value::String(text), 0 | 1) => text.push_str(ENDS[dice.roll(ENDS.len())]),
        (Value::String(text), 2) => text.push_str(&name),
        (Value::String(text), 3) => *text = text.to_uppercase(),
        (node, 4) => *node = json!([node.take()]),
        (node, 5) => *node = json!({ name: node.take() }),
        (node, _) => *node = value,
    }
}

fn rename(members: &mut Map<String, Value>, name: String, dice: &mut Dice) {
    let key = members.keys().nth(dice.roll(members.len())).cloned();
    if let Some(value) = key.and_then(|key| members.swap_remove(&key)) {
        members.insert(name, value);
    }
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(list) => Box::new(list.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn count(value: &Value) -> usize {
    1 + children(value).map(count).sum::<usize>()
}

fn node(value: &Value, mut place: usize) -> Option<&Value> {
    if place == 0 {
        return Some(value);
    }
    place -= 1;
    for child in children(value) {
        let below = count(child);
        if place < below {
            return node(child, place);
        }
        place -= below;
    }
    None
}

fn node_mut(value: &mut Value, mut place: usize) -> Option<&mut Value> {
    if place == 0 {
        return Some(value);
    }
    place -= 1;
    let children: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(list) => Box::new(list.iter_mut()),
        Value::Object(members) => Box::new(members.values_mut()),
        _ => return None,
    };
    for child in children {
        let below = count(child);
        if place < below {
            return node_mut(child, place);
        }
        place -= below;
    }
    None
}
