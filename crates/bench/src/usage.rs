//! What a process has used, from `/proc`.

use std::fs;
use std::time::Duration;

use serde::Serialize;

use crate::Failure;

/// Ticks per second in `/proc/<pid>/stat`: `USER_HZ`, which is 100 on every Linux system.
const TICKS: u64 = 100;

/// The memory of a process, in KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// `VmRSS`: what it holds now.
    pub resident_kib: u64,
    /// `VmHWM`: the most it ever held.
    pub peak_kib: u64,
}

/// The processor time of all threads of a process so far, user and system, in steps of 10 ms.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub fn cpu(process: u32) -> Result<Duration, Failure> {
    let text = read(&format!("/proc/{process}/stat"))?;
    parse_cpu(&text).ok_or_else(|| Failure::new(format!("/proc/{process}/stat: {text}")))
}

/// The memory of a process.
///
/// # Errors
/// When there is no such process, or no `/proc`.
pub fn memory(process: u32) -> Result<Memory, Failure> {
    let text = read(&format!("/proc/{process}/status"))?;
    parse_memory(&text).ok_or_else(|| Failure::new(format!("/proc/{process}/status: {text}")))
}

/// The load average of the last minute.
///
/// # Errors
/// When there is no `/proc`.
pub fn load_average() -> Result<f64, Failure> {
    let text = read("/proc/loadavg")?;
    let first = text.split_ascii_whitespace().next().unwrap_or_default();
    first.parse().map_err(Failure::of("/proc/loadavg"))
}

/// Reads the `stat` of a process.
#[must_use]
pub fn parse_cpu(stat: &str) -> Option<Duration> {
    // proc(5): the name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 1000 / TICKS))
}

/// Reads the `status` of a process.
#[must_use]
pub fn parse_memory(status: &str) -> Option<Memory> {
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_ascii_whitespace().nth(1)?.parse().ok()
    };
    Some(Memory {
        resident_kib: field("VmRSS:")?,
        peak_kib: field("VmHWM:")?,
    })
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::of(path))
}
