//! How a verb of the port runs a noun's function: what would otherwise be written forty times.

/// Runs a noun's function on one snapshot.
macro_rules! read {
    ($self:ident, |$connection:ident| $body:expr) => {
        $self
            .engine
            .read(|$connection| $crate::sqlite::now($body))
            .await
    };
}

/// The same for a function of one statement.
macro_rules! read_statement {
    ($self:ident, |$connection:ident| $body:expr) => {
        $self
            .engine
            .read_statement(|$connection| $crate::sqlite::now($body))
            .await
    };
}

/// The same for a function that may take long.
macro_rules! read_apart {
    ($self:ident, $is_long:expr, |$connection:ident| $body:expr) => {
        $self
            .engine
            .read_apart($is_long, move |$connection| $crate::sqlite::now($body))
            .await
    };
}

/// Runs a noun's function in a transaction.
macro_rules! write {
    ($self:ident, |$connection:ident| $body:expr) => {
        $self
            .engine
            .write(move |$connection| $crate::sqlite::now($body))
            .await
    };
}

pub(crate) use {read, read_apart, read_statement, write};
