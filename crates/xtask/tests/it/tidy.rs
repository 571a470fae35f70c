//! Each rule finds what it forbids, and leaves alone what it does not.

use std::fs;

use xtask::tidy::violations;

/// Writes `files` to a new folder and returns what the rules say, one line each.
fn report(files: &[(&str, &str)]) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    violations(root.path())
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn clean(files: &[(&str, &str)]) {
    assert_eq!(report(files), Vec::<String>::new());
}

#[test]
fn this_repository_is_tidy() {
    let found = violations(&xtask::repository_root()).unwrap();
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(lines, Vec::<String>::new());
}

#[test]
fn a_production_file_has_at_most_400_lines() {
    let at_the_limit = "//\n".repeat(400);
    let over = "//\n".repeat(401);
    clean(&[
        ("crates/scim/src/a.rs", &at_the_limit),
        ("crates/scim/tests/it/b.rs", &over),
    ]);
    let found = report(&[("crates/scim/src/a.rs", &over)]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("crates/scim/src/a.rs: 401 lines"),
        "{found:?}"
    );
}

#[test]
fn tests_are_not_in_production_files() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {}\n";
    let found = report(&[("crates/scim/src/a.rs", text)]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("crates/scim/src/a.rs:2: "),
        "{found:?}"
    );
}

#[test]
fn reminders_and_stubs_are_found_in_code_and_tests() {
    for line in [
        "// TODO later",
        "// FIXME: x",
        "todo!()",
        "unimplemented!()",
        "#[ignore]",
    ] {
        for path in [
            "crates/scim/src/a.rs",
            "crates/scim/tests/it/a.rs",
            "fuzz/fuzz_targets/a.rs",
        ] {
            let found = report(&[(path, line)]);
            assert_eq!(found.len(), 1, "{line} in {path}");
            assert!(found[0].starts_with(&format!("{path}:1: ")), "{found:?}");
        }
    }
    clean(&[(
        "crates/scim/src/a.rs",
        "// a todo list; HACKED; XXXL\nlet ignored = 1;\n",
    )]);
}

#[test]
fn second_names_are_found_as_whole_words() {
    for line in ["// the Tenant", "let tenant_id = 1;", "let uid = 1;"] {
        assert_eq!(
            report(&[("crates/domain/src/a.rs", line)]).len(),
            1,
            "{line}"
        );
    }
    clean(&[("crates/domain/src/a.rs", "// tenanted; a uuid; fluid\n")]);
}

#[test]
fn crates_keep_the_arrows() {
    let bad = "[dependencies]\nserde = \"1\"\nstorage.workspace = true\n";
    assert_eq!(
        report(&[("crates/domain/Cargo.toml", bad)]),
        ["crates/domain/Cargo.toml:3: domain may not know the crate storage"]
    );
    let sql = "[dependencies.rusqlite]\nversion = \"1\"\n";
    assert_eq!(
        report(&[("crates/server/Cargo.toml", sql)]),
        ["crates/server/Cargo.toml:1: server may not use rusqlite"]
    );
    let asynchronous = "[target.'cfg(unix)'.dependencies]\n# why\ntokio = \"1\"\n";
    assert_eq!(
        report(&[("crates/scim/Cargo.toml", asynchronous)]),
        ["crates/scim/Cargo.toml:3: scim may not use tokio"]
    );
    let measures = "[dependencies]\ndomain.workspace = true\nserver = \"1\"\n";
    assert_eq!(
        report(&[("crates/bench/Cargo.toml", measures)]),
        ["crates/bench/Cargo.toml:3: bench may not know the crate server"]
    );
    let measured = "[dependencies]\nbench = \"1\"\n";
    assert_eq!(
        report(&[("crates/server/Cargo.toml", measured)]),
        ["crates/server/Cargo.toml:2: server may not know the crate bench"]
    );
    let good = "[dependencies]\nscim.workspace = true\n[dev-dependencies]\nrusqlite = \"1\"\n";
    clean(&[("crates/domain/Cargo.toml", good)]);
}

#[test]
fn the_architecture_stays_short() {
    clean(&[("ARCHITECTURE.md", &"a\n".repeat(249))]);
    let found = report(&[("ARCHITECTURE.md", &"a\n".repeat(250))]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("250 lines"), "{found:?}");
}

#[test]
fn relative_links_resolve() {
    clean(&[
        (
            "README.md",
            "[a](docs/a.md) [b](docs/a.md#part) [c](https://x.example/y) [d](#here)",
        ),
        (
            "docs/a.md",
            "[up](../README.md) [folder](..) [it](./a.md \"title\")\n```\n[x](no)\n```\n",
        ),
        ("docs/b.md", "`[x](no)` and [`code`](a.md)"),
    ]);
    assert_eq!(
        report(&[("docs/a.md", "text\nsee [it](b.md) and [`it`](../../c.md)")]),
        [
            "docs/a.md:2: the link \"b.md\" leads nowhere",
            "docs/a.md:2: the link \"../../c.md\" leads nowhere"
        ]
    );
}

#[test]
fn the_repository_refers_to_nobodys_machine() {
    let found = report(&[("docs/a.md", "as in /home/ada/x.md")]);
    assert_eq!(found, ["docs/a.md:1: \"/home/\" is outside the repository"]);
}

#[test]
fn tests_that_the_conformance_table_names_exist() {
    let test = (
        "crates/scim/tests/it/filter.rs",
        "#[test]\nfn filters_are_parsed() {}\n",
    );
    let table = "| F1 | `scim::filter::filters_are_parsed` | `a::b` `userName` |\n";
    clean(&[test, ("docs/conformance.md", table)]);
    let wrong = "| F1 | `scim::filter::filters_are_lost` |\n";
    assert_eq!(
        report(&[test, ("docs/conformance.md", wrong)]),
        ["docs/conformance.md:1: there is no test \"scim::filter::filters_are_lost\""]
    );
}
