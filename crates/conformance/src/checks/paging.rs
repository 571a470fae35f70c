//! Pages by index (RFC 7644 §3.4.2.4).

use serde_json::Value;

use super::filter::{begin, narrows};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, People, Probe, Stop};
use crate::server::Feature;

checks![
    "7644-3.4.2.4-count", Must, "There are no more results than count",
    "When specified, the service provider MUST NOT return more results than specified, although it MAY return fewer results."
        => count;
    "7644-3.4.2.4-pages", Must, "Pages hold every result once",
    "The 1-based index of the first query result."
        => pages;
    "7644-3.4.2.4-start-below-one", Must, "A startIndex below 1 is 1",
    "A value less than 1 SHALL be interpreted as 1."
        => start_below_one;
    "7644-3.4.2.4-count-zero", Must, "A count of 0 asks for totalResults alone",
    "A value of \"0\" indicates that no resource results are to be returned except for \"totalResults\"."
        => nothing("0");
    "7644-3.4.2.4-count-negative", Must, "A negative count is 0",
    "A negative value SHALL be interpreted as \"0\"."
        => nothing("-1");
    "7644-3.4.2.4-beyond-the-end", Must, "A page behind the last is empty",
    "A query that does not return any matches SHALL return success (HTTP status code 200) …"
        => beyond;
    "7644-3.4.2.4-total-of-the-filter", Must, "totalResults counts what the filter finds",
    "Specifies the total number of results matching the client query, e.g., 1000."
        => total;
    "7644-3.4.2.4-start-index-told", Must, "A page says where it begins",
    "The 1-based index of the first result in the current set of query results, e.g., 1."
        => start_told;
    "7644-3.4.2.4-large-count", Must, "A count above what is served is no error",
    "… although it MAY return fewer results."
        => large_count;
    "7644-3.4.2.4-no-number", Interop, "A count that is no number does no harm",
    "[The RFC does not say whether it is refused or ignored.]"
        => no_number;
    "7644-3.4.2.4-deletions", Interop, "Deleting what was seen hides nobody on later pages",
    "Because pagination is not stateful, clients MUST be prepared to handle inconsistent results."
        => deletions;
];

async fn ready(p: &mut Probe) -> Result<People, Stop> {
    p.needs(Feature::Index)?;
    let people = begin(p).await?;
    narrows(p, &people).await?;
    Ok(people)
}

async fn page(p: &mut Probe, people: &People, start: &str, count: &str) -> Result<Answer, Stop> {
    let request = p
        .users_query(people, &people.mine())
        .query("startIndex", start)
        .query("count", count);
    let answer = p.send(&request).await?;
    p.status(&answer, &[200])?;
    Ok(answer)
}

fn number(answer: &Answer, name: &str) -> Option<u64> {
    json::at(answer.json(), &[name]).and_then(Value::as_u64)
}

fn listed(answer: &Answer) -> usize {
    json::list(answer.json(), &["Resources"]).len()
}

async fn count(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "1", "2").await?;
    let found = listed(&answer);
    p.ensure(
        found <= 2,
        &answer,
        format!("{found} resources for a count of 2"),
    );
    p.advise(found > 0, &answer, "no resource for a count of 2");
    Ok(())
}

async fn pages(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let mut seen = Vec::new();
    let mut answers = Vec::new();
    let mut start = 1;
    // A page may hold fewer than it was asked for, but not none.
    while start <= 5 && answers.len() < 6 {
        let answer = page(p, &people, &start.to_string(), "2").await?;
        let (people, _) = people.listed(&answer);
        start += listed(&answer).max(1);
        seen.extend(people);
        answers.push(answer);
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    let sentence = format!("the pages hold {} of 5 users", seen.len());
    p.ensure(sorted == [0, 1, 2, 3, 4], &answers, sentence);
    Ok(())
}

async fn start_below_one(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let first = page(p, &people, "1", "2").await?;
    for start in ["0", "-5"] {
        let answer = page(p, &people, start, "2").await?;
        let same = people.listed(&answer) == people.listed(&first);
        p.ensure(
            same,
            &[&first, &answer],
            format!("startIndex={start} is another page"),
        );
        let told = number(&answer, "startIndex");
        let sentence = format!("the answer to startIndex={start} says startIndex {told:?}");
        p.ensure(told.is_none_or(|told| told == 1), &answer, sentence);
    }
    Ok(())
}

async fn nothing(p: &mut Probe, count: &'static str) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "1", count).await?;
    let found = listed(&answer);
    p.ensure(found == 0, &answer, format!("there are {found} resources"));
    let total = number(&answer, "totalResults");
    p.ensure(
        total == Some(5),
        &answer,
        format!("totalResults is {total:?}; 5 is due"),
    );
    Ok(())
}

async fn beyond(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "1000", "2").await?;
    let found = listed(&answer);
    p.ensure(found == 0, &answer, format!("there are {found} resources"));
    let total = number(&answer, "totalResults");
    p.ensure(
        total == Some(5),
        &answer,
        format!("totalResults is {total:?}; 5 is due"),
    );
    Ok(())
}

async fn total(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "2", "2").await?;
    let total = number(&answer, "totalResults");
    p.ensure(
        total == Some(5),
        &answer,
        format!("totalResults is {total:?}; 5 is due"),
    );
    Ok(())
}

async fn start_told(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "3", "2").await?;
    let told = number(&answer, "startIndex");
    p.ensure(
        told == Some(3),
        &answer,
        format!("startIndex is {told:?}; 3 is due"),
    );
    Ok(())
}

async fn large_count(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, "1", "1000000").await?;
    let total = number(&answer, "totalResults");
    p.ensure(
        total == Some(5),
        &answer,
        format!("totalResults is {total:?}; 5 is due"),
    );
    Ok(())
}

async fn no_number(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let request = p
        .users_query(&people, &people.mine())
        .query("count", "many");
    let answer = p.send(&request).await?;
    let usual = matches!(answer.status(), 200 | 400);
    p.ensure(usual, &answer, format!("the status is {}", answer.status()));
    Ok(())
}

/// A client that deletes what it has seen and asks for the next index skips whoever moved up. The
/// RFC allows it; cursors (RFC 9865) are the remedy.
async fn deletions(p: &mut Probe) -> Verdict {
    if p.needs(Feature::Cursor).is_ok() {
        return Err(Stop::skip("cursors are offered, which are the remedy"));
    }
    p.needs(Feature::Index)?;
    p.needs(Feature::Filter)?;
    let kind = p.user_type()?;
    let prefix = format!("{}-walk", p.session.unique());
    let mut made = Vec::new();
    for index in 0..6 {
        let name = format!("{prefix}-{index}@example.com");
        made.push(p.new_user(serde_json::json!({ "userName": name })).await?);
    }
    let mut seen: Vec<String> = Vec::new();
    let mut start = 1;
    let mut last = None;
    for round in 0..8 {
        let request = crate::request::Request::get(&kind.endpoint)
            .query("filter", &format!("userName sw \"{prefix}\""))
            .query("startIndex", &start.to_string())
            .query("count", "2");
        let answer = p.send(&request).await?;
        p.status(&answer, &[200])?;
        let ids: Vec<String> = json::list(answer.json(), &["Resources"])
            .iter()
            .filter_map(|one| json::text(one, &["id"]).map(str::to_owned))
            .collect();
        last = Some(answer);
        if ids.is_empty() {
            break;
        }
        start += ids.len();
        for one in made
            .iter()
            .filter(|one| round == 0 && ids.contains(&one.id))
        {
            p.delete(&one.path).await?;
        }
        seen.extend(ids);
    }
    let missed = made.iter().filter(|one| !seen.contains(&one.id)).count();
    if let Some(last) = last
        && missed > 0
    {
        let sentence = format!("{missed} of 6 users were on no page, though they were not deleted");
        p.record(Level::Interop, &last, sentence);
    }
    Ok(())
}
