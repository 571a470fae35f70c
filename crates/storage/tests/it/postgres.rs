//! What is promised of PostgreSQL alone.

mod distribute;
mod faults;
mod opening;
mod pooler;
mod schema;
mod serializable;
mod statements;
mod tls;
mod urls;
