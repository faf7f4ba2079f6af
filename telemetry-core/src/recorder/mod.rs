//! Recording: callsites, the threads' private shards, the clock.

pub(crate) mod callsite;
pub(crate) mod clock;
pub(crate) mod cost;
pub(crate) mod description;
pub(crate) mod gauge;
pub(crate) mod histogram;
pub(crate) mod instrument;
pub(crate) mod layout;
pub(crate) mod memory;
pub(crate) mod name;
pub(crate) mod registry;
pub(crate) mod sampling;
pub(crate) mod shard;
pub(crate) mod shards;
pub(crate) mod site;
pub(crate) mod thread;
