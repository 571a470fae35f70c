//! The `buf.validate` rules at run time: the build script writes one [`Validate`] implementation
//! per message, which hands each value to a [`Checker`].

mod checker;
mod format;
mod path;
mod pattern;
mod text;
mod violations;

use checker::{Needs, State, StringRules};
use format::Format;
use path::Field;
use pattern::Pattern;

pub use checker::Checker;
pub use violations::Violations;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A message with rules.
pub trait Validate {
    /// Reports every broken rule of this message and of the messages in it to `checker`.
    fn check(&self, checker: &mut Checker);
}

/// Checks a message against the rules of its `.proto` file.
///
/// # Errors
/// All broken rules, in the order of the fields.
pub fn validate(message: &impl Validate) -> Result<(), Violations> {
    let mut checker = Checker::default();
    message.check(&mut checker);
    checker.finish()
}
