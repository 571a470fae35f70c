//! Every limit of Muster, by name and with its unit. `docs/limits.md` shows this list to readers;
//! where SCIM has a place for a limit, ServiceProviderConfig advertises it.

use std::time::Duration;

/// Largest request body of the management API, before and after decompression, in bytes.
pub const MANAGEMENT_BODY_BYTES: usize = 1024 * 1024;
/// Largest request body of the SCIM endpoint, in bytes. Fits a group of 10,000 members.
pub const SCIM_BODY_BYTES: usize = 4 * 1024 * 1024;
/// Most names and values of one SCIM body, counted by what begins and separates them.
pub const SCIM_BODY_VALUES: usize = 400_000;
/// What each of them takes in memory, in bytes, as it counts towards [`IN_FLIGHT_BODY_BYTES`].
pub const SCIM_VALUE_BYTES: usize = 200;
/// Request bodies held in memory at once over all requests, in bytes, with what they are parsed to.
pub const IN_FLIGHT_BODY_BYTES: usize = 128 * 1024 * 1024;
/// Longest wait for a request body, in time.
pub const BODY_READ_TIME: Duration = Duration::from_secs(30);
/// Longest wait for the request headers, in time.
pub const HEADER_READ_TIME: Duration = Duration::from_secs(10);
/// Largest request head (request line and headers), in bytes.
pub const HEADER_BYTES: usize = 32 * 1024;
/// Most headers of one request.
pub const HEADERS: usize = 100;
/// Longest time for one request beside that for its body, after which it is answered 503.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);
/// How long a server on PostgreSQL goes on accepting connections after SIGTERM if the operator says
/// nothing. With the drain behind it, it fits into the 30 s that Kubernetes gives.
pub const DRAIN_DELAY: Duration = Duration::from_secs(3);
/// Most that the operator may set for it.
pub const DRAIN_DELAY_MAX: Duration = Duration::from_secs(300);
/// Longest drain after SIGTERM and that delay, after which open connections are cut.
pub const DRAIN_TIME: Duration = Duration::from_secs(25);
/// Most concurrent HTTP/2 streams of one connection.
pub const HTTP2_STREAMS: u32 = 128;

/// Deepest nesting of a SCIM body.
pub const JSON_DEPTH: usize = scim::json::MAX_DEPTH;
/// Limits of a PATCH request: operations, comparisons in all paths, and the filter in one path.
pub const PATCH: scim::patch::PatchLimits = scim::patch::PatchLimits {
    operations: 1_000,
    filter_terms: 2_000,
    path: FILTER,
};
/// Limits of a bulk request.
pub const BULK: scim::bulk::BulkLimits = scim::bulk::BulkLimits {
    operations: 1_000,
    payload_bytes: SCIM_BODY_BYTES,
    bulk_id_bytes: 255,
};
/// Limits of one resource, a group's members apart.
pub const RESOURCE: scim::resource::SizeLimits = scim::resource::SizeLimits {
    values: 1_000,
    bytes: 256 * 1024,
};
/// Longest `userName`, `displayName`, `externalId` or e-mail address, in bytes: as long as a filter
/// can ask for.
pub const INDEXED_TEXT_BYTES: usize = FILTER.literal_bytes;
/// Most names in `attributes` or `excludedAttributes`.
pub const PROJECTION_NAMES: usize = scim::projection::MAX_NAMES;
/// Most members that one request may add to, or put into, a group.
pub const MEMBERS_PER_REQUEST: usize = 50_000;
/// Most paths of a PATCH that select members by anything but their `value`: each is tried on every
/// member of the group.
pub const MEMBER_FILTERS: usize = 10;
/// Most memberships of groups in groups of one SCIM configuration: reading a user's groups may walk
/// through all of them.
pub const NESTED_GROUPS: i64 = 5_000;
/// Limits of a schema that an organization defines.
pub const SCHEMA: scim::schema::SchemaLimits = scim::schema::SchemaLimits {
    urn_bytes: 255,
    name_bytes: 128,
    description_bytes: 2_048,
    attributes: 256,
    sub_attributes: 64,
    values: 256,
    value_bytes: 255,
    extensions: 16,
};
/// Most schemas, and most resource types, that an organization defines.
pub const CUSTOM_TYPES: usize = 50;
/// Largest definition of an organization's schemas and resource types, in bytes of JSON.
pub const CUSTOM_TYPES_BYTES: usize = 512 * 1024;
/// Organizations whose resource types are kept in memory, parsed.
pub const CUSTOM_TYPES_CACHED: usize = 1_000;
/// Limits of a filter.
pub const FILTER: scim::filter::Limits = scim::filter::Limits {
    length_bytes: 8 * 1024,
    depth: 16,
    terms: 64,
    literal_bytes: 1024,
};
/// Most resources that a filter without an indexed attribute may examine; beyond it `tooMany`.
pub const FILTER_CANDIDATES: u64 = 100_000;
/// Page size of a SCIM list when the client names none, in resources.
pub const SCIM_PAGE_DEFAULT: u32 = 100;
/// Largest page of a SCIM list, in resources; a larger `count` is lowered to it.
pub const SCIM_PAGE_MAX: u32 = 1_000;
/// Least requests per second that a rate limit leaves a SCIM configuration: Entra ID's gallery
/// asks for 25.
pub const SCIM_REQUESTS_PER_SECOND_MIN: u32 = 25;
/// How long the cursor of a page can be used, in seconds.
pub const SCIM_CURSOR_SECONDS: i64 = 3_600;
/// Members of its groups and groups of its users that one page may carry together; the page is cut
/// short after the resource that reaches it.
pub const MEMBERS_PER_PAGE: usize = 100_000;
/// A PATCH of a group up to this size is answered with the group; a larger one with 204.
pub const MEMBERS_ECHOED: usize = 100;

/// Longest text of the management API that has no shorter limit, in characters.
pub const TEXT_CHARACTERS: usize = 4_096;
/// Page size of a management list when the client names none.
pub const MANAGEMENT_PAGE_DEFAULT: u32 = 25;
/// Largest page of a management list; a larger one is refused.
pub const MANAGEMENT_PAGE_MAX: u32 = 100;

/// Lifetime of an access token of a service account, in seconds.
pub const SERVICE_ACCOUNT_ACCESS_TOKEN_SECONDS: i64 = 1_800;
/// Most tokens of one service account, and most access tokens.
pub const SERVICE_ACCOUNT_TOKENS: i64 = 20;
/// Most roles that one group gives, and most that are given over one group.
pub const ROLE_ASSIGNMENTS: i64 = 100;

/// Longest issuer URL, in bytes.
pub const ISSUER_URL_BYTES: usize = 2_048;
/// Lifetime of a SCIM token when the client names none, in seconds: 365 days.
pub const SCIM_TOKEN_SECONDS: i64 = 31_536_000;
/// How long a rotated SCIM token goes on working when the client does not say, in seconds: a day.
pub const SCIM_TOKEN_OVERLAP_SECONDS: i64 = 86_400;
/// Most bearer tokens of one SCIM configuration.
pub const SCIM_TOKENS: i64 = 20;
/// Most OAuth clients of one SCIM configuration.
pub const OAUTH_CLIENTS: i64 = 20;
/// Largest body of a request to the token endpoint, in bytes.
pub const TOKEN_REQUEST_BYTES: usize = 32 * 1024;
/// Bodies of requests to the token endpoint held in memory at once, in bytes.
pub const IN_FLIGHT_TOKEN_REQUEST_BYTES: usize = 16 * 1024 * 1024;
/// Lifetime of an access token, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 3_600;
/// Most living access tokens of one OAuth client; the oldest makes room for one more.
pub const ACCESS_TOKENS: i64 = 100;
/// How far ahead a client assertion may expire, in seconds.
pub const ASSERTION_SECONDS: i64 = 3_600;
/// Most client assertions of one OAuth client that are remembered until they expire.
pub const ASSERTIONS: i64 = 10_000;
/// Longest `jti` of a client assertion, in bytes.
pub const JTI_BYTES: usize = 256;
/// Most trusted issuers of one SCIM configuration.
pub const TRUSTED_ISSUERS: i64 = 10;
/// Longest JWT, in bytes.
pub const JWT_BYTES: usize = 16 * 1024;
/// How far the clock of whoever signs a JWT may differ from ours, in seconds.
pub const JWT_LEEWAY_SECONDS: i64 = 60;
/// Longest JSON Web Key Set that is stored with an OAuth client, in bytes.
pub const JWKS_TEXT_BYTES: usize = 32 * 1024;
/// Most keys of a JSON Web Key Set.
pub const JWKS_KEYS: usize = 64;
/// Longest `jwks_uri`, in bytes.
pub const JWKS_URI_BYTES: usize = 2_048;
/// For how long fetched keys count as current.
pub const JWKS_AGE: Duration = Duration::from_secs(3_600);
/// For how long fetched keys are used while they cannot be fetched again.
pub const JWKS_STALE_AGE: Duration = Duration::from_secs(24 * 3_600);
/// Shortest time between two requests for the same keys after one that succeeded.
pub const JWKS_INTERVAL: Duration = Duration::from_secs(60);
/// Shortest time between two requests for the same keys after one that failed.
pub const JWKS_RETRY_INTERVAL: Duration = Duration::from_secs(10);
/// Most URIs whose keys are remembered.
pub const JWKS_CACHED: usize = 500;

/// Longest time to connect to another server.
pub const EGRESS_CONNECT_TIME: Duration = Duration::from_secs(2);
/// Longest time for a request to another server, its answer included.
pub const EGRESS_TIME: Duration = Duration::from_secs(5);
/// Largest answer of another server, in bytes.
pub const EGRESS_BODY_BYTES: usize = 256 * 1024;

/// Lifetime of a personal access token when the client names none, in seconds: 30 days.
pub const PERSONAL_ACCESS_TOKEN_SECONDS: i64 = 30 * 86_400;
/// Lifetime of an administrator's token made by the operator when none is named: 90 days.
pub const ADMINISTRATOR_TOKEN_SECONDS: i64 = 90 * 86_400;

/// Writes waiting for the store; beyond it a request is answered 503 at once.
pub const STORE_QUEUE: usize = 4_096;
/// Writes that share one commit.
pub const GROUP_COMMIT_WRITES: usize = 256;
/// Connections that read the embedded store.
pub const STORE_READERS: usize = 8;
/// Of these, how many may be busy at once with reads that take longer: lists that no index answers,
/// and groups with all their members.
pub const STORE_LONG_READS: usize = 4;
/// Longest wait for another process that writes to the same SQLite file.
pub const STORE_BUSY_TIME: Duration = Duration::from_secs(5);
/// Connections that a process opens to PostgreSQL, unless the operator says otherwise.
pub const STORE_CONNECTIONS: usize = 16;
/// Requests that wait for one of them; a further one is answered 503 at once.
pub const STORE_WAITING: usize = 4_096;
/// Longest wait for one of them, and longest time to open one.
pub const STORE_CONNECT_TIME: Duration = Duration::from_secs(2);
/// Longest wait for the answer to a statement of PostgreSQL; then its connection counts as lost.
pub const STORE_ANSWER_TIME: Duration = Duration::from_secs(3);
/// The same for a statement that may have to go through many rows.
pub const STORE_LONG_ANSWER_TIME: Duration = Duration::from_secs(25);
/// Longest wait for the write of another process on the same organization.
pub const STORE_LOCK_TIME: Duration = Duration::from_millis(2_500);
/// Longest time between two statements of a transaction; then the server gives its locks back.
pub const STORE_IDLE_TIME: Duration = Duration::from_secs(5);
/// Age at which a connection to PostgreSQL is replaced.
pub const STORE_CONNECTION_AGE: Duration = Duration::from_secs(1_800);
/// Longest time that a short transaction takes on PostgreSQL, waiting for other writes of the same
/// organization, for a connection and for all answers included.
pub const STORE_TIME: Duration = Duration::from_millis(4_500);
/// How often a transaction is begun that PostgreSQL asks to repeat, or whose connection is lost
/// before the commit.
pub const STORE_TRIES: u32 = 12;
/// For how long it is begun again.
pub const STORE_TRY_TIME: Duration = Duration::from_millis(2_500);
/// Longest wait for another process that brings the schema of PostgreSQL up to date.
pub const STORE_MIGRATION_TIME: Duration = Duration::from_secs(60);
/// How often the last use of credentials is written down.
pub const LAST_USE_INTERVAL: Duration = Duration::from_secs(5);
/// Rows that `muster store verify` reads at once.
pub const VERIFY_PAGE_ROWS: usize = 200;
/// Faults of one table that `muster store verify` lists of one organization; more are counted.
pub const VERIFY_FAULTS: usize = 100;
