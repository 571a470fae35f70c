//! The cells of the tables; the first row is the head.

use super::{Report, Row, Size, Start};
use crate::usage::Memory;

/// The workloads, each with all its sizes (the largest directory has every workload), and with how each one grows: its processor time as a multiple of what it was in the
/// smallest directory.
pub(super) fn workloads(report: &Report) -> Vec<Vec<String>> {
    let mut rows = vec![head(&[
        "workload",
        "clients",
        "users",
        "req/s",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "growth",
        "of floor",
        "CPU × floor",
    ])];
    for like in report.sizes.last().iter().flat_map(|size| &size.rows) {
        for size in &report.sizes {
            let same = size.rows.iter().filter(|row| row.is_of(like));
            rows.extend(same.map(|row| cells(report, size, row)));
        }
    }
    rows
}

/// Starting, and memory.
pub(super) fn processes(report: &Report) -> Vec<Vec<String>> {
    let mut rows = vec![head(&[
        "process",
        "users",
        "ready ms",
        "memory MiB",
        "peak MiB",
    ])];
    let mut start = |name: &str, users: &str, start: &Start| {
        let ready = format!("{:.1}", start.ready_ms);
        rows.push(head(&[
            name,
            users,
            &ready,
            &mebibytes(start.idle_kib),
            "–",
        ]));
    };
    start("floor, started", "0", &report.floor);
    start("muster, started", "0", &report.muster);
    for size in &report.sizes {
        start("muster, restarted", &size.users.to_string(), &size.restart);
    }
    let mut memory = |name: String, users: u32, memory: Memory| {
        rows.push(vec![
            name,
            users.to_string(),
            "–".to_owned(),
            mebibytes(memory.resident_kib),
            mebibytes(memory.peak_kib),
        ]);
    };
    for size in &report.sizes {
        memory("floor, under load".to_owned(), size.users, size.after.floor);
        memory(
            "muster, under load".to_owned(),
            size.users,
            size.after.muster,
        );
    }
    for size in &report.sizes {
        for (workload, after) in &size.members {
            memory(
                format!("muster, restarted, then {workload}"),
                size.users,
                *after,
            );
        }
    }
    rows
}

fn head(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn cells(report: &Report, size: &Size, row: &Row) -> Vec<String> {
    let figures = &row.figures;
    vec![
        row.workload.clone(),
        row.clients.to_string(),
        size.users.to_string(),
        format!("{:.0}", figures.requests_per_second),
        format!("{:.3}", figures.p50_ms),
        format!("{:.3}", figures.p99_ms),
        format!("{:.3}", figures.cpu_ms),
        optional(growth(report, row), |growth| format!("{growth:.2}")),
        optional(row.speed_of_floor, |part| format!("{:.0} %", part * 100.0)),
        optional(row.cpu_of_floor, |times| format!("{times:.1}")),
    ]
}

fn growth(report: &Report, row: &Row) -> Option<f64> {
    let mut rows = report.sizes.iter().flat_map(|size| &size.rows);
    let first =
        rows.find(|other| other.workload == row.workload && other.clients == row.clients)?;
    (first.figures.cpu_ms > 0.0).then(|| row.figures.cpu_ms / first.figures.cpu_ms)
}

fn optional(value: Option<f64>, show: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), show)
}

fn mebibytes(kib: u64) -> String {
    format!("{:.1}", kib as f64 / 1024.0)
}
