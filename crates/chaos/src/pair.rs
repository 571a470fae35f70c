//! A primary with a synchronous standby.

use std::time::{Duration, Instant};

use throwaway::Cluster;

use crate::Failure;

const PATIENCE: Duration = Duration::from_secs(60);

/// Two clusters. A commit of the primary has ended when the standby has it.
pub(crate) struct Pair {
    primary: Cluster,
    /// None between a failover and [`Pair::complete`].
    standby: Option<Cluster>,
    ports: [u16; 2],
}

impl Pair {
    pub(crate) fn start() -> Result<Self, Failure> {
        let primary = Cluster::start(&[])?;
        let standby = Cluster::standby_of(&primary, None)?;
        let ports = [primary.port(), standby.port()];
        let pair = Self {
            primary,
            standby: Some(standby),
            ports,
        };
        pair.synchronize()?;
        Ok(pair)
    }

    /// The URL that names both.
    pub(crate) fn url(&self) -> String {
        let [one, two] = self.ports;
        format!(
            "postgres://postgres@127.0.0.1:{one},127.0.0.1:{two}/postgres\
             ?sslmode=disable&target_session_attrs=read-write"
        )
    }

    /// Kills the primary, and promotes the standby.
    pub(crate) fn fail_over(&mut self) -> Result<(), Failure> {
        let Some(standby) = self.standby.take() else {
            return Err(Failure::new("there is no standby"));
        };
        self.primary.kill()?;
        standby.promote()?;
        self.primary = standby;
        Ok(())
    }

    /// Gives the primary a new standby in place of the one that was promoted.
    pub(crate) fn complete(&mut self) -> Result<(), Failure> {
        if self.standby.is_none() {
            let port = self
                .ports
                .into_iter()
                .find(|port| *port != self.primary.port());
            self.standby = Some(Cluster::standby_of(&self.primary, port)?);
            self.synchronize()?;
        }
        Ok(())
    }

    fn synchronize(&self) -> Result<(), Failure> {
        let run = |statement| self.primary.run("postgres", statement);
        run("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        run("SELECT pg_reload_conf()")?;
        let begun = Instant::now();
        while run("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")?.is_empty() {
            if begun.elapsed() > PATIENCE {
                return Err(Failure::new("the standby does not become synchronous"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}
