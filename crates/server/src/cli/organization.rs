use clap::{Args, Subcommand};
use domain::limits::{ADMINISTRATOR_TOKEN_SECONDS, MANAGEMENT_PAGE_MAX};
use domain::management::FirstAdministrator;
use domain::page::PageRequest;
use domain::time::MICROS_PER_SECOND;
use serde_json::{Value, json};

use super::format::Format;
use super::output;
use crate::config::{StoreArguments, StoreSettings};
use crate::instance;

/// `muster organization`.
#[derive(Args, Debug)]
pub(super) struct Organization {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create an organization with its first administrator, and print that one's token
    Create(Create),
    /// List all organizations
    List(List),
}

#[derive(Args, Debug)]
struct Create {
    #[command(flatten)]
    store: StoreArguments,
    /// The name of the organization, at least three characters
    #[arg(long)]
    name: String,
    /// The name of its administrator
    #[arg(long, value_name = "NAME", default_value = "Administrator")]
    administrator_name: String,
    /// The e-mail address of its administrator
    #[arg(long, value_name = "EMAIL", default_value = "")]
    administrator_email: String,
    /// How to print the credentials
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args, Debug)]
struct List {
    #[command(flatten)]
    store: StoreArguments,
    /// How to print the list
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Organization {
    pub(super) async fn run(self) -> Result<(), String> {
        match self.command {
            Command::Create(command) => command.run().await,
            Command::List(command) => command.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), String> {
        let muster = instance::open(&StoreSettings::resolve(&self.store)?).await?;
        let administrator = FirstAdministrator {
            name: self.administrator_name,
            email: self.administrator_email,
        };
        let lifetime = ADMINISTRATOR_TOKEN_SECONDS * MICROS_PER_SECOND;
        let made = muster
            .command_line_create_organization(&self.name, &administrator, lifetime)
            .await
            .map_err(|error| format!("the organization was not created: {error}"))?;
        let id = made.organization.id.to_string();
        let user = made
            .administrator
            .map(|user| user.id.to_string())
            .unwrap_or_default();
        let token = made
            .token
            .as_ref()
            .map(domain::secret::Secret::expose)
            .unwrap_or_default();
        output::fields(
            self.format,
            &[
                ("organizationId", "organization", &id),
                ("userId", "administrator", &user),
                ("token", "administrator's token", token),
            ],
        )
    }
}

impl List {
    async fn run(self) -> Result<(), String> {
        let muster = instance::open(&StoreSettings::resolve(&self.store)?).await?;
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let request = PageRequest {
                size: MANAGEMENT_PAGE_MAX,
                after,
            };
            let page = muster
                .command_line_organizations(request)
                .await
                .map_err(|error| format!("the organizations cannot be listed: {error}"))?;
            all.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let text = match self.format {
            Format::Json => {
                let organizations: Vec<Value> = all
                    .iter()
                    .map(|one| json!({ "id": one.id.to_string(), "name": one.name }))
                    .collect();
                format!("{}\n", json!({ "organizations": organizations }))
            }
            // Escaped: a name may hold control characters that would steer the terminal.
            Format::Text => all
                .iter()
                .map(|one| format!("{}  {}\n", one.id, one.name.escape_debug()))
                .collect(),
        };
        output::say(&text)
    }
}
