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

/// The compliance check of `scim2-cli` 0.6.0 in one of the profiles: every check must pass but
/// these, each with the beginning of what the tester says of it.
fn scim2_tester(profile: &str, expected: &[(&str, &str)]) {
    let server = Server::start();
    let scim = Scim::in_profile(&server, profile);
    // The client refuses members of the ServiceProviderConfig that it does not know, and then tests
    // nothing; so it is given one without what the interoperability profile adds.
    let mut config = scim.get("/ServiceProviderConfig").expect(200);
    let members = config.as_object_mut().unwrap();
    members.shift_remove("interopProfileConformant");
    let file = server.directory().join("service_provider_config.json");
    std::fs::write(&file, config.to_string()).unwrap();
    let (_, printed) = Script::new(tool("py-scim2/bin/scim2"), &server)
        .env(
            "SCIM_CLI_HEADERS",
            format!("Authorization: Bearer {}", scim.token),
        )
        .args(&["--url", &scim.url])
        .args(&["--service-provider-config", file.to_str().unwrap()])
        .args(&["test", "--verbose"])
        .outcome();
    let mut passed = 0;
    let mut failed = Vec::new();
    let mut lines = printed.lines().peekable();
    while let Some(line) = lines.next() {
        match line.split_once(' ') {
            Some(("SUCCESS", _)) => passed += 1,
            Some(("ERROR" | "SKIPPED", check)) => {
                failed.push((check, lines.peek().map_or("", |reason| reason.trim())));
            }
            _ => {}
        }
    }
    assert!(
        passed > 100,
        "the tester checked next to nothing:\n{printed}"
    );
    let is = |(check, reason): &(&str, &str), (name, beginning): &(&str, &str)| {
        check == name && reason.starts_with(beginning)
    };
    let as_expected = failed.len() == expected.len()
        && failed
            .iter()
            .zip(expected)
            .all(|(one, other)| is(one, other));
    assert!(as_expected, "{failed:?}\n{printed}");
}

#[test]
fn scim2_tester_tolerant() {
    scim2_tester("TOLERANT", &[]);
}

/// What the client writes that no RFC has: a `schemas` inside the object of the extension. It belongs
/// to the resource (RFC 7643 §3), so the extension has no such attribute.
const SCHEMAS_OF_AN_EXTENSION: [(&str, &str); 2] = [
    (
        "check_add_attribute",
        "Failed to add attribute 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': \
         Operation 1: The path 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:schemas' \
         is not valid",
    ),
    (
        "check_replace_attribute",
        "Failed to replace attribute 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': \
         Operation 1: The path 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:schemas' \
         is not valid",
    ),
];

#[test]
fn scim2_tester_rfc() {
    scim2_tester("RFC", &SCHEMAS_OF_AN_EXTENSION);
}

/// The interoperability profile has the service provider say that it conforms
/// (`interopProfileConformant`); the tester's model of the ServiceProviderConfig has no such member.
#[test]
fn scim2_tester_interop() {
    let [add, replace] = SCHEMAS_OF_AN_EXTENSION;
    let config = (
        "service_provider_config_endpoint",
        "Server response payload validation error 1 validation error for ServiceProviderConfig",
    );
    scim2_tester("INTEROP", &[config, add, replace]);
}

/// Authlib 1.9.10 from PyPI: RFC 8414 metadata, `client_secret_basic`, `client_secret_post` and
/// `private_key_jwt`.
#[test]
fn oauth_authlib() {
    python("py-jose", "oauth_authlib.py");
}
