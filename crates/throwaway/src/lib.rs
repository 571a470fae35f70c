//! A PostgreSQL cluster for tests: made in a folder of its own, started on a free port, and gone
//! when the process that started it is, however that ends.
//!
//! Its databases sort by the rules of a language, so that a column whose order matters and that
//! leaves it to the database is found out.

mod binaries;
mod cluster;
mod database;
mod held;
mod problem;
mod watch;

pub use cluster::Cluster;
pub use database::{Database, Rows};
pub use held::Held;
pub use problem::Problem;
