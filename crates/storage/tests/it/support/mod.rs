//! What the tests stand on: engines, a world with two organizations, repeatable time and chance.

mod badge;
mod captured;
mod engine;
mod sources;
mod statements_of;
mod tape;
mod world;

pub(crate) use badge::{badge_schema, badge_type};
pub(crate) use captured::{Captured, captured_statements};
pub(crate) use engine::{ENGINES, Engine, Site, sqlite};
pub(crate) use sources::{Seeded, TestClock};
pub(crate) use statements_of::statements_of;
pub(crate) use tape::{Tape, tape};
pub(crate) use world::{Place, World, everything, no_load, render_none, run};
