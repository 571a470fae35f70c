//! Python and Node.js themselves, from the operating system.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Debian's Chromium, where the tests look for it.
const BROWSER: &str = "/usr/bin/chromium";

/// Makes sure that `python3 -m venv` and `npm` work, as far as they are needed: installs the
/// Debian packages when that is possible (apt-get and root), and otherwise says what to install.
pub(super) fn ensure(python: bool, node: bool) -> Result<(), Failure> {
    let mut packages = Vec::new();
    if python && !python_works() {
        packages.extend(["python3", "python3-venv"]);
    }
    if node && !node_works() {
        packages.extend(["nodejs", "npm"]);
    }
    install("the tests drive Python and Node.js clients", &packages)
}

/// Makes sure that there is a browser for the login pages, in the same way.
pub(super) fn ensure_browser() -> Result<(), Failure> {
    let is_there = process::succeeds(Command::new(BROWSER).arg("--version"));
    let packages: &[&str] = if is_there { &[] } else { &["chromium"] };
    install("the tests look at the login pages in a browser", packages)
}

/// Makes sure that a PostgreSQL server and PgBouncer can be started, in the same way.
pub(super) fn ensure_postgres() -> Result<(), Failure> {
    let mut packages = Vec::new();
    if !postgres_is_there() {
        packages.push("postgresql");
    }
    if !process::succeeds(Command::new("pgbouncer").arg("--version")) {
        packages.push("pgbouncer");
    }
    install("the tests run on PostgreSQL too", &packages)
}

/// Makes sure that a DNS server can be started, in the same way.
pub(super) fn ensure_dns() -> Result<(), Failure> {
    let is_there = ["dnsmasq", "/usr/sbin/dnsmasq"]
        .iter()
        .any(|program| process::succeeds(Command::new(program).arg("--version")));
    let packages: &[&str] = if is_there { &[] } else { &["dnsmasq-base"] };
    install("the tests ask a DNS server", packages)
}

/// Debian keeps the programs of a server out of PATH.
fn postgres_is_there() -> bool {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    debian
        .flatten()
        .any(|version| version.path().join("bin/initdb").is_file())
        || process::succeeds(Command::new("initdb").arg("--version"))
}

fn install(why: &str, packages: &[&str]) -> Result<(), Failure> {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    if !process::succeeds(Command::new("apt-get").arg("--version")) {
        return Err(Failure::new(format!(
            "{why}: install {list}, then run again"
        )));
    }
    if !is_root() {
        return Err(Failure::new(format!(
            "{why}: run `sudo apt-get install {list}`, then run again"
        )));
    }
    eprintln!("xtask: apt-get install {list}");
    process::quiet(apt().arg("update"))?;
    process::quiet(
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )?;
    Ok(())
}

/// `venv` alone is not enough: Debian ships it without `ensurepip`, which it needs.
fn python_works() -> bool {
    process::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]))
}

fn node_works() -> bool {
    process::succeeds(Command::new("node").arg("--version"))
        && process::succeeds(Command::new("npm").arg("--version"))
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

fn is_root() -> bool {
    process::quiet(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
