//! Filters (RFC 7644 §3.4.2.2): what five users with known values are found by.

pub(crate) mod literals;
pub(crate) mod logic;
pub(crate) mod operators;
pub(crate) mod paths;
pub(crate) mod refusals;

use crate::check::{Level, Verdict};
use crate::json;
use crate::probe::{Answer, People, Person, Probe, Stop};
use crate::server::{Feature, Field};

/// Ready for a check of a filter: the five users.
pub(super) async fn begin(p: &mut Probe) -> Result<People, Stop> {
    p.needs(Feature::Filter)?;
    p.people().await
}

/// As [`begin`], and the users have this attribute as it was sent.
pub(super) async fn begin_with(p: &mut Probe, name: &str) -> Result<People, Stop> {
    let people = begin(p).await?;
    let Some(field) = people.kind.field(name).filter(Field::is_writable) else {
        let reason = format!("users have no {name} that clients can write");
        return Err(Stop::Skip(reason));
    };
    let kept = people.resources.iter().all(|user| {
        let shown = user.answer.json().is_object();
        match (field.find(user.answer.json()), field.find(&user.sent)) {
            _ if !shown => true,
            (found, None) => json::is_unassigned(found),
            (None, Some(_)) => false,
            (Some(found), Some(sent)) => json::holds(found, sent),
        }
    });
    if kept {
        return Ok(people);
    }
    Err(Stop::Skip(format!(
        "users do not keep the {name} that they were created with"
    )))
}

/// The filter must find these of the five and nobody else on the whole service provider.
pub(super) async fn finds(
    p: &mut Probe,
    people: &People,
    filter: &str,
    expected: &[Person],
) -> Verdict {
    let answer = p.send(&p.users_query(people, filter)).await?;
    accepted(p, &answer, filter)?;
    compare(p, people, &answer, filter, expected);
    Ok(())
}

/// The filter must find these among the five.
pub(super) async fn finds_among(
    p: &mut Probe,
    people: &People,
    filter: &str,
    expected: &[Person],
) -> Verdict {
    narrows(p, people).await?;
    // Brackets only where they are needed: not everybody who knows and knows brackets.
    let whole = if has_outer_or(filter) {
        format!("{} and ({filter})", people.mine())
    } else {
        format!("{} and {filter}", people.mine())
    };
    finds(p, people, &whole, expected).await
}

/// The answer is a list. A filter that is declined is no violation, for Table 3 binds only those who
/// support an operator; but a client is left without it.
pub(super) fn accepted(p: &mut Probe, answer: &Answer, filter: &str) -> Verdict {
    if matches!(answer.status(), 400 | 403 | 501) {
        let sentence = format!("{filter} is declined: answered {}", answer.status());
        p.record(Level::Interop, answer, sentence);
        return Err(Stop::Found);
    }
    p.status(answer, &[200])
}

/// The right ones are listed, in any order.
pub(super) fn compare(
    p: &mut Probe,
    people: &People,
    answer: &Answer,
    filter: &str,
    expected: &[Person],
) {
    let (mut listed, others) = people.listed(answer);
    listed.sort_unstable();
    if listed != expected || others > 0 {
        let others = match others {
            0 => String::new(),
            number => format!(" and {number} others"),
        };
        let sentence = format!(
            "{filter} finds {}{others}; {} is due",
            names(people, &listed),
            names(people, expected)
        );
        p.ensure(false, answer, sentence);
    }
}

/// Ends the check when lists cannot be narrowed to the five, without which a filter that many
/// others match cannot be judged.
pub(super) async fn narrows(p: &mut Probe, people: &People) -> Verdict {
    let session = p.session.clone();
    let narrows = session.narrows.get_or_init(async || {
        let filter = format!("{} and userName pr", people.mine());
        match p.send(&p.users_query(people, &filter)).await {
            Ok(answer) if people.listed(&answer) == ((0..5).collect(), 0) => Ok(()),
            Ok(answer) if people.listed(&answer).0.len() == 5 => Ok(()),
            Ok(answer) => Err(format!(
                "needs sw, and, pr: {filter} is answered {}",
                answer.status()
            )),
            Err(_) => Err("needs sw, and, pr".to_owned()),
        }
    });
    narrows.await.clone().map_err(Stop::Skip)
}

/// Whether an "or" stands outside of all brackets and quotation marks.
fn has_outer_or(filter: &str) -> bool {
    let mut depth = 0;
    let mut quoted = false;
    filter.split(' ').any(|word| {
        let outside = depth == 0 && !quoted;
        for c in word.chars() {
            match c {
                '"' => quoted = !quoted,
                '(' | '[' if !quoted => depth += 1,
                ')' | ']' if !quoted => depth -= 1,
                _ => {}
            }
        }
        outside && word.eq_ignore_ascii_case("or")
    })
}

fn names(people: &People, listed: &[Person]) -> String {
    if listed.is_empty() {
        return "nobody".to_owned();
    }
    let names: Vec<String> = listed
        .iter()
        .map(|person| people.user_name(*person))
        .collect();
    names.join(", ")
}

/// A text as a literal of a filter.
pub(super) fn quote(text: &str) -> String {
    serde_json::json!(text).to_string()
}

/// The text of a member that the service provider set.
pub(super) fn told<'a>(people: &'a People, person: Person, path: &[&str]) -> Result<&'a str, Stop> {
    let resource = people.resources.get(person);
    resource
        .and_then(|resource| json::text(resource.answer.json(), path))
        .ok_or_else(|| Stop::Skip(format!("there is no {}", path.join("."))))
}
