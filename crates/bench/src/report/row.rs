//! A row of the main table.

use serde::Serialize;

use crate::figures::Figures;

/// One workload at one size.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What the clients did.
    pub workload: String,
    /// How many did it.
    pub clients: usize,
    /// What came of it.
    pub figures: Figures,
    /// Requests per second as a part of the floor's; none for the floor itself.
    pub speed_of_floor: Option<f64>,
    /// Processor time per request as a multiple of the floor's.
    pub cpu_of_floor: Option<f64>,
}

impl Row {
    /// A row with its ratios to the floor.
    #[must_use]
    pub fn new(workload: &str, clients: usize, figures: Figures, floor: Option<&Figures>) -> Self {
        let ratio = |of: fn(&Figures) -> f64| {
            let floor = of(floor?);
            (floor > 0.0).then(|| of(&figures) / floor)
        };
        Self {
            workload: workload.to_owned(),
            clients,
            figures,
            speed_of_floor: ratio(|figures| figures.requests_per_second),
            cpu_of_floor: ratio(|figures| figures.cpu_ms),
        }
    }
    /// Whether both are the same workload of as many clients.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.workload == other.workload && self.clients == other.clients
    }
}
