//! Looking at text line by line.

/// The lines of `text` with their numbers, from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
}

/// The words of a line: runs of letters and digits, so that `user_id` is two words.
pub(super) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The lines of a Markdown text outside fenced code blocks.
pub(super) fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    lines(text).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// Splits a Markdown line at its backticks: `(text, is inline code)`.
pub(super) fn spans(line: &str) -> impl Iterator<Item = (&str, bool)> {
    line.split('`')
        .enumerate()
        .map(|(index, span)| (span, index % 2 == 1))
}
