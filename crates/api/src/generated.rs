//! What `build/main.rs` generated from the `.proto` files.
#![allow(missing_docs, unreachable_pub, unexpected_cfgs, clippy::all)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines
)]
#![allow(clippy::indexing_slicing, clippy::todo, clippy::unimplemented)]

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
