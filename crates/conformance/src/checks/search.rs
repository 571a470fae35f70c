//! Queries with POST (RFC 7644 §3.4.3).

use scim::urn;
use serde_json::{Value, json};

use super::filter::{begin, compare, narrows};
use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, People, Probe, Stop};
use crate::sample::merge;

checks![
    "7644-3.4.3-search", Must, "POST to .search queries as GET does",
    "The inclusion of \"/.search\" on the end of a valid SCIM endpoint SHALL be used to indicate that the HTTP POST verb is intended to be a query operation."
        => search;
    "7644-3.4.3-attributes", Must, "attributes of a search is a list of names",
    "A multi-valued list of strings indicating the names of resource attributes to return in the response, overriding the set of attributes that would be returned by default."
        => attributes;
    "7644-3.4.3-excluded-attributes", Must, "excludedAttributes of a search is a list of names",
    "A multi-valued list of strings indicating the names of resource attributes to be removed from the default set of attributes to return."
        => excluded_attributes;
    "7644-3.4.3-paging", Must, "startIndex and count of a search are numbers",
    "An integer indicating the 1-based index of the first query result."
        => paging;
    "7644-3.4.3-invalid-filter", Must, "A filter that cannot be parsed is refused in a search as well",
    "The filter string MUST be a valid filter (Section 3.4.2.2) expression."
        => invalid_filter;
    "7644-3.4.3-root", Must, "A search of the root finds resources of every type",
    "Search from system root or within a resource endpoint for one or more resource types using POST."
        => root;
];

async fn post(p: &mut Probe, people: &People, members: Value) -> Result<Answer, Stop> {
    let mut body = json!({ "schemas": [urn::SEARCH_REQUEST], "filter": people.mine() });
    merge(&mut body, members);
    let path = format!("{}/.search", people.kind.endpoint);
    let answer = p.post(&path, &body).await?;
    if matches!(answer.status(), 404 | 405 | 501) {
        let status = answer.status();
        return Err(Stop::Skip(format!(
            "{path} is not served: answered {status}"
        )));
    }
    Ok(answer)
}

async fn ready(p: &mut Probe) -> Result<People, Stop> {
    let people = begin(p).await?;
    narrows(p, &people).await?;
    Ok(people)
}

async fn search(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = post(p, &people, json!({})).await?;
    p.status(&answer, &[200])?;
    compare(p, &people, &answer, &people.mine(), &[0, 1, 2, 3, 4]);
    Ok(())
}

async fn attributes(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = post(
        p,
        &people,
        json!({ "attributes": ["userName", "externalId"] }),
    )
    .await?;
    p.status(&answer, &[200])?;
    for resource in json::list(answer.json(), &["Resources"]) {
        for name in ["userName", "externalId", "id"] {
            let shown = json::text(resource, &[name]).is_some();
            p.demand(shown, &answer, format!("{name} is missing"))?;
        }
        let hidden = json::at(resource, &["name"]).is_none();
        p.demand(hidden, &answer, "name is there")?;
    }
    Ok(())
}

async fn excluded_attributes(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = post(p, &people, json!({ "excludedAttributes": ["externalId"] })).await?;
    p.status(&answer, &[200])?;
    for resource in json::list(answer.json(), &["Resources"]) {
        let hidden = json::at(resource, &["externalId"]).is_none();
        p.demand(hidden, &answer, "externalId is there")?;
        let shown = json::text(resource, &["userName"]).is_some();
        p.demand(shown, &answer, "userName is missing")?;
    }
    Ok(())
}

async fn paging(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = post(p, &people, json!({ "startIndex": 2, "count": 2 })).await?;
    p.status(&answer, &[200])?;
    let found = json::list(answer.json(), &["Resources"]).len();
    p.ensure(
        found <= 2,
        &answer,
        format!("{found} resources for a count of 2"),
    );
    let total = json::at(answer.json(), &["totalResults"]);
    p.ensure(total == Some(&json!(5)), &answer, "totalResults is not 5");
    let start = json::at(answer.json(), &["startIndex"]);
    p.ensure(start == Some(&json!(2)), &answer, "startIndex is not 2");
    Ok(())
}

async fn invalid_filter(p: &mut Probe) -> Verdict {
    let people = ready(p).await?;
    let answer = post(p, &people, json!({ "filter": "userName eq" })).await?;
    if answer.is_success() {
        let listed = json::list(answer.json(), &["Resources"]).len();
        // An empty list is wrong, but no client takes it for everybody.
        let level = if listed > 0 {
            Level::Must
        } else {
            Level::Should
        };
        let sentence = format!("it is answered with a list of {listed}");
        p.record(level, &answer, sentence);
        return Ok(());
    }
    p.refused(&answer, &[400])?;
    p.scim_type(Level::Should, &answer, &["invalidFilter"]);
    Ok(())
}

async fn root(p: &mut Probe) -> Verdict {
    begin(p).await?;
    let external_id = p.session.unique();
    let mut made = Vec::new();
    for kind in p.creatable_types().await? {
        made.push(
            p.create(&kind, json!({ "externalId": external_id }))
                .await?,
        );
    }
    let filter = format!("externalId eq \"{external_id}\"");
    let body = json!({ "schemas": [urn::SEARCH_REQUEST], "filter": filter });
    let answer = p.post("/.search", &body).await?;
    if matches!(answer.status(), 400 | 401 | 403 | 404 | 405 | 501) {
        let status = answer.status();
        return Err(Stop::Skip(format!(
            "/.search is not served: answered {status}"
        )));
    }
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Resources"]);
    let found = made
        .iter()
        .filter(|one| {
            listed
                .iter()
                .any(|found| json::text(found, &["id"]) == Some(&one.id))
        })
        .count();
    let sentence = format!("{found} of {} resources are found", made.len());
    p.ensure(found == made.len(), &answer, sentence);
    Ok(())
}
