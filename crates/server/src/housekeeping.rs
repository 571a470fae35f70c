//! What Muster does on its own when the time for it has come.

use std::sync::Arc;

use domain::{Muster, limits};
use tokio::time::MissedTickBehavior;

/// Looks for what is due, every so often. Any number of processes may do so on one store.
pub async fn keep_house(muster: Arc<Muster>) {
    let mut interval = tokio::time::interval(limits::HOUSEKEEPING_INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        match muster.purge_deleted_users().await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!("{count} users who left 30 days ago cannot be restored now")
            }
            Err(error) => tracing::warn!("users who have left were not forgotten: {error}"),
        }
        match muster.recheck_domains().await {
            Ok(0) => {}
            Ok(count) => {
                tracing::warn!("{count} domains are no longer verified: their TXT records are gone")
            }
            Err(error) => tracing::warn!("verified domains were not looked up again: {error}"),
        }
    }
}
