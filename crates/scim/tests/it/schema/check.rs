//! What a custom schema must obey (RFC 7643 §2, §7; checklist C5, C26).

use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::schema::{Schema, SchemaLimits};

fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema {
        id: "urn:example:scim:schemas:1.0:Badge".to_owned(),
        name: "Badge".to_owned(),
        description: String::new(),
        attributes,
    }
}

fn of(kind: AttributeType) -> Attribute {
    let always_exact = matches!(kind, AttributeType::Reference | AttributeType::Binary);
    Attribute {
        case_exact: always_exact,
        ..Attribute::new("a", kind, "")
    }
}

fn text() -> Attribute {
    of(AttributeType::String)
}

fn complex(parts: Vec<Attribute>) -> Attribute {
    Attribute {
        sub_attributes: parts,
        ..of(AttributeType::Complex)
    }
}

fn named(name: &str) -> Attribute {
    Attribute::new(name, AttributeType::String, "")
}

fn check(attribute: Attribute) -> Result<(), String> {
    schema(vec![attribute])
        .check(SchemaLimits::default())
        .map_err(|error| error.to_string())
}

/// The attribute is refused, and the sentence says this.
fn refuse(attribute: Attribute, sentence: &str) {
    match check(attribute.clone()) {
        Ok(()) => panic!("accepted: {attribute:?}"),
        Err(error) => assert!(error.contains(sentence), "{error}"),
    }
}

#[test]
fn the_urn_is_a_plain_urn_of_ones_own() {
    let check = |id: &str| {
        let schema = Schema {
            id: id.to_owned(),
            ..schema(vec![text()])
        };
        schema.check(SchemaLimits::default())
    };
    for id in [
        "urn:example:Badge",
        "URN:Example:2.0:Badge",
        "urn:ietf:params:scim:schemas:extension:acme-corp:2.0:User",
        "urn:ietf:params:scim:schemas:core:2.0:Device",
    ] {
        assert_eq!(check(id), Ok(()), "{id}");
    }
    for id in [
        "",
        "urn",
        "urn:",
        "urn:a",
        "urn:a:",
        "urn::a",
        "urn:a:b::c",
        "https://example.com/badge",
        "urn:a:b c",
        "urn:a:b[c",
        "urn:a:b\"",
        "urn:a:b,c",
        "urn:a:b/c",
        "urn:a:b?c",
        "urn:a:b#c",
        "urn:a:b%20c",
        "urn:a:b(c)",
        "urn:a:\u{e9}",
        "urn:a:\n",
        &format!("urn:a:{}", "b".repeat(250)),
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "URN:ietf:params:scim:schemas:core:2.0:USER",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
        "urn:ietf:params:scim:api:messages:2.0:PatchOp",
        // What clients of SCIM 1.1 and of its drafts write for the schemas of RFC 7643 §10.3.
        "urn:scim:schemas:core:1.0",
        "urn:SCIM:schemas:extension:enterprise:2.0",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
    ] {
        let error = check(id).expect_err(id);
        assert_eq!(error.place, "id", "{id}");
    }
}

/// RFC 7643 §2.1, erratum 8924.
#[test]
fn names() {
    for name in ["a", "badge-number", "A_1"] {
        assert_eq!(check(named(name)), Ok(()), "{name}");
    }
    for name in [
        "", "1a", "a b", "a.b", "a:b", "a[0]", "\u{e9}", "-a", "$a", "a$", "a\0",
    ] {
        refuse(named(name), "name");
    }
    refuse(named("$ref"), "begins with $");
    let reference = Attribute {
        name: "$ref".to_owned(),
        ..of(AttributeType::Reference)
    };
    refuse(reference.clone(), "only the sub-attribute $ref may");
    assert_eq!(check(complex(vec![reference.clone()])), Ok(()));
    refuse(
        complex(vec![Attribute {
            name: "$REF".to_owned(),
            ..reference
        }]),
        "begins with $",
    );
    let twice = schema(vec![named("badge"), named("BADGE")]);
    let error = twice.check(SchemaLimits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "BADGE has the same name as \"badge\" (letter case does not count); rename one of them."
    );
    refuse(
        complex(vec![named("x"), named("X")]),
        "a.X has the same name",
    );
}

/// RFC 7643 §2.3.8, erratum 8415.
#[test]
fn c5_only_complex_attributes_have_parts_and_none_is_complex() {
    refuse(complex(Vec::new()), "is complex but has no sub-attributes");
    refuse(
        complex(vec![complex(vec![text()])]),
        "a.a is a sub-attribute",
    );
    let with_parts = Attribute {
        sub_attributes: vec![named("x")],
        ..text()
    };
    refuse(
        with_parts.clone(),
        "has sub-attributes but is of type string",
    );
    refuse(complex(vec![with_parts]), "a.a is a sub-attribute");
    // Erratum 5607: a sub-attribute may hold several simple values.
    let several = Attribute {
        multi_valued: true,
        ..named("x")
    };
    assert_eq!(check(complex(vec![several])), Ok(()));
}

#[test]
fn lists_of_values_belong_to_some_types() {
    for kind in AttributeType::ALL {
        let parts = match kind {
            AttributeType::Complex => vec![named("x")],
            _ => Vec::new(),
        };
        let canonical = Attribute {
            canonical_values: vec!["work".to_owned()],
            sub_attributes: parts.clone(),
            ..of(kind)
        };
        let suits = matches!(kind, AttributeType::String | AttributeType::Reference);
        assert_eq!(check(canonical).is_ok(), suits, "{kind:?}");
        let references = Attribute {
            reference_types: vec!["User".to_owned()],
            sub_attributes: parts,
            ..of(kind)
        };
        let suits = kind == AttributeType::Reference;
        assert_eq!(check(references).is_ok(), suits, "{kind:?}");
    }
    for (values, sentence) in [
        (vec!["work", ""], "empty value"),
        (vec!["a\nb"], "control character"),
        (vec!["work", "home", "work"], "lists \"work\" twice"),
    ] {
        let attribute = Attribute {
            canonical_values: values.into_iter().map(str::to_owned).collect(),
            ..text()
        };
        refuse(attribute, sentence);
    }
}

#[test]
fn characteristics_do_not_contradict_each_other() {
    for (attribute, sentence) in [
        (
            Attribute {
                case_exact: true,
                ..of(AttributeType::Boolean)
            },
            "has no letter case",
        ),
        (
            Attribute {
                case_exact: false,
                ..of(AttributeType::Reference)
            },
            "is always compared exactly",
        ),
        (
            Attribute {
                case_exact: false,
                ..of(AttributeType::Binary)
            },
            "is always compared exactly",
        ),
        (
            Attribute {
                mutability: Mutability::WriteOnly,
                ..text()
            },
            "must never be returned",
        ),
        (
            Attribute {
                mutability: Mutability::ReadOnly,
                returned: Returned::Never,
                ..text()
            },
            "can be neither written nor read",
        ),
        (
            Attribute {
                returned: Returned::Never,
                ..complex(vec![Attribute {
                    returned: Returned::Always,
                    ..named("x")
                }])
            },
            "a.x is returned always",
        ),
    ] {
        refuse(attribute, sentence);
    }
}

/// A writeOnly value is accepted and discarded, as a password is (RFC 7643 §4.1.1).
#[test]
fn what_is_write_only_is_neither_required_nor_unique() {
    let secret = Attribute {
        mutability: Mutability::WriteOnly,
        returned: Returned::Never,
        ..text()
    };
    assert_eq!(check(secret.clone()), Ok(()));
    let required = Attribute {
        required: true,
        ..secret.clone()
    };
    refuse(required, "cannot be required");
    let unique = Attribute {
        uniqueness: Uniqueness::Server,
        ..secret
    };
    refuse(unique, "cannot be unique");
}

/// RFC 7643 §2.4.
#[test]
fn predefined_sub_attributes_keep_their_meaning() {
    let list = |part: Attribute| Attribute {
        multi_valued: true,
        ..complex(vec![part])
    };
    for name in ["primary", "PRIMARY", "type", "display"] {
        let wrong = Attribute::new(name, AttributeType::Integer, "");
        refuse(list(wrong.clone()), "RFC 7643 §2.4");
        assert_eq!(check(complex(vec![wrong])), Ok(()), "{name}: one value");
    }
    let primary = Attribute::new("primary", AttributeType::Boolean, "");
    assert_eq!(check(list(primary)), Ok(()));
    let value = Attribute::new("value", AttributeType::Decimal, "");
    assert_eq!(check(list(value)), Ok(()));
}

#[test]
fn c25_unique_is_what_a_store_can_keep_unique() {
    let unique = |attribute: Attribute| Attribute {
        uniqueness: Uniqueness::Server,
        ..attribute
    };
    for kind in AttributeType::ALL {
        let mut attribute = unique(of(kind));
        if kind == AttributeType::Complex {
            attribute.sub_attributes.push(named("x"));
        }
        let can_be = matches!(
            kind,
            AttributeType::String
                | AttributeType::Integer
                | AttributeType::Decimal
                | AttributeType::Reference
        );
        assert_eq!(check(attribute).is_ok(), can_be, "{kind:?}");
    }
    refuse(
        unique(Attribute {
            multi_valued: true,
            ..text()
        }),
        "several values",
    );
    refuse(complex(vec![unique(named("x"))]), "a.x is a sub-attribute");
    let global = Attribute {
        uniqueness: Uniqueness::Global,
        ..text()
    };
    refuse(global, "among all servers");
}

#[test]
fn everything_is_bounded() {
    let limits = SchemaLimits {
        urn_bytes: 40,
        name_bytes: 8,
        description_bytes: 10,
        attributes: 2,
        sub_attributes: 2,
        values: 2,
        value_bytes: 4,
        extensions: 1,
    };
    let fits = |schema: Schema| schema.check(limits).is_ok();
    assert!(fits(schema(vec![named("a"), named("b")])));
    assert!(!fits(schema(Vec::new())));
    assert!(!fits(schema(vec![named("a"), named("b"), named("c")])));
    assert!(!fits(schema(vec![named("ninebytes")])));
    assert!(!fits(Schema {
        name: "Nine bytes".to_owned(),
        ..schema(vec![text()])
    }));
    assert!(!fits(Schema {
        name: " ".to_owned(),
        ..schema(vec![text()])
    }));
    assert!(!fits(Schema {
        name: "a\nb".to_owned(),
        ..schema(vec![text()])
    }));
    assert!(!fits(Schema {
        description: "eleven byte".to_owned(),
        ..schema(vec![text()])
    }));
    assert!(!fits(Schema {
        description: "\0".to_owned(),
        ..schema(vec![text()])
    }));
    let described = Attribute {
        description: "eleven byte".to_owned(),
        ..text()
    };
    assert!(!fits(schema(vec![described])));
    assert!(fits(schema(vec![complex(vec![named("a"), named("b")])])));
    assert!(!fits(schema(vec![complex(vec![
        named("a"),
        named("b"),
        named("c")
    ])])));
    let values = |values: &[&str]| Attribute {
        canonical_values: values.iter().map(|value| (*value).to_owned()).collect(),
        ..text()
    };
    assert!(fits(schema(vec![values(&["a", "b"])])));
    assert!(!fits(schema(vec![values(&["a", "b", "c"])])));
    assert!(!fits(schema(vec![values(&["fives"])])));
}
