//! The state of anonymizing: one start's secret and a level of detail.

use std::{fmt, sync::Arc};

use once_cell::race::OnceBox;

use crate::{
    ahead::{Ahead, Names},
    anonymize::Anonymize,
    sealed::Anonymized,
    secret::{LEAST_AHEAD, Secret, Use},
    tag::Tag,
};

/// The level at which every field is there.
pub const ALL_DETAILS: u8 = u8::MAX;

/// Turns values into what may leave the machine.
///
/// It holds a 256-bit key that the operating system drew, which is never
/// serialized, printed or stored and is zeroed with the last clone. One
/// anonymizer (and its clones) gives one name one tag, so that the parts of a
/// report can be joined; another start gives another. A forked child draws its
/// own key when it first seals.
///
/// ```
/// use telemetry_anonymize::{Anonymize, Anonymizer};
///
/// let anonymizer = Anonymizer::new();
/// let tag = "users".to_owned().anonymize_with(&anonymizer);
/// assert_eq!(tag.len(), 16);
/// assert_eq!(tag, "users".to_owned().anonymize_with(&anonymizer));
/// assert_ne!(tag, "users".to_owned().anonymize_with(&Anonymizer::new()));
/// ```
#[derive(Clone)]
pub struct Anonymizer {
    secret: Arc<Secret>,
    level: u8,
    /// Tags of names that are about to be asked for.
    ahead: Option<Arc<Ahead>>,
}

impl Anonymizer {
    /// An anonymizer under a key of its own, at [`ALL_DETAILS`]. Without entropy
    /// every name becomes `redacted`.
    pub fn new() -> Self {
        Self::holding(Secret::draw())
    }

    /// The anonymizer of this process, which [`Anonymize::anonymize`] uses.
    pub fn process() -> Self {
        // No lock, which a thread that is not in a forked child could hold.
        static PROCESS: OnceBox<Anonymizer> = OnceBox::new();
        PROCESS.get_or_init(|| Box::new(Self::new())).here()
    }

    /// This anonymizer, or another if this process is a forked child of the one
    /// that made it. [`seal`](Self::seal) begins with it; whoever calls
    /// [`anonymize_with`](Anonymize::anonymize_with) or [`name`](Self::name) outside a seal,
    /// in a process that forks, does so too.
    #[must_use]
    pub fn here(&self) -> Self {
        Self { secret: self.secret.current(), level: self.level, ahead: None }
    }

    /// Whether both give one name one tag.
    pub fn has_key_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.secret, &other.secret)
    }

    pub(crate) fn holding(secret: Secret) -> Self {
        Self { secret: Arc::new(secret), level: ALL_DETAILS, ahead: None }
    }

    /// The same key at another level of detail: fields of a higher level come
    /// out as their type's default.
    #[must_use]
    pub fn at_level(&self, level: u8) -> Self {
        Self { secret: Arc::clone(&self.secret), level, ahead: None }
    }

    /// The level of detail that is let through.
    pub fn details_level(&self) -> u8 {
        self.level
    }

    /// An anonymized copy of `value`, sealed: the only thing a sink accepts.
    pub fn seal<T: Anonymize>(&self, value: &T) -> Anonymized<T> {
        Anonymized::of(value.anonymize_with(&self.here()))
    }

    /// The tag of a name: 16 hex digits, or `redacted`. For hand-written
    /// [`Anonymize`] implementations, which are called inside a seal: it does not ask
    /// whether the process was forked, see [`here`](Self::here).
    pub fn name(&self, name: &str) -> String {
        self.tag("", name.as_bytes()).as_str().to_owned()
    }

    /// As [`name`](Self::name), not joinable with other domains.
    pub fn name_in(&self, domain: &str, name: &str) -> String {
        self.tag(domain, name.as_bytes()).as_str().to_owned()
    }

    pub(crate) fn tag(&self, domain: &str, bytes: &[u8]) -> Tag {
        let known = if domain.is_empty() { self.ahead.as_ref() } else { None };
        known.and_then(|ahead| ahead.take(bytes)).unwrap_or_else(|| self.secret.tag(domain, bytes))
    }

    /// This anonymizer with the tags of `names`, and these tags; none of them if so few
    /// are no gain.
    pub(crate) fn ahead(&self, names: &Names<'_>) -> (Self, Arc<Ahead>) {
        let ahead = if names.as_slice().len() < LEAST_AHEAD {
            Ahead::empty()
        } else {
            Arc::new(Ahead::new(names, self.secret.tags(names.as_slice())))
        };
        let secret = Arc::clone(&self.secret);
        (Self { secret, level: self.level, ahead: Some(Arc::clone(&ahead)) }, ahead)
    }

    /// Whether names in lists are best hashed one by one.
    pub(crate) fn has_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    pub(crate) fn digest(&self, usage: Use, domain: &str, bytes: &[u8]) -> Option<[u8; 32]> {
        self.secret.digest(usage, domain, bytes)
    }

    pub(crate) fn stream(
        &self,
        usage: Use,
        domain: &str,
        bytes: &[u8],
    ) -> Option<blake3::OutputReader> {
        self.secret.stream(usage, domain, bytes)
    }
}

impl Default for Anonymizer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Anonymizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Anonymizer").field("level", &self.level).finish_non_exhaustive()
    }
}
