//! The log: lines on stderr, as text for people or as JSON for machines.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// What is logged unless the operator says otherwise: of the requests those that were refused, that
/// failed, or that may have changed something.
pub const DEFAULT_LEVEL: &str = "info";

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Starts logging. `level` has the syntax of tracing's `EnvFilter`: `debug`, or
/// `info,muster::access=debug` to see every request.
///
/// # Errors
/// What is wrong with `level`.
pub fn start(format: LogFormat, level: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(level)
        .map_err(|error| format!("the log level {level:?} cannot be understood: {error}"))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
    };
    started.map_err(|error| format!("logging cannot be started: {error}"))?;
    std::panic::set_hook(Box::new(|panic| {
        // The place, never the message: it may contain what a client sent.
        match panic.location() {
            Some(place) => tracing::error!(file = place.file(), line = place.line(), "panic"),
            None => tracing::error!("panic"),
        }
    }));
    Ok(())
}
