//! What is measured.

/// What clients do, over and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Workload {
    /// Floor: one row, committed.
    FloorInsert,
    /// Floor: one row by its unique name.
    FloorRead,
    /// Floor: the same row replaced, committed.
    FloorUpdate,
    /// POST of a new user.
    Create,
    /// GET of a user by id.
    Get,
    /// GET of the users with a `userName`.
    Filter,
    /// PATCH of a user's `active`, to what it is not.
    PatchActive,
    /// The first 100 users.
    FirstPage,
    /// The last 100 users.
    LastPage,
    /// PATCH that adds a member to a group of at most 100, then one that removes it.
    SmallGroup,
    /// The same in a group of 10,000.
    LargeGroup,
}

impl Workload {
    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FloorInsert => "floor: durable insert",
            Self::FloorRead => "floor: indexed read",
            Self::FloorUpdate => "floor: durable update",
            Self::Create => "create a user",
            Self::Get => "get a user by id",
            Self::Filter => "filter userName eq",
            Self::PatchActive => "PATCH active",
            Self::FirstPage => "first page of 100",
            Self::LastPage => "last page of 100",
            Self::SmallGroup => "add/remove 1 of 100 members",
            Self::LargeGroup => "add/remove 1 of 10,000 members",
        }
    }

    /// The workload of the floor that this one is compared with: the same kind of access to the
    /// disk. Nothing of the floor compares with a page.
    #[must_use]
    pub fn floor(self) -> Option<Self> {
        match self {
            Self::Create => Some(Self::FloorInsert),
            Self::Get | Self::Filter => Some(Self::FloorRead),
            Self::PatchActive | Self::SmallGroup | Self::LargeGroup => Some(Self::FloorUpdate),
            Self::FirstPage | Self::LastPage => None,
            Self::FloorInsert | Self::FloorRead | Self::FloorUpdate => None,
        }
    }

    /// Whether it runs on the floor.
    #[must_use]
    pub fn is_floor(self) -> bool {
        matches!(
            self,
            Self::FloorInsert | Self::FloorRead | Self::FloorUpdate
        )
    }
}
