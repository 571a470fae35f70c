//! The BulkRequest message (RFC 7644 §3.7).

use std::collections::HashMap;

use serde_json::{Value, json};

use super::path::{self, Path};
use super::{BulkLimits, BulkMethod, BulkOperation, BulkTarget, RefusedOperation};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};
use crate::message::{assigned, check_schemas};
use crate::urn;

/// The body of a POST to `/Bulk`.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkRequest {
    /// After how many errors the rest is not carried out; at least 1. `None` means never.
    pub fail_on_errors: Option<u64>,
    /// The operations in the order of the request.
    pub operations: Vec<Result<BulkOperation, RefusedOperation>>,
}

impl BulkRequest {
    /// Reads the body. Names are compared without regard to letter case, and `null` counts as
    /// absent. An operation that is wrong does not keep the others from being carried out
    /// (RFC 7644 §3.7: "disregard partial failures").
    ///
    /// # Errors
    /// 400 `invalidSyntax` if the body is no BulkRequest, 413 if it holds more operations than
    /// `limits` allow.
    pub fn parse(
        body: &Value,
        profile: Profile,
        limits: BulkLimits,
        coercions: &mut Coercions,
    ) -> Result<Self, Error> {
        let Value::Object(body) = body else {
            return Err(whole("The body must be a JSON object"));
        };
        check_schemas(body, urn::BULK_REQUEST, profile, coercions)?;
        let fail_on_errors = match assigned(body, "failOnErrors")? {
            None => None,
            Some(count) => match count.as_u64() {
                Some(count) if count > 0 => Some(count),
                _ => return Err(whole("failOnErrors must be a whole number from 1")),
            },
        };
        let Some(Value::Array(operations)) = assigned(body, "Operations")? else {
            return Err(whole("The body must have a list called Operations"));
        };
        if operations.len() > limits.operations {
            return Err(limits.too_many_operations(operations.len()));
        }
        if operations.is_empty() {
            if !profile.is_tolerant() {
                return Err(whole("Operations is empty"));
            }
            coercions.note("empty Operations read as no change");
        }
        let mut reader = Reader {
            profile,
            limits,
            coercions,
        };
        let mut operations: Vec<_> = operations
            .iter()
            .map(|operation| reader.operation(operation))
            .collect();
        refuse_duplicates(&mut operations);
        Ok(Self {
            fail_on_errors,
            operations,
        })
    }
}

/// What has been read of an operation so far.
#[derive(Default)]
struct Known {
    method: Option<BulkMethod>,
    bulk_id: Option<String>,
    endpoint: Option<String>,
    target: Option<BulkTarget>,
}

struct Reader<'c> {
    profile: Profile,
    limits: BulkLimits,
    coercions: &'c mut Coercions,
}

impl Reader<'_> {
    fn operation(&mut self, json: &Value) -> Result<BulkOperation, RefusedOperation> {
        let mut known = Known::default();
        self.members(json, &mut known)
            .map_err(|error| RefusedOperation {
                method: known.method,
                bulk_id: known.bulk_id,
                endpoint: known.endpoint,
                target: known.target,
                error,
            })
    }

    /// Reads the members one by one into `known`, so that the response can tell as much as
    /// possible of an operation that is refused.
    fn members(&mut self, json: &Value, known: &mut Known) -> Result<BulkOperation, Error> {
        let Value::Object(json) = json else {
            return Err(syntax("An operation must be a JSON object."));
        };
        known.bulk_id = self.bulk_id(assigned(json, "bulkId")?)?;
        let method = self.method(assigned(json, "method")?)?;
        known.method = Some(method);
        let path = self.path(assigned(json, "path")?)?;
        (known.endpoint, known.target) = (Some(path.0.clone()), path.1.clone());
        path::check_method(method, &path).map_err(|sentence| syntax(&sentence))?;
        if method == BulkMethod::Post && known.bulk_id.is_none() {
            if !self.profile.is_tolerant() {
                return Err(syntax("A POST needs a bulkId (RFC 7644 §3.7); add one."));
            }
            self.coercions.note("a POST without a bulkId was accepted");
        }
        let version = match assigned(json, "version")? {
            None => None,
            Some(Value::String(version)) => Some(version.clone()),
            Some(_) => return Err(syntax("version must be a JSON string.")),
        };
        let data = self.data(method, assigned(json, "data")?)?;
        let (endpoint, target) = path;
        Ok(BulkOperation {
            method,
            bulk_id: known.bulk_id.clone(),
            endpoint,
            target,
            version,
            data,
        })
    }

    fn bulk_id(&self, value: Option<&Value>) -> Result<Option<String>, Error> {
        match value {
            None => Ok(None),
            Some(Value::String(text))
                if !text.is_empty() && text.len() <= self.limits.bulk_id_bytes =>
            {
                Ok(Some(text.clone()))
            }
            Some(_) => Err(syntax(&format!(
                "bulkId must be a non-empty JSON string of at most {} bytes.",
                self.limits.bulk_id_bytes
            ))),
        }
    }

    fn method(&mut self, value: Option<&Value>) -> Result<BulkMethod, Error> {
        let Some(Value::String(word)) = value else {
            return Err(syntax(
                "An operation needs a method: \"POST\", \"PUT\", \"PATCH\" or \"DELETE\".",
            ));
        };
        let found = BulkMethod::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(word));
        match found {
            Some(method) if method.as_str() == word => Ok(method),
            Some(method) if self.profile.is_tolerant() => {
                self.coercions
                    .note(format!("method \"{word}\" read as \"{}\"", method.as_str()));
                Ok(method)
            }
            _ => Err(syntax(&format!(
                "The method \"{}\" is not one of \"POST\", \"PUT\", \"PATCH\" and \"DELETE\".",
                excerpt(word)
            ))),
        }
    }

    fn path(&mut self, value: Option<&Value>) -> Result<Path, Error> {
        let Some(Value::String(text)) = value else {
            return Err(syntax("An operation needs a path, such as \"/Users\"."));
        };
        path::parse(text, self.profile, self.coercions).map_err(|sentence| syntax(&sentence))
    }

    fn data(&mut self, method: BulkMethod, value: Option<&Value>) -> Result<Value, Error> {
        match (method, value) {
            (BulkMethod::Delete, _) => Ok(Value::Null),
            (_, Some(data @ Value::Object(_))) => Ok(data.clone()),
            // The example of RFC 7644 §3.7.3 prints the operations alone; erratum 5050 says that
            // the data is a whole PatchOp.
            (BulkMethod::Patch, Some(operations @ Value::Array(_)))
                if self.profile.is_tolerant() =>
            {
                self.coercions
                    .note("a list as the data of a PATCH was read as its Operations");
                Ok(json!({ "schemas": [urn::PATCH_OP], "Operations": operations }))
            }
            (method, _) => Err(syntax(&format!(
                "A {} needs data, the JSON object that would be its body.",
                method.as_str()
            ))),
        }
    }
}

/// RFC 7644 §3.7: a `bulkId` is unique within the request. Nothing tells which one a reference
/// means, so none of them is carried out.
fn refuse_duplicates(operations: &mut [Result<BulkOperation, RefusedOperation>]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let ids = operations.iter().filter_map(|operation| match operation {
        Ok(operation) => operation.bulk_id.clone(),
        Err(refused) => refused.bulk_id.clone(),
    });
    for id in ids {
        *counts.entry(id).or_default() += 1;
    }
    for place in operations {
        let Ok(operation) = place else { continue };
        let Some(bulk_id) = &operation.bulk_id else {
            continue;
        };
        if counts.get(bulk_id).is_some_and(|count| *count > 1) {
            let detail = format!(
                "The bulkId \"{}\" is used more than once; give every operation its own.",
                excerpt(bulk_id)
            );
            *place = Err(RefusedOperation {
                method: Some(operation.method),
                bulk_id: operation.bulk_id.clone(),
                endpoint: Some(operation.endpoint.clone()),
                target: operation.target.clone(),
                error: syntax(&detail),
            });
        }
    }
}

/// A fault of the whole message.
fn whole(problem: &str) -> Error {
    syntax(&format!(
        "{problem}; send a BulkRequest with \"schemas\": [\"{}\"] and at least one of Operations.",
        urn::BULK_REQUEST
    ))
}

fn syntax(detail: &str) -> Error {
    Error::bad_request(ScimType::InvalidSyntax, detail)
}
