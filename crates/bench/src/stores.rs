//! Where Muster keeps its data while it is measured.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use throwaway::Cluster;

use crate::Failure;
use crate::options::Engine;

/// What a server that must not lose anything runs with; the rest is as a package installs it.
const DURABLE: [&str; 6] = [
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "max_connections=100",
    "shared_buffers=1GB",
    "max_wal_size=4GB",
];

/// Makes empty stores on an engine.
pub struct Stores {
    /// A folder on the disk of the built binary, because `/tmp` may be in memory, where nothing has
    /// to wait for a disk.
    beside: PathBuf,
    cluster: Option<Arc<Cluster>>,
    made: AtomicUsize,
}

/// A store; its files or its server go with it.
pub(crate) struct Store {
    pub(crate) url: String,
    /// Where the key and the log are, and the store if it is a file.
    pub(crate) folder: Arc<TempDir>,
    _cluster: Option<Arc<Cluster>>,
}

impl Stores {
    /// For measuring this binary. On PostgreSQL a cluster is made for it, in the temporary folder.
    ///
    /// # Errors
    /// When PostgreSQL does not start.
    pub fn new(engine: Engine, binary: &Path) -> Result<Self, Failure> {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let cluster = Cluster::start(&DURABLE).map_err(Failure::of("PostgreSQL"))?;
                Some(Arc::new(cluster))
            }
        };
        Ok(Self {
            beside: binary.parent().unwrap_or(binary).to_owned(),
            cluster,
            made: AtomicUsize::new(0),
        })
    }

    /// An empty store on the engine.
    pub(crate) fn create(&self) -> Result<Store, Failure> {
        match &self.cluster {
            None => self.create_file(),
            Some(cluster) => self.create_database(cluster, Arc::new(self.folder()?)),
        }
    }

    /// An empty store in a file, whatever the engine: one that is filled fast.
    pub(crate) fn create_file(&self) -> Result<Store, Failure> {
        let folder = self.folder()?;
        Ok(Store {
            url: format!("sqlite:{}", folder.path().join("muster.db").display()),
            folder: Arc::new(folder),
            _cluster: None,
        })
    }

    /// Where a filled file is to be copied, with the same folder; none if files are the engine.
    pub(crate) fn destination(&self, of: &Store) -> Result<Option<Store>, Failure> {
        let cluster = self.cluster.as_ref();
        cluster
            .map(|cluster| self.create_database(cluster, of.folder.clone()))
            .transpose()
    }

    fn folder(&self) -> Result<TempDir, Failure> {
        tempfile::tempdir_in(&self.beside).map_err(Failure::of("a temporary folder"))
    }

    fn create_database(
        &self,
        cluster: &Arc<Cluster>,
        folder: Arc<TempDir>,
    ) -> Result<Store, Failure> {
        let name = format!("bench_{}", self.made.fetch_add(1, Ordering::Relaxed));
        cluster
            .run("postgres", &format!("CREATE DATABASE {name}"))
            .map_err(Failure::of("PostgreSQL"))?;
        Ok(Store {
            url: cluster.url(&name),
            folder,
            _cluster: Some(cluster.clone()),
        })
    }
}
