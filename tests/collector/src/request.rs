//! Reading an HTTP/1.1 request.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

/// The largest request that is read.
const MAX_BYTES: usize = 16 << 20;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// `POST`.
    pub method: String,
    /// `/v1/reports`.
    pub path: String,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    /// As it came over the wire.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one, `step` bytes at a time, telling `progress` after each step.
    pub(crate) fn read(
        stream: &mut impl Read,
        step: usize,
        mut progress: impl FnMut(usize) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut read = Vec::new();
        let mut buffer = vec![0; step];
        loop {
            if let Some(request) = Self::parse(&read)? {
                return Ok(request);
            }
            let count = stream.read(&mut buffer)?;
            if count == 0 || read.len() > MAX_BYTES {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            read.extend_from_slice(&buffer[..count]);
            progress(read.len())?;
        }
    }

    fn parse(read: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = str::from_utf8(&read[..end]).map_err(io::Error::other)?;
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let pair = |line: &str| {
            line.split_once(':')
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().into()))
        };
        let headers: BTreeMap<String, String> = lines.filter_map(pair).collect();
        let length = headers.get("content-length").map_or(Ok(0), |text| text.parse());
        let body = &read[end + 4..];
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_whole = body.len() >= length.map_err(io::Error::other)?;
        Ok(is_whole.then(|| Self { method, path, headers, body: body.to_vec() }))
    }
}
