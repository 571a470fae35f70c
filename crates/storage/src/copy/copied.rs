/// What a finished copy came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Whether it went on from an interrupted one.
    pub is_resumed: bool,
    /// Whether a server served the SQLite source: what it wrote after the copy had begun is not in
    /// the copy. On PostgreSQL nobody can tell.
    pub source_is_served: bool,
    /// How many organizations both stores have.
    pub organizations: u64,
    /// How many rows were copied this time.
    pub rows: u64,
}
