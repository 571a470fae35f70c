//! Makes distributed tables of the tables of a store on a Citus cluster (12.1).

use tokio_postgres::Client;

use super::Snapshot;
use super::connect::Connector;
use super::failure::describe;
use super::first_value::first_value;
use crate::open_error::OpenError;
use crate::postgres::PostgresUrl;
use crate::verify::TABLES;

/// On every machine, since they are read before the organization is known.
const REFERENCE: [&str; 2] = ["instance", "credentials"];

/// The foreign keys of the schema: a table of one machine and a distributed one cannot refer to each
/// other, so they go while the tables are distributed.
const FOREIGN_KEYS: [(&str, &str, &str); 11] = [
    ("feed_heads", "organization_id", "organizations (id)"),
    (
        "sso_configurations",
        "organization_id",
        "organizations (id)",
    ),
    (
        "scim_configurations",
        "organization_id",
        "organizations (id)",
    ),
    (
        "scim_configurations",
        "organization_id, sso_configuration_id",
        "sso_configurations (organization_id, id)",
    ),
    ("users", "organization_id", "organizations (id)"),
    ("custom_types", "organization_id", "organizations (id)"),
    ("oauth_clients", "organization_id", "organizations (id)"),
    ("trusted_issuers", "organization_id", "organizations (id)"),
    ("local_groups", "organization_id", "organizations (id)"),
    ("service_accounts", "organization_id", "organizations (id)"),
    ("role_assignments", "organization_id", "organizations (id)"),
];

/// Distributes what is not distributed yet.
pub(crate) async fn distribute(
    url: &PostgresUrl,
    observe: &mut dyn FnMut(&'static str),
) -> Result<(), OpenError> {
    // The schema must be there and current.
    drop(Snapshot::open(url).await?);
    let session = Connector::new(url)?.connect().await?;
    let cluster = Cluster {
        client: &session.client,
        store: url.to_string(),
    };
    if cluster
        .value("SELECT extversion FROM pg_extension WHERE extname = 'citus'")
        .await?
        .is_none()
    {
        let reason = "its database has no extension citus; run CREATE EXTENSION citus on every \
                      machine of the cluster, and name its coordinator";
        return Err(cluster.failed(reason.to_owned()));
    }
    // Rows move between machines as long as it takes.
    cluster.run("SET statement_timeout = 0").await?;
    cluster.run("SET lock_timeout = 0").await?;
    for (table, columns, _) in FOREIGN_KEYS {
        if !cluster.is_distributed(table).await? {
            let name = constraint(table, columns);
            let sql = format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}");
            cluster.run(&sql).await?;
        }
    }
    for table in REFERENCE {
        if !cluster.is_distributed(table).await? {
            let sql = format!("SELECT create_reference_table('{table}')");
            cluster.run(&sql).await?;
        }
        observe(table);
    }
    for table in TABLES
        .iter()
        .filter(|table| !REFERENCE.contains(&table.name))
    {
        let (name, owner) = (table.name, table.owner);
        if !cluster.is_distributed(name).await? {
            // The first of them is what the others are put beside.
            let beside = if owner == "id" {
                "none"
            } else {
                "organizations"
            };
            let sql = format!(
                "SELECT create_distributed_table('{name}', '{owner}', colocate_with => '{beside}')"
            );
            cluster.run(&sql).await?;
        }
        observe(name);
    }
    for (table, columns, to) in FOREIGN_KEYS {
        let name = constraint(table, columns);
        let there = format!(
            "SELECT 1 FROM pg_constraint WHERE conrelid = '{table}'::regclass \
             AND conname = '{name}'"
        );
        if cluster.value(&there).await?.is_none() {
            let sql = format!(
                "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {to}"
            );
            cluster.run(&sql).await?;
        }
    }
    Ok(())
}

/// The name that PostgreSQL gives a foreign key.
fn constraint(table: &str, columns: &str) -> String {
    format!("{table}_{}_fkey", columns.replace(", ", "_"))
}

struct Cluster<'a> {
    client: &'a Client,
    store: String,
}

impl Cluster<'_> {
    async fn is_distributed(&self, table: &str) -> Result<bool, OpenError> {
        let sql =
            format!("SELECT 1 FROM pg_dist_partition WHERE logicalrelid = '{table}'::regclass");
        Ok(self.value(&sql).await?.is_some())
    }

    async fn run(&self, sql: &str) -> Result<(), OpenError> {
        let ran = self.client.batch_execute(sql).await;
        ran.map_err(|error| self.failed(format!("{}, after {sql}", describe(&error))))
    }

    async fn value(&self, sql: &str) -> Result<Option<String>, OpenError> {
        let found = first_value(self.client, sql).await;
        found.map_err(|error| self.failed(describe(&error)))
    }

    fn failed(&self, reason: String) -> OpenError {
        OpenError::Failed {
            store: self.store.clone(),
            reason,
        }
    }
}
