use domain::id::OrganizationId;

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyProgress {
    /// It knows what there is.
    Begun {
        /// How many organizations the source has.
        organizations: u64,
        /// Whether it goes on from an interrupted copy.
        is_resumed: bool,
    },
    /// Rows are in the target, for good.
    Rows {
        /// Whose they are.
        organization: OrganizationId,
        /// Their table.
        table: &'static str,
        /// How many rows there are by now that were copied this time.
        rows: u64,
    },
    /// All rows of an organization are there.
    Organization(OrganizationId),
    /// They are the same in both stores.
    Compared(OrganizationId),
}
