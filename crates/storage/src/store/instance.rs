use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::store::{InstanceStore, NewInstance};

use super::Storage;
use crate::instance;
use crate::verb::{read, write};

#[async_trait]
impl InstanceStore for Storage {
    async fn ready(&self) -> Result<(), Error> {
        read!(self, |tx| instance::ready(tx))
    }

    async fn key_fingerprint(&self) -> Result<Option<[u8; 8]>, Error> {
        read!(self, |tx| instance::key_fingerprint(tx))
    }

    async fn initialize(&self, new: NewInstance, cause: Cause) -> Result<(), Error> {
        write!(self, None, |tx| instance::initialize(tx, &new, &cause))
    }
}
