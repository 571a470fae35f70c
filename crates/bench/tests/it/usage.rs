use std::time::{Duration, Instant};

use bench::usage::{Memory, cpu, load_average, memory, parse_cpu, parse_memory};

#[test]
fn the_fields_of_stat_are_found_behind_any_name() {
    let stat = "42 (a) b) (c) S 1 42 42 0 -1 4194304 100 0 0 0 150 25 0 0 20 0 9 0 1 2 3";
    assert_eq!(parse_cpu(stat), Some(Duration::from_millis(1750)));
    assert_eq!(parse_cpu("42"), None);
}

#[test]
fn memory_is_read_from_status() {
    let status = "Name:\tmuster\nVmPeak:\t  99 kB\nVmHWM:\t   300 kB\nVmRSS:\t   200 kB\n";
    let expected = Memory {
        resident_kib: 200,
        peak_kib: 300,
    };
    assert_eq!(parse_memory(status), Some(expected));
    assert_eq!(parse_memory("Name:\tzombie\n"), None);
}

#[test]
fn this_process_uses_memory_and_time() {
    let own = std::process::id();
    let used = memory(own).unwrap();
    assert!(used.resident_kib > 0 && used.peak_kib >= used.resident_kib);
    let before = cpu(own).unwrap();
    let begun = Instant::now();
    while cpu(own).unwrap() == before {
        assert!(begun.elapsed() < Duration::from_secs(30), "no time passes");
    }
}

#[test]
fn the_machine_has_a_load() {
    assert!(load_average().unwrap() >= 0.0);
}
