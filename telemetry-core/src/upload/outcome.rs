//! What became of an attempt.

use std::time::Duration;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The receiver has it.
    Stored(u16),
    /// The receiver will never take it: not tried again.
    Refused(u16),
    /// Not now.
    Failed {
        why: String,
        retry_after: Option<Duration>,
        /// Whether bytes of the document may have reached somebody.
        may_have_left: bool,
    },
}

impl Outcome {
    /// What an answer with `status` means. A redirect that was not followed
    /// (another host, a captive portal) is nothing the receiver said.
    pub(super) fn of_status(status: u16, retry_after: Option<Duration>) -> Self {
        match status {
            200..=299 => Self::Stored(status),
            408 | 425 | 429 | 300..=399 | 500.. => {
                Self::Failed { why: format!("status {status}"), retry_after, may_have_left: true }
            }
            _ => Self::Refused(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_receiver_refuses_for_good_is_given_up() {
        let is = |status: u16| match Outcome::of_status(status, None) {
            Outcome::Stored(_) => "stored",
            Outcome::Refused(_) => "refused",
            Outcome::Failed { .. } => "failed",
        };
        for (status, expected) in [
            (200, "stored"),
            (202, "stored"),
            (204, "stored"),
            (302, "failed"),
            (400, "refused"),
            (403, "refused"),
            (404, "refused"),
            (408, "failed"),
            (409, "refused"),
            (413, "refused"),
            (429, "failed"),
            (500, "failed"),
            (503, "failed"),
        ] {
            assert_eq!(is(status), expected, "{status}");
        }
    }
}
