//! A server on a store of its own, with writers.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use throwaway::Cluster;

use crate::breakage::Place;
use crate::muster::Muster;
use crate::scim_client::ScimClient;
use crate::tally::Tally;
use crate::{Audit, Failure, Fault, Writer, round};

/// How many write at the same time.
pub const WRITERS: usize = 16;
/// Organizations, and SCIM configurations of each.
const ORGANIZATIONS: usize = 2;
const CONFIGURATIONS: usize = 2;

/// The server, whoever writes to it, and what watches it; all gone when it is dropped.
pub struct Site {
    // In the order in which they are dropped: the server before its store and its folder.
    pub(crate) muster: Muster,
    pub(crate) place: Place,
    pub(crate) writers: Vec<Writer>,
    pub(crate) audit: Audit,
    pub(crate) fault: Fault,
    _folder: TempDir,
}

impl Site {
    /// Makes a store where this fault can happen and serves it.
    ///
    /// # Errors
    /// When anything does not start.
    pub fn start(fault: Fault, binary: &Path) -> Result<Self, Failure> {
        // The server runs in a folder of its own.
        let binary = binary.canonicalize();
        let binary = &binary.map_err(Failure::of("the muster binary"))?;
        let folder = tempfile::tempdir().map_err(Failure::of("a temporary folder"))?;
        let place = Place::of(fault)?;
        let (store, direct) = place.urls(folder.path());
        let credentials = Muster::init(binary, folder.path(), &store)?;
        let muster = Muster::serve(binary, folder.path(), &store)?;
        let mut organizations = Vec::new();
        let mut clients = Vec::new();
        for number in 0..ORGANIZATIONS {
            let mut made = credentials.clone();
            if number > 0 {
                let operator = management(&muster.url, &credentials, "operatorKey");
                let path = "/muster.v1.OperatorService/CreateOrganization";
                let body = json!({ "name": format!("Chaos {number}") });
                made = operator.succeed("POST", path, &body)?.body;
            }
            let management = management(&muster.url, &made, "token");
            let mut ids = Vec::new();
            for configuration in 0..CONFIGURATIONS {
                let domain = format!("d{configuration}.example.com");
                let made = configure(&management, text(&made, "organizationId"), &domain)?;
                let (id, token) = made;
                let base = format!("{}/scim/v2/{id}", muster.url);
                clients.push(ScimClient::new(base, token));
                ids.push(id);
            }
            organizations.push((text(&made, "organizationId").to_owned(), ids));
        }
        let clients = clients.iter().cycle().take(WRITERS).cloned().enumerate();
        let writers = clients.map(|(number, client)| Writer::new(client, number));
        Ok(Self {
            writers: writers.collect::<Result<_, _>>()?,
            audit: Audit::new(&direct, &organizations)?,
            muster,
            place,
            fault,
            _folder: folder,
        })
    }

    /// Compares once, while nobody writes; how many writes are lost, of how many a part is there,
    /// and all that is wrong in sentences.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn examine(&mut self) -> Result<(u64, u64, Vec<String>), Failure> {
        let tally = Tally::default();
        round::compare(self, &tally)?;
        Ok((tally.lost(), tally.halves(), tally.wrong()))
    }

    /// The cluster with the store, if it is on one alone.
    #[must_use]
    pub fn cluster(&self) -> Option<&Cluster> {
        match &self.place {
            Place::Cluster(cluster) | Place::Behind(cluster, _) => Some(cluster),
            Place::File | Place::Pair(_) => None,
        }
    }
}

fn management(url: &str, credentials: &Value, token: &str) -> ScimClient {
    ScimClient::new(format!("{url}/api"), text(credentials, token).to_owned())
}

/// Makes an SSO and a SCIM configuration; the identifier and the token of the latter.
fn configure(
    management: &ScimClient,
    organization: &str,
    domain: &str,
) -> Result<(String, String), Failure> {
    let service = "/gitpod.v1.OrganizationService";
    let body = json!({
        "organizationId": organization,
        "clientId": "client",
        "clientSecret": "secret",
        "issuerUrl": format!("https://{domain}"),
        "emailDomains": [domain],
    });
    let path = format!("{service}/CreateSSOConfiguration");
    let sso = management.succeed("POST", &path, &body)?;
    let body = json!({
        "organizationId": organization,
        "ssoConfigurationId": sso.text("/ssoConfiguration/id"),
    });
    let path = format!("{service}/CreateSCIMConfiguration");
    let made = management.succeed("POST", &path, &body)?;
    Ok((made.text("/scimConfiguration/id"), made.text("/token")))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
