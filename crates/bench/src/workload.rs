//! What is measured.

/// The groups of a directory that is large enough for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupSize {
    /// At most 100 members: up to this size a PATCH is answered with the group.
    Small,
    /// 10,000 members.
    Large,
    /// 100,000 members.
    Huge,
}

impl GroupSize {
    /// All, smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Large, Self::Huge];

    /// How many members it has at most, as the tables say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "100",
            Self::Large => "10,000",
            Self::Huge => "100,000",
        }
    }
}

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
    /// 100 users by index, anywhere in the middle half.
    MiddlePage,
    /// The 100 users after the first 100, by cursor.
    CursorPage,
    /// PATCH that adds a member to a group, then one that removes it.
    Member(GroupSize),
    /// GET of a group without its members.
    Group(GroupSize),
    /// GET of the groups that have a member, without their members; who is asked for is in the
    /// small group alone, or in the huge one alone.
    GroupsOf(GroupSize),
}

impl Workload {
    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> String {
        let name = match self {
            Self::FloorInsert => "floor: durable insert",
            Self::FloorRead => "floor: indexed read",
            Self::FloorUpdate => "floor: durable update",
            Self::Create => "create a user",
            Self::Get => "get a user by id",
            Self::Filter => "filter userName eq",
            Self::PatchActive => "PATCH active",
            Self::FirstPage => "first page of 100",
            Self::LastPage => "last page of 100",
            Self::MiddlePage => "page of 100 in the middle",
            Self::CursorPage => "page of 100 by cursor",
            Self::Member(size) => return format!("add/remove 1 of {} members", size.name()),
            Self::Group(size) => return format!("get a group of {}, no members", size.name()),
            Self::GroupsOf(size) => {
                return format!("filter members.value eq, 1 of {}", size.name());
            }
        };
        name.to_owned()
    }

    /// The workload of the floor that this one is compared with: the same kind of access to the
    /// disk. Nothing of the floor compares with a page.
    #[must_use]
    pub fn floor(self) -> Option<Self> {
        match self {
            Self::Create => Some(Self::FloorInsert),
            Self::Get | Self::Filter | Self::Group(_) | Self::GroupsOf(_) => Some(Self::FloorRead),
            Self::PatchActive | Self::Member(_) => Some(Self::FloorUpdate),
            Self::FirstPage | Self::LastPage | Self::MiddlePage | Self::CursorPage => None,
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
