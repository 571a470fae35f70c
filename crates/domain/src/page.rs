//! Pages of the management API's lists.

/// Which page of a list.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Most items.
    pub size: u32,
    /// Where the previous page ended; opaque text from [`Page::next`].
    pub after: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<String>,
}
