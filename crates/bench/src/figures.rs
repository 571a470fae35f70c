//! What a workload's slices come to.

use std::time::Duration;

use serde::Serialize;

use crate::load::Slice;

/// The figures of one workload.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Answers per second; the median of the rounds.
    pub requests_per_second: f64,
    /// Half of the answers came within this many milliseconds; the median of the rounds.
    pub p50_ms: f64,
    /// 99 of 100 answers came within this many milliseconds; the median of the rounds.
    pub p99_ms: f64,
    /// Processor time of the server per answer, in milliseconds; over all rounds together,
    /// because the system counts it in steps of 10 ms.
    pub cpu_ms: f64,
    /// Answers in all rounds.
    pub requests: usize,
}

impl Figures {
    /// Puts the rounds of a workload together.
    #[must_use]
    pub fn of(slices: &[Slice]) -> Self {
        let requests: usize = slices.iter().map(|slice| slice.latencies.len()).sum();
        let cpu: Duration = slices.iter().map(|slice| slice.cpu).sum();
        Self {
            requests_per_second: median(slices.iter().map(|slice| {
                slice.latencies.len() as f64 / slice.elapsed.as_secs_f64().max(f64::EPSILON)
            })),
            p50_ms: median(slices.iter().map(|slice| percentile(&slice.latencies, 50))),
            p99_ms: median(slices.iter().map(|slice| percentile(&slice.latencies, 99))),
            cpu_ms: cpu.as_secs_f64() * 1000.0 / requests.max(1) as f64,
            requests,
        }
    }
}

/// The smallest of the sorted latencies that `percent` of them do not exceed, in milliseconds
/// (the nearest-rank definition); 0 if there are none.
#[must_use]
pub fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    let found = sorted.get(rank - 1).copied().unwrap_or_default();
    found.as_secs_f64() * 1000.0
}

/// The middle one of the values, the lower middle of an even number; 0 if there are none.
#[must_use]
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len().saturating_sub(1) / 2;
    values.get(middle).copied().unwrap_or_default()
}
