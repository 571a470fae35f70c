//! Numbers that no machine holds, or that are not what they seem.

use serde_json::json;

use super::besieged::BADGE;
use super::{Besieged, Case};
use crate::support::USER;

#[test]
fn numbers_that_do_not_fit_are_refused() {
    let besieged = Besieged::start();
    let huge = "9".repeat(400);
    let fraction = format!("0.{}", "1".repeat(100_000));
    for (number, kind) in [
        // RFC 8259 §6: out of the range of a double.
        ("1e999", "invalidSyntax"),
        ("-1e999", "invalidSyntax"),
        (&*huge, "invalidSyntax"),
        ("1e99999999999999999999", "invalidSyntax"),
        ("0x10", "invalidSyntax"),
        ("1_000", "invalidSyntax"),
        ("NaN", "invalidSyntax"),
        ("+1", "invalidSyntax"),
        ("01", "invalidSyntax"),
        ("1.", "invalidSyntax"),
        ("-", "invalidSyntax"),
        // Numbers, but no booleans (RFC 7643 §2.3.2).
        ("1e-999", "invalidValue"),
        ("-0", "invalidValue"),
        ("-0.0", "invalidValue"),
        (&*fraction, "invalidValue"),
        ("1e308", "invalidValue"),
        ("18446744073709551616", "invalidValue"),
    ] {
        let body = format!("{{\"schemas\":[\"{USER}\"],\"userName\":\"u\",\"active\":{number}}}");
        besieged.refuses(Case {
            name: number.chars().take(30).collect(),
            status: 400,
            kind: Some(kind),
            request: besieged.request("POST", "/Users", body),
        });
    }
    // RFC 7643 §2.3.4: an integer has no fraction, whatever it is worth.
    for number in ["1e3", "-0.0", "18446744073709551616", "1.0"] {
        let body = format!(
            "{{\"schemas\":[\"{BADGE}\"],\"number\":\"9\",\"doors\":[{{\"level\":{number}}}]}}"
        );
        besieged.refuses(Case {
            name: format!("an integer {number}"),
            status: 400,
            kind: Some("invalidValue"),
            request: besieged.request("POST", "/Badges", body),
        });
    }
    besieged.is_unharmed();
}

/// RFC 7644 §3.4.2.4: what is out of range is moved into it, and what is no number is refused.
#[test]
fn pages_out_of_range_are_empty_and_pages_that_are_no_numbers_refused() {
    let besieged = Besieged::start();
    for number in [
        "9223372036854775807",
        "99999999999999999999",
        "-99999999999999999999",
        "-0",
    ] {
        for parameter in ["startIndex", "count"] {
            let path = format!("/Users?{parameter}={number}");
            let found = besieged
                .send(&path, besieged.scim.request("GET", &path))
                .expect(200);
            assert_eq!(found["totalResults"], 1, "{path}");
        }
    }
    let both = "/Users?startIndex=9223372036854775807&count=9223372036854775807";
    let found = besieged
        .send(both, besieged.scim.request("GET", both))
        .expect(200);
    assert_eq!(found["Resources"], json!([]));
    for number in ["1e3", "0x1", "1.0", "%00", "١", "1,0", "--1"] {
        for parameter in ["startIndex", "count"] {
            let path = format!("/Users?{parameter}={number}");
            besieged.refuses(Case {
                name: path.clone(),
                status: 400,
                kind: Some("invalidValue"),
                request: besieged.scim.request("GET", &path),
            });
        }
    }
    for number in ["-0.0", "1.5", "99999999999999999999", "\"1\"", "[1]", "1e3"] {
        for member in ["startIndex", "count"] {
            besieged.refuses(Case {
                name: format!("{member} {number}"),
                status: 400,
                kind: Some("invalidValue"),
                request: besieged.request("POST", "/.search", format!("{{\"{member}\":{number}}}")),
            });
        }
    }
    besieged.is_unharmed();
}
