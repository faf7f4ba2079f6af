//! The machine: facts that explain performance, read once, absent where they
//! cannot be read.
//!
//! The structs hold what the machine says. What leaves are classes (powers of
//! two, families, first two numbers of a version), and at the level that is sent
//! by default only those few with few values of which none is rare, so that the
//! reports of two starts cannot be joined. How many would be, the module
//! `report::fleet` measures.

mod cgroup;
mod container;
mod cpu;
mod cpu_features;
mod disk;
#[cfg(all(test, unix))]
mod fixture;
mod mounts;
mod os;
mod portable;
mod root;
#[expect(clippy::module_inception, reason = "the system is this folder's one product")]
mod system;

pub use cgroup::Cgroup;
pub use container::Container;
pub use cpu::Cpu;
pub use disk::{Disk, DiskKind};
pub use os::Os;
pub use system::System;
