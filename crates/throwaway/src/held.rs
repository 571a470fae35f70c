//! A transaction that is held open.

use std::sync::mpsc;
use std::thread::JoinHandle;

use tokio_postgres::NoTls;

use crate::Problem;

/// The transaction; undone when dropped.
pub struct Held {
    end: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Held {
    pub(crate) fn new(url: String, statement: String) -> Result<Self, Problem> {
        let (end, ended) = tokio::sync::oneshot::channel();
        let (began, begun) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let Ok((client, connection)) = tokio_postgres::connect(&url, NoTls).await else {
                    return;
                };
                let served = tokio::spawn(connection);
                let begin = client.batch_execute(&format!("BEGIN; {statement}")).await;
                // Whoever asked waits for this.
                let _ = began.send(begin.map_err(|error| error.to_string()));
                let _ = ended.await;
                drop(client);
                let _ = served.await;
            });
        });
        let held = Self {
            end: Some(end),
            thread: Some(thread),
        };
        match begun.recv() {
            Ok(Ok(())) => Ok(held),
            Ok(Err(reason)) => Err(Problem::failed("BEGIN", reason)),
            Err(_) => Err(Problem::Silent("it cannot be reached".to_owned())),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed where it happened.
            let _ = thread.join();
        }
    }
}
