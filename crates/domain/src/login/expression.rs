use cel::common::ast::{Expr, IdedExpr, operators};
use cel::{Context, Program, Value as CelValue};
use serde_json::{Map, Value};

use crate::limits::{
    EXPRESSION_BYTES, EXPRESSION_DEPTH, EXPRESSION_LOOPS, EXPRESSION_SIGNS, EXPRESSION_VALUES,
};

/// The functions that an expression may call, beside the operators: each takes time in proportion
/// to what it is given.
const FUNCTIONS: [&str; 16] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    operators::CONDITIONAL,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER,
    operators::GREATER_EQUALS,
    operators::LESS,
    operators::LESS_EQUALS,
    operators::INDEX,
    operators::IN,
];

/// An expression in the Common Expression Language over `claims` that is to hold at a login.
///
/// The language has no limit of its own: `map` in `map` in `map` takes as long as its author likes,
/// and sums of sums take the memory. So only a part of it is accepted, in which the cost is bounded
/// by the length of the expression times the number of claims: comparisons, logic, `in`, `has`,
/// `size`, `contains`, `startsWith`, `endsWith`, and loops that do not lie within each other.
#[derive(Debug)]
pub struct Expression(String);

/// What the recursion of the parser and of the evaluation needs at most, for the longest text.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, character {character}: {message}")]
pub struct ExpressionError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub character: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.len() > EXPRESSION_BYTES {
            let message = format!("the expression is longer than {EXPRESSION_BYTES} bytes");
            return Err(at(text, EXPRESSION_BYTES, message));
        }
        check_nesting(text)?;
        on_deep_stack(|| compile(text).map(drop))
            .unwrap_or_else(|| Err(at(text, 0, "it cannot be read now; try again".to_owned())))?;
        Ok(Self(text.to_owned()))
    }

    /// Whether it holds for these claims: not where it is false, nor where it says neither, for
    /// example because a claim is missing that it does not ask for with `has`.
    pub fn holds(&self, claims: &Map<String, Value>) -> bool {
        let values: usize = claims.values().map(count).sum();
        if values > EXPRESSION_VALUES {
            return false;
        }
        on_deep_stack(|| evaluate(&self.0, claims)).unwrap_or(false)
    }
}

/// Runs what recurses with the text on a stack that is deep enough; `None` where there is no thread
/// to be had.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

fn compile(text: &str) -> Result<Program, ExpressionError> {
    let program = Program::compile(text).map_err(|errors| {
        let first = errors.errors.into_iter().next();
        let (line, character, message) = first.map_or_else(
            || (1, 1, "it cannot be read".to_owned()),
            |error| (position(error.pos.0), position(error.pos.1), error.msg),
        );
        ExpressionError {
            line,
            character,
            message,
        }
    })?;
    let mut check = Check {
        text,
        program: &program,
        loops: 0,
        variables: Vec::new(),
    };
    check.expression(program.expression(), 0)?;
    Ok(program)
}

fn evaluate(text: &str, claims: &Map<String, Value>) -> bool {
    let (Ok(program), Ok(claims)) = (compile(text), cel::to_value(claims)) else {
        return false;
    };
    let mut context = Context::default();
    context.add_variable_from_value("claims", claims);
    matches!(program.execute(&context), Ok(CelValue::Bool(true)))
}

/// Refuses what the parser would go into deeper than its stack: it recurses with every bracket, every
/// sign before a value and every question. Those in literals count as well.
fn check_nesting(text: &str) -> Result<(), ExpressionError> {
    let (mut depth, mut signs) = (0_usize, 0_usize);
    for (offset, character) in text.chars().enumerate() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '-' | '?' => signs += 1,
            _ => {}
        }
        if depth > EXPRESSION_DEPTH || signs > EXPRESSION_SIGNS {
            let message = format!(
                "brackets lie more than {EXPRESSION_DEPTH} deep, or there are more than \
                 {EXPRESSION_SIGNS} of ! - ?"
            );
            return Err(at(text, offset, message));
        }
    }
    Ok(())
}

/// How many values a claim has in all.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

fn position(number: isize) -> usize {
    usize::try_from(number).unwrap_or(1).max(1)
}

/// An error at a place in the text, counted in characters or nearly so.
fn at(text: &str, offset: usize, message: String) -> ExpressionError {
    let before: String = text.chars().take(offset).collect();
    let line = before.matches('\n').count() + 1;
    let character = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    ExpressionError {
        line,
        character,
        message,
    }
}

struct Check<'a> {
    text: &'a str,
    program: &'a Program,
    loops: usize,
    /// What the loop around calls the value that it looks at.
    variables: Vec<String>,
}

type Checked = Result<(), ExpressionError>;

impl Check<'_> {
    fn refuse(&self, id: u64, message: String) -> Checked {
        let place = self.program.source_info().offset_for(id);
        let offset = place.map_or(0, |(start, _)| usize::try_from(start).unwrap_or(0));
        Err(at(self.text, offset, message))
    }

    /// `depth` is how many loops lie around.
    fn expression(&mut self, expression: &IdedExpr, depth: usize) -> Checked {
        let id = expression.id;
        match &expression.expr {
            Expr::Literal(_) => Ok(()),
            Expr::Ident(name) if name == "claims" || name.starts_with('@') => Ok(()),
            Expr::Ident(name) if depth > 0 && self.variables.contains(name) => Ok(()),
            Expr::Ident(name) => {
                let message = format!("{name} is not known; an expression is about claims");
                self.refuse(id, message)
            }
            Expr::Select(select) => self.expression(&select.operand, depth),
            Expr::List(list) => {
                let is_literal = |element: &IdedExpr| matches!(element.expr, Expr::Literal(_));
                if list.elements.iter().all(is_literal) {
                    Ok(())
                } else {
                    let message = "a list may hold literals only, such as [\"a\", \"b\"]";
                    self.refuse(id, message.to_owned())
                }
            }
            Expr::Call(call) => {
                // What a loop counts and collects with: nobody can write a name with an @.
                let of_loop = call.args.first().is_some_and(
                    |first| matches!(&first.expr, Expr::Ident(name) if name.starts_with('@')),
                );
                let is_known = FUNCTIONS.contains(&call.func_name.as_str())
                    || call.func_name == operators::NOT_STRICTLY_FALSE
                    || (of_loop && call.func_name == operators::ADD);
                if !is_known {
                    let message = format!(
                        "{} is not accepted here; use comparisons, &&, ||, !, in, has, size, \
                         contains, startsWith, endsWith, and loops",
                        call.func_name.trim_matches('_')
                    );
                    return self.refuse(id, message);
                }
                if let Some(target) = &call.target {
                    self.expression(target, depth)?;
                }
                let skipped = usize::from(of_loop && call.func_name == operators::ADD) * 2;
                for argument in call.args.iter().skip(skipped) {
                    self.expression(argument, depth)?;
                }
                if skipped > 0 {
                    self.collected(call.args.get(1), depth)?;
                }
                Ok(())
            }
            Expr::Comprehension(comprehension) => {
                self.loops += 1;
                if self.loops > EXPRESSION_LOOPS {
                    let message = format!("more than {EXPRESSION_LOOPS} loops");
                    return self.refuse(id, message);
                }
                if depth > 0 {
                    let message = "a loop lies within another one; put them beside each other";
                    return self.refuse(id, message.to_owned());
                }
                self.expression(&comprehension.iter_range, depth)?;
                self.variables = vec![comprehension.iter_var.clone()];
                self.variables.extend(comprehension.iter_var2.clone());
                self.expression(&comprehension.accu_init, depth + 1)?;
                self.expression(&comprehension.loop_cond, depth + 1)?;
                self.expression(&comprehension.loop_step, depth + 1)?;
                self.expression(&comprehension.result, depth + 1)
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.refuse(id, "maps and messages are not accepted here".to_owned())
            }
        }
    }

    /// What a loop adds to what it collects: the list of one that `filter` and `map` make.
    fn collected(&mut self, added: Option<&IdedExpr>, depth: usize) -> Checked {
        match added.map(|added| &added.expr) {
            Some(Expr::List(list)) => list
                .elements
                .iter()
                .try_for_each(|element| self.expression(element, depth)),
            Some(_) => added.map_or(Ok(()), |added| self.expression(added, depth)),
            None => Ok(()),
        }
    }
}
