//! What the profiles make of one request (checklist sections C, M and X).

mod coercions;
mod interop;
