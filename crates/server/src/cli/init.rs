use clap::Args;
use domain::management::FirstAdministrator;

use super::format::Format;
use super::output;
use crate::config::{StoreArguments, StoreSettings};
use crate::instance;

/// `muster init`.
#[derive(Args, Debug)]
pub(super) struct Init {
    #[command(flatten)]
    store: StoreArguments,
    /// The name of the first organization, at least three characters
    #[arg(long, value_name = "NAME")]
    organization: String,
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

impl Init {
    pub(super) async fn run(self) -> Result<(), String> {
        let settings = StoreSettings::resolve(&self.store)?;
        let administrator = FirstAdministrator {
            name: self.administrator_name,
            email: self.administrator_email,
        };
        let made = instance::initialize(&settings, &self.organization, &administrator).await?;
        output::fields(
            self.format,
            &[
                (
                    "organizationId",
                    "organization",
                    &made.organization_id.to_string(),
                ),
                ("userId", "administrator", &made.user_id.to_string()),
                ("token", "administrator's token", made.token.expose()),
                ("operatorKey", "operator key", made.operator_key.expose()),
            ],
        )
    }
}
