use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use super::Purpose;

/// Addresses that are not public and that the operator allows for a purpose:
/// `jwks=10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What for.
    pub purpose: Purpose,
    /// Which addresses.
    pub range: IpNet,
}

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = |problem: &str| {
            let purposes = Purpose::ALL.map(Purpose::as_str).join(", ");
            format!(
                "the egress allowance {text:?} {problem}; write a purpose and a range of \
                 addresses, for example jwks=10.0.0.0/8 (purposes: {purposes})"
            )
        };
        let (purpose, range) = text
            .trim()
            .split_once('=')
            .ok_or_else(|| refuse("names no purpose"))?;
        let purpose = Purpose::parse(purpose).ok_or_else(|| refuse("has an unknown purpose"))?;
        // A single address is a range of one.
        let range = range
            .parse::<IpNet>()
            .or_else(|_| range.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| refuse("has no range of addresses"))?;
        Ok(Self { purpose, range })
    }
}
