//! `xsd:dateTime` (checklist C4, F9).

use proptest::prelude::*;
use scim::datetime::{format_micros, parse_micros};

#[test]
fn known_times() {
    for (text, micros) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00", 0),
        ("2008-01-23T04:56:22Z", 1_201_064_182_000_000),
        ("2011-05-13T04:42:34+02:00", 1_305_254_554_000_000),
        ("2011-05-13T04:42:34-14:00", 1_305_312_154_000_000),
        ("2011-05-13T04:42:34.1Z", 1_305_261_754_100_000),
        ("2011-05-13T04:42:34.1234569Z", 1_305_261_754_123_456),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("2024-02-29T24:00:00Z", 1_709_251_200_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
    ] {
        assert_eq!(parse_micros(text), Some(micros), "{text}");
    }
}

#[test]
fn what_is_no_date_time() {
    for text in [
        "",
        "T",
        "2011-05-13",
        "2011-05-13 04:42:34Z",
        "2011-05-13T04:42Z",
        "2011-05-13T04:42:34.Z",
        "2011-05-13T04:42:34,5Z",
        "2011-13-13T04:42:34Z",
        "2011-02-29T04:42:34Z",
        "2011-05-13T24:00:01Z",
        "2011-05-13T25:00:00Z",
        "2011-05-13T04:60:00Z",
        "2011-05-13T04:42:60Z",
        "2011-05-13T04:42:34+1:00",
        "2011-05-13T04:42:34+0100",
        "2011-05-13T04:42:34+14:01",
        "2011-05-13T04:42:34+00:60",
        "2011-05-13T04:42:34+-1:00",
        "+011-05-13T04:42:34Z",
        "2011-5-13T04:42:34Z",
        "2011-05-13T04:42:34ZZ",
        "2011-05-13T04:42:34Z[UTC]",
        "２011-05-13T04:42:34Z",
        "12011-05-13T04:42:34Z",
    ] {
        assert_eq!(parse_micros(text), None, "{text}");
    }
}

#[test]
fn the_text_is_fixed_width_utc() {
    assert_eq!(
        format_micros(1_305_261_754_123_456),
        "2011-05-13T04:42:34.123456Z"
    );
    assert_eq!(format_micros(0), "1970-01-01T00:00:00.000000Z");
    assert_eq!(format_micros(-1), "1969-12-31T23:59:59.999999Z");
    assert_eq!(format_micros(i64::MAX), "9999-12-31T23:59:59.999999Z");
    assert_eq!(format_micros(i64::MIN), "0000-01-01T00:00:00.000000Z");
}

fn in_range() -> impl Strategy<Value = i64> {
    -62_167_219_200_000_000..=253_402_300_799_999_999_i64
}

proptest! {
    #[test]
    fn a_time_survives_its_text(micros in in_range()) {
        prop_assert_eq!(parse_micros(&format_micros(micros)), Some(micros));
    }

    #[test]
    fn the_order_of_texts_is_the_order_of_times(one in in_range(), other in in_range()) {
        prop_assert_eq!(format_micros(one).cmp(&format_micros(other)), one.cmp(&other));
    }

    #[test]
    fn an_offset_shifts(micros in in_range(), minutes in -840_i64..=840) {
        let text = format_micros(micros);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        let shifted = text.replace('Z', &format!("{sign}{hours:02}:{rest:02}"));
        prop_assert_eq!(parse_micros(&shifted), Some(micros - minutes * 60_000_000));
    }

    #[test]
    fn never_panics(text in "\\PC{0,40}", digits in "[0-9:T.Z+-]{0,32}") {
        let _ = (parse_micros(&text), parse_micros(&digits));
    }
}
