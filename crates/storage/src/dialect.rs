//! The few words in which the engines differ.

/// How an engine writes what every statement cannot be written alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A truth value. SQLite knows `FALSE` too, but does not see that a partial index on `0` serves
    /// a condition on it.
    pub(crate) fn boolean(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Sqlite, false) => "0",
            (Self::Sqlite, true) => "1",
            (Self::Postgres, false) => "FALSE",
            (Self::Postgres, true) => "TRUE",
        }
    }

    /// The statement whose one value says whether there is a table of this name.
    pub(crate) fn has_table(self, name: &str) -> String {
        match self {
            Self::Sqlite => {
                format!("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '{name}')")
            }
            Self::Postgres => format!("SELECT to_regclass('{name}') IS NOT NULL"),
        }
    }
}
