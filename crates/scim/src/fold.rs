//! Letter case and look-alikes: the one canonical form for every `caseExact: false` comparison.
//!
//! Filters, uniqueness and index keys all compare [`fold`]ed text, so that they can never
//! disagree (RFC 7643 §2.2, §4.1.1; RFC 8265 §3.3).

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    BidiControl, DefaultIgnorableCodePoint, GeneralCategory, NoncharacterCodePoint,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::error::excerpt;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// The comparison form of a text: NFC, full Unicode case folding, NFC.
///
/// Idempotent; `ı` and `İ` stay distinct from `i`. The result is for comparing, not for showing.
pub fn fold(text: &str) -> String {
    // ASCII is its own NFC, and its folding is its lower case.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    fold_with(NFC, text)
}

fn fold_with(form: ComposingNormalizerBorrowed<'static>, text: &str) -> String {
    form.normalize(&CASE.fold_string(&form.normalize(text)))
        .into_owned()
}

/// Refuses user names that could be mistaken for another one (RFC 8265 §3.3, RFC 8264 §9).
///
/// # Errors
/// One sentence that says which character is the problem and what to do.
pub fn check_user_name(text: &str) -> Result<(), String> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Ok(());
    }
    for character in text.chars() {
        if let Some(reason) = refusal(character) {
            let code = u32::from(character);
            return Err(format!(
                "The value contains U+{code:04X}, {reason}; remove that character."
            ));
        }
    }
    let (canonical, compatible) = (fold_with(NFC, text), fold_with(NFKC, text));
    if canonical != compatible {
        return Err(format!(
            "The value contains characters that are variants of ordinary ones (such as \
             full-width or superscript letters); write it as \"{}\".",
            excerpt(&compatible)
        ));
    }
    Ok(())
}

fn refusal(character: char) -> Option<&'static str> {
    if CodePointSetData::new::<NoncharacterCodePoint>().contains(character) {
        return Some("which is not a character");
    }
    if CodePointSetData::new::<BidiControl>().contains(character) {
        return Some("which changes the direction of writing");
    }
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        GeneralCategory::Control => Some("a control character"),
        GeneralCategory::Unassigned => Some("which Unicode has not assigned"),
        GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
            Some("a line break")
        }
        // Zero-width joiners, soft hyphens, variation selectors: all invisible.
        GeneralCategory::Format => Some("which is invisible"),
        _ if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character) => {
            Some("which is invisible")
        }
        _ => None,
    }
}
