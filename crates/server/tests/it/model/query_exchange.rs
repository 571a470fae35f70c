//! Sends a query and compares what it finds (RFC 7644 §3.4.2, RFC 9865).

use serde_json::{Value, json};

use super::operation::Request;
use super::query::{Page, Query};
use super::session::{Check, Session, ids_of, refused, same};
use super::show::difference;
use super::state::Kind;
use crate::support::Reply;

impl Session<'_> {
    pub(crate) fn query(&self, who: usize, query: &Query) -> Check {
        let choice = self.choice(who);
        let endpoint = &self.state.endpoints[who];
        let expected = query.selected(endpoint, &|target, kind| choice.id(target, kind));
        match query.page {
            Page::Index(start, count) => {
                let mut parameters = self.parameters(who, query);
                if let Some(start) = start {
                    parameters.push(("startIndex", json!(start)));
                }
                if let Some(count) = count {
                    parameters.push(("count", json!(count)));
                }
                let reply = self.ask(who, query, &parameters);
                let expected = match expected {
                    Ok(expected) => expected,
                    Err(problem) => return refused(&reply, &[problem]),
                };
                // RFC 7644 §3.4.2.4.
                let start = usize::try_from(start.unwrap_or(1).max(1)).unwrap();
                let count = count.map_or(endpoint.settings.page_size, |count| {
                    usize::try_from(count.max(0)).unwrap()
                });
                let page: Vec<Value> = expected
                    .iter()
                    .skip(start - 1)
                    .take(count)
                    .cloned()
                    .collect();
                same("status", &reply.status, &200)?;
                let found = reply.json();
                same(
                    "totalResults",
                    &found["totalResults"],
                    &json!(expected.len()),
                )?;
                same("startIndex", &found["startIndex"], &json!(start))?;
                same("itemsPerPage", &found["itemsPerPage"], &json!(page.len()))?;
                same_resources(&found, &page)
            }
            Page::Cursor(count) => {
                let (mut pages, mut cursor) = (Vec::new(), String::new());
                loop {
                    let mut parameters = self.parameters(who, query);
                    parameters.push(("cursor", json!(cursor)));
                    parameters.push(("count", json!(count)));
                    let reply = self.ask(who, query, &parameters);
                    if let Err(problem) = &expected {
                        return refused(&reply, &[*problem]);
                    }
                    let (page, next) = page_by_cursor(&reply, count)?;
                    pages.extend(page);
                    match next {
                        Some(next) => cursor = next,
                        None => break,
                    }
                }
                let pages = json!({ "Resources": pages });
                same_resources(&pages, &expected.unwrap_or_default())
            }
        }
    }

    fn parameters(&self, who: usize, query: &Query) -> Vec<(&'static str, Value)> {
        let choice = self.choice(who);
        let mut parameters = Vec::new();
        if let Some(filter) = &query.filter {
            let text = filter.text(&|target, kind| choice.id(target, kind));
            parameters.push(("filter", json!(text)));
        }
        if let Some((name, descending)) = query.sort {
            parameters.push(("sortBy", json!(name)));
            if descending {
                parameters.push(("sortOrder", json!("descending")));
            }
        }
        parameters
    }

    fn ask(&self, who: usize, query: &Query, parameters: &[(&str, Value)]) -> Reply {
        let scim = &self.state.endpoints[who].scim;
        let path = query.kind.map_or("", Kind::path);
        if query.search {
            let mut body =
                json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"] });
            for (name, value) in parameters {
                body[name] = value.clone();
            }
            return scim.send("POST", &format!("{path}/.search"), &body);
        }
        let pairs: Vec<String> = parameters
            .iter()
            .map(|(name, value)| {
                let text = value.as_str().map_or(value.to_string(), str::to_owned);
                format!(
                    "{name}={}",
                    text.replace('%', "%25")
                        .replace('&', "%26")
                        .replace('+', "%2B")
                )
            })
            .collect();
        let path = if path.is_empty() { "/" } else { path };
        scim.get(&format!("{path}?{}", pairs.join("&")))
    }

    /// What exists throughout is listed once (RFC 9865 §2), whatever is written meanwhile.
    pub(crate) fn walk(
        &mut self,
        who: usize,
        kind: Option<Kind>,
        count: i64,
        during: &[Request],
    ) -> Check {
        let ids = |session: &Self| -> Vec<String> {
            let listed = session.state.endpoints[who].listed(kind);
            listed.into_iter().map(|one| one.id.clone()).collect()
        };
        let before = ids(self);
        let query = Query {
            kind,
            filter: None,
            sort: None,
            page: Page::Cursor(count),
            search: false,
        };
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        let mut during = during.iter();
        loop {
            let parameters = [("cursor", json!(cursor)), ("count", json!(count))];
            let reply = self.ask(who, &query, &parameters);
            let (page, next) = page_by_cursor(&reply, count)?;
            seen.extend(
                page.iter()
                    .map(|one| one["id"].as_str().unwrap().to_owned()),
            );
            if let Some(request) = during.next() {
                self.write(who, request)?;
            }
            match next {
                Some(next) => cursor = next,
                None => break,
            }
        }
        let after = ids(self);
        for id in before.iter().filter(|id| after.contains(id)) {
            if seen.iter().filter(|one| *one == id).count() != 1 {
                return Err(format!(
                    "{id} exists throughout, but the walk found {seen:?}"
                ));
            }
        }
        let mut distinct = seen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        same("walk", &distinct.len(), &seen.len())
    }
}

/// A page by cursor and the cursor of the next one.
fn page_by_cursor(reply: &Reply, count: i64) -> Result<(Vec<Value>, Option<String>), String> {
    if reply.status != 200 {
        return Err(format!("the page is {} {}", reply.status, reply.body));
    }
    let found = reply.json();
    let page = found["Resources"].as_array().cloned().unwrap_or_default();
    if i64::try_from(page.len()).unwrap() > count {
        return Err(format!("{} resources on a page of {count}", page.len()));
    }
    let next = found["nextCursor"].as_str().map(str::to_owned);
    if next.is_some() && page.is_empty() {
        return Err("an empty page has a next one".to_owned());
    }
    Ok((page, next))
}

fn same_resources(list: &Value, expected: &[Value]) -> Check {
    let ids: Vec<&str> = expected
        .iter()
        .map(|resource| resource["id"].as_str().unwrap_or_default())
        .collect();
    same("identifiers", &ids_of(list), &ids)?;
    let found = list["Resources"].as_array().into_iter().flatten();
    let mut differences = found.zip(expected);
    differences
        .find_map(|(found, expected)| difference(found, expected))
        .map_or(Ok(()), Err)
}
