//! Points in time: `xsd:dateTime` (RFC 7643 §2.3.5) to and from microseconds since 1970 UTC.

use jiff::SignedDuration;
use jiff::civil::DateTime;

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// Years 0000 to 9999, which is what four digits can say.
const FIRST: i64 = -62_167_219_200_000_000;
const LAST: i64 = 253_402_300_799_999_999;
/// `xsd:dateTime` allows offsets up to fourteen hours.
const MAX_OFFSET_MINUTES: i64 = 14 * 60;

/// The microseconds since 1970-01-01T00:00:00Z that an `xsd:dateTime` names; `None` when the text
/// is none. Without an offset it is UTC; digits beyond microseconds are cut off.
pub fn parse_micros(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = fields(date, '-', [4, 2, 2])?;
    let (clock, offset) = split_offset(time)?;
    let (clock, micros) = match clock.split_once('.') {
        Some((clock, digits)) => (clock, fraction(digits)?),
        None => (clock, 0),
    };
    let [mut hour, minute, second] = fields(clock, ':', [2, 2, 2])?;
    // XML Schema part 2, §3.2.7.1: 24:00:00 is the first moment of the next day.
    let midnight = (hour, minute, second, micros) == (24, 0, 0, 0);
    if midnight {
        hour = 0;
    }
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()?;
    let seconds = civil.duration_since(EPOCH).as_secs() + if midnight { 86_400 } else { 0 };
    seconds
        .checked_sub(offset * 60)?
        .checked_mul(1_000_000)?
        .checked_add(micros)
}

/// The text of a point in time: UTC, always six digits of fraction and `Z`, so that the order of
/// texts is the order of times. Times outside the years 0000 to 9999 become the nearest of them.
pub fn format_micros(micros: i64) -> String {
    let micros = micros.clamp(FIRST, LAST);
    let (seconds, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let civil = EPOCH
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{fraction:06}Z",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second(),
    )
}

/// Fixed-width decimal fields, and nothing else.
fn fields(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut values = [0; 3];
    for (value, width) in values.iter_mut().zip(widths) {
        let part = parts.next()?;
        *value = if part.len() == width {
            digits(part)?
        } else {
            return None;
        };
    }
    parts.next().is_none().then_some(values)
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn fraction(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = text.get(..text.len().min(6))?;
    let scale = u32::try_from(6 - kept.len()).ok()?;
    Some(digits(kept)? * 10_i64.pow(scale))
}

/// The clock part, and the offset in minutes east of UTC.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Some((time, 0));
    };
    let (clock, offset) = time.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= MAX_OFFSET_MINUTES).then_some((clock, sign * total))
}
