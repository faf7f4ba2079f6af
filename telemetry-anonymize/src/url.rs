//! URLs: the scheme stays if it is a public one, the rest is hashed.

use crate::{anonymizer::Anonymizer, rules::Url};

/// Schemes that say which protocol is spoken and nothing about who speaks it.
const PUBLIC_SCHEMES: [&str; 27] = [
    "amqp",
    "amqps",
    "az",
    "dns",
    "file",
    "ftp",
    "gs",
    "grpc",
    "grpcs",
    "http",
    "https",
    "kafka",
    "mongodb",
    "mqtt",
    "mysql",
    "nats",
    "postgres",
    "postgresql",
    "redis",
    "rediss",
    "s3",
    "ssh",
    "tcp",
    "udp",
    "unix",
    "ws",
    "wss",
];

/// Schemes under which no path is the same as `/`, by the URL standard.
const PATH_IS_ROOT: [&str; 6] = ["file", "ftp", "http", "https", "ws", "wss"];

/// Separates the parts of an address from names of the same spelling.
const AUTHORITY: &str = "url authority";
const REST: &str = "url path";

/// `https://user@host:6334/a?b` becomes `https://TAG/TAG`: the tag of user, host
/// and port, and that of what follows. Text without `://` is one tag, and a scheme that is
/// not public is part of the first one: different URLs stay different.
pub(crate) fn anonymize(url: &str, rule: Url, anonymizer: &Anonymizer) -> String {
    let tag = |domain, text: &str| anonymizer.tag(domain, text.as_bytes());
    let Some((scheme, rest)) = url.split_once("://") else {
        return tag(AUTHORITY, url).as_str().to_owned();
    };
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let mut anonymized = if PUBLIC_SCHEMES.contains(&scheme.as_str()) {
        format!("{scheme}://{}", host(tag(AUTHORITY, authority).as_str()))
    } else {
        format!("other://{}", host(tag(AUTHORITY, &format!("{scheme}://{authority}")).as_str()))
    };
    if let Some(port) = port(authority).filter(|_| rule.keep_port) {
        anonymized.push(':');
        anonymized.push_str(&port.to_string());
    }
    let is_root = path == "/" && PATH_IS_ROOT.contains(&scheme.as_str());
    if !path.is_empty() && !is_root {
        anonymized.push('/');
        anonymized.push_str(tag(REST, path).as_str());
    }
    anonymized
}

/// A tag as a host. One of digits alone, as one in 1,800 is, is a number by the URL standard,
/// and an address: a letter takes the place of its first digit.
fn host(tag: &str) -> String {
    let mut host = tag.to_owned();
    if host.bytes().all(|byte| byte.is_ascii_digit()) {
        let letter = tag.bytes().next().map(|digit| char::from(b'a' + digit % 6));
        host.replace_range(..1, letter.map(String::from).unwrap_or_default().as_str());
    }
    host
}

/// The number after the last colon, where what stands before is a name, or an address in
/// brackets. Without them an IPv6 address ends in a colon and a part of its own.
fn port(authority: &str) -> Option<u16> {
    let (before, port) = authority.rsplit_once(':')?;
    let host = before.rsplit_once('@').map_or(before, |(_, host)| host);
    let is_address = host.starts_with('[') && host.ends_with(']');
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (is_address || !host.contains(':'))).then(|| port.parse().ok())?
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const PLAIN: Url = Url { keep_port: false, reason: "" };

    #[test]
    fn only_the_scheme_is_readable() {
        let anonymizer = Anonymizer::new();
        let url =
            anonymize("HTTPS://bob:pw@db.acme.example:6334/users?q=1#top", PLAIN, &anonymizer);
        let (scheme, rest) = url.split_once("://").unwrap();
        assert_eq!(scheme, "https");
        let parts: Vec<_> = rest.split('/').collect();
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|p| p.len() == 16 && p.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    #[test]
    fn one_host_is_recognised_under_two_paths() {
        let anonymizer = Anonymizer::new();
        let host = |url| anonymize(url, PLAIN, &anonymizer)[..24].to_owned();
        assert_eq!(host("https://a.example/x"), host("https://a.example/y"));
        assert_ne!(host("https://a.example/x"), host("https://b.example/x"));
    }

    #[test]
    fn a_private_scheme_is_a_name() {
        let url = anonymize("acme-internal://host", PLAIN, &Anonymizer::new());
        assert!(url.starts_with("other://"), "{url}");
        let no_url = anonymize("acme.example:80", PLAIN, &Anonymizer::new());
        assert!(no_url.len() == 16 && no_url.bytes().all(|b| b.is_ascii_hexdigit()), "{no_url}");
    }

    #[test]
    fn urls_that_differ_in_what_is_hidden_stay_different() {
        let anonymizer = Anonymizer::new();
        let urls = [
            "acme://x/y",
            "ajax://x/y",
            "other://x/y",
            "tcp://x/y",
            "acme://x",
            "acme://x/",
            "tcp://x",
            "tcp://x/",
            "tcp://x?",
            "mailto:80",
            "acme://mailto:80",
            "tcp://mailto:80",
        ];
        let tags: HashSet<_> = urls.map(|url| anonymize(url, PLAIN, &anonymizer)).into();
        assert_eq!(tags.len(), urls.len(), "{tags:?}");
        let of = |url| anonymize(url, PLAIN, &anonymizer);
        assert_eq!(of("https://x"), of("HTTPS://x/"), "one URL");
    }

    #[test]
    fn a_port_is_kept_only_when_asked_for() {
        let anonymizer = Anonymizer::new();
        let keep = Url { keep_port: true, reason: "one of two ports" };
        assert!(anonymize("tcp://[::1]:6334", keep, &anonymizer).ends_with(":6334"));
        assert!(!anonymize("tcp://[::1]:6334", PLAIN, &anonymizer).ends_with(":6334"));
        assert!(anonymize("tcp://bob:pw@host:6334/x", keep, &anonymizer).contains(":6334/"));
        for none in ["tcp://[::1]", "tcp://fe80::1", "tcp://2001:db8::8080", "tcp://a:1,b:2"] {
            assert_eq!(anonymize(none, keep, &anonymizer).matches(':').count(), 1, "{none}");
        }
    }

    #[test]
    fn a_tag_of_digits_alone_is_no_host() {
        assert_eq!(host("0123456789012345"), "a123456789012345");
        assert_eq!(host("9123456789012345"), "d123456789012345");
        assert_eq!(host("0123456789abcdef"), "0123456789abcdef");
        assert_eq!(host("redacted"), "redacted");
    }
}
