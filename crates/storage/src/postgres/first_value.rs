//! Small questions to a server, outside of any store.

use tokio_postgres::{Client, SimpleQueryMessage};

/// The first value of the first row that a statement yields, as text.
pub(super) async fn first_value(
    client: &Client,
    sql: &str,
) -> Result<Option<String>, tokio_postgres::Error> {
    let messages = client.simple_query(sql).await?;
    Ok(messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}
