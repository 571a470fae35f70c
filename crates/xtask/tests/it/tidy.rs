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

/// A table with a row for every requirement, of which these rows are given.
fn conformance(given: &[&str]) -> String {
    let sections = "A19 B14 C27 D8 E8 F19 G2 H5 I10 J2 K6 L4 M19 N4 O4 P8 Q1 R6 S5 T8 U3 V1 W1 X10 \
                    Y13 Z7";
    let mut table = String::new();
    for section in sections.split_whitespace() {
        let (letter, count) = section.split_at(1);
        for number in 1..=count.parse().unwrap() {
            let number: usize = number;
            let id = format!("| {letter}{number} |");
            if !given.iter().any(|row| row.starts_with(&id)) {
                table += &format!("{id} what | | | why not |\n");
            }
        }
    }
    format!("{}\n{table}", given.join("\n"))
}

const FILTER_TESTS: (&str, &str) = (
    "crates/scim/tests/it/filter/parse.rs",
    "#[test]\nfn filters_are_parsed() {}\n",
);

#[test]
fn the_conformance_table_has_every_requirement_once() {
    let whole = conformance(&[]);
    clean(&[("docs/conformance.md", &whole)]);
    assert_eq!(
        whole.lines().filter(|line| line.starts_with('|')).count(),
        214
    );
    let lacking = whole.replace("| M19 |", "| x |").replace("| Q1 |", "| y |");
    assert_eq!(
        report(&[("docs/conformance.md", &lacking)]),
        [
            "docs/conformance.md: M19 has no row",
            "docs/conformance.md: Q1 has no row"
        ]
    );
    let again = conformance(&["| A1 | what | | | why |", "| A1 | what | | | why |"]);
    assert_eq!(
        report(&[("docs/conformance.md", &again)]),
        ["docs/conformance.md:2: A1 is there again; one row says all of it"]
    );
    let unknown = conformance(&["| A20 | what | | | why |", "| id | what | | | |"]);
    assert_eq!(
        report(&[("docs/conformance.md", &unknown)]),
        ["docs/conformance.md:1: \"A20\" is no requirement of the list"]
    );
}

#[test]
fn a_row_of_the_conformance_table_has_a_test_or_a_reason() {
    for (row, problem) in [
        ("| A1 | what | | | |", "A1 has neither a test nor a reason"),
        (
            "| A1 | what | | `a::b` | |",
            "A1 has neither a test nor a reason",
        ),
        ("| A1 | | | | why |", "A1 does not say what is required"),
        ("| A1 | what | | why |", "the row has 4 cells, not 5"),
        (
            "| A1 | what | `crates/scim/src/nothing.rs` | | why |",
            "there is no \"crates/scim/src/nothing.rs\"",
        ),
    ] {
        let found = report(&[FILTER_TESTS, ("docs/conformance.md", &conformance(&[row]))]);
        assert_eq!(
            found,
            [format!("docs/conformance.md:1: {problem}")],
            "{row}"
        );
    }
    let test = "| A1 | what | `crates/scim/tests` | `scim::filter::parse::filters_are_parsed` | |";
    clean(&[FILTER_TESTS, ("docs/conformance.md", &conformance(&[test]))]);
}

#[test]
fn tests_that_the_conformance_table_names_exist() {
    for wrong in [
        "scim::filter::parse::filters_are_lost",
        // In another module of the same crate.
        "scim::path::filters_are_parsed",
        "scim::filters_are_parsed",
    ] {
        let row = format!("| F1 | what | | `{wrong}` | `a::b` |");
        assert_eq!(
            report(&[FILTER_TESTS, ("docs/conformance.md", &conformance(&[&row]))]),
            [format!(
                "docs/conformance.md:1: there is no test \"{wrong}\""
            )]
        );
    }
}
