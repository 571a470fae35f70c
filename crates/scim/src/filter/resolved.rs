//! A filter whose attributes have been found in a resource type.

use serde_json::Number;

use super::ResolvedAttribute;

/// A filter that needs no schema any more. The surface forms are gone:
///
/// - `ne` is `Not(Compare(Eq))`, so an unassigned single-valued attribute differs from every value;
/// - `eq null` is `Not(Present)`, `ne null` is `Present`;
/// - whatever names a sub-attribute of a multi-valued attribute is a `ValuePath` over it, so
///   `emails.type ne "work"` is "some e-mail address has another type" (RFC 7644 §3.4.2.2: the
///   filter matches if any of the values match) and `not (emails.type eq "work")` "none has it";
/// - an implied sub-attribute (`emails co "x"`) is spelled out as `value`.
///
/// Hence a `Compare` or `Present` outside a `ValuePath` reads one place in the resource, and
/// inside a `ValuePath` one place in the element. There is no third truth value: every expression
/// is true or false for every resource.
#[derive(Clone, Debug, PartialEq)]
pub enum ResolvedFilter {
    /// Always or never. Arises where a query over several resource types names an attribute that
    /// this type does not have (RFC 7644 §3.4.2.1).
    Const(bool),
    /// All of two or more.
    And(Vec<ResolvedFilter>),
    /// Any of two or more.
    Or(Vec<ResolvedFilter>),
    /// The opposite.
    Not(Box<ResolvedFilter>),
    /// The attribute or sub-attribute has a value: neither absent, null, an empty list, an empty
    /// text, nor a complex value whose every part is one of these.
    Present(ResolvedAttribute),
    /// The value exists and compares. Inside a `ValuePath` over a simple multi-valued attribute
    /// (`schemas`) the attribute has no sub-attribute, and the element itself is compared.
    Compare {
        /// What is compared.
        attribute: ResolvedAttribute,
        /// How.
        op: Operator,
        /// With what; its variant suits `attribute.kind`.
        operand: Operand,
    },
    /// One value of the attribute satisfies `inner`. The attributes in `inner` repeat this
    /// attribute's URN and name. Over a single-valued complex attribute, its one value is tried.
    ValuePath {
        /// The attribute whose values are tried; it has no sub-attribute.
        attribute: ResolvedAttribute,
        /// What one value must satisfy; contains no `ValuePath`.
        inner: Box<ResolvedFilter>,
    },
}

/// How a resolved filter compares: the operators of the grammar without `ne`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// equal
    Eq,
    /// contains
    Co,
    /// starts with
    Sw,
    /// ends with
    Ew,
    /// greater than
    Gt,
    /// greater than or equal to
    Ge,
    /// less than
    Lt,
    /// less than or equal to
    Le,
}

/// A literal, converted to what the attribute's type compares by.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// For `String`, `Reference` and `Binary`. Already [folded](crate::fold::fold) if the
    /// attribute is not case-exact: fold the resource's value and compare code points.
    Text(String),
    /// For `Boolean`; only with [`Operator::Eq`].
    Boolean(bool),
    /// For `Integer` and `Decimal`; compared by numeric value.
    Number(Number),
    /// For `DateTime`: microseconds since 1970-01-01T00:00:00Z, compared chronologically.
    DateTime(i64),
}
