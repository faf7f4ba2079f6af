//! How far telemetry goes.

use std::fmt;

use serde::Serialize;

/// How far telemetry goes. Ordered: each mode allows what the one before allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Nothing is prepared, written or sent by itself. Whoever runs the program
    /// can still look at `/metrics`, `/telemetry` and the preview.
    Off,
    /// Reports are prepared and can be viewed, never sent.
    Local,
    /// Reports are sent to the endpoint.
    On,
}

impl Mode {
    pub(super) const fn from_index(index: u8) -> Self {
        match index {
            0 => Self::Off,
            1 => Self::Local,
            _ => Self::On,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Local => "local",
            Self::On => "on",
        })
    }
}
