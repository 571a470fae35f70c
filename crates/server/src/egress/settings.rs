use std::path::Path;

use reqwest::Certificate;

use super::Allowance;

/// What the operator says about requests to other servers.
#[derive(Clone, Debug, Default)]
pub struct EgressSettings {
    /// Addresses that are allowed beside the public ones.
    pub allowances: Vec<Allowance>,
    /// Root certificates beside those of the system.
    pub roots: Vec<Certificate>,
}

impl EgressSettings {
    /// Reads the settings.
    ///
    /// # Errors
    /// One sentence about what cannot be read or understood.
    pub fn read(allowances: &[String], roots: Option<&Path>) -> Result<Self, String> {
        Ok(Self {
            allowances: allowances
                .iter()
                .map(|text| text.parse())
                .collect::<Result<_, _>>()?,
            roots: roots.map_or_else(|| Ok(Vec::new()), read_roots)?,
        })
    }
}

fn read_roots(path: &Path) -> Result<Vec<Certificate>, String> {
    let refuse = |problem: String| {
        format!(
            "the root certificates in {}: {problem}; name a file with certificates in PEM",
            path.display()
        )
    };
    let text = std::fs::read(path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let roots = Certificate::from_pem_bundle(&text)
        .map_err(|error| refuse(format!("cannot be understood: {error}")))?;
    if roots.is_empty() {
        return Err(refuse("there are none".to_owned()));
    }
    Ok(roots)
}
