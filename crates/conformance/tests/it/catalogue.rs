use std::collections::HashSet;

use conformance::check::Check;
use conformance::{Selection, catalogue};

fn selected(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let selection = Selection::new(owned(only), owned(skip)).unwrap();
    catalogue::all()
        .filter(|(area, check)| selection.includes(area, check))
        .map(|(_, check)| check.id)
        .collect()
}

#[test]
fn identifiers_are_unique_and_name_a_section() {
    let mut seen = HashSet::new();
    for (_, check) in catalogue::all() {
        assert!(seen.insert(check.id), "{} is there twice", check.id);
        let parts: Vec<&str> = check.id.splitn(3, '-').collect();
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        assert!(number(parts[0]) && parts[0].len() == 4, "{}", check.id);
        assert!(parts[1].split('.').all(number), "{}", check.id);
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(parts[2].chars().all(word), "{}", check.id);
    }
}

#[test]
fn the_rule_is_read_from_the_identifier() {
    let rule = |id: &str| {
        let mut all = catalogue::all();
        all.find(|(_, check)| check.id == id).unwrap().1.rule()
    };
    assert_eq!(rule("7644-3.5.2.2-remove-non-member"), "RFC 7644 §3.5.2.2");
    assert_eq!(rule("9865-2-walk"), "RFC 9865 §2");
}

#[test]
fn every_check_says_what_is_right_and_who_says_so() {
    for (_, check) in catalogue::all() {
        let Check {
            id, title, quote, ..
        } = check;
        assert!(!title.is_empty() && !title.ends_with('.'), "{id}: {title}");
        assert!(title.len() <= 100, "{id}: {title}");
        assert!(!quote.is_empty() && !quote.contains("  "), "{id}: {quote}");
    }
}

#[test]
fn a_section_selects_everything_below_it_and_nothing_beside_it() {
    let all = selected(&["7644-3.4.2.2"], &[]);
    assert!(all.contains(&"7644-3.4.2.2-eq"));
    assert!(all.iter().all(|id| id.starts_with("7644-3.4.2.2-")));
    let parent = selected(&["7644-3.4.2"], &[]);
    assert!(parent.contains(&"7644-3.4.2.2-eq") && parent.contains(&"7644-3.4.2-list"));
    assert_eq!(selected(&["7644-3.4.2.2-eq"], &[]), ["7644-3.4.2.2-eq"]);
    // 7644-3.1 is not the beginning of 7644-3.10.
    assert!(
        selected(&["7644-3.1"], &[])
            .iter()
            .all(|id| !id.starts_with("7644-3.10"))
    );
}

#[test]
fn an_area_selects_its_checks_and_those_of_its_parts() {
    let patch = selected(&["patch"], &[]);
    assert!(patch.contains(&"7644-3.5.2-atomic") && patch.contains(&"7644-3.5.2.1-add"));
    assert!(!selected(&["patch-add"], &[]).contains(&"7644-3.5.2-atomic"));
}

#[test]
fn skip_takes_away_from_only() {
    let checks = selected(&["cursor"], &["9865-2"]);
    assert!(!checks.is_empty());
    assert!(checks.iter().all(|id| !id.starts_with("9865-2-")));
}

#[test]
fn a_selector_that_selects_nothing_is_an_error() {
    let error = Selection::new(vec!["7644-9".to_owned()], Vec::new()).unwrap_err();
    assert_eq!(
        error,
        "no check is selected by \"7644-9\"; name an area such as patch, a section such as \
         7644-3.5.2, or a check; muster conformance --list shows all"
    );
}
