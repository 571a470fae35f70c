use std::net::IpAddr;

use server::egress::{Allowance, Guard, Purpose, is_public};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// The first and the last address of each block of the IANA special-purpose registries.
const SPECIAL: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.192",
    "192.0.0.255",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "100::1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:1::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
];

/// The addresses beside them, and some that everybody knows.
const PUBLIC: &[&str] = &[
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "2620:4f:7fff::1",
    "3ffe::1",
];

#[test]
fn only_public_addresses_are_public() {
    for special in SPECIAL {
        assert!(!is_public(ip(special)), "{special}");
    }
    for public in PUBLIC {
        assert!(is_public(ip(public)), "{public}");
    }
}

/// A translator hands the packet on to the address inside.
#[test]
fn addresses_inside_of_addresses_are_looked_at() {
    for (special, public) in [
        ("::ffff:127.0.0.1", "::ffff:1.1.1.1"),
        ("::ffff:169.254.169.254", "::ffff:8.8.8.8"),
        ("64:ff9b::10.0.0.1", "64:ff9b::1.1.1.1"),
        ("64:ff9b::169.254.169.254", "64:ff9b::8.8.8.8"),
        // 6to4: 127.0.0.1 and 192.168.0.1 against 1.1.1.1.
        ("2002:7f00:1::", "2002:101:101::"),
        ("2002:c0a8:1::1", "2002:808:808::1"),
        // Teredo: the client's bits are turned over, 127.0.0.1 is 80ff:fffe and 1.1.1.1 fefe:fefe.
        ("2001:0:101:101::80ff:fffe", "2001:0:101:101::fefe:fefe"),
        // A private server with a public client.
        ("2001:0:a00:1::fefe:fefe", "2001:0:808:808::f7f7:f7f7"),
    ] {
        assert!(!is_public(ip(special)), "{special}");
        assert!(is_public(ip(public)), "{public}");
    }
}

#[test]
fn the_operator_adds_exactly_what_is_named() {
    let strict = Guard::new(Purpose::Jwks, &[]);
    assert!(strict.admits(ip("1.1.1.1"), 443));
    assert!(!strict.admits(ip("1.1.1.1"), 8443));
    assert!(!strict.admits(ip("10.0.0.1"), 443));

    let allowances: Vec<Allowance> = ["jwks=10.1.0.0/16", "jwks=fd00::/8", "jwks=192.168.7.7"]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let guard = Guard::new(Purpose::Jwks, &allowances);
    for admitted in [
        "10.1.0.0",
        "10.1.255.255",
        "::ffff:10.1.2.3",
        "fd12::1",
        "192.168.7.7",
    ] {
        for port in [443, 8443, 80] {
            assert!(guard.admits(ip(admitted), port), "{admitted} {port}");
        }
    }
    for refused in [
        "10.0.255.255",
        "10.2.0.0",
        "::ffff:10.2.0.0",
        "64:ff9b::10.1.0.1",
        "fc00::1",
        "192.168.7.8",
        "127.0.0.1",
    ] {
        assert!(!guard.admits(ip(refused), 443), "{refused}");
    }
    assert!(guard.admits(ip("1.1.1.1"), 443));
    assert!(!guard.admits(ip("1.1.1.1"), 8443));
}

#[test]
fn an_allowance_that_is_wrong_is_refused() {
    for (text, problem) in [
        ("10.0.0.0/8", "names no purpose"),
        ("", "names no purpose"),
        ("everything=10.0.0.0/8", "has an unknown purpose"),
        ("jwks=", "has no range of addresses"),
        ("jwks=10.0.0.0/33", "has no range of addresses"),
        ("jwks=intranet.example", "has no range of addresses"),
    ] {
        let refusal = text.parse::<Allowance>().unwrap_err();
        assert!(refusal.contains(problem), "{refusal}");
        assert!(refusal.contains("for example jwks=10.0.0.0/8"), "{refusal}");
    }
}
