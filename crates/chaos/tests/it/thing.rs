//! Half a change is seen from what is there.

use chaos::thing::{Kind, Thing, number_of};
use serde_json::{Map, Value, json};

fn pair() -> Vec<String> {
    vec!["one".to_owned(), "two".to_owned()]
}

fn thing(kind: Kind, number: u64) -> Thing {
    Thing {
        kind,
        key: "w00-7".to_owned(),
        id: "7".to_owned(),
        version: 1,
        number,
    }
}

fn attributes(body: &Value) -> Map<String, Value> {
    body.as_object().unwrap().clone()
}

#[test]
fn what_is_whole_tells_its_number() {
    let user = thing(Kind::User, 12).body(&pair());
    assert_eq!(
        number_of(Kind::User, &attributes(&user), &[], &pair()),
        Some(12)
    );
    for (number, members) in [(12, pair()), (13, Vec::new())] {
        let group = thing(Kind::Group, number).body(&pair());
        let found = number_of(Kind::Group, &attributes(&group), &members, &pair());
        assert_eq!(found, Some(number));
    }
}

#[test]
fn a_patch_of_which_a_part_happened_is_half() {
    let mut user = thing(Kind::User, 12).body(&pair());
    let operations = thing(Kind::User, 14).operations(&pair());
    let operations = operations.as_array().unwrap();
    for operation in operations.iter().take(operations.len() - 1) {
        let name = operation["path"].as_str().unwrap();
        user[name] = operation["value"].clone();
        let found = number_of(Kind::User, &attributes(&user), &[], &pair());
        assert_eq!(found, None, "after {name}");
    }
    let group = attributes(&thing(Kind::Group, 12).body(&pair()));
    let only_one = pair().into_iter().take(1).collect::<Vec<_>>();
    for members in [Vec::new(), only_one] {
        assert_eq!(number_of(Kind::Group, &group, &members, &pair()), None);
    }
    let emptied = attributes(&json!({ "displayName": "w00-7 s13" }));
    assert_eq!(number_of(Kind::Group, &emptied, &pair(), &pair()), None);
}
