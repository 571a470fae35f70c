//! Other people's clients, with nothing changed but the base URL (`tests/clients`).

use crate::support::{Scim, Script, Server, tool};

fn python(environment: &str, script: &str) {
    let python = tool(&format!("{environment}/bin/python"));
    let server = Server::start();
    Script::new(python, &server).script(script).run();
}

/// `gitpod-sdk` 0.11.0 from PyPI: JSON, paging in the query of a POST.
#[test]
fn gitpod_python_0_11() {
    python("py-gitpod-0.11.0", "gitpod_python_0_11.py");
}

/// `gitpod-sdk` 1.2.0 from PyPI: Connect with binary messages, and Connect GET.
#[test]
fn gitpod_python_1_2() {
    python("py-gitpod-1.2.0", "gitpod_python_1_2.py");
}

/// `grpcio` with stubs generated from our `.proto` files: gRPC over HTTP/2 without TLS.
#[test]
fn grpc_python() {
    python("py-grpc", "grpc_python.py");
}

/// `@gitpod/sdk` 0.6.0 from npm.
#[test]
fn gitpod_node_0_6() {
    let modules = tool("npm/node_modules");
    let server = Server::start();
    Script::new("node", &server)
        .env("NODE_MODULES", modules)
        .script("gitpod_node_0_6.cjs")
        .run();
}

fn buf_curl(protocol: &str) {
    let buf = tool("npm/node_modules/.bin/buf");
    let server = Server::start();
    Script::new("bash", &server)
        .env("BUF", buf)
        .env("PROTOCOL", protocol)
        .script("buf_curl.sh")
        .run();
}

#[test]
fn buf_curl_connect() {
    buf_curl("connect");
}

#[test]
fn buf_curl_grpc() {
    buf_curl("grpc");
}

#[test]
fn buf_curl_grpc_web() {
    buf_curl("grpcweb");
}

/// The compliance check of `scim2-cli` 0.6.0: every check must pass.
#[test]
fn scim2_tester() {
    let scim2 = tool("py-scim2/bin/scim2");
    let server = Server::start();
    let scim = Scim::new(&server);
    let printed = Script::new(scim2, &server)
        .env(
            "SCIM_CLI_HEADERS",
            format!("Authorization: Bearer {}", scim.token),
        )
        .args(&["--url", &scim.url, "test", "--verbose"])
        .run();
    let results: Vec<&str> = printed
        .lines()
        .filter(|line| {
            ["SUCCESS ", "ERROR ", "SKIPPED "]
                .iter()
                .any(|s| line.starts_with(s))
        })
        .collect();
    assert!(
        results.len() > 100,
        "the tester checked next to nothing:\n{printed}"
    );
    let failed: Vec<_> = results
        .iter()
        .filter(|line| !line.starts_with("SUCCESS "))
        .collect();
    assert!(failed.is_empty(), "{failed:?}\n{printed}");
}

/// Authlib 1.9.10 from PyPI: RFC 8414 metadata, `client_secret_basic`, `client_secret_post` and
/// `private_key_jwt`.
#[test]
fn oauth_authlib() {
    python("py-jose", "oauth_authlib.py");
}
