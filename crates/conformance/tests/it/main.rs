//! The tests.

