//! Pages by cursor (RFC 9865).

use serde_json::{Value, json};

use super::filter::{begin, narrows};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, People, Probe, Stop};
use crate::request::Request;
use crate::server::Feature;

checks![
    "9865-2-walk", Must, "Following nextCursor finds every result once",
    "Service providers supporting cursor-based pagination MUST include nextCursor in all paged query responses except when returning the last page."
        => walk;
    "9865-2-last-page", Must, "The last page has no nextCursor",
    "nextCursor MUST be omitted from a response only to indicate that there are no more result pages."
        => last_page;
    "9865-2-first-page", Must, "The first page has no previousCursor",
    "previousCursor MUST NOT be returned with the first page."
        => first_page;
    "9865-2-characters", Must, "Cursors are made of unreserved characters",
    "This value may only contain characters from the unreserved character set defined in Section 2.3 of [RFC3986]."
        => characters;
    "9865-2-count", Must, "There are no more results than count",
    "When specified, the service provider MUST NOT return more, although it MAY return fewer, results."
        => count;
    "9865-2.1-invalid-cursor", Should, "A cursor that was never issued is 400 invalidCursor",
    "Cursor value is invalid."
        => invalid;
    "9865-2-another-query", Should, "A cursor does not serve another query",
    "… the client MUST query the same service provider endpoint with all query parameters and values being identical to the initial query with the exception of the cursor value …"
        => another_query;
    "9865-2.1-another-count", Should, "A cursor does not serve another count",
    "Count value must be between 0 and service provider's maxPageSize and must be equal to the count value of the initial query."
        => another_count;
    "9865-2.4-default", Must, "Without a paging parameter the advertised method is used",
    "… service providers supporting both pagination methods MUST choose a default pagination method to use when responding to requests that have not specified a pagination query parameter."
        => default_method;
    "9865-2.2-sorted", Should, "Pages by cursor are sorted",
    "If sorting is implemented as described Section 3.4.2.3 of [RFC7644], then cursor-paged results should be sorted."
        => sorted;
    "9865-3-search", Must, "Cursors work in POST /.search",
    "When posting to /.search, the client would pass the parameters defined in Section 2 in the body of the POST request."
        => search;
    "9865-2-deletions", Interop, "Deleting what was seen hides nobody on later pages",
    "[A client that deletes while it walks would miss users without noticing.]"
        => deletions;
];

async fn ready(p: &mut Probe) -> Result<People, Stop> {
    p.needs(Feature::Cursor)?;
    let people = begin(p).await?;
    narrows(p, &people).await?;
    Ok(people)
}

/// The page at a cursor; the empty one asks for the first.
async fn page(
    p: &mut Probe,
    people: &People,
    filter: &str,
    cursor: &str,
    more: &[(&str, &str)],
) -> Result<Answer, Stop> {
    let mut request = p
        .users_query(people, filter)
        .query("count", "2")
        .query("cursor", cursor);
    for (name, value) in more {
        request = request.query(name, value);
    }
    let answer = p.send(&request).await?;
    p.status(&answer, &[200])?;
    Ok(answer)
}

fn next(answer: &Answer) -> Option<String> {
    let next = json::text(answer.json(), &["nextCursor"])?;
    (!next.is_empty()).then(|| next.to_owned())
}

/// All pages of the five, or as many as there are of twelve.
async fn all(p: &mut Probe, people: &People, more: &[(&str, &str)]) -> Result<Vec<Answer>, Stop> {
    let mut answers = vec![page(p, people, &people.mine(), "", more).await?];
    while let Some(cursor) = answers.last().and_then(next)
        && answers.len() < 12
    {
        answers.push(page(p, people, &people.mine(), &cursor, more).await?);
    }
    Ok(answers)
}

fn seen(people: &People, answers: &[Answer]) -> Vec<usize> {
    let listed = answers.iter().flat_map(|answer| people.listed(answer).0);
    listed.collect()
}

async fn walk(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answers = all(p, &people, &[]).await?;
    let mut seen = seen(&people, &answers);
    seen.sort_unstable();
    let right = seen == [0, 1, 2, 3, 4];
    p.ensure(
        right,
        &answers,
        format!("the pages hold {} of 5 users", seen.len()),
    );
    Ok(())
}

async fn last_page(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let request = p
        .users_query(&people, &people.mine())
        .query("count", "50")
        .query("cursor", "");
    let answer = p.send(&request).await?;
    p.status(&answer, &[200])?;
    let complete = people.listed(&answer).0.len() == 5;
    let last = json::at(answer.json(), &["nextCursor"]).is_none_or(Value::is_null);
    p.ensure(
        !complete || last,
        &answer,
        "a page with everything has a nextCursor",
    );
    Ok(())
}

async fn first_page(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = page(p, &people, &people.mine(), "", &[]).await?;
    let found = json::at(answer.json(), &["previousCursor"]);
    let absent = found.is_none_or(Value::is_null);
    p.ensure(absent, &answer, "the first page has a previousCursor");
    Ok(())
}

async fn characters(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    for answer in all(p, &people, &[]).await? {
        for name in ["nextCursor", "previousCursor"] {
            let cursor = json::text(answer.json(), &[name]).unwrap_or_default();
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            let right = cursor.chars().all(unreserved);
            p.ensure(right, &answer, format!("{name} is {cursor:?}"));
        }
    }
    Ok(())
}

async fn count(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    for answer in all(p, &people, &[]).await? {
        let found = json::list(answer.json(), &["Resources"]).len();
        p.ensure(
            found <= 2,
            &answer,
            format!("{found} resources for a count of 2"),
        );
    }
    Ok(())
}

async fn invalid(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let request = p
        .users_query(&people, &people.mine())
        .query("count", "2")
        .query("cursor", "no-such-cursor");
    let answer = p.send(&request).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Should, &answer, &["invalidCursor", "expiredCursor"]);
    Ok(())
}

async fn another_query(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let first = page(p, &people, &people.mine(), "", &[]).await?;
    let cursor = next(&first).ok_or_else(|| Stop::skip("the first page has no nextCursor"))?;
    let filter = format!("{} and (title pr)", people.mine());
    let request = p
        .users_query(&people, &filter)
        .query("count", "2")
        .query("cursor", &cursor);
    let answer = p.send(&request).await?;
    p.refused(&answer, &[400])
}

async fn another_count(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let first = page(p, &people, &people.mine(), "", &[]).await?;
    let cursor = next(&first).ok_or_else(|| Stop::skip("the first page has no nextCursor"))?;
    let request = p
        .users_query(&people, &people.mine())
        .query("count", "3")
        .query("cursor", &cursor);
    let answer = p.send(&request).await?;
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Should, &answer, &["invalidCount", "invalidCursor"]);
    Ok(())
}

async fn default_method(p: &mut Probe) -> Verdict {
    p.needs(Feature::Cursor)?;
    let config = &p.session.server.config;
    let Some(method) = config.text(&["pagination", "defaultPaginationMethod"]) else {
        return Err(Stop::skip(
            "pagination.defaultPaginationMethod is not published",
        ));
    };
    let by_cursor = method == "cursor";
    let people = ready(p).await?;
    let request = p.users_query(&people, &people.mine()).query("count", "2");
    let answer = p.send(&request).await?;
    p.status(&answer, &[200])?;
    let has_cursor = next(&answer).is_some();
    let sentence = if by_cursor {
        "the default is cursor, but there is no nextCursor"
    } else {
        "the default is index, but there is a nextCursor"
    };
    p.ensure(by_cursor == has_cursor, &answer, sentence);
    Ok(())
}

async fn sorted(p: &mut Probe) -> Verdict {
    p.needs(Feature::Sort)?;
    let people = ready(p).await?;
    let order = [("sortBy", "userName"), ("sortOrder", "descending")];
    let answers = all(p, &people, &order).await?;
    let seen = seen(&people, &answers);
    let right = seen == [4, 3, 2, 1, 0];
    p.ensure(
        right,
        &answers,
        format!("the pages hold {seen:?}, counted in ascending order"),
    );
    Ok(())
}

async fn search(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let path = format!("{}/.search", people.kind.endpoint);
    let mut body = json!({
        "schemas": [scim::urn::SEARCH_REQUEST],
        "filter": people.mine(),
        "count": 2,
        "cursor": "",
    });
    let mut answers: Vec<Answer> = Vec::new();
    while answers.len() < 12 {
        let answer = p.post(&path, &body).await?;
        if matches!(answer.status(), 404 | 405 | 501) {
            return Err(Stop::skip(format!(
                "{path} is answered {}",
                answer.status()
            )));
        }
        p.status(&answer, &[200])?;
        let cursor = next(&answer);
        answers.push(answer);
        match cursor {
            Some(cursor) => crate::sample::merge(&mut body, json!({ "cursor": cursor })),
            None => break,
        }
    }
    let mut seen = seen(&people, &answers);
    seen.sort_unstable();
    let right = seen == [0, 1, 2, 3, 4];
    p.ensure(
        right,
        &answers,
        format!("the pages hold {} of 5 users", seen.len()),
    );
    Ok(())
}

async fn deletions(p: &mut Probe) -> Verdict {
    p.needs(Feature::Cursor)?;
    p.needs(Feature::Filter)?;
    let kind = p.user_type()?;
    let prefix = format!("{}-walk", p.session.unique());
    let mut made = Vec::new();
    for index in 0..6 {
        let name = format!("{prefix}-{index}@example.com");
        made.push(p.new_user(json!({ "userName": name })).await?);
    }
    let mut seen: Vec<String> = Vec::new();
    let mut cursor = Some(String::new());
    let mut answers: Vec<Answer> = Vec::new();
    while let Some(at) = cursor.take()
        && answers.len() < 12
    {
        let request = Request::get(&kind.endpoint)
            .query("filter", &format!("userName sw \"{prefix}\""))
            .query("count", "2")
            .query("cursor", &at);
        let answer = p.send(&request).await?;
        p.status(&answer, &[200])?;
        let ids: Vec<String> = json::list(answer.json(), &["Resources"])
            .iter()
            .filter_map(|one| json::text(one, &["id"]).map(str::to_owned))
            .collect();
        for one in made
            .iter()
            .filter(|one| answers.is_empty() && ids.contains(&one.id))
        {
            p.delete(&one.path).await?;
        }
        seen.extend(ids);
        cursor = next(&answer);
        answers.push(answer);
    }
    let missed = made.iter().filter(|one| !seen.contains(&one.id)).count();
    let sentence = format!("{missed} of 6 users were on no page, though they were not deleted");
    p.ensure(missed == 0, &answers, sentence);
    Ok(())
}
