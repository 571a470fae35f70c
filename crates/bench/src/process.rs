//! A server under measurement.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;

/// Longest wait for a start and for a stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server that prints `listening on http://HOST:PORT`; killed when dropped.
pub struct Process {
    /// Where it listens.
    pub address: SocketAddr,
    /// From just before `exec` to the line that says it listens.
    pub ready_after: Duration,
    child: Child,
}

impl Process {
    /// Starts the server and waits until it listens; what it logs goes to `log`.
    ///
    /// # Errors
    /// When it does not start, with the end of its log.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self, Failure> {
        let name = command.get_program().to_string_lossy().into_owned();
        let log_file = File::create(log).map_err(Failure::of(log.display()))?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file);
        let begun = Instant::now();
        let child = command
            .spawn()
            .map_err(Failure::of(format!("cannot start {name}")))?;
        let mut process = Self {
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
            ready_after: Duration::ZERO,
            child,
        };
        process.address = process
            .wait_for_address()
            .map_err(|problem| Failure::new(format!("{name} {problem}:\n{}", end_of(log))))?;
        process.ready_after = begun.elapsed();
        Ok(process)
    }

    /// The process's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop (SIGTERM) and waits until it did.
    ///
    /// # Errors
    /// When it does not stop, or not with success.
    pub fn stop(mut self) -> Result<(), Failure> {
        let asked = Instant::now();
        let killed = Command::new("kill")
            .arg(self.id().to_string())
            .status()
            .map_err(Failure::of("kill"))?;
        if !killed.success() {
            return Err(Failure::new("the server had stopped by itself"));
        }
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().map_err(Failure::of("wait"))? {
                return match status.success() {
                    true => Ok(()),
                    false => Err(Failure::new(format!(
                        "asked to stop, it ended with {status}"
                    ))),
                };
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(Failure::new(format!(
            "the server still runs {PATIENCE:?} after SIGTERM"
        )))
    }

    fn wait_for_address(&mut self) -> Result<SocketAddr, String> {
        let stdout = self.child.stdout.take().ok_or("has no output")?;
        let (sender, lines) = mpsc::channel();
        // Reads to the end, or the server would block on a full pipe.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody waits for what comes after the address.
                let _ = sender.send(line);
            }
        });
        let begun = Instant::now();
        loop {
            match lines.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                Ok(line) => {
                    if let Some(url) = line.strip_prefix("listening on http://") {
                        let parsed = url.trim().parse();
                        return parsed.map_err(|error| format!("listens on {url}: {error}"));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err("stopped at once".to_owned()),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("does not listen after {PATIENCE:?}"));
                }
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn end_of(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(10).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}
