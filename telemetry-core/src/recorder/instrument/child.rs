//! Callsites that belong to another one and are named after it: a stream's items,
//! the holding of a lock. Each is made once, at the first use of its parent.

use std::collections::BTreeMap;

use parking_lot::Mutex;

use crate::recorder::callsite::Callsite;

/// By the parent's address and the word behind the dot.
static CHILDREN: Mutex<BTreeMap<(usize, &'static str), &'static Callsite>> =
    Mutex::new(BTreeMap::new());

/// The callsite `{parent}.{word}`, with the parent's labels, sampling and level.
///
/// It takes a lock: look it up once, not at each call.
pub(super) fn child(parent: &'static Callsite, word: &'static str) -> &'static Callsite {
    let key = (std::ptr::from_ref(parent).addr(), word);
    // The name is asked for outside of the lock.
    let name = format!("{}.{word}", parent.name());
    CHILDREN.lock().entry(key).or_insert_with(|| {
        // Callsites are statics, so there are few parents, and they live for ever.
        parent.description().renamed(String::leak(name)).leak()
    })
}
