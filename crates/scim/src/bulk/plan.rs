//! In which order the operations of a bulk request are carried out (RFC 7644 §3.7, §3.7.1).

use std::collections::HashMap;

use super::{BulkMethod, BulkOperation, RefusedOperation};

/// What is carried out at once, all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The positions of operations in the request, from 0, in ascending order. More than one are
    /// POSTs that refer to each other in a circle: their ids must be known before any of them is
    /// created.
    pub operations: Vec<usize>,
}

/// Orders the operations so that each one comes after those that create what it refers to.
///
/// The order is that of the request, except that a POST comes earlier where an operation before it
/// refers to its `bulkId`; so PUT, PATCH and DELETE follow each other as the client wrote them
/// ("the service provider MUST ensure that the client's intent is preserved", RFC 7644 §3.7).
/// Every operation is in one step. References that lead nowhere are passed over here;
/// [`BulkIds`](super::BulkIds) refuses them.
pub fn plan(operations: &[Result<BulkOperation, RefusedOperation>]) -> Vec<Step> {
    let mut creators: HashMap<&str, usize> = HashMap::new();
    for (position, operation) in operations.iter().enumerate() {
        if let Ok(operation) = operation
            && operation.method == BulkMethod::Post
            && let Some(bulk_id) = &operation.bulk_id
        {
            creators.insert(bulk_id, position);
        }
    }
    let needs = operations.iter().map(|operation| {
        let references = operation.as_ref().map(BulkOperation::references);
        let mut needs: Vec<usize> = references
            .unwrap_or_default()
            .iter()
            .filter_map(|bulk_id| creators.get(bulk_id.as_str()).copied())
            .collect();
        needs.sort_unstable();
        needs
    });
    Tarjan::new(needs.collect()).run()
}

/// Tarjan's algorithm for strongly connected components, which finds every component after those
/// that it needs. It keeps its own stack, because a thousand operations may form one chain.
struct Tarjan {
    /// What each operation refers to.
    needs: Vec<Vec<usize>>,
    marks: Vec<Mark>,
    /// Operations that are not in a component yet.
    open: Vec<usize>,
    next_number: usize,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Default)]
struct Mark {
    /// In which order it was reached, from 1; 0 if it was not.
    number: usize,
    /// The least number that can be reached from it within its component.
    lowest: usize,
    is_open: bool,
}

/// An operation whose needs are being visited.
struct Visit {
    operation: usize,
    /// How many of its needs have been visited.
    done: usize,
}

impl Tarjan {
    fn new(needs: Vec<Vec<usize>>) -> Self {
        Self {
            marks: vec![Mark::default(); needs.len()],
            steps: Vec::with_capacity(needs.len()),
            open: Vec::new(),
            next_number: 1,
            needs,
        }
    }

    fn run(mut self) -> Vec<Step> {
        for operation in 0..self.needs.len() {
            if self.mark(operation).number == 0 {
                self.visit(operation);
            }
        }
        self.steps
    }

    fn visit(&mut self, root: usize) {
        let mut path = vec![self.reach(root)];
        while let Some(visit) = path.last_mut() {
            let operation = visit.operation;
            let need = self
                .needs
                .get(operation)
                .and_then(|needs| needs.get(visit.done))
                .copied();
            visit.done += 1;
            match need.map(|need| (need, self.mark(need))) {
                Some((need, mark)) if mark.number == 0 => path.push(self.reach(need)),
                Some((_, mark)) if mark.is_open => self.lower(operation, mark.number),
                Some(_) => {}
                None => {
                    path.pop();
                    let mark = self.mark(operation);
                    if let Some(parent) = path.last() {
                        self.lower(parent.operation, mark.lowest);
                    }
                    if mark.lowest == mark.number {
                        self.close(operation);
                    }
                }
            }
        }
    }

    fn reach(&mut self, operation: usize) -> Visit {
        if let Some(mark) = self.marks.get_mut(operation) {
            *mark = Mark {
                number: self.next_number,
                lowest: self.next_number,
                is_open: true,
            };
        }
        self.next_number += 1;
        self.open.push(operation);
        Visit { operation, done: 0 }
    }

    /// Everything that was reached since `first`, and is not in a component, is in its component.
    fn close(&mut self, first: usize) {
        let mut operations = Vec::with_capacity(1);
        while let Some(operation) = self.open.pop() {
            if let Some(mark) = self.marks.get_mut(operation) {
                mark.is_open = false;
            }
            operations.push(operation);
            if operation == first {
                break;
            }
        }
        operations.sort_unstable();
        self.steps.push(Step { operations });
    }

    fn mark(&self, operation: usize) -> Mark {
        self.marks.get(operation).copied().unwrap_or_default()
    }

    fn lower(&mut self, operation: usize, number: usize) {
        if let Some(mark) = self.marks.get_mut(operation) {
            mark.lowest = mark.lowest.min(number);
        }
    }
}
