/// Something in a store that is not as Muster writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFault {
    /// The table that it is about; `file` for what the engine says of its own files.
    pub place: &'static str,
    /// What is wrong, in a sentence.
    pub problem: String,
    /// What to do about it.
    pub advice: &'static str,
}
