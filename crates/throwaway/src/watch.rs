//! The shell that starts the server and outlives us just long enough to stop it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::{Problem, binaries};

/// Runs the server until there is nobody any more who could write a line: then it stops the server
/// and removes the folder. After a line it leaves both alone.
const SCRIPT: &str = "folder=$1; shift; \"$@\" >>\"$folder/log\" 2>&1 </dev/null & server=$!; \
                      if read -r line; then exit 0; fi; kill -QUIT $server 2>/dev/null; \
                      wait $server; rm -rf \"$folder\"";

/// The shell with its server.
pub(crate) struct Watch(Child);

impl Watch {
    /// Starts the server on the data in the folder.
    pub(crate) fn start(folder: &Path, port: u16, settings: &[String]) -> Result<Self, Problem> {
        let mut words = binaries::as_nobody();
        words.push(binaries::folder()?.join("postgres").display().to_string());
        words.extend(
            ["-D", "-p", "-k"]
                .iter()
                .zip([
                    folder.join("data").display().to_string(),
                    port.to_string(),
                    folder.display().to_string(),
                ])
                .flat_map(|(name, value)| [(*name).to_owned(), value]),
        );
        words.extend(
            settings
                .iter()
                .flat_map(|setting| ["-c".to_owned(), setting.clone()]),
        );
        Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(folder)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Self)
            .map_err(|error| Problem::failed("sh", error))
    }

    /// Leaves the server and the folder alone.
    pub(crate) fn let_go(mut self) {
        if let Some(mut stdin) = self.0.stdin.take() {
            // The shell may have gone with the server.
            let _ = stdin.write_all(b"\n");
        }
        let _ = self.0.wait();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
