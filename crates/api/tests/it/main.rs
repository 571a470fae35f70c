//! What the rules of the .proto files accept, and how messages look as JSON.

mod json;
mod request;
mod rules;
