//! The whole way with a certified provider: npm's `oidc-provider`.

use crate::support::{Script, Server, certificate, tool};

fn script(server: &Server, folder: &std::path::Path) -> Script {
    Script::new("node", server)
        .env("NODE_MODULES", tool("npm/node_modules"))
        .env("KEY", folder.join("key.pem"))
        .env("CERTIFICATE", folder.join("certificate.pem"))
        .env("CA", folder.join("ca.pem"))
        .script("login.mjs")
}

fn server(folder: &std::path::Path) -> Server {
    certificate(folder);
    let ca = folder.join("ca.pem").display().to_string();
    let arguments = ["--egress-allow", "login=127.0.0.0/8", "--egress-ca", &ca];
    Server::start_with(&arguments.map(str::to_owned))
}

/// Provisioned by SCIM, logged in, deactivated while logged in, refused.
#[test]
fn a_person_logs_in_with_a_certified_provider() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    script(&server, folder.path()).run();
}

/// The same in Chromium, with axe on every page. `MUSTER_SCREENSHOTS` names the folder in which the
/// pages are to be kept.
#[test]
fn a_person_logs_in_with_a_browser_and_axe_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    let script = script(&server, folder.path()).env("CHROMIUM", "/usr/bin/chromium");
    match std::env::var_os("MUSTER_SCREENSHOTS") {
        Some(kept) => script.env("SCREENSHOTS", kept).run(),
        None => script.run(),
    };
}
