//! The list of callsites that were reached, and the switch that turns them off.
//!
//! Registration takes no lock and calls no allocator but the system's, so it is safe
//! wherever a callsite can be reached: in an allocator, in a thread-local's destructor.
#![expect(unsafe_code, reason = "the list is linked by pointers to statics")]

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

use parking_lot::Mutex;

use crate::recorder::{
    clock,
    sampling::Sampling,
    site::{OFF, Site, slot_of},
};

static FIRST: AtomicPtr<Site> = AtomicPtr::new(std::ptr::null_mut());
/// Numbers begin behind the two slots with a meaning of their own.
static NEXT_ID: AtomicU32 = AtomicU32::new(2);
static RECORDING: AtomicBool = AtomicBool::new(true);
/// Held while the switch is thrown, so that two throws do not interleave.
static SWITCH: Mutex<()> = Mutex::new(());

/// The number of a callsite while one thread registers it.
const REGISTERING: u32 = u32::MAX;

/// The callsite's number, registering it if it has none. `None` while another
/// thread registers it, and when recording is off.
pub(crate) fn register(site: &'static Site) -> Option<u32> {
    let id = match site.id.load(Ordering::Acquire) {
        0 => enlist(site),
        id => id,
    };
    (id != REGISTERING && is_recording()).then_some(id)
}

fn enlist(site: &'static Site) -> u32 {
    let claim = site.id.compare_exchange(0, REGISTERING, Ordering::AcqRel, Ordering::Acquire);
    if let Err(id) = claim {
        return id;
    }
    clock::has_tsc();
    site.is_sampled.store(site.sampling() != Sampling::Every, Ordering::Relaxed);
    let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    assert!(id < REGISTERING, "four billion callsites");
    let this = std::ptr::from_ref(site).cast_mut();
    let mut first = FIRST.load(Ordering::Relaxed);
    loop {
        site.next.store(first, Ordering::Relaxed);
        match FIRST.compare_exchange_weak(first, this, Ordering::SeqCst, Ordering::Relaxed) {
            Ok(_) => break,
            Err(present) => first = present,
        }
    }
    site.id.store(id, Ordering::SeqCst);
    settle(site, id);
    id
}

/// Stores the slot that the switch asks for, until the switch stands still.
fn settle(site: &Site, id: u32) {
    loop {
        let recording = RECORDING.load(Ordering::SeqCst);
        let slot = if recording { slot_of(id) } else { OFF };
        site.slot.store(slot, Ordering::SeqCst);
        if RECORDING.load(Ordering::SeqCst) == recording {
            return;
        }
    }
}

/// The callsite that was reached last.
pub(crate) fn newest() -> Option<&'static Site> {
    // SAFETY: the list holds only what `enlist` put there: statics.
    unsafe { FIRST.load(Ordering::SeqCst).as_ref() }
}

/// The callsites reached so far, the newest first.
pub(crate) fn sites() -> impl Iterator<Item = &'static Site> {
    std::iter::successors(newest(), |site| {
        // SAFETY: as above.
        unsafe { site.next.load(Ordering::Acquire).as_ref() }
    })
}

/// Turns recording on or off for every callsite of the process.
///
/// Calls that are under way when it is turned off are still counted to their
/// end. Recording says nothing about reporting: that has its own switches.
///
/// ```
/// telemetry_core::set_recording(false);
/// assert!(!telemetry_core::is_recording());
/// # telemetry_core::set_recording(true);
/// ```
pub fn set_recording(on: bool) {
    let _thrown_alone = SWITCH.lock();
    RECORDING.store(on, Ordering::SeqCst);
    for site in sites() {
        let id = site.id.load(Ordering::SeqCst);
        // One that is being registered looks at the switch itself.
        if id != REGISTERING {
            settle(site, id);
        }
    }
}

/// Whether callsites record. They do until [`set_recording`] says otherwise.
pub fn is_recording() -> bool {
    RECORDING.load(Ordering::SeqCst)
}
