use domain::resource::{Position, StoredResource};

/// What a query has found so far.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// How many results are still before the page.
    pub(super) skip: u64,
    /// How many resources the page still takes.
    pub(super) room: u64,
    /// How many results there are in all, if that is known.
    pub(super) total: Option<u64>,
    /// The page, each resource with its place among the results.
    pub(super) entries: Vec<(StoredResource, Position)>,
    /// After which place the next page begins; `None` when nothing is behind this one.
    pub(super) next: Option<Position>,
}

impl Page {
    /// An empty page for that many resources, after that many results.
    pub(super) fn new(skip: u64, room: u32) -> Self {
        Self {
            skip,
            room: u64::from(room),
            ..Self::default()
        }
    }

    /// Counts results that are not offered one by one; returns how many of them lie before the
    /// page.
    pub(super) fn advance(&mut self, results: u64) -> u64 {
        self.total = Some(self.total.unwrap_or(0) + results);
        let skip = self.skip;
        self.skip = self.skip.saturating_sub(results);
        skip
    }

    /// Puts results on the page.
    pub(super) fn take(&mut self, entries: Vec<(StoredResource, Position)>) {
        let taken = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        self.room = self.room.saturating_sub(taken);
        self.entries.extend(entries);
    }

    /// Takes a result if it lies on the page.
    pub(super) fn offer(&mut self, stored: StoredResource, position: Position) {
        let before = self.advance(1) > 0;
        if !before && self.room > 0 {
            self.take(vec![(stored, position)]);
        }
    }

    /// Puts results on the page that were asked for with one more than there is room for: if that
    /// one came, there is another page.
    pub(super) fn end(&mut self, mut entries: Vec<(StoredResource, Position)>) {
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        let more = entries.len() > room;
        entries.truncate(room);
        self.take(entries);
        if more {
            // Perhaps the last of the list before: this one may have begun with no room left.
            self.next = self.entries.last().map(|(_, position)| position.clone());
        }
    }
}
