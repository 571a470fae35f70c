//! How the contract opens an engine. A second engine is a second function here.

use std::path::Path;
use std::sync::Arc;

use domain::store::Store;

/// Opens an empty store of one engine; files go into the folder.
pub(crate) type Engine = fn(&Path) -> Arc<dyn Store>;

/// The embedded engine.
pub(crate) fn sqlite(folder: &Path) -> Arc<dyn Store> {
    let url = format!("sqlite:{}", folder.join("muster.db").display());
    storage::open(&url.parse().unwrap(), true).unwrap()
}
