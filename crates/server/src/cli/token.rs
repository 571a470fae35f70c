use clap::{Args, Subcommand, ValueEnum};
use domain::id::{OrganizationId, UserId};
use domain::limits::ADMINISTRATOR_TOKEN_SECONDS;
use domain::time::MICROS_PER_SECOND;

use super::format::Format;
use super::output;
use crate::config::{StoreArguments, StoreSettings};
use crate::instance;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// `muster token`.
#[derive(Args, Debug)]
pub(super) struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Issue a token for an administrator, for example when every other one is lost
    Create(Create),
}

/// What a token may do.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Role {
    /// Everything in the organization.
    Admin,
}

#[derive(Args, Debug)]
struct Create {
    #[command(flatten)]
    store: StoreArguments,
    /// The organization's identifier, as `muster organization list` prints it
    #[arg(long, value_name = "ID", value_parser = organization_id)]
    organization: OrganizationId,
    /// The role of the token's user
    #[arg(long, value_enum)]
    role: Role,
    /// The administrator; the one who joined first if none is named
    #[arg(long, value_name = "ID", value_parser = user_id)]
    user: Option<UserId>,
    /// The days until the token expires
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = ADMINISTRATOR_TOKEN_SECONDS / DAY,
        value_parser = clap::value_parser!(i64).range(1..=3_650)
    )]
    valid_for: i64,
    /// How to print the token
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn organization_id(text: &str) -> Result<OrganizationId, String> {
    OrganizationId::parse(text).ok_or_else(|| "it is not a UUID".to_owned())
}

fn user_id(text: &str) -> Result<UserId, String> {
    UserId::parse(text).ok_or_else(|| "it is not a UUID".to_owned())
}

impl Token {
    pub(super) async fn run(self) -> Result<(), String> {
        match self.command {
            Command::Create(command) => command.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), String> {
        let Role::Admin = self.role;
        let muster = instance::open(&StoreSettings::resolve(&self.store)?).await?;
        let lifetime = self
            .valid_for
            .saturating_mul(DAY)
            .saturating_mul(MICROS_PER_SECOND);
        let made = muster
            .command_line_create_administrator_token(
                self.organization,
                self.user,
                "made with muster token create",
                lifetime,
            )
            .await
            .map_err(|error| format!("the token was not created: {error}"))?;
        output::fields(
            self.format,
            &[
                (
                    "organizationId",
                    "organization",
                    &self.organization.to_string(),
                ),
                ("userId", "administrator", &made.user_id.to_string()),
                ("token", "administrator's token", made.token.expose()),
                (
                    "expiresAt",
                    "expires",
                    &scim::datetime::format_micros(made.expires_at.micros()),
                ),
            ],
        )
    }
}
