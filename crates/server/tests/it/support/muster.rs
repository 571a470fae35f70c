//! The built binary.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The binary with its own settings only: none from the environment of the test run.
pub(crate) fn muster() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MUSTER_") {
            command.env_remove(name);
        }
    }
    command
}

/// What `muster init` prints.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    pub(crate) token: String,
    pub(crate) operator_key: String,
}

impl Credentials {
    /// Initialises a new store, with its key in `directory`.
    pub(crate) fn init(directory: &Path, store: &str) -> Self {
        let output = muster()
            .current_dir(directory)
            .args([
                "init",
                "--organization",
                "Acme Corporation",
                "--format",
                "json",
                "--store",
            ])
            .arg(store)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "muster init: {}\n{stderr}",
            output.status
        );
        Self::parse(&String::from_utf8(output.stdout).unwrap())
    }

    fn parse(json: &str) -> Self {
        let printed: Value = serde_json::from_str(json)
            .unwrap_or_else(|error| panic!("muster init printed no JSON ({error}): {json}"));
        let field = |name: &str| {
            let text = printed[name].as_str();
            text.unwrap_or_else(|| panic!("muster init printed no {name}: {json}"))
                .to_owned()
        };
        Self {
            organization_id: field("organizationId"),
            user_id: field("userId"),
            token: field("token"),
            operator_key: field("operatorKey"),
        }
    }
}
