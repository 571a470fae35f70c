//! The text of a token.

use domain::random::SystemRandom;
use domain::token::{Token, TokenKind};
use proptest::prelude::*;

const KINDS: [TokenKind; 3] = [
    TokenKind::PersonalAccessToken,
    TokenKind::Scim,
    TokenKind::OperatorKey,
];

#[test]
fn an_issued_token_reads_back() {
    for kind in KINDS {
        let issued = Token::issue(kind, &SystemRandom).unwrap();
        let text = issued.text().expose();
        assert!(text.starts_with(&format!("mst_{}_{}_", kind.as_str(), issued.public_id())));
        assert_eq!(issued.public_id().len(), 16);
        assert_eq!(text.rsplit('_').next().unwrap().len(), 43 + 6);
        let read = Token::parse(text).unwrap();
        assert_eq!((read.kind(), read.public_id()), (kind, issued.public_id()));
        assert_eq!(read.text(), issued.text());
        assert_eq!(TokenKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(TokenKind::parse("PAT"), None);
}

#[test]
fn no_two_tokens_are_alike_and_none_is_shown_by_debug() {
    let issue = || Token::issue(TokenKind::Scim, &SystemRandom).unwrap();
    let (one, two) = (issue(), issue());
    assert_ne!(one.text(), two.text());
    assert_ne!(one.public_id(), two.public_id());
    let secret = one.text().expose().rsplit('_').next().unwrap().to_owned();
    assert!(!format!("{one:?}").contains(&secret));
}

#[test]
fn every_change_of_one_character_is_noticed() {
    for kind in KINDS {
        let issued = Token::issue(kind, &SystemRandom).unwrap();
        let text = issued.text().expose();
        for place in 0..text.len() {
            for other in (0x20..0x7f_u8).map(char::from) {
                let mut changed = text.to_owned();
                changed.replace_range(place..=place, &other.to_string());
                assert_eq!(
                    Token::parse(&changed).is_some(),
                    changed == text,
                    "{changed}"
                );
            }
            let (mut shorter, mut longer) = (text.to_owned(), text.to_owned());
            shorter.remove(place);
            longer.insert(place, 'a');
            assert!(Token::parse(&shorter).is_none());
            assert!(Token::parse(&longer).is_none());
            assert!(Token::parse(&text[..place]).is_none());
        }
        assert!(Token::parse(&format!(" {text}")).is_none());
        assert!(Token::parse(&text.replacen("mst_", "mst__", 1)).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,90}") {
        prop_assert!(Token::parse(&text).is_none());
    }

    #[test]
    fn any_almost_token_is_read_without_a_panic(
        text in "mst_(pat|scim|op|sat)_[0-9A-Za-zé]{15,16}_[0-9A-Za-zé]{47,49}(_?)"
    ) {
        prop_assert!(Token::parse(&text).is_none(), "a checksum was guessed");
    }
}
