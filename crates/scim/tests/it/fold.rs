//! Letter case (checklist C12, C15).

use proptest::prelude::*;
use scim::fold::{check_user_name, fold};

#[test]
fn equal_without_regard_to_letter_case() {
    for (one, other) in [
        ("BJensen", "bjensen"),
        ("STRASSE", "straße"),
        ("É", "e\u{301}"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("ĲSSEL", "ĳssel"),
        ("ǅ", "ǆ"),
        ("ẞ", "ss"),
    ] {
        assert_eq!(fold(one), fold(other));
    }
}

#[test]
fn different_letters_stay_different() {
    // CVE-2019-19844: upper-casing makes `mıke` equal to `mike`.
    for (one, other) in [("mıke", "mike"), ("MİKE", "mike"), ("é", "e"), ("а", "a")] {
        assert_ne!(fold(one), fold(other));
    }
}

#[test]
fn folding_every_character_twice_changes_nothing() {
    // No script with letter case lies beyond the supplementary multilingual plane.
    for character in '\0'..='\u{1ffff}' {
        for text in [
            character.to_string(),
            format!("a{character}\u{301}"),
            format!("{character}\u{345}"),
            format!("\u{3b1}\u{345}{character}"),
        ] {
            let once = fold(&text);
            assert_eq!(fold(&once), once, "{text:?}");
        }
    }
}

#[test]
fn user_names() {
    for good in [
        "bjensen",
        "Bärbel",
        "o'neil+x@example.com",
        "李雷",
        "Владимир",
        "first last",
    ] {
        assert_eq!(check_user_name(good), Ok(()));
    }
    for (bad, part) in [
        ("a\0b", "U+0000"),
        ("a\u{7f}", "U+007F"),
        ("a\u{85}b", "U+0085"),
        ("a\u{200b}b", "U+200B"),
        ("a\u{200d}b", "U+200D"),
        ("a\u{ad}b", "U+00AD"),
        ("a\u{202e}b", "direction"),
        ("a\u{2067}b", "direction"),
        ("a\u{feff}b", "U+FEFF"),
        ("a\u{fe0f}b", "U+FE0F"),
        ("a\u{e0041}b", "U+E0041"),
        ("a\u{fdd0}b", "not a character"),
        ("a\u{10ffff}b", "not a character"),
        ("a\u{378}b", "assigned"),
        ("a\u{2028}b", "line break"),
        ("ᴮᴵᴳᴮᴵᴿᴰ", "bigbird"),
        ("ａｄｍｉｎ", "admin"),
        ("２nd", "2nd"),
        ("\u{212a}elvin\u{b2}", "kelvin2"),
        ("a\u{a0}b", "a b"),
    ] {
        let sentence = check_user_name(bad).expect_err(bad);
        assert!(sentence.contains(part), "{bad:?}: {sentence}");
    }
}

#[test]
fn a_refusal_is_one_short_sentence() {
    let sentence = check_user_name(&"ａ".repeat(100_000)).expect_err("refused");
    assert!(sentence.len() < 400, "{} bytes", sentence.len());
}

proptest! {
    #[test]
    fn idempotent(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn ascii_is_lower_cased(text in "[ -~]{0,40}") {
        prop_assert_eq!(fold(&text), text.to_lowercase());
        prop_assert_eq!(check_user_name(&text), Ok(()));
    }

    #[test]
    fn letter_case_makes_no_difference(text in "[a-zA-Zäöüéß0-9]{0,20}") {
        prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
    }

    #[test]
    fn an_accepted_name_has_one_reading(text in "\\PC{0,12}") {
        if check_user_name(&text).is_ok() {
            prop_assert!(check_user_name(&fold(&text)).is_ok());
        }
    }
}
