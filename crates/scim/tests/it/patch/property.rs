//! Properties of every PATCH: it agrees with a reference written down independently, and what it
//! yields is a valid resource.

use proptest::prelude::*;
use scim::compat::{Coercions, Profile};
use scim::patch::{PatchContext, PatchLimits, apply, parse, split};
use scim::resource::{SizeLimits, parse_create};
use scim::resource_type::{GROUP, USER};
use serde_json::{Map, Value, json};

use super::{ENTERPRISE, ID, patch_as};

const TYPES: [&str; 3] = ["work", "home", "other"];

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d e"]).prop_map(str::to_owned)
}

fn email() -> impl Strategy<Value = Value> {
    let kind = prop::option::of(prop::sample::select(&TYPES[..]));
    (text(), kind, prop::option::of(text())).prop_map(|(value, kind, display)| {
        let mut email = json!({"value": value});
        if let Some(kind) = kind {
            email["type"] = kind.into();
        }
        if let Some(display) = display {
            email["display"] = display.into();
        }
        email
    })
}

fn emails() -> impl Strategy<Value = Vec<Value>> {
    (
        prop::collection::vec(email(), 0..4),
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(|(emails, index, primary)| {
            let mut distinct: Vec<Value> = Vec::new();
            for email in emails {
                if !distinct.iter().any(|known| same_email(known, &email)) {
                    distinct.push(email);
                }
            }
            if primary && !distinct.is_empty() {
                let index = index.index(distinct.len());
                distinct[index]["primary"] = true.into();
            }
            distinct
        })
}

fn user() -> impl Strategy<Value = Value> {
    let part = || prop::option::of(text());
    (text(), part(), (part(), part()), emails(), (part(), part())).prop_map(
        |(user_name, title, (family, given), emails, (department, division))| {
            let mut user = Map::new();
            let object = |fields: [(&str, Option<String>); 2]| {
                let fields = fields.into_iter();
                let present =
                    fields.filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
                Value::Object(present.collect())
            };
            user.insert("userName".to_owned(), user_name.into());
            set(
                &mut user,
                "name",
                object([("familyName", family), ("givenName", given)]),
            );
            set(&mut user, "title", title.map_or(Value::Null, Value::from));
            user.insert("active".to_owned(), true.into());
            set(&mut user, "emails", Value::Array(emails));
            set(
                &mut user,
                ENTERPRISE,
                object([("department", department), ("division", division)]),
            );
            Value::Object(user)
        },
    )
}

/// Sets a member, or removes it if the value is unassigned.
fn set(object: &mut Map<String, Value>, name: &str, value: Value) {
    let unassigned = match &value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    };
    if unassigned {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
}

fn same_email(left: &Value, right: &Value) -> bool {
    left["value"] == right["value"] && left["type"] == right["type"]
}

/// Where the reference knows what to do.
#[derive(Clone, Debug)]
enum Target {
    Attribute(&'static str),
    Name(&'static str),
    Extension(&'static str),
    Emails,
    EmailsOfType(&'static str),
    EmailPart(&'static str, &'static str),
}

#[derive(Clone, Debug)]
struct Step {
    op: &'static str,
    target: Target,
    value: Value,
}

fn step() -> impl Strategy<Value = Step> {
    let single = prop_oneof![
        prop::sample::select(vec!["title", "nickName"]).prop_map(Target::Attribute),
        prop::sample::select(vec!["familyName", "givenName"]).prop_map(Target::Name),
        prop::sample::select(vec!["department", "division"]).prop_map(Target::Extension),
        (
            prop::sample::select(&TYPES[..]),
            prop::sample::select(vec!["value", "display"])
        )
            .prop_map(|(kind, part)| Target::EmailPart(kind, part)),
    ];
    let single = (
        single,
        prop_oneof![5 => text().prop_map(Value::from), 1 => Just(Value::Null)],
    );
    let list = (Just(Target::Emails), emails().prop_map(Value::Array));
    let kind = prop::sample::select(&TYPES[..]).prop_map(Target::EmailsOfType);
    let chosen = (kind, email());
    let ops = prop::sample::select(vec!["add", "remove", "replace"]);
    (ops, prop_oneof![4 => single, 2 => list, 1 => chosen]).prop_map(|(op, (target, value))| Step {
        op,
        target,
        value,
    })
}

fn message(step: &Step) -> Value {
    let path = match &step.target {
        Target::Attribute(name) => (*name).to_owned(),
        Target::Name(part) => format!("name.{part}"),
        Target::Extension(name) => format!("{ENTERPRISE}:{name}"),
        Target::Emails => "emails".to_owned(),
        Target::EmailsOfType(kind) => format!("emails[type eq \"{kind}\"]"),
        Target::EmailPart(kind, part) => format!("emails[type eq \"{kind}\"].{part}"),
    };
    match step.op {
        "remove" => json!({"op": "remove", "path": path}),
        op => json!({"op": op, "path": path, "value": step.value}),
    }
}

/// The sentences of RFC 7644 §3.5.2.1 to §3.5.2.3, one after the other.
fn reference(user: &mut Value, step: &Step) {
    let user = user.as_object_mut().unwrap();
    let value = if step.op == "remove" {
        Value::Null
    } else {
        step.value.clone()
    };
    let adds_nothing = step.op == "add" && value.is_null();
    match step.target {
        _ if adds_nothing => {}
        Target::Attribute(name) => set(user, name, value),
        Target::Name(part) => set_part(user, "name", part, value),
        Target::Extension(name) => set_part(user, ENTERPRISE, name, value),
        Target::Emails | Target::EmailsOfType(_) | Target::EmailPart(..) => {
            let mut emails = user
                .get("emails")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            reference_emails(&mut emails, step, value);
            set(user, "emails", Value::Array(emails));
        }
    }
}

fn set_part(user: &mut Map<String, Value>, name: &str, part: &str, value: Value) {
    let mut parts = user
        .get(name)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    set(&mut parts, part, value);
    set(user, name, Value::Object(parts));
}

fn reference_emails(emails: &mut Vec<Value>, step: &Step, value: Value) {
    match (&step.target, step.op) {
        (Target::Emails, "add") => {
            for new in value.as_array().unwrap() {
                let place = emails.iter().position(|known| same_email(known, new));
                let place = place.unwrap_or_else(|| {
                    emails.push(json!({}));
                    emails.len() - 1
                });
                let parts = emails[place].as_object_mut().unwrap();
                parts.extend(new.as_object().unwrap().clone());
                if new["primary"] == true {
                    let others = (0..emails.len()).filter(|index| *index != place);
                    for other in others.collect::<Vec<_>>() {
                        if emails[other]["primary"] == true {
                            emails[other]["primary"] = false.into();
                        }
                    }
                }
            }
        }
        (Target::Emails, "replace") => *emails = value.as_array().unwrap().clone(),
        (Target::Emails, _) => emails.clear(),
        (Target::EmailsOfType(kind), "remove") => emails.retain(|email| email["type"] != *kind),
        (Target::EmailsOfType(kind), op) => {
            let mut kept = json!({"type": kind});
            kept.as_object_mut()
                .unwrap()
                .extend(value.as_object().unwrap().clone());
            let mut found = false;
            for email in emails.iter_mut().filter(|email| email["type"] == *kind) {
                found = true;
                if op == "add" {
                    let parts = email.as_object_mut().unwrap();
                    parts.extend(value.as_object().unwrap().clone());
                } else {
                    *email = kept.clone();
                }
            }
            if !found && !emails.contains(&kept) {
                emails.push(kept);
            }
        }
        (Target::EmailPart(kind, part), _) => {
            let mut found = false;
            for email in emails.iter_mut().filter(|email| email["type"] == *kind) {
                found = true;
                set(email.as_object_mut().unwrap(), part, value.clone());
            }
            if !found && !value.is_null() {
                emails.push(json!({"type": kind, *part: value}));
            }
        }
        (Target::Attribute(_) | Target::Name(_) | Target::Extension(_), _) => unreachable!(),
    }
    // RFC 7643 §2.4: no equal values.
    let mut distinct: Vec<Value> = Vec::new();
    for email in emails.drain(..) {
        if !distinct.contains(&email) {
            distinct.push(email);
        }
    }
    *emails = distinct;
}

/// What a PATCH yields must be what a POST of it would yield.
fn assert_valid(after: &Value, profile: Profile) {
    let mut body = after.clone();
    let mut schemas = vec!["urn:ietf:params:scim:schemas:core:2.0:User"];
    schemas.extend(after.get(ENTERPRISE).map(|_| ENTERPRISE));
    body["schemas"] = json!(schemas);
    let mut again = parse_create(&body, &USER, profile, &mut Coercions::new())
        .unwrap_or_else(|error| panic!("{after}: {error}"));
    // A POST fills in what a PATCH may take away.
    if after.get("active").is_none() {
        again.shift_remove("active");
    }
    assert_eq!(Value::Object(again).to_string(), after.to_string());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        prop::sample::select(vec!["True", "work", "", "\u{0}"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "schemas",
        "Operations",
        "op",
        "path",
        "value",
        "type",
        "primary",
        "$ref",
        "display",
        "emails",
        "EMAILS",
        "name",
        "name.givenName",
        "active",
        "userName",
        "members",
        "id",
        "meta",
        "manager",
        "roles",
        "addresses",
        "x509Certificates",
        "password",
        "groups",
        "externalId",
        "emails[type eq \"work\"].value",
        "emails[primary eq true]",
        "emails[not (value pr)].type",
        ENTERPRISE,
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "members[value eq \"a\"]",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        "emails.value",
        "",
    ])
    .prop_map(str::to_owned)
}

fn any_operation() -> impl Strategy<Value = Value> {
    let op = prop::sample::select(vec!["add", "Remove", "replace", "move"]);
    (op, prop::option::of(key()), prop::option::of(any_json())).prop_map(|(op, path, value)| {
        let mut operation = json!({"op": op});
        if let Some(path) = path {
            operation["path"] = path.into();
        }
        if let Some(value) = value {
            operation["value"] = value;
        }
        operation
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn patch_agrees_with_the_reference(
        before in user(),
        steps in prop::collection::vec(step(), 1..6),
    ) {
        let operations: Vec<Value> = steps.iter().map(message).collect();
        let after = patch_as(&before, &operations.clone().into(), &USER, Profile::Tolerant);
        let mut expected = before.clone();
        steps.iter().for_each(|step| reference(&mut expected, step));
        match after {
            Ok(after) => {
                prop_assert_eq!(&after, &expected, "{:?}", operations);
                assert_valid(&after, Profile::Rfc);
            }
            Err(error) => prop_assert!(false, "{:?}: {}", operations, error),
        }
    }

    #[test]
    fn any_patch_yields_a_valid_user_or_an_error(
        before in user(),
        operations in prop::collection::vec(any_operation(), 0..4),
        profile in prop::sample::select(vec![Profile::Tolerant, Profile::Rfc]),
    ) {
        match patch_as(&before, &Value::Array(operations), &USER, profile) {
            Ok(after) => assert_valid(&after, profile),
            Err(error) => prop_assert!(error.status == 400 && error.scim_type.is_some()),
        }
    }

    #[test]
    fn any_message_is_read_or_refused(body in any_json(), operation in any_operation()) {
        let body = [body, json!({"Operations": [operation]})];
        for (body, rt) in body.iter().flat_map(|body| [(body, &*USER), (body, &*GROUP)]) {
            let mut coercions = Coercions::new();
            let (profile, limits) = (Profile::Tolerant, PatchLimits::default());
            let Ok(operations) = parse(body, rt, profile, limits, &mut coercions) else { continue };
            let context = PatchContext { id: ID, resource_type: rt, profile, size: SizeLimits::default() };
            let mut group = json!({"displayName": "g"}).as_object().unwrap().clone();
            if let Ok((others, _)) = split(operations, "members", &context, &mut coercions) {
                let _ = apply(&others, &mut group, &context, &mut coercions);
            }
        }
    }
}
