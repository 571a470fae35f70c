//! Identifiers.

use domain::id::{OrganizationId, UserId};
use domain::random::{IdSource, Random, RandomError, SystemRandom};
use domain::time::Timestamp;
use proptest::prelude::*;
use uuid::{Uuid, Variant};

/// Always the same byte.
struct Constant(u8);

impl Random for Constant {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(self.0);
        Ok(())
    }
}

fn is_version_7(id: Uuid) -> bool {
    id.get_version_num() == 7 && id.get_variant() == Variant::RFC4122
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn identifiers_only_grow_whatever_the_clock_does(
        steps in prop::collection::vec(-3_000_000_i64..3_000_000, 1..50),
        constant in prop::option::of(any::<u8>()),
    ) {
        let ids = IdSource::default();
        let (mut now, mut last) = (1_767_225_600_000_000, Uuid::nil());
        for step in steps {
            now += step;
            let at = Timestamp::from_micros(now);
            let id = match constant {
                Some(byte) => ids.next(at, &Constant(byte)).unwrap(),
                None => ids.next(at, &SystemRandom).unwrap(),
            };
            prop_assert!(id > last, "{id} after {last}");
            prop_assert!(is_version_7(id), "{id}");
            last = id;
        }
    }
}

#[test]
fn an_identifier_tells_its_millisecond() {
    let ids = IdSource::default();
    let id = ids
        .next(Timestamp::from_micros(1_767_225_600_123_456), &SystemRandom)
        .unwrap();
    assert_eq!(id.as_u128() >> 80, 1_767_225_600_123);
    let ids = IdSource::default();
    assert!(is_version_7(
        ids.next(Timestamp::from_micros(-5), &SystemRandom).unwrap()
    ));
}

#[test]
fn the_random_part_overflows_into_the_time_and_not_into_version_or_variant() {
    let ids = IdSource::default();
    let at = Timestamp::from_micros(1_767_225_600_000_000);
    let mut last = Uuid::nil();
    for _ in 0..1000 {
        let id = ids.next(at, &Constant(0xff)).unwrap();
        assert!(id > last && is_version_7(id), "{id} after {last}");
        last = id;
    }
}

#[test]
fn concurrent_identifiers_are_distinct() {
    let ids = IdSource::default();
    let at = Timestamp::from_micros(1_767_225_600_000_000);
    let mut all = std::thread::scope(|scope| {
        let threads = (0..4).map(|_| {
            scope.spawn(|| {
                (0..500)
                    .map(|_| ids.next(at, &SystemRandom).unwrap())
                    .collect::<Vec<_>>()
            })
        });
        let threads = threads.collect::<Vec<_>>();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 2000);
}

#[test]
fn only_the_hyphenated_form_is_an_identifier() {
    let text = "019b76da-a800-7fbc-8b00-986df94ee013";
    let id = UserId::parse(text).unwrap();
    assert_eq!(id.to_string(), text);
    assert_eq!(UserId::parse(&text.to_uppercase()), Some(id));
    let simple = text.replace('-', "");
    for other in [
        "",
        "x",
        &simple,
        &format!("{{{text}}}"),
        &format!("urn:uuid:{text}"),
        &text[1..],
    ] {
        assert_eq!(OrganizationId::parse(other), None, "{other}");
    }
    assert_eq!(UserId::parse(&"é".repeat(18)), None);
    assert_eq!(format!("{id:?}"), format!("UserId({text})"));
}
