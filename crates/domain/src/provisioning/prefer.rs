//! What a client prefers (RFC 7240).

/// How much a client wants to see of a resource that it has written (RFC 7240 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnPreference {
    /// The resource.
    Representation,
    /// Nothing but that it was done.
    Minimal,
}

/// The preferences of a request that Muster follows. Others are ignored (RFC 7240 §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefer {
    /// What the answer to a write should show.
    pub returns: Option<ReturnPreference>,
    /// Whether the request asks to be read by the RFCs alone, without tolerance
    /// (RFC 7240 §4.4 `handling=strict`).
    pub strict: bool,
}
