//! The ways in which a server, or what stands before it, can be of no help.

/// What a connection gets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Behaviour {
    /// Stores the document and says so.
    Store,
    /// Reads the request, and stores the document a second later.
    StoreLate,
    /// Reads the request and answers with this status and these headers.
    Answer(u16, Vec<(&'static str, String)>),
    /// Accepts and never says anything.
    BlackHole,
    /// Reads the request at one byte a second.
    ReadSlowly,
    /// Reads the request, then answers at one byte a second.
    AnswerSlowly,
    /// Resets the connection after so many bytes of the request.
    ResetAfter(usize),
    /// Stores the document, and resets the connection instead of saying so.
    StoreAndReset,
    /// Stores the document and answers with a header that never ends.
    EndlessHeader,
    /// Stores the document and answers with a body that never ends.
    EndlessBody,
    /// Stores the document and answers with a small body that unpacks to 64 MiB.
    GzipBomb,
    /// Answers with bytes that are no HTTP.
    Garbage,
}
