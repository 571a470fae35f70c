use bench::figures::Figures;
use bench::options::Format;
use bench::report::{Footprint, Report, Row, Size, Start};
use bench::usage::Memory;

fn figures(requests_per_second: f64, cpu_ms: f64) -> Figures {
    Figures {
        requests_per_second,
        p50_ms: 0.5,
        p99_ms: 1.25,
        cpu_ms,
        requests: 1000,
    }
}

fn size(users: u32, cpu_ms: f64) -> Size {
    let floor = figures(1000.0, 0.02);
    let memory = Memory {
        resident_kib: 2048,
        peak_kib: 4096,
    };
    Size {
        users,
        fill_seconds: 1.0,
        rows: vec![
            Row::new("floor", 16, floor, None),
            Row::new("get", 16, figures(600.0, cpu_ms), Some(&floor)),
        ],
        after: Footprint {
            floor: memory,
            muster: memory,
        },
        restart: Start {
            ready_ms: 20.0,
            idle_kib: 1024,
        },
        members: vec![("add/remove 1 of 100 members".to_owned(), memory)],
    }
}

fn report() -> Report {
    let start = Start {
        ready_ms: 10.0,
        idle_kib: 1024,
    };
    Report {
        cores: 2,
        load_average: 0.25,
        seconds: 5,
        rounds: 5,
        floor: start,
        muster: start,
        sizes: vec![size(1000, 0.03), size(10_000, 0.06)],
    }
}

#[test]
fn a_row_says_what_part_of_the_floor_it_is_and_how_it_grows() {
    let text = report().print(Format::Markdown);
    let row = "| get | 16 | 10000 | 600 | 0.500 | 1.250 | 0.060 | 2.00 | 60 % | 3.0 |";
    assert!(text.lines().any(|line| line == row), "{text}");
    let floor = "| floor | 16 | 1000 | 1000 | 0.500 | 1.250 | 0.020 | 1.00 | – | – |";
    assert!(text.lines().any(|line| line == floor), "{text}");
    let first = |start: &str| text.lines().position(|line| line.starts_with(start));
    assert_eq!(
        first("| get | 16 | 10000 |"),
        first("| get | 16 | 1000 |").map(|line| line + 1),
        "the sizes of a workload stand together:\n{text}"
    );
    let restart = "| muster, restarted | 1000 | 20.0 | 1.0 | – |";
    assert!(text.lines().any(|line| line == restart), "{text}");
    let members = "| muster, restarted, then add/remove 1 of 100 members | 1000 | – | 2.0 | 4.0 |";
    assert!(text.lines().any(|line| line == members), "{text}");
}

#[test]
fn the_columns_of_text_are_aligned() {
    let text = report().print(Format::Text);
    let ends: Vec<usize> = text
        .lines()
        .filter(|line| line.starts_with("get") || line.starts_with("floor  "))
        .map(|line| line.chars().count())
        .collect();
    assert_eq!(ends.len(), 4, "{text}");
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
}

#[test]
fn every_form_says_that_the_load_generator_shares_the_cores() {
    for format in [Format::Text, Format::Markdown] {
        let text = report().print(format);
        let shared = "2 cores, shared by the servers and the load generator; load average 0.2";
        assert!(text.starts_with(shared), "{text}");
    }
}

#[test]
fn json_holds_the_ratios() {
    let report = report().print(Format::Json);
    let json: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(json["cores"], 2);
    assert_eq!(json["sizes"][0]["rows"][1]["speedOfFloor"], 0.6);
    assert_eq!(json["sizes"][1]["after"]["muster"]["peakKib"], 4096);
}
