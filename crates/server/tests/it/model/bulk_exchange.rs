//! Sends a bulk request and compares its answer (RFC 7644 §3.7.3).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::bulk::{Expected, Run, id_in};
use super::operation::BulkItem;
use super::session::{Session, is_one_of, same};
use super::state::{Kind, Problem};
use super::target::{Choice, Target};
use super::write::{Condition, Write};

impl Session<'_> {
    pub(crate) fn bulk(
        &mut self,
        who: usize,
        limit: Option<u64>,
        items: &[BulkItem],
    ) -> Result<(), String> {
        let choice = self.choice(who);
        let (operations, conditions) = self.sent(who, items, &choice);
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": operations,
        });
        if let Some(limit) = limit {
            body["failOnErrors"] = limit.into();
        }
        let reply = self.state.endpoints[who].scim.send("POST", "/Bulk", &body);
        if reply.status != 200 {
            return Err(format!("{} {}", reply.status, reply.body));
        }
        let answer = reply.json();
        let results = answer["Operations"].as_array().cloned().unwrap_or_default();
        let results: BTreeMap<usize, Value> = results
            .into_iter()
            .map(|result| {
                let position = result["bulkId"].as_str().and_then(|id| id.parse().ok());
                (position.unwrap_or(usize::MAX), result)
            })
            .collect();
        let mut run = Run::new(self.state.clone(), who, items, &choice, conditions);
        for (position, result) in &results {
            if result["status"] == "201"
                && let Some(id) = id_in(&result["location"])
            {
                run.told.insert(*position, id);
            }
        }
        let blames = |position: usize, problems: &[Problem]| {
            results
                .get(&position)
                .is_some_and(|result| check_refusal(result, problems).is_ok())
        };
        run.carry_out(limit, &blames);
        let carried_out: Vec<usize> = run.expected.keys().copied().collect();
        let listed: Vec<usize> = results.keys().copied().collect();
        same("the operations carried out", &listed, &carried_out)?;
        for (position, expected) in &run.expected {
            let base = &self.state.endpoints[who].scim.url;
            let result = &results[position];
            check(result, &items[*position].write, expected, base)
                .map_err(|problem| format!("operation {position}: {problem} in {result}"))?;
        }
        self.state = run.state;
        Ok(())
    }

    /// The operations as they are sent, and the versions that they demand.
    fn sent(
        &self,
        who: usize,
        items: &[BulkItem],
        choice: &Choice,
    ) -> (Vec<Value>, Vec<Condition>) {
        let endpoint = &self.state.endpoints[who];
        let names = |target: Target, kind: Option<Kind>| choice.id(target, kind);
        let sent = items.iter().enumerate().map(|(number, item)| {
            let kind = item.write.kind();
            let mut path = kind.path().to_owned();
            let mut current = None;
            if let Some(target) = item.write.target() {
                let id = names(target, Some(kind));
                current = endpoint.find(kind, &id);
                path = format!("{path}/{id}");
            }
            let mut operation = json!({
                "method": item.write.method(),
                "path": path,
                "bulkId": number.to_string(),
            });
            if !matches!(item.write, Write::Delete(..)) {
                operation["data"] = item.write.json(&names);
            }
            if let Some(version) = item.version.header(current) {
                operation["version"] = version.into();
            }
            (operation, item.version.condition(current))
        });
        sent.unzip()
    }
}

fn check_refusal(result: &Value, problems: &[Problem]) -> Result<(), String> {
    let status = result["status"]
        .as_str()
        .and_then(|status| status.parse().ok());
    is_one_of(status.unwrap_or_default(), &result["response"], problems)
}

fn check(result: &Value, write: &Write, expected: &Expected, base: &str) -> Result<(), String> {
    same("method", &result["method"], &json!(write.method()))?;
    match expected {
        Expected::Refused(problems) => check_refusal(result, problems),
        Expected::Done {
            status,
            kind,
            id,
            version,
        } => {
            same("status", &result["status"], &json!(status.to_string()))?;
            let location = format!("{base}{}/{id}", kind.path());
            same("location", &result["location"], &json!(location))?;
            let version = version.map(|version| format!("W/\"{version}\""));
            same("version", &result["version"], &json!(version))
        }
    }
}
