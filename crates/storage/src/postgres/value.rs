//! The values of statements and rows in PostgreSQL's binary form.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::value::{Param, Value};

/// A parameter that outlives the call that made it.
#[derive(Debug)]
pub(super) enum OwnedParam {
    Text(String),
    Blob(Vec<u8>),
    /// What holds nothing to be copied.
    Plain(Param<'static>),
}

impl From<&Param<'_>> for OwnedParam {
    fn from(param: &Param<'_>) -> Self {
        match *param {
            Param::Text(text) => Self::Text(text.to_owned()),
            Param::Blob(bytes) => Self::Blob(bytes.to_vec()),
            Param::Null => Self::Plain(Param::Null),
            Param::Boolean(value) => Self::Plain(Param::Boolean(value)),
            Param::Integer(value) => Self::Plain(Param::Integer(value)),
            Param::Id(id) => Self::Plain(Param::Id(id)),
        }
    }
}

impl OwnedParam {
    pub(super) fn param(&self) -> Param<'_> {
        match self {
            Self::Text(text) => Param::Text(text),
            Self::Blob(bytes) => Param::Blob(bytes),
            Self::Plain(param) => *param,
        }
    }
}

/// The type to name for a parameter where the server is not asked first; a NULL takes the type of
/// its place.
pub(super) fn type_of(param: &Param<'_>) -> Type {
    match param {
        Param::Null => Type::UNKNOWN,
        Param::Boolean(_) => Type::BOOL,
        Param::Integer(_) => Type::INT8,
        Param::Text(_) => Type::TEXT,
        Param::Blob(_) => Type::BYTEA,
        Param::Id(_) => Type::UUID,
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (*self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Boolean(value), &Type::BOOL) => out.put_u8(u8::from(value)),
            (Self::Integer(value), &Type::INT8) => out.put_i64(value),
            (Self::Integer(value), &Type::INT4) => out.put_i32(i32::try_from(value)?),
            (Self::Text(value), &Type::TEXT | &Type::VARCHAR) => out.put_slice(value.as_bytes()),
            (Self::Blob(value), &Type::BYTEA) => out.put_slice(value),
            (Self::Id(value), &Type::UUID) => out.put_slice(value.as_bytes()),
            (value, ty) => return Err(format!("{value:?} goes into no {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Integer(i64::from(bool::from_sql(ty, raw)?)),
            Type::INT2 => Self::Integer(i64::from(i16::from_sql(ty, raw)?)),
            Type::INT4 => Self::Integer(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::BYTEA | Type::UUID => Self::Blob(raw.to_vec()),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8 | Type::BYTEA | Type::UUID
        ) || <String as FromSql>::accepts(ty)
    }
}
