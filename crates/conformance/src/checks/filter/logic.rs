//! and, or, not, brackets, and letter case of the words (RFC 7644 tables 4 and 5).

use super::{begin, finds, finds_among, quote};
use crate::check::{Verdict, checks};
use crate::probe::{People, Person, Probe};

checks![
    "7644-3.4.2.2-and", Must, "and wants both",
    "The filter is only a match if both expressions evaluate to true."
        => written("{0} and {0}", &[0]);
    "7644-3.4.2.2-and-none", Must, "and finds nothing when only one side is true",
    "The filter is only a match if both expressions evaluate to true."
        => written("{0} and {1}", &[]);
    "7644-3.4.2.2-or", Must, "or wants either",
    "The filter is a match if either expression evaluates to true."
        => written("{0} or {3}", &[0, 3]);
    "7644-3.4.2.2-not", Must, "not turns a filter around",
    "The filter is a match if the expression evaluates to false."
        => written_among("not ({0})", &[1, 2, 3, 4]);
    "7644-3.4.2.2-not-without-space", Must, "not needs no space before its bracket",
    "FILTER = attrExp / logExp / valuePath / *1\"not\" \"(\" FILTER \")\""
        => written_among("not({0} or {1})", &[2, 3, 4]);
    "7644-3.4.2.2-and-before-or", Must, "and binds closer than or",
    "Logical operators - where \"not\" takes precedence over \"and\", which takes precedence over \"or\""
        => written("{0} or {1} and {2}", &[0]);
    "7644-3.4.2.2-and-before-or-left", Must, "and binds closer than or, also on the left",
    "Logical operators - where \"not\" takes precedence over \"and\", which takes precedence over \"or\""
        => written("{1} and {2} or {0}", &[0]);
    "7644-3.4.2.2-not-before-and", Must, "not binds closer than and",
    "Logical operators - where \"not\" takes precedence over \"and\", which takes precedence over \"or\""
        => written_among("not ({0}) and {1}", &[1]);
    "7644-3.4.2.2-brackets", Must, "Brackets change the order",
    "Boolean expressions MAY be grouped using parentheses to change the standard order of operations, i.e., to evaluate logical \"or\" operators before logical \"and\" operators."
        => written("({0} or {1}) and {1}", &[1]);
    "7644-3.4.2.2-nested-brackets", Must, "Brackets may be nested",
    "Expressions MAY be grouped together using round brackets \"(\" and \")\" (see Table 5)."
        => written("(({0}) or (({2}) and not ({1})))", &[0, 2]);
    "7644-3.4.2.2-operator-case", Must, "Operators are read without regard to letter case",
    "Attribute names and attribute operators used in filters are case insensitive."
        => operator_case;
    "7644-3.4.2.2-name-case", Must, "Attribute names are read without regard to letter case",
    "Attribute names and attribute operators used in filters are case insensitive."
        => name_case;
    "7644-3.4.2.2-logic-case", Interop, "AND, OR and NOT may be written in capitals",
    "[ABNF strings are case insensitive (RFC 5234), and clients write AND.]"
        => logic_case;
    "7644-3.4.2.2-many-terms", Interop, "A filter may have twenty terms",
    "[Reconciliation asks for many users at once with or.]"
        => many_terms;
];

/// Replaces `{0}` to `{4}` by filters that find one of the five each.
fn fill(people: &People, pattern: &str) -> String {
    let mut filter = pattern.to_owned();
    for person in 0..people.resources.len() {
        let term = format!("userName eq {}", quote(&people.user_name(person)));
        filter = filter.replace(&format!("{{{person}}}"), &term);
    }
    filter
}

async fn written(p: &mut Probe, pattern: &'static str, expected: &'static [Person]) -> Verdict {
    let people = begin(p).await?;
    finds(p, &people, &fill(&people, pattern), expected).await
}

async fn written_among(
    p: &mut Probe,
    pattern: &'static str,
    expected: &'static [Person],
) -> Verdict {
    let people = begin(p).await?;
    finds_among(p, &people, &fill(&people, pattern), expected).await
}

async fn operator_case(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    for operator in ["Eq", "EQ"] {
        let filter = format!("userName {operator} {}", quote(&people.user_name(0)));
        finds(p, &people, &filter, &[0]).await?;
    }
    Ok(())
}

async fn name_case(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    for name in ["Username", "USERNAME"] {
        let filter = format!("{name} eq {}", quote(&people.user_name(0)));
        finds(p, &people, &filter, &[0]).await?;
    }
    Ok(())
}

async fn logic_case(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let pattern = fill(&people, "{0} OR {1} AND {2}");
    finds(p, &people, &pattern, &[0]).await?;
    let pattern = fill(&people, "NOT ({0})");
    finds_among(p, &people, &pattern, &[1, 2, 3, 4]).await
}

async fn many_terms(p: &mut Probe) -> Verdict {
    let people = begin(p).await?;
    let mut terms: Vec<String> = (0..18)
        .map(|number| {
            format!(
                "userName eq {}",
                quote(&format!("{}-no-{number}", people.prefix))
            )
        })
        .collect();
    terms.push(fill(&people, "{4}"));
    terms.push(fill(&people, "{1}"));
    finds(p, &people, &terms.join(" or "), &[1, 4]).await
}
