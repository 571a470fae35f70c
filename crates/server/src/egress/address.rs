//! Which addresses anybody on the internet could reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771), and what is
/// special without being registered: `(first address, length of the prefix)`.
const SPECIAL_V4: [(Ipv4Addr, u8); 18] = [
    // "This network" (RFC 791).
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private use (RFC 1918).
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared address space (RFC 6598).
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback (RFC 1122).
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Azure's platform, reachable from every virtual machine there: its metadata and its DNS.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // Link-local, among it the metadata of clouds (RFC 3927).
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Private use (RFC 1918).
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // IETF protocol assignments (RFC 6890).
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation (RFC 5737).
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // AS112 (RFC 7535, RFC 7534) and AMT (RFC 7450): anycast services that are no web servers.
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    // 6to4 relays (RFC 7526).
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Private use (RFC 1918).
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Benchmarking (RFC 2544).
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation (RFC 5737).
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved and broadcast (RFC 5771, RFC 1112, RFC 919).
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// The IANA IPv6 Special-Purpose Address Registry within global unicast space, `2000::/3`
/// (RFC 4291 §2.4); nothing outside of that is public.
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    // IETF protocol assignments (RFC 2928); Teredo, which lies within, is looked into first.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation (RFC 3849, RFC 9637).
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // AS112 (RFC 7534).
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
];

/// Whether anybody on the internet could reach this address, so that asking it for somebody tells
/// and opens nothing. An IPv6 address that only carries an IPv4 address to a translator is as
/// public as that one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match carried(address) {
            Some(carried) => carried.iter().all(|address| is_public_v4(*address)),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4
        .iter()
        .any(|(first, length)| shares_prefix(u32::from(address), u32::from(*first), *length))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let address = u128::from(address);
    let within = |first: Ipv6Addr, length: u8| {
        let rest = u32::from(128 - length);
        address >> rest == u128::from(first) >> rest
    };
    within(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
        && !SPECIAL_V6
            .iter()
            .any(|(first, length)| within(*first, *length))
}

fn shares_prefix(address: u32, first: u32, length: u8) -> bool {
    let rest = u32::from(32 - length);
    address >> rest == first >> rest
}

/// The IPv4 addresses that a packet to this address may end up at.
fn carried(address: Ipv6Addr) -> Option<Vec<Ipv4Addr>> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match [a, b, c, d, e, f] {
        // IPv4-mapped (RFC 4291 §2.5.5.2) and NAT64 (RFC 6052 §2.1).
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => Some(vec![v4(g, h)]),
        // 6to4 (RFC 3056 §2).
        [0x2002, ..] => Some(vec![v4(b, c)]),
        // Teredo: the server, and the client with its bits turned over (RFC 4380 §4).
        [0x2001, 0, ..] => Some(vec![v4(c, d), v4(!g, !h)]),
        _ => None,
    }
}
