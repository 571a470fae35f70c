//! Turns the .proto files into Rust: message types and service traits (connectrpc), and one
//! `Validate` implementation per message from its `buf.validate` options, which are thereby the
//! single source of the rules.

#![allow(
    clippy::print_stdout,
    reason = "a build script talks to cargo on standard output"
)]

use std::path::{Path, PathBuf};

mod json;
mod request;
mod rules;

/// The files whose messages become Rust types.
const FILES: [&str; 17] = [
    "buf/validate/violation.proto",
    "gitpod/v1/count.proto",
    "gitpod/v1/group.proto",
    "gitpod/v1/identity.proto",
    "gitpod/v1/login_provider.proto",
    "gitpod/v1/organization.proto",
    "gitpod/v1/pagination.proto",
    "gitpod/v1/resource.proto",
    "gitpod/v1/service_account.proto",
    "gitpod/v1/user.proto",
    "google/rpc/error_details.proto",
    "muster/v1/oauth_client.proto",
    "muster/v1/operator.proto",
    "muster/v1/resource_type.proto",
    "muster/v1/scim_configuration.proto",
    "muster/v1/scim_scope.proto",
    "muster/v1/trusted_issuer.proto",
];

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed=proto");
    println!("cargo:rerun-if-changed=build");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler
        .include_imports(true)
        .include_source_info(true)
        .open_files(FILES)?;
    let set = out.join("descriptors.bin");
    std::fs::write(&set, compiler.encode_file_descriptor_set())?;
    connectrpc_build::Config::new()
        .descriptor_set(&set)
        .files(&FILES)
        .gate_client_feature(true)
        .include_file("generated.rs")
        .compile()?;
    json::emit_empty_values(&out)?;
    let pool = compiler.descriptor_pool();
    write(&out, "rules.rs", &rules::generate(&pool, &FILES)?)?;
    write(&out, "request.rs", &request::generate(&pool)?)
}

fn write(out: &Path, name: &str, text: &str) -> Result<()> {
    Ok(std::fs::write(out.join(name), text)?)
}
