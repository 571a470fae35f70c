use super::{assert_error, start};

#[test]
fn parameters_that_scim_does_not_know_are_ignored() {
    let (_server, scim) = start();
    scim.create_user("someone");
    for query in [
        "aadOptscim062020",
        "aadOptscim062020=%",
        "&",
        "",
        "&&count=5&",
        "unknown=%zz&count=5",
        "sortOrder=nonsense",
    ] {
        let list = scim.get(&format!("/Users?{query}")).expect(200);
        assert_eq!(list["totalResults"], 1, "{query}");
    }
}

#[test]
fn query_strings_are_decoded_strictly() {
    let (_server, scim) = start();
    scim.create_user("a+b c@acme.example");
    for filter in [
        "userName+eq+%22a%2Bb+c%40acme.example%22",
        "userName%20eq%20%22a%2bb%20c@acme.example%22",
    ] {
        let list = scim.get(&format!("/Users?filter={filter}")).expect(200);
        assert_eq!(list["totalResults"], 1, "{filter}");
        let list = scim.get(&format!("/Users?FILTER={filter}")).expect(200);
        assert_eq!(list["totalResults"], 1, "{filter}");
    }
    for filter in ["%", "%2", "%zz", "%ff", "id%20pr%"] {
        let reply = scim.get(&format!("/Users?filter={filter}"));
        assert_eq!(
            assert_error(&reply, 400).as_deref(),
            Some("invalidFilter"),
            "{filter}"
        );
    }
}

#[test]
fn a_filter_that_is_empty_or_there_twice_is_never_an_unfiltered_list() {
    let (_server, scim) = start();
    scim.create_user("someone");
    for query in [
        "filter=",
        "filter",
        "filter=id pr&filter=id pr",
        "filter=id pr&Filter=id pr",
    ] {
        let reply = scim.get(&format!("/Users?{query}"));
        assert_eq!(
            assert_error(&reply, 400).as_deref(),
            Some("invalidFilter"),
            "{query}"
        );
    }
}

#[test]
fn pages_are_clamped_and_counted() {
    let (_server, scim) = start();
    for number in 0..3 {
        scim.create_user(&format!("user-{number}"));
    }
    for (query, start, items) in [
        ("", 1, 3),
        ("startIndex=0", 1, 3),
        ("startIndex=-7", 1, 3),
        ("startIndex=2", 2, 2),
        ("startIndex=2&count=1", 2, 1),
        ("count=0", 1, 0),
        ("count=-1", 1, 0),
        ("count=100000", 1, 3),
        ("count=99999999999999999999", 1, 3),
        ("startIndex=&count=", 1, 3),
        ("count=-99999999999999999999", 1, 0),
        ("startIndex=4", 4, 0),
    ] {
        let list = scim.get(&format!("/Users?{query}")).expect(200);
        assert_eq!(list["totalResults"], 3, "{query}");
        assert_eq!(list["startIndex"], start, "{query}");
        assert_eq!(list["itemsPerPage"], items, "{query}");
        assert_eq!(
            list["Resources"].as_array().unwrap().len(),
            items,
            "{query}"
        );
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    let (_server, scim) = start();
    for query in [
        "startIndex=x",
        "count=1.5",
        "count=0x1",
        "startIndex=-",
        "count=1e3",
        "count=1&count=2",
    ] {
        let reply = scim.get(&format!("/Users?{query}"));
        assert_eq!(
            assert_error(&reply, 400).as_deref(),
            Some("invalidValue"),
            "{query}"
        );
    }
}
