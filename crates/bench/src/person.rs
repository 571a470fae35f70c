//! The users of a run.

use std::fmt::Write as _;

const GIVEN: [&str; 8] = [
    "Amara", "Bengt", "Chiara", "Dmitri", "Esther", "Farid", "Grace", "Hiroshi",
];
const FAMILY: [&str; 8] = [
    "Okonkwo",
    "Lindqvist",
    "Rossi",
    "Sokolov",
    "Baumgartner",
    "Haddad",
    "O'Connor",
    "Tanaka",
];
const DEPARTMENTS: [&str; 4] = ["Engineering", "Sales", "Finance", "Customer Support"];

/// One of them: what Entra ID and Okta send of a user whose usual attributes are mapped.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Different for each.
    pub number: usize,
}

impl Person {
    /// The unique name, safe in a path and in a query as it is.
    #[must_use]
    pub fn user_name(self) -> String {
        format!("person.{:07}@example.com", self.number)
    }

    /// The body of a SCIM POST, about 600 bytes.
    #[must_use]
    pub fn body(self) -> String {
        self.body_with_title("Specialist")
    }

    /// The body with another title.
    #[must_use]
    pub fn body_with_title(self, title: &str) -> String {
        let number = self.number;
        let given = pick(&GIVEN, number);
        let family = pick(&FAMILY, number / GIVEN.len());
        let department = pick(&DEPARTMENTS, number);
        let user_name = self.user_name();
        let mut body = String::with_capacity(768);
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"00u{number:017}","userName":"{user_name}","active":true,"displayName":"{given} {family}","emails":[{{"primary":true,"type":"work","value":"{user_name}"}}],"meta":{{"resourceType":"User"}},"name":{{"familyName":"{family}","givenName":"{given}"}},"preferredLanguage":"en-US","title":"{title}","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{"department":"{department}","employeeNumber":"{number:07}"}}}}"#
        );
        body
    }
}

fn pick<'a>(from: &[&'a str], number: usize) -> &'a str {
    from.get(number % from.len().max(1))
        .copied()
        .unwrap_or_default()
}
