//! Usage statistics for Rust servers.
