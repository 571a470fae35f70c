use crate::buf::validate::field_path_element::Subscript;
use crate::buf::validate::{FieldPath, FieldPathElement};

/// A field as the descriptor names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) number: i32,
    pub(super) name: &'static str,
    /// A number of `google.protobuf.FieldDescriptorProto.Type`.
    pub(super) kind: i32,
}

impl Field {
    /// A field of `buf.validate.*Rules`.
    pub(super) const fn rule(number: i32, name: &'static str, kind: i32) -> Self {
        Self { number, name, kind }
    }
}

/// One step from a message to a nested field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) field: Field,
    /// The item of a repeated field.
    pub(super) index: Option<usize>,
}

/// The steps as the error detail shows them.
pub(super) fn detail(steps: &[Step]) -> FieldPath {
    let elements = steps.iter().map(|step| FieldPathElement {
        field_number: Some(step.field.number),
        field_name: Some(step.field.name.to_owned()),
        field_type: Some(step.field.kind),
        subscript: step.index.map(|index| Subscript::Index(index as u64)),
        ..FieldPathElement::default()
    });
    FieldPath {
        elements: elements.collect(),
        ..FieldPath::default()
    }
}

/// The steps as the error message shows them: `filter.user_ids[3]`.
pub(super) fn text(path: &FieldPath) -> String {
    let mut text = String::new();
    for element in &path.elements {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(element.field_name.as_deref().unwrap_or_default());
        if let Some(Subscript::Index(index)) = element.subscript {
            text.push_str(&format!("[{index}]"));
        }
    }
    text
}
