//! Where a store is, and how it is broken there.

use std::path::Path;
use std::time::Duration;

use throwaway::Cluster;

use crate::health::watch_an_outage;
use crate::muster::Muster;
use crate::pair::Pair;
use crate::tally::Tally;
use crate::{Failure, Fault, Forwarder};

/// A place for a store.
pub(crate) enum Place {
    /// A file beside the server.
    File,
    /// A cluster of PostgreSQL.
    Cluster(Box<Cluster>),
    /// One with a standby.
    Pair(Box<Pair>),
    /// One behind a network that can be cut.
    Behind(Box<Cluster>, Forwarder),
}

impl Place {
    /// The place in which a fault can happen.
    pub(crate) fn of(fault: Fault) -> Result<Self, Failure> {
        Ok(match fault {
            Fault::SqliteMusterKilled => Self::File,
            Fault::PostgresMusterKilled
            | Fault::DatabaseKilled
            | Fault::BackendKilled
            | Fault::DatabaseRestarted => Self::Cluster(Box::new(Cluster::start(&[])?)),
            Fault::FailedOver => Self::Pair(Box::new(Pair::start()?)),
            Fault::NetworkCut => {
                let cluster = Cluster::start(&[])?;
                let forwarder = Forwarder::start(cluster.port())?;
                Self::Behind(Box::new(cluster), forwarder)
            }
        })
    }

    /// What `--store` names, and what an audit opens.
    pub(crate) fn urls(&self, folder: &Path) -> (String, String) {
        match self {
            Self::File => {
                let url = format!("sqlite:{}", folder.join("muster.db").display());
                (url.clone(), url)
            }
            Self::Cluster(cluster) => (cluster.url("postgres"), cluster.url("postgres")),
            Self::Pair(pair) => (pair.url(), pair.url()),
            Self::Behind(cluster, forwarder) => {
                let direct = cluster.url("postgres");
                let behind = direct.replace(
                    &format!(":{}/", cluster.port()),
                    &format!(":{}/", forwarder.port()),
                );
                (behind, direct)
            }
        }
    }

    /// Breaks it and repairs it, but for what Muster has to do by itself.
    pub(crate) fn suffer(
        &mut self,
        fault: Fault,
        muster: &mut Muster,
        cut: Duration,
        tally: &Tally,
    ) -> Result<(), Failure> {
        match (fault, self) {
            (Fault::SqliteMusterKilled | Fault::PostgresMusterKilled, _) => {
                muster.kill()?;
                muster.serve_again()?;
            }
            (Fault::DatabaseKilled, Self::Cluster(cluster)) => {
                cluster.kill()?;
                cluster.start_again()?;
            }
            (Fault::BackendKilled, Self::Cluster(cluster)) => {
                cluster.kill_backend("muster")?;
            }
            (Fault::DatabaseRestarted, Self::Cluster(cluster)) => cluster.restart()?,
            (Fault::FailedOver, Self::Pair(pair)) => pair.fail_over()?,
            (Fault::NetworkCut, Self::Behind(_, forwarder)) => {
                forwarder.cut();
                watch_an_outage(&muster.url, cut, tally);
                forwarder.mend();
            }
            (fault, _) => {
                let name = fault.name();
                return Err(Failure::new(format!("{name} cannot happen here")));
            }
        }
        Ok(())
    }

    /// Makes it ready for the next fault.
    pub(crate) fn make_good(&mut self) -> Result<(), Failure> {
        match self {
            Self::Pair(pair) => pair.complete(),
            Self::File | Self::Cluster(_) | Self::Behind(..) => Ok(()),
        }
    }
}
