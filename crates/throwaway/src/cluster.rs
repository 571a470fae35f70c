//! The cluster.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::watch::Watch;
use crate::{Problem, Rows, binaries, database};

/// Long, because the machine that runs the tests may be busy; a good start takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// What costs time and protects from power cuts alone, and room for tests that run side by side.
const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=400",
    "shared_buffers=64MB",
    "jit=off",
    "log_line_prefix=%m %p %d ",
];

/// A PostgreSQL server with its data, both gone when it is dropped.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    watch: Option<Watch>,
}

impl Cluster {
    /// The cluster of this process, started when it is first asked for.
    ///
    /// # Errors
    /// Why it cannot be started.
    pub fn shared() -> Result<&'static Self, Problem> {
        static SHARED: OnceLock<Result<Cluster, Problem>> = OnceLock::new();
        SHARED
            .get_or_init(|| Self::start(&[]))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Makes a cluster and starts its server, with further settings (`name=value`).
    ///
    /// # Errors
    /// Why it cannot be started.
    pub fn start(settings: &[&str]) -> Result<Self, Problem> {
        let folder = new_folder()?;
        initialize(&folder.join("data"))?;
        Self::on(folder, free_port()?, settings)
    }

    /// Makes a standby of a cluster and starts it: a copy that follows every change, and takes no
    /// writes; on this port, or on any.
    ///
    /// # Errors
    /// Why it cannot be started.
    pub fn standby_of(primary: &Self, port: Option<u16>) -> Result<Self, Problem> {
        let folder = new_folder()?;
        let place = format!("host=127.0.0.1 port={} user=postgres", primary.port);
        let mut command = binaries::command("pg_basebackup")?;
        command.args(["--write-recovery-conf", "--wal-method=stream", "--no-sync"]);
        command.args(["--checkpoint=fast", "--dbname", &place, "--pgdata"]);
        binaries::run(command.arg(folder.join("data")))?;
        Self::on(folder, port.map_or_else(free_port, Ok)?, &[])
    }

    /// Starts the server on the data in a folder.
    fn on(folder: PathBuf, port: u16, settings: &[&str]) -> Result<Self, Problem> {
        let settings = SETTINGS.iter().chain(settings);
        let mut cluster = Self {
            folder,
            port,
            settings: settings.map(|setting| (*setting).to_owned()).collect(),
            watch: None,
        };
        cluster.start_again()?;
        Ok(cluster)
    }

    /// The URL of a database of its.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@127.0.0.1:{}/{database}?sslmode=disable",
            self.port
        )
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder with the data (`data`), the log (`log`) and the socket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs statements in a database, without parameters, one transaction if several; returns the
    /// rows of all, every value as text.
    ///
    /// # Errors
    /// What the server says.
    pub fn run(&self, database: &str, statements: &str) -> Result<Rows, Problem> {
        database::run(&self.url(database), statements)
    }

    /// Kills the server and every process of it (SIGKILL), as a power cut would.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> Result<(), Problem> {
        let main = self.process()?;
        let children = format!("/proc/{main}/task/{main}/children");
        let children = std::fs::read_to_string(children).unwrap_or_default();
        if let Some(watch) = self.watch.take() {
            watch.let_go();
        }
        binaries::run(Command::new("kill").args(["-KILL", &main]))?;
        for child in children.split_whitespace() {
            // It may have noticed by itself.
            let _ = binaries::run(Command::new("kill").args(["-KILL", child]));
        }
        Ok(())
    }

    /// Kills one process that serves a connection of this application (SIGKILL). The server ends all
    /// others and starts itself again.
    ///
    /// # Errors
    /// When there is no such connection.
    pub fn kill_backend(&self, application: &str) -> Result<(), Problem> {
        let found = self.run(
            "postgres",
            &format!(
                "SELECT pid FROM pg_stat_activity WHERE application_name = '{application}' \
                 ORDER BY state = 'idle', pid"
            ),
        )?;
        let process = found.first().and_then(|row| row.first()?.clone());
        let process = process.ok_or_else(|| Problem::failed("kill", "nobody is connected"))?;
        binaries::run(Command::new("kill").args(["-KILL", &process]))
    }

    /// Lets a standby take writes from now on; returns when it does.
    ///
    /// # Errors
    /// What the server says.
    pub fn promote(&self) -> Result<(), Problem> {
        let wait = PATIENCE.as_secs();
        let answer = self.run("postgres", &format!("SELECT pg_promote(true, {wait})"))?;
        match answer.first().and_then(|row| row.first()?.as_deref()) {
            Some("t") => Ok(()),
            _ => Err(Problem::Silent("it was not promoted".to_owned())),
        }
    }

    /// Stops the server and starts it again at once, breaking off all connections (`pg_ctl restart
    /// -m immediate`).
    ///
    /// # Errors
    /// When it does not run, or does not start.
    pub fn restart(&mut self) -> Result<(), Problem> {
        let main = self.process()?;
        if let Some(watch) = self.watch.take() {
            watch.let_go();
        }
        binaries::run(Command::new("kill").args(["-QUIT", &main]))?;
        self.start_again()
    }

    /// Starts the server after [`Cluster::kill`].
    ///
    /// # Errors
    /// Why it does not start.
    pub fn start_again(&mut self) -> Result<(), Problem> {
        let begun = Instant::now();
        loop {
            // What the last server has left may be in its way for a moment.
            self.watch = Some(Watch::start(&self.folder, self.port, &self.settings)?);
            while begun.elapsed() < PATIENCE {
                if self.run("postgres", "SELECT 1").is_ok() {
                    return Ok(());
                }
                if self.process().is_err() && begun.elapsed() > Duration::from_millis(500) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            if begun.elapsed() >= PATIENCE {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(Problem::Silent(log));
            }
            if let Some(watch) = self.watch.take() {
                watch.let_go();
            }
        }
    }

    /// The first process of the server, which is alive.
    fn process(&self) -> Result<String, Problem> {
        let file = self.folder.join("data/postmaster.pid");
        let text = std::fs::read_to_string(file)
            .map_err(|error| Problem::failed("postmaster.pid", error))?;
        let process = text.lines().next().unwrap_or_default().to_owned();
        if Path::new("/proc").join(&process).exists() {
            Ok(process)
        } else {
            Err(Problem::Silent(format!("process {process} has ended")))
        }
    }
}

impl Drop for Cluster {
    /// A server that was killed has left its folder to us.
    fn drop(&mut self) {
        if self.watch.is_none() {
            // What cannot be removed is in the temporary folder.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// A folder that belongs to whom the server runs as.
fn new_folder() -> Result<PathBuf, Problem> {
    let folder = tempfile::Builder::new()
        .prefix("muster-postgres-")
        .tempdir()
        .map_err(|error| Problem::failed("mkdir", error))?
        .keep();
    binaries::give(&folder)?;
    Ok(folder)
}

/// A port on 127.0.0.1 that nobody uses.
fn free_port() -> Result<u16, Problem> {
    let bound = TcpListener::bind(("127.0.0.1", 0));
    let address = bound.and_then(|listener| listener.local_addr());
    let address = address.map_err(|error| Problem::failed("bind", error))?;
    Ok(address.port())
}

/// Makes the data: sorted by the rules of a language where this PostgreSQL can (15 and newer).
fn initialize(data: &Path) -> Result<(), Problem> {
    let sorted = ["--locale-provider=icu", "--icu-locale=en"];
    let initdb = |more: &[&str]| {
        let mut command = binaries::command("initdb")?;
        command.arg("-D").arg(data);
        command.args([
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        command.arg("--no-sync").args(more);
        binaries::run(&mut command)
    };
    initdb(&sorted).or_else(|_| initdb(&[]))
}
