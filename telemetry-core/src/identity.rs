//! Who an instance is: a public id and the secret that proves it.

use std::{fmt, process, str::FromStr};

use once_cell::race::OnceBox;
use uuid::{Builder, Uuid};

use crate::error::{Error, ErrorKind};

/// The identity of one start: drawn at start, stored nowhere, another one after
/// the next start and in a forked child.
#[derive(Clone, Debug)]
pub struct Identity {
    id: Uuid,
    token: DeletionToken,
}

/// The secret behind an instance id. Whoever has it may ask the collector to
/// delete what it got from the instance, so it is shown to the operator alone.
#[derive(Clone, PartialEq, Eq)]
pub struct DeletionToken([u8; TOKEN_BYTES]);

/// Of a UUID.
const ID_BYTES: usize = 16;

/// 256 bits.
const TOKEN_BYTES: usize = 32;

impl Identity {
    /// A new identity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoEntropy`] if the operating system gives no random bytes.
    pub(crate) fn draw() -> Result<Self, Error> {
        let mut token = [0; TOKEN_BYTES];
        getrandom::fill(&mut token)
            .map_err(|cause| Error::new(ErrorKind::NoEntropy, "instance id").because(cause))?;
        Ok(Self::of(DeletionToken(token)))
    }

    /// The identity that `token` proves: the id is made of its BLAKE3 hash.
    pub fn of(token: DeletionToken) -> Self {
        let mut head = [0; ID_BYTES];
        head.copy_from_slice(&blake3::hash(&token.0).as_bytes()[..ID_BYTES]);
        Self { id: Builder::from_random_bytes(head).into_uuid(), token }
    }

    /// The public id, a version 4 UUID.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The secret that proves it.
    pub fn token(&self) -> &DeletionToken {
        &self.token
    }
}

/// The identity of the running process: the one that was drawn at start, or in a
/// forked child of that process one of its own.
#[derive(Debug)]
pub(crate) struct OwnIdentity {
    process: u32,
    identity: Identity,
    /// Of this process, should it turn out to be a child. No lock, which a thread that is
    /// not in a further child could hold: the first one drawn counts.
    child: OnceBox<OwnIdentity>,
}

impl OwnIdentity {
    /// # Errors
    ///
    /// As [`Identity::draw`].
    pub(crate) fn draw() -> Result<Self, Error> {
        Identity::draw().map(Self::holding)
    }

    fn holding(identity: Identity) -> Self {
        Self { process: process::id(), identity, child: OnceBox::new() }
    }

    pub(crate) fn get(&self) -> &Identity {
        if self.process == process::id() {
            return &self.identity;
        }
        let of_child =
            || Identity::draw().unwrap_or_else(|_| self.identity.of_child(process::id()));
        self.child.get_or_init(|| Box::new(Self::holding(of_child()))).get()
    }
}

impl Identity {
    /// For a child that gets no random bytes, which its parent got: nobody without the
    /// parent's token can tell that the two belong together.
    fn of_child(&self, process: u32) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&self.token.0);
        hasher.update(b"forked child").update(&process.to_le_bytes());
        Self::of(DeletionToken(*hasher.finalize().as_bytes()))
    }
}

/// 64 hexadecimal digits, for the operator.
impl fmt::Display for DeletionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Without the secret.
impl fmt::Debug for DeletionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeletionToken(…)")
    }
}

impl FromStr for DeletionToken {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let fault =
            || Error::new(ErrorKind::InvalidSetting, "deletion token: expected 64 hex digits");
        if text.len() != 2 * TOKEN_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(fault());
        }
        let mut token = [0; TOKEN_BYTES];
        for (at, byte) in token.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..][..2], 16).map_err(|_| fault())?;
        }
        Ok(Self(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_head_of_the_hash_of_the_token_as_uuid_version_4() {
        let identity = Identity::of(DeletionToken([7; TOKEN_BYTES]));
        let hash = blake3::hash(&[7; TOKEN_BYTES]);
        let id = identity.id();
        assert_eq!((id.get_version_num(), id.get_variant()), (4, uuid::Variant::RFC4122));
        for (at, (ours, hashed)) in id.as_bytes().iter().zip(hash.as_bytes()).enumerate() {
            let fixed = match at {
                6 => 0xf0,
                8 => 0xc0,
                _ => 0,
            };
            assert_eq!(ours & !fixed, hashed & !fixed, "byte {at}");
        }
    }

    #[test]
    fn two_starts_have_nothing_in_common() {
        let (a, b) = (Identity::draw().expect("entropy"), Identity::draw().expect("entropy"));
        assert_ne!(a.id(), b.id());
        assert_ne!(a.token(), b.token());
    }

    #[test]
    fn an_identity_from_before_a_fork_is_replaced() {
        let own = OwnIdentity::draw().expect("entropy");
        assert_eq!(own.get().id(), own.identity.id());
        let parents = OwnIdentity { process: 0, ..OwnIdentity::draw().expect("entropy") };
        assert_ne!(parents.get().id(), parents.identity.id());
        assert_ne!(parents.get().token(), parents.identity.token());
        assert_eq!(parents.get().id(), parents.get().id());
    }

    #[test]
    fn without_random_bytes_children_still_differ() {
        let parent = Identity::draw().expect("entropy");
        let (one, other) = (parent.of_child(1), parent.of_child(2));
        assert!(one.id() != other.id() && one.id() != parent.id());
    }

    #[test]
    fn the_shown_token_reads_back_to_the_same_identity() {
        let identity = Identity::draw().expect("entropy");
        let token: DeletionToken = identity.token().to_string().parse().expect("it was shown so");
        assert_eq!(Identity::of(token).id(), identity.id());
    }

    #[test]
    fn nonsense_is_no_token() {
        let long = "é".repeat(TOKEN_BYTES);
        let almost = "g".repeat(2 * TOKEN_BYTES);
        for text in ["", "abc", long.as_str(), almost.as_str()] {
            assert!(text.parse::<DeletionToken>().is_err(), "{text}");
        }
    }

    #[test]
    fn debug_output_keeps_the_token() {
        let identity = Identity::draw().expect("entropy");
        assert!(!format!("{identity:?}").contains(&identity.token().to_string()));
    }
}
