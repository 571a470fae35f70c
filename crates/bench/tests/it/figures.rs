use std::time::Duration;

use bench::figures::{Figures, median, percentile};
use bench::load::Slice;

fn milliseconds(values: &[u64]) -> Vec<Duration> {
    values.iter().copied().map(Duration::from_millis).collect()
}

#[test]
fn percentiles_are_the_nearest_rank() {
    let hundred: Vec<u64> = (1..=100).collect();
    let hundred = milliseconds(&hundred);
    assert_eq!(percentile(&hundred, 50), 50.0);
    assert_eq!(percentile(&hundred, 99), 99.0);
    assert_eq!(percentile(&hundred, 100), 100.0);
    assert_eq!(percentile(&milliseconds(&[7]), 99), 7.0);
    assert_eq!(percentile(&[], 50), 0.0);
}

#[test]
fn the_median_is_the_middle_one() {
    assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
    assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.0);
    assert_eq!(median(std::iter::empty()), 0.0);
}

#[test]
fn a_workload_is_the_median_of_its_rounds_and_all_their_processor_time() {
    let round = |answers: u64, cpu: u64| Slice {
        latencies: milliseconds(&(1..=answers).collect::<Vec<_>>()),
        elapsed: Duration::from_secs(2),
        cpu: Duration::from_millis(cpu),
    };
    let figures = Figures::of(&[round(100, 50), round(300, 100), round(200, 150)]);
    assert_eq!(figures.requests, 600);
    assert_eq!(figures.requests_per_second, 100.0);
    assert_eq!(figures.p50_ms, 100.0);
    assert_eq!(figures.p99_ms, 198.0);
    assert_eq!(figures.cpu_ms, 0.5);
}
