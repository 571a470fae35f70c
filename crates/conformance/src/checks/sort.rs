//! Sorting (RFC 7644 §3.4.2.3).

use serde_json::json;

use super::filter::{begin_with, narrows};
use crate::check::{Level, Verdict, checks};
use crate::probe::{Answer, People, Person, Probe, Stop};
use crate::request::Request;
use crate::server::Feature;

checks![
    "7644-3.4.2.3-default", Must, "sortBy without sortOrder is ascending",
    "If a value for \"sortBy\" is provided and no \"sortOrder\" is specified, \"sortOrder\" SHALL default to ascending."
        => by("userName", None, &[0, 1, 2, 3, 4]);
    "7644-3.4.2.3-ascending", Must, "ascending begins with the smallest value",
    "Allowed values are \"ascending\" and \"descending\"."
        => by("userName", Some("ascending"), &[0, 1, 2, 3, 4]);
    "7644-3.4.2.3-descending", Must, "descending begins with the greatest value",
    "Allowed values are \"ascending\" and \"descending\"."
        => by("userName", Some("descending"), &[4, 3, 2, 1, 0]);
    "7644-3.4.2.3-sub-attribute", Must, "sortBy can name a sub-attribute",
    "If the attribute is complex, the attribute name must be a path to a sub-attribute in standard attribute notation (Section 3.10), e.g., \"sortBy=name.givenName\"."
        => by("name.givenName", Some("descending"), &[4, 3, 2, 1, 0]);
    "7644-3.10-sort-urn", Must, "sortBy can name an attribute with its schema",
    "In general, attributes are uniquely identified by prefixing the attribute name with its schema URN separated by a colon (\":\") character …"
        => by("urn:ietf:params:scim:schemas:core:2.0:User:userName", Some("descending"), &[4, 3, 2, 1, 0]);
    "7644-3.4.2.3-missing-last", Must, "Those without a value come last when ascending",
    "… they are ordered last if ascending and first if descending."
        => missing("ascending");
    "7644-3.4.2.3-missing-first", Must, "Those without a value come first when descending",
    "… they are ordered last if ascending and first if descending."
        => missing("descending");
    "7644-3.4.2.3-pages", Must, "Pages of a sorted list follow each other in order",
    "The \"sortBy\" parameter specifies the attribute whose value SHALL be used to order the returned responses."
        => pages;
    "7644-3.4.2.3-unknown", Interop, "sortBy with an attribute that does not exist does no harm",
    "[The RFC does not say whether it is refused or ignored.]"
        => unknown;
];

async fn begin(p: &mut Probe, needs: &str) -> Result<People, Stop> {
    p.needs(Feature::Sort)?;
    let name = needs.rsplit(':').next().unwrap_or(needs);
    let attribute = name.split('.').next().unwrap_or(name);
    let people = begin_with(p, attribute).await?;
    narrows(p, &people).await?;
    Ok(people)
}

fn query(p: &Probe, people: &People, by: &str, order: Option<&str>) -> Request {
    let request = p.users_query(people, &people.mine()).query("sortBy", by);
    match order {
        Some(order) => request.query("sortOrder", order),
        None => request,
    }
}

async fn by(
    p: &mut Probe,
    by: &'static str,
    order: Option<&'static str>,
    expected: &'static [Person],
) -> Verdict {
    let people = begin(p, by).await?;
    let answer = p.send(&query(p, &people, by, order)).await?;
    p.status(&answer, &[200])?;
    in_order(p, &people, &answer, expected);
    Ok(())
}

fn in_order(p: &mut Probe, people: &People, answer: &Answer, expected: &[Person]) {
    let (listed, _) = people.listed(answer);
    let names = |listed: &[Person]| {
        let names: Vec<String> = listed.iter().map(|one| people.user_name(*one)).collect();
        names.join(", ")
    };
    let sentence = format!(
        "the order is {}; {} is due",
        names(&listed),
        names(expected)
    );
    p.ensure(listed == expected, answer, sentence);
}

async fn missing(p: &mut Probe, order: &'static str) -> Verdict {
    let people = begin(p, "title").await?;
    let answer = p.send(&query(p, &people, "title", Some(order))).await?;
    p.status(&answer, &[200])?;
    let (listed, _) = people.listed(&answer);
    // Only the third has no title.
    let without = if order == "ascending" {
        listed.last()
    } else {
        listed.first()
    };
    p.ensure(
        without == Some(&2),
        &answer,
        format!("the one without a title is not there: {listed:?}"),
    );
    Ok(())
}

async fn pages(p: &mut Probe) -> Verdict {
    let people = begin(p, "userName").await?;
    let mut listed = Vec::new();
    let mut answers = Vec::new();
    for start in [1, 3, 5] {
        let request = query(p, &people, "userName", Some("descending"))
            .query("startIndex", &start.to_string())
            .query("count", "2");
        let answer = p.send(&request).await?;
        p.status(&answer, &[200])?;
        listed.extend(people.listed(&answer).0);
        answers.push(answer);
    }
    let right = listed == [4, 3, 2, 1, 0];
    p.ensure(
        right,
        &answers,
        format!("the pages hold {listed:?}, counted in ascending order"),
    );
    Ok(())
}

async fn unknown(p: &mut Probe) -> Verdict {
    let people = begin(p, "userName").await?;
    let answer = p.send(&query(p, &people, "noSuchAttribute", None)).await?;
    let usual = matches!(answer.status(), 200 | 400);
    p.ensure(usual, &answer, format!("the status is {}", answer.status()));
    if answer.status() == 200 {
        let all = people.listed(&answer).0.len() == 5;
        let total = crate::json::at(answer.json(), &["totalResults"]) == Some(&json!(5));
        if !(all && total) {
            p.record(
                Level::Must,
                &answer,
                "the list is not the same as without sortBy",
            );
        }
    }
    Ok(())
}
