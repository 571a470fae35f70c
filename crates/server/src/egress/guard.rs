use std::net::IpAddr;

use ipnet::IpNet;

use super::{Allowance, Purpose, is_public};

/// The one port that needs no allowance.
const HTTPS: u16 = 443;

/// Where requests for one purpose may go.
#[derive(Clone, Debug)]
pub struct Guard {
    allowed: Vec<IpNet>,
}

impl Guard {
    /// The guard of a purpose.
    pub fn new(purpose: Purpose, allowances: &[Allowance]) -> Self {
        let of_purpose = allowances
            .iter()
            .filter(|allowance| allowance.purpose == purpose);
        Self {
            allowed: of_purpose.map(|allowance| allowance.range).collect(),
        }
    }

    /// Whether a request may go there: to port 443 of a public address, or to any port of one that
    /// the operator allows.
    pub fn admits(&self, address: IpAddr, port: u16) -> bool {
        // An allowance of 10.0.0.0/8 means ::ffff:10.0.0.1 too: the same machine (RFC 4291
        // §2.5.5.2).
        let canonical = address.to_canonical();
        self.allowed.iter().any(|range| range.contains(&canonical))
            || (port == HTTPS && is_public(address))
    }
}
