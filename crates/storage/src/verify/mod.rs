//! Whether a store is sound: every rule that its rows keep, read from outside, changing nothing.
//!
//! One organization after the other. `feed` replays the events from the first one; `resources`,
//! `users`, `members` and `groups` compare the rows with what the replay leads to and with what the
//! domain computes from them; `index_rows` and `runs` check what is found and counted apart;
//! `configurations` and `credentials` follow the references; `strays` finds rows of organizations
//! that are not there.
//! What an engine says of its own files comes in addition. `table` and `digest` tell two stores
//! apart row by row, whatever their engines are.
//!
//! Rows are read by pages, so what is held in memory at once is a page, and of one organization
//! what its feed leads to.

mod configurations;
mod credentials;
mod digest;
mod feed;
mod findings;
mod groups;
mod index_rows;
mod members;
mod organization_report;
mod resources;
mod runs;
mod store_fault;
mod store_report;
mod strays;
mod table;
mod table_digest;
mod users;

use domain::Error;
use domain::id::OrganizationId;

use crate::connection::Connection;
use findings::Findings;

pub(crate) use digest::digests;
pub use organization_report::OrganizationReport;
pub use store_fault::StoreFault;
pub use store_report::StoreReport;
pub(crate) use strays::owners;
pub(crate) use table::{Key, TABLES, Table, digested_columns, page, param_of};
pub use table_digest::TableDigest;

/// What to do about rows that Muster cannot have written so.
const DAMAGED: &str = "keep a copy of the store as it is, look for a failing disk or a program that \
                       writes to it, and restore the newest backup that verifies";
/// What to do about a column that does not follow the attributes of its resource.
const REINDEX: &str = "change any attribute of the resource over SCIM, which writes its columns \
                       anew; if it is many, restore the newest backup that verifies";
/// What to do about a credential or the like that belongs to nothing.
const POWERLESS: &str = "it lets nobody in, so nothing is urgent; find out what wrote it, and \
                         restore the newest backup that verifies if there are other faults";
/// What to do about an access token without its client.
const ORPHAN: &str = "it works until it expires, within the hour; RegenerateSCIMToken ends every \
                      token of the SCIM configuration at once";

/// Checks a store on one snapshot; `damage` is what the engine has found wrong with its files.
/// Every organization is told as soon as it is checked.
pub(crate) async fn verify<C: Connection>(
    connection: &C,
    damage: Vec<String>,
    observe: &mut dyn FnMut(&OrganizationReport),
) -> StoreReport {
    let mut findings = Findings::default();
    for problem in damage {
        findings.add("file", problem, DAMAGED);
    }
    let instance = credentials::instance(connection, &mut findings).await;
    findings.keep("instance", instance);
    let organizations = strays::organizations(connection, &mut findings).await;
    let organizations = findings
        .keep("organizations", organizations)
        .unwrap_or_default();
    let mut report = StoreReport::default();
    for id in organizations {
        let found = organization(connection, id).await;
        observe(&found);
        report.add(&found);
    }
    report.finish(findings);
    report
}

async fn organization<C: Connection>(connection: &C, id: OrganizationId) -> OrganizationReport {
    let mut report = OrganizationReport::new(id);
    let mut findings = Findings::default();
    let replay = feed::replay(connection, id, &mut report, &mut findings).await;
    let replay = findings.keep("events", replay).flatten();
    let replay = replay.as_ref();
    let configurations = configurations::check(connection, id, &mut findings).await;
    let configurations = findings
        .keep("scim_configurations", configurations)
        .unwrap_or_default();
    let checked = users::check(connection, id, replay, &mut report, &mut findings).await;
    findings.keep("users", checked);
    let context = resources::Context {
        organization: id,
        configurations: &configurations,
        replay,
    };
    let checked = resources::check(connection, &context, &mut report, &mut findings).await;
    findings.keep("resources", checked);
    let checked = index_rows::check(connection, id, &mut findings).await;
    findings.keep("resource_emails", checked);
    let checked = runs::check(connection, id, &mut findings).await;
    findings.keep("resource_counts", checked);
    let checked = members::check(connection, id, replay, &mut report, &mut findings).await;
    findings.keep("group_members", checked);
    let checked = groups::check(connection, id, replay, &mut report, &mut findings).await;
    findings.keep("local_groups", checked);
    let checked = credentials::check(connection, id, &configurations, &mut findings).await;
    findings.keep("credentials", checked);
    report.finish(findings);
    report
}

/// A page of rows, as the parameter of `LIMIT`.
fn page_rows() -> i64 {
    i64::try_from(domain::limits::VERIFY_PAGE_ROWS).unwrap_or(i64::MAX)
}

/// Whether a page of so many rows is the last one.
pub(crate) fn is_last(rows: usize) -> bool {
    rows < domain::limits::VERIFY_PAGE_ROWS
}

/// What a check came to: its error is that it could not read its rows to their end.
type Checked<T> = Result<T, Error>;
