//! What goes into a statement and what comes out, the same for every engine.

use uuid::Uuid;

use crate::fault::Fault;

/// A parameter of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Param<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
    Id(Uuid),
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl From<Uuid> for Param<'_> {
    fn from(value: Uuid) -> Self {
        Self::Id(value)
    }
}

impl From<domain::time::Timestamp> for Param<'_> {
    fn from(value: domain::time::Timestamp) -> Self {
        Self::Integer(value.micros())
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! id_params {
    ($($id:ident)+) => {$(
        impl From<domain::id::$id> for Param<'_> {
            fn from(value: domain::id::$id) -> Self {
                Self::Id(value.uuid())
            }
        }
    )+};
}

id_params!(
    OrganizationId
    UserId
    SsoConfigurationId
    ScimConfigurationId
    CredentialId
    OAuthClientId
    GroupId
    ServiceAccountId
    MembershipId
    RoleAssignmentId
    TrustedIssuerId
    ResourceId
);

/// The parameters `$1`, `$2`, … of a statement.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::value::Param::from($value)),*] };
}
pub(crate) use params;

/// One value of a row; a truth value is 0 or 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row, read from left to right: the columns come in the order in which the statement names
/// them, so reading needs no positions.
#[derive(Debug)]
pub(crate) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The values that have not been read.
    pub(crate) fn into_values(self) -> Vec<Value> {
        self.0.collect()
    }

    fn next(&mut self) -> Result<Value, Fault> {
        self.0
            .next()
            .ok_or_else(|| Fault::Internal("a row has fewer columns than read".to_owned()))
    }

    pub(crate) fn integer(&mut self) -> Result<i64, Fault> {
        match self.next()? {
            Value::Integer(value) => Ok(value),
            other => Err(unexpected("an integer", &other)),
        }
    }

    pub(crate) fn optional_integer(&mut self) -> Result<Option<i64>, Fault> {
        match self.next()? {
            Value::Integer(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            other => Err(unexpected("an integer", &other)),
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Fault> {
        Ok(self.integer()? != 0)
    }

    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        match self.next()? {
            Value::Text(value) => Ok(value),
            other => Err(unexpected("text", &other)),
        }
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, Fault> {
        match self.next()? {
            Value::Text(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            other => Err(unexpected("text", &other)),
        }
    }

    pub(crate) fn blob(&mut self) -> Result<Vec<u8>, Fault> {
        match self.next()? {
            Value::Blob(value) => Ok(value),
            other => Err(unexpected("bytes", &other)),
        }
    }

    pub(crate) fn optional_blob(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        match self.next()? {
            Value::Blob(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            other => Err(unexpected("bytes", &other)),
        }
    }

    pub(crate) fn id(&mut self) -> Result<Uuid, Fault> {
        let bytes = self.blob()?;
        Uuid::from_slice(&bytes).map_err(|_| Fault::Internal("an id is not 16 bytes".to_owned()))
    }

    pub(crate) fn optional_id(&mut self) -> Result<Option<Uuid>, Fault> {
        match self.next()? {
            Value::Blob(bytes) => Uuid::from_slice(&bytes)
                .map(Some)
                .map_err(|_| Fault::Internal("an id is not 16 bytes".to_owned())),
            Value::Null => Ok(None),
            other => Err(unexpected("an id", &other)),
        }
    }

    pub(crate) fn time(&mut self) -> Result<domain::time::Timestamp, Fault> {
        self.integer().map(domain::time::Timestamp::from_micros)
    }
}

fn unexpected(wanted: &str, found: &Value) -> Fault {
    let kind = match found {
        Value::Null => "null",
        Value::Integer(_) => "an integer",
        Value::Text(_) => "text",
        Value::Blob(_) => "bytes",
    };
    Fault::Internal(format!("a column holds {kind} where {wanted} was expected"))
}

/// The identifier after which a page begins; the nil UUID for the first page.
pub(crate) fn after_id(page: &domain::page::PageRequest) -> Result<Uuid, domain::Error> {
    match &page.after {
        None => Ok(Uuid::nil()),
        Some(text) => Uuid::try_parse(text).map_err(|_| bad_page_token()),
    }
}

/// The refusal of a page token that we did not issue.
pub(crate) fn bad_page_token() -> domain::Error {
    domain::Error::InvalidArgument {
        field: "pagination.token",
        message: "not a token of this list; pass the nextToken of the previous page".to_owned(),
    }
}

/// A page from one item more than it holds: the surplus item only tells that there is a next page.
pub(crate) fn page<T>(
    mut items: Vec<T>,
    size: u32,
    position: impl Fn(&T) -> String,
) -> domain::page::Page<T> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| more).map(position);
    domain::page::Page { items, next }
}
