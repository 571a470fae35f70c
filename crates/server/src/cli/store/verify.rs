use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use storage::{OrganizationReport, StoreFault, StoreReport, StoreUrl};

use crate::cli::format::Format;
use crate::cli::output;
use crate::config::{StoreArguments, StoreSettings};

/// `muster store verify`.
#[derive(Args, Debug)]
pub(super) struct Verify {
    #[command(flatten)]
    store: StoreArguments,
    /// Tell also how many rows each table has of each organization, and their SHA-256, by which two
    /// stores are compared
    #[arg(long)]
    digests: bool,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Verify {
    /// 0 if the store is sound, 1 if it is not or cannot be read.
    pub(super) async fn run(self) -> Result<ExitCode, String> {
        let store = StoreSettings::resolve(&self.store)?.store;
        let mut organizations = Vec::new();
        let mut printed = Ok(());
        let report = storage::verify(&store, &mut |found| match self.format {
            Format::Json => organizations.push(organization_json(found)),
            Format::Text => {
                if printed.is_ok() {
                    printed = output::say(&organization_text(found));
                }
                organizations.push(json!({ "id": found.id.to_string() }));
            }
        })
        .await
        .map_err(|error| error.to_string())?;
        printed?;
        if self.digests {
            add_digests(&store, &mut organizations).await?;
        }
        output::say(&match self.format {
            Format::Json => format!("{}\n", report_json(&report, organizations)),
            Format::Text => report_text(&report, &organizations),
        })?;
        Ok(if report.is_sound() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Adds to each organization what its tables have.
async fn add_digests(store: &StoreUrl, organizations: &mut [Value]) -> Result<(), String> {
    for organization in organizations {
        let id = organization.get("id").and_then(Value::as_str);
        let Some(id) = id.and_then(domain::id::OrganizationId::parse) else {
            continue;
        };
        let digests = storage::digests(store, id)
            .await
            .map_err(|error| error.to_string())?;
        let tables: Vec<_> = digests
            .iter()
            .map(|one| json!({ "table": one.table, "rows": one.rows, "sha256": one.hex() }))
            .collect();
        if let Some(members) = organization.as_object_mut() {
            members.insert("tables".to_owned(), tables.into());
        }
    }
    Ok(())
}

fn organization_text(found: &OrganizationReport) -> String {
    let verdict = match found.fault_count() {
        0 => "sound".to_owned(),
        1 => "1 fault".to_owned(),
        count => format!("{count} faults"),
    };
    let mut text = format!(
        "{}  {} events, {} users, {} resources, {} members: {verdict}\n",
        found.id, found.events, found.users, found.resources, found.members
    );
    text.extend(found.faults.iter().map(fault_text));
    if found.unlisted > 0 {
        text += &format!("    and {} faults more of these kinds\n", found.unlisted);
    }
    text
}

/// Escaped: what a store holds may have control characters that would steer the terminal.
fn fault_text(fault: &StoreFault) -> String {
    format!(
        "  {}: {}\n    What to do: {}.\n",
        fault.place,
        fault.problem.escape_debug(),
        fault.advice
    )
}

fn report_text(report: &StoreReport, organizations: &[Value]) -> String {
    let mut text = String::new();
    for organization in organizations {
        let tables = organization.get("tables").and_then(Value::as_array);
        for table in tables.into_iter().flatten() {
            let part = |name: &str| table.get(name).and_then(Value::as_str).unwrap_or_default();
            let id = organization.get("id").and_then(Value::as_str);
            let rows = table.get("rows").and_then(Value::as_u64);
            text += &format!(
                "{}  {:<22} {:>9} rows  {}\n",
                id.unwrap_or_default(),
                part("table"),
                rows.unwrap_or_default(),
                part("sha256")
            );
        }
    }
    text.extend(report.faults.iter().map(fault_text));
    text += &match report.fault_count {
        0 => format!(
            "The store is sound. Organizations: {}\n",
            report.organizations
        ),
        count => format!(
            "Faults: {count}. Organizations: {}. Do not go on writing to the store before the \
             faults are understood\n",
            report.organizations
        ),
    };
    text
}

fn organization_json(found: &OrganizationReport) -> Value {
    json!({
        "id": found.id.to_string(),
        "events": found.events,
        "users": found.users,
        "resources": found.resources,
        "members": found.members,
        "faults": faults_json(&found.faults),
        "unlistedFaults": found.unlisted,
    })
}

fn report_json(report: &StoreReport, organizations: Vec<Value>) -> Value {
    json!({
        "sound": report.is_sound(),
        "faultCount": report.fault_count,
        "faults": faults_json(&report.faults),
        "organizations": organizations,
    })
}

fn faults_json(faults: &[StoreFault]) -> Vec<Value> {
    faults
        .iter()
        .map(|fault| {
            json!({ "place": fault.place, "problem": fault.problem, "whatToDo": fault.advice })
        })
        .collect()
}
