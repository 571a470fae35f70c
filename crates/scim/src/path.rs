//! Attribute paths (RFC 7644 §3.10).
