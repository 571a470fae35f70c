//! A running `muster serve` process.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::muster::muster;

/// Long, because the machine that runs the tests may be busy; a good start takes far less.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process; killed when dropped.
pub(crate) struct Process {
    /// `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    /// What it printed before it listened.
    pub(crate) printed: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `muster serve` in `directory` on a store with these further arguments, and waits until
    /// it listens.
    pub(crate) fn serve(directory: &Path, store: &str, arguments: &[String]) -> Self {
        Self::start(muster(), directory, store, arguments)
    }

    /// The same with a command that is `muster`, or runs what comes behind it.
    pub(crate) fn start(
        mut command: Command,
        directory: &Path,
        store: &str,
        arguments: &[String],
    ) -> Self {
        let log = directory.join("stderr.log");
        let mut child = command
            .current_dir(directory)
            .args(["serve", "--listen", "127.0.0.1:0", "--store"])
            .arg(store)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        // Reads to the end, or the server would block on a full pipe.
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut process = Self {
            url: String::new(),
            printed: String::new(),
            child,
            log,
        };
        let started = Instant::now();
        loop {
            match lines.recv_timeout(PATIENCE.saturating_sub(started.elapsed())) {
                Ok(line) => match line.strip_prefix("listening on ") {
                    Some(url) => {
                        url.trim().clone_into(&mut process.url);
                        return process;
                    }
                    None => process.printed += &format!("{line}\n"),
                },
                Err(RecvTimeoutError::Disconnected) => panic!("muster serve stopped at once"),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("muster serve does not listen after {PATIENCE:?}")
                }
            }
        }
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that the process ever had, in KiB; `None` where the system does not tell.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line?.trim().strip_suffix(" kB")?;
        Some(number.trim().parse().unwrap())
    }

    /// Asks the process to stop (SIGTERM) and waits until it did.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        let command = format!("kill -TERM {}", self.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &command])
                .status()
                .unwrap()
                .success()
        );
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server still runs {PATIENCE:?} after it was asked to stop");
    }

    /// Stops the process at once (SIGKILL), as a crash would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            eprintln!("the server's log:\n{log}");
        }
    }
}
