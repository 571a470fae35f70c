//! One thing that is wrong, with the evidence.

use serde::{Deserialize, Serialize};

use crate::exchange::{Exchange, Received, Sent};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// A MUST is violated.
    Failure,
    /// A SHOULD is violated, or identity providers are known to stumble over it.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// The exchanges that show it, in order.
    pub evidence: Vec<Evidence>,
}

/// An exchange as a report shows it: bodies cut short, the token nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What was sent.
    pub sent: Sent,
    /// What came back.
    pub received: Received,
}

impl From<&Exchange> for Evidence {
    fn from(exchange: &Exchange) -> Self {
        let (sent, received) = exchange.excerpt();
        Self { sent, received }
    }
}
