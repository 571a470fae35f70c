use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use domain::limits::EGRESS_TIME;
use domain::txt_lookup::{TxtFailure, TxtLookup};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;

/// The port of DNS servers.
const DNS_PORT: u16 = 53;

/// Asks the DNS for TXT records: the servers of the system, or the one that the operator names.
/// Nothing is remembered, so that who has just written a record need not wait.
pub struct TxtResolver {
    resolver: Option<TokioResolver>,
}

impl TxtResolver {
    /// Asks this server, or those of the system.
    pub fn new(server: Option<SocketAddr>) -> Self {
        let resolver = resolver(server);
        if let Err(error) = &resolver {
            tracing::warn!("domains cannot be verified, for the DNS cannot be asked: {error}");
        }
        Self {
            resolver: resolver.ok(),
        }
    }
}

fn resolver(server: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match server {
        None => TokioResolver::builder_tokio()?,
        Some(server) => {
            let mut name_server = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut name_server.connections {
                connection.port = server.port();
            }
            let config = ResolverConfig::from_name_servers(vec![name_server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let options = builder.options_mut();
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build()
}

#[async_trait]
impl TxtLookup for TxtResolver {
    async fn texts(&self, name: &str) -> Result<Vec<String>, TxtFailure> {
        let resolver = self.resolver.as_ref().ok_or(TxtFailure::Unreachable)?;
        // With the dot at its end the name is whole, and no domain of this machine is tried below.
        let lookup = resolver.txt_lookup(format!("{name}."));
        let found = tokio::time::timeout(EGRESS_TIME, lookup)
            .await
            .map_err(|_| TxtFailure::Timeout)?;
        match found {
            Ok(found) => Ok(found
                .answers()
                .iter()
                .filter_map(|record| match &record.data {
                    // One text may be written in several parts (RFC 7208 §3.3).
                    RData::TXT(txt) => {
                        Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned())
                    }
                    _ => None,
                })
                .collect()),
            Err(error) => nothing(&error).map(|()| Vec::new()),
        }
    }
}

/// Whether there is nothing, or why that is not known.
fn nothing(error: &NetError) -> Result<(), TxtFailure> {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError | ResponseCode::NXDomain => Ok(()),
            _ => Err(TxtFailure::Refused),
        },
        NetError::Dns(_) => Err(TxtFailure::Refused),
        NetError::Timeout => Err(TxtFailure::Timeout),
        _ => Err(TxtFailure::Unreachable),
    }
}

/// Reads the address of a DNS server, `ADDRESS` or `ADDRESS:PORT`.
///
/// # Errors
/// One sentence about what is wrong.
pub fn parse_dns_server(text: &str) -> Result<SocketAddr, String> {
    let with_port = text.parse::<SocketAddr>();
    with_port
        .or_else(|_| {
            text.trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .map(|ip| SocketAddr::new(ip, DNS_PORT))
        })
        .map_err(|_| {
            format!(
                "the DNS server {text:?} is no address; name one as 192.0.2.53, 192.0.2.53:5353 \
                 or [2001:db8::53]:5353"
            )
        })
}
