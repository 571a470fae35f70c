use std::collections::HashSet;

use bench::person::Person;
use serde_json::Value;

#[test]
fn bodies_are_json_of_about_600_bytes() {
    for number in [0, 63, 12_345, 1_000_000] {
        let body = Person { number }.body();
        let user: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(user["userName"], Person { number }.user_name());
        assert_eq!(user["active"], true);
        assert!((550..=650).contains(&body.len()), "{}: {body}", body.len());
    }
}

#[test]
fn no_two_people_share_a_name() {
    let names: HashSet<String> = (0..10_000)
        .map(|number| Person { number }.user_name())
        .collect();
    assert_eq!(names.len(), 10_000);
    let plain = |name: &String| !name.contains(['%', '/', ' ', '"', '?']);
    assert!(names.iter().all(plain), "a name needs no encoding in a URL");
}
