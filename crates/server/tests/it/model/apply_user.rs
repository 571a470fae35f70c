//! What a PATCH does to a User (RFC 7644 §3.5.2).

use serde_json::{Value, json};

use super::body::{Active, ENTERPRISE, Email, check_user};
use super::patch::{UserStep, Verb};
use super::state::{Kind, Object, Problem, Profile, folded, text};
use super::target::Names;

/// The attributes afterwards, and everything that is wrong with the operations.
pub(crate) fn patched(
    id: &str,
    before: &Object,
    steps: &[UserStep],
    profile: Profile,
    names: Names<'_>,
) -> (Object, Vec<Problem>) {
    let mut user = before.clone();
    let mut problems = Vec::new();
    if steps.is_empty() && profile != Profile::Tolerant {
        problems.push(Problem::SYNTAX);
    }
    for step in steps {
        let mut next = user.clone();
        match one(id, &mut next, step, profile, names) {
            Ok(()) => user = next,
            Err(problem) => problems.push(problem),
        }
    }
    clear_empty(before, &mut user, profile);
    // What another profile has accepted may stay.
    let profile = if user.get("emails") == before.get("emails") {
        Profile::Tolerant
    } else {
        profile
    };
    check_user(&mut user, profile, &mut problems);
    (user, problems)
}

fn one(
    id: &str,
    user: &mut Object,
    step: &UserStep,
    profile: Profile,
    names: Names<'_>,
) -> Result<(), Problem> {
    let strict = profile != Profile::Tolerant;
    match step {
        UserStep::Set(verb, name, word) => set(user, *verb, name, word.map(Value::from))?,
        UserStep::Active(verb, active) => {
            if let Active::Text(_) = active
                && strict
            {
                return Err(Problem::VALUE);
            }
            let value = match active {
                Active::Is(active) | Active::Text(active) => Some((*active).into()),
                Active::Null | Active::Unsaid => None,
            };
            set(user, *verb, "active", value)?;
        }
        UserStep::Remove(path) => remove(user, path)?,
        UserStep::Given(_, word) => set_part(user, "name", "givenName", json!(word)),
        UserStep::Name(verb, given, family) => {
            // The draft replaces the whole value; RFC 7644 §3.5.2.3 leaves the rest unchanged.
            if *verb == Verb::Replace && profile == Profile::Interop {
                user.shift_remove("name");
            }
            for (part, word) in [("givenName", given), ("familyName", family)] {
                if let Some(word) = word {
                    set_part(user, "name", part, json!(word));
                }
            }
        }
        UserStep::Emails(verb, emails) => write_emails(user, *verb, emails, profile)?,
        UserStep::EmailValue(verb, kind, value) => {
            email_part(user, *verb, kind, "value", json!(value), profile)?;
        }
        UserStep::EmailPrimary(verb, kind) => {
            email_part(user, *verb, kind, "primary", json!(true), profile)?;
        }
        UserStep::RemoveEmail(kind) => {
            if profile == Profile::Interop {
                return Err(Problem::PATH);
            }
            let mut emails = emails_of(user);
            emails.retain(|email| !is_of_kind(email, kind));
            put_emails(user, emails);
        }
        UserStep::Department(_, word) => set_part(user, ENTERPRISE, "department", json!(word)),
        UserStep::Bare(verb, display, active, department, unknown) => {
            if profile == Profile::Interop {
                return Err(Problem::SYNTAX);
            }
            if *unknown && strict {
                return Err(Problem::PATH);
            }
            if let Some(display) = display {
                set(user, *verb, "displayName", Some((*display).into()))?;
            }
            if let Some(active) = active {
                set(user, *verb, "active", Some((*active).into()))?;
            }
            if let Some(department) = department {
                set_part(user, ENTERPRISE, "department", json!(department));
            }
        }
        UserStep::Dotted(word) => match profile {
            Profile::Tolerant => set_part(user, "name", "givenName", json!(word)),
            Profile::Rfc => return Err(Problem::PATH),
            Profile::Interop => return Err(Problem::SYNTAX),
        },
        UserStep::Id(target) => {
            if strict || names(*target, Some(Kind::User)) != id {
                return Err(Problem::MUTABILITY);
            }
        }
        UserStep::ReadOnly => return Err(Problem::MUTABILITY),
        UserStep::Unknown => return Err(unknown_path(profile)),
        UserStep::NoPath => return Err(no_path(profile)),
        UserStep::WrongCase(_) if strict => return Err(Problem::SYNTAX),
        UserStep::WrongCase(word) => {
            set(user, Verb::Replace, "displayName", Some((*word).into()))?;
        }
    }
    Ok(())
}

/// Identity providers clear the `externalId` by giving an empty one.
pub(crate) fn clear_empty(before: &Object, after: &mut Object, profile: Profile) {
    let given = after.get("externalId");
    let is_empty = given.is_some_and(|text| text == "") && given != before.get("externalId");
    if is_empty && profile == Profile::Tolerant {
        after.shift_remove("externalId");
    }
}

/// RFC 7644 table 9; the draft calls it a matter of syntax.
pub(crate) fn unknown_path(profile: Profile) -> Problem {
    match profile {
        Profile::Interop => Problem::SYNTAX,
        Profile::Tolerant | Profile::Rfc => Problem::PATH,
    }
}

/// RFC 7644 §3.5.2.2: `remove` without a path.
pub(crate) fn no_path(profile: Profile) -> Problem {
    match profile {
        Profile::Interop => Problem::SYNTAX,
        Profile::Tolerant | Profile::Rfc => Problem::NO_TARGET,
    }
}

/// Gives a simple attribute a value; without one, `replace` takes it away.
pub(crate) fn set(
    object: &mut Object,
    verb: Verb,
    name: &str,
    value: Option<Value>,
) -> Result<(), Problem> {
    match (verb, value) {
        (_, Some(value)) => {
            object.insert(name.to_owned(), value);
            Ok(())
        }
        (Verb::Add, None) => Ok(()),
        (Verb::Replace, None) => remove(object, name),
    }
}

/// RFC 7644 §3.5.2.2.
pub(crate) fn remove(object: &mut Object, path: &str) -> Result<(), Problem> {
    if path == "userName" || path == "displayName" && !object.contains_key("userName") {
        return Err(Problem::MUTABILITY);
    }
    let (holder, part) = match path.rsplit_once(':') {
        Some((urn, part)) => (urn, part),
        None => match path.split_once('.') {
            Some((holder, part)) => (holder, part),
            None => {
                object.shift_remove(path);
                return Ok(());
            }
        },
    };
    if let Some(Value::Object(parts)) = object.get_mut(holder) {
        parts.shift_remove(part);
        if parts.is_empty() {
            object.shift_remove(holder);
        }
    }
    Ok(())
}

fn set_part(user: &mut Object, holder: &str, part: &str, value: Value) {
    let parts = user
        .entry(holder.to_owned())
        .or_insert_with(|| Value::Object(Object::new()));
    parts[part] = value;
}

fn emails_of(user: &Object) -> Vec<Value> {
    let emails = user.get("emails").and_then(Value::as_array);
    emails.cloned().unwrap_or_default()
}

fn put_emails(user: &mut Object, emails: Vec<Value>) {
    if emails.is_empty() {
        user.shift_remove("emails");
    } else {
        user.insert("emails".to_owned(), emails.into());
    }
}

fn is_of_kind(email: &Value, kind: &str) -> bool {
    email["type"].as_str().map(folded) == Some(folded(kind))
}

/// RFC 7643 §2.4: the same `value` of the same `type` is the same element.
fn is_same(one: &Value, other: &Value) -> bool {
    let key = |email: &Value| {
        let email = email.as_object().unwrap();
        (
            text(email, "value").map(folded),
            text(email, "type").map(folded),
        )
    };
    key(one) == key(other)
}

/// RFC 7644 §3.5.2: a new primary value sets that of the others to false.
fn only_primary(emails: &mut [Value], place: usize) {
    for (other, email) in emails.iter_mut().enumerate() {
        if other != place && email["primary"] == true {
            email["primary"] = false.into();
        }
    }
}

fn write_emails(
    user: &mut Object,
    verb: Verb,
    new: &[Email],
    profile: Profile,
) -> Result<(), Problem> {
    let mut given = Object::from_iter([
        ("userName".to_owned(), "x".into()),
        ("emails".to_owned(), new.iter().map(Email::json).collect()),
    ]);
    let mut problems = Vec::new();
    check_user(&mut given, profile, &mut problems);
    if let Some(problem) = problems.first() {
        return Err(*problem);
    }
    let given = emails_of(&given);
    if verb == Verb::Replace {
        put_emails(user, given);
        return Ok(());
    }
    let mut emails = emails_of(user);
    for email in given {
        let known = emails.iter().position(|one| is_same(one, &email));
        let place = known.unwrap_or(emails.len());
        match known {
            None => emails.push(email.clone()),
            Some(place) => {
                for (part, value) in email.as_object().unwrap() {
                    emails[place][part] = value.clone();
                }
            }
        }
        if email["primary"] == true {
            only_primary(&mut emails, place);
        }
    }
    put_emails(user, emails);
    Ok(())
}

/// A part of the e-mail addresses of a type.
fn email_part(
    user: &mut Object,
    verb: Verb,
    kind: &str,
    part: &str,
    value: Value,
    profile: Profile,
) -> Result<(), Problem> {
    let mut emails = emails_of(user);
    let chosen: Vec<usize> = (0..emails.len())
        .filter(|place| is_of_kind(&emails[*place], kind))
        .collect();
    if chosen.is_empty() {
        // RFC 7644 §3.5.2.3; identity providers count on its creation.
        if verb == Verb::Replace && profile != Profile::Tolerant {
            return Err(Problem::NO_TARGET);
        }
        let mut email = json!({ "type": kind });
        email[part] = value.clone();
        emails.push(email);
        if part == "primary" {
            let last = emails.len() - 1;
            only_primary(&mut emails, last);
        }
    } else {
        for place in &chosen {
            emails[*place][part] = value.clone();
        }
        if part == "primary" {
            for (place, email) in emails.iter_mut().enumerate() {
                if !chosen.contains(&place) && email["primary"] == true {
                    email["primary"] = false.into();
                }
            }
        } else if let Some(primary) = chosen
            .iter()
            .find(|place| emails[**place]["primary"] == true)
        {
            only_primary(&mut emails, *primary);
        }
    }
    put_emails(user, emails);
    Ok(())
}
