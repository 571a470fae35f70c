//! Who is whom at a login, and what an organization may demand of claims.

mod decide;
mod email;
mod expression;
