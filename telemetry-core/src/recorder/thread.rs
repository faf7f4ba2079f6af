//! The calling thread's shards, by callsite number.
//!
//! The hot path reads one word of a thread-local without a destructor: the slot of
//! the callsite, which holds the thread's shard or nothing. Everything that is not
//! usual finds nothing there and takes the slow path: a first call, recording off,
//! a callsite beyond the slots, a machine without a reliable time-stamp counter, a
//! thread that ends. The slow path has a table of its own, which grows.
//!
//! A second thread-local exists for its destructor alone: it gives the shards
//! back when the thread ends. What is called after that, or from inside the
//! slow path itself (an instrumented allocator), goes to the callsite's shared
//! shard.
#![expect(unsafe_code, reason = "the table is raw memory, reached without a lock")]

use std::{
    alloc::Layout,
    cell::Cell,
    ptr::{self, NonNull},
};

use crate::recorder::{clock, memory, shard::Shard, shards::Shards, site::SLOTS};

/// A pointer to a shard, with flags in the bits that its alignment leaves free.
pub(crate) type Entry = usize;

/// There is no shard: not attached yet, or recording is off.
pub(crate) const NONE: Entry = 0;
/// Owned by this thread and timed by the TSC: nothing about it is unusual.
pub(crate) const READY: Entry = 1;
/// Ticks come from the operating system's clock.
const OS_CLOCK: Entry = 2;
/// The shard has several writers.
pub(crate) const SHARED: Entry = 4;
/// All flags.
pub(crate) const FLAGS: Entry = READY | OS_CLOCK | SHARED;

struct Thread {
    /// The entries that are [`READY`], else [`NONE`].
    slots: [Cell<Entry>; SLOTS],
    /// `capacity` entries, then as many owners.
    table: Cell<*mut Entry>,
    capacity: Cell<usize>,
    /// Inside the slow path, or at the thread's end.
    closed: Cell<bool>,
}

/// An entry's callsite.
type Owner = Option<&'static Shards>;

const _: () = assert!(size_of::<Owner>() == size_of::<Entry>());

thread_local! {
    static THREAD: Thread = const {
        Thread {
            slots: [const { Cell::new(NONE) }; SLOTS],
            table: Cell::new(ptr::null_mut()),
            capacity: Cell::new(0),
            closed: Cell::new(false),
        }
    };
    static END: End = const { End };
}

/// The first table has room for this many callsites.
const FIRST_CAPACITY: usize = 64;

/// What is in the thread's slot: an entry that is [`READY`], or [`NONE`].
#[inline]
pub(crate) fn at(slot: u32) -> Entry {
    THREAD.with(|thread| {
        // SAFETY: slots come from `slot_of`, or are one of the two below all numbers.
        unsafe { thread.slots.get_unchecked(slot as usize) }.get()
    })
}

/// The thread's entry for callsite `id`; [`NONE`] when there is none yet.
pub(crate) fn entry(id: u32) -> Entry {
    THREAD.with(|thread| {
        let id = id as usize;
        if id < thread.capacity.get() {
            // SAFETY: the table has `capacity` entries.
            let entry = unsafe { thread.table.get().add(id) };
            // SAFETY: `make_room` initialized all of them.
            unsafe { entry.read() }
        } else {
            NONE
        }
    })
}

/// Whether the thread still has its shards. A guard that outlives them, in some
/// later thread-local's destructor, must not touch them.
#[inline]
pub(crate) fn has_shards() -> bool {
    THREAD.with(|thread| thread.capacity.get() != 0)
}

/// The thread's entry for callsite `id`, made if there is none yet.
#[cold]
pub(crate) fn attach(id: u32, shards: &'static Shards) -> Entry {
    match entry(id) {
        NONE => {}
        present => return present,
    }
    THREAD.with(|thread| {
        if thread.closed.replace(true) {
            return shared(shards);
        }
        if END.try_with(|_| ()).is_err() {
            // The thread has ended; it stays closed.
            return shared(shards);
        }
        thread.make_room(id as usize);
        let entry = match shards.attach().as_ptr().expose_provenance() | clock_flag() {
            usual if usual & FLAGS == 0 => usual | READY,
            unusual => unusual,
        };
        if entry & READY != 0
            && let Some(slot) = thread.slots.get(id as usize)
        {
            slot.set(entry);
        }
        // SAFETY: there is room for `id` now.
        unsafe { thread.set(id as usize, entry, Some(shards)) };
        thread.closed.set(false);
        entry
    })
}

/// The entry for whoever has no shard of its own.
pub(crate) fn shared(shards: &'static Shards) -> Entry {
    ptr::from_ref(shards.shared()).expose_provenance() | SHARED | clock_flag()
}

fn clock_flag() -> Entry {
    if clock::has_tsc() { 0 } else { OS_CLOCK }
}

impl Thread {
    /// Makes the table so large that it holds `id`.
    fn make_room(&self, id: usize) {
        let old = self.capacity.get();
        if id < old {
            return;
        }
        let capacity = (id + 1).next_power_of_two().max(FIRST_CAPACITY);
        #[expect(clippy::cast_ptr_alignment, reason = "the layout is that of entries")]
        let table = memory::allocate_layout(layout(capacity)).as_ptr().cast::<Entry>();
        let (old_table, _) = (self.table.replace(table), self.capacity.replace(capacity));
        for id in 0..capacity {
            // SAFETY: `id` is below the capacity of the new table.
            unsafe { self.set(id, NONE, None) };
        }
        for id in 0..old {
            // SAFETY: the old table had `old` entries.
            let (entry, owner) = unsafe { get(old_table, old, id) };
            // SAFETY: the new table is larger.
            unsafe { self.set(id, entry, owner) };
        }
        if let Some(block) = NonNull::new(old_table) {
            // SAFETY: it was made for `old` entries, and the thread has the new one.
            unsafe { memory::free_layout(block.cast(), layout(old)) };
        }
    }

    /// # Safety
    ///
    /// `id` is below the capacity.
    unsafe fn set(&self, id: usize, entry: Entry, owner: Owner) {
        let table = self.table.get();
        // SAFETY: the first half has `capacity` entries.
        let slot = unsafe { table.add(id) };
        // SAFETY: as above.
        unsafe { slot.write(entry) };
        // SAFETY: and so has the second half.
        let slot = unsafe { table.add(self.capacity.get() + id) };
        // SAFETY: an owner has an entry's size, as asserted above, and alignment.
        unsafe { slot.cast::<Owner>().write(owner) };
    }
}

/// # Safety
///
/// `table` has `capacity` initialized entries, and `id` is below that.
unsafe fn get(table: *mut Entry, capacity: usize, id: usize) -> (Entry, Owner) {
    // SAFETY: the caller's contract.
    let slot = unsafe { table.add(id) };
    // SAFETY: the caller's contract.
    let entry = unsafe { slot.read() };
    // SAFETY: the caller's contract, for the second half.
    let slot = unsafe { table.add(capacity + id) };
    // SAFETY: `Thread::set` wrote an owner there.
    (entry, unsafe { slot.cast::<Owner>().read() })
}

fn layout(capacity: usize) -> Layout {
    Layout::array::<[Entry; 2]>(capacity).expect("fewer than 2^31 callsites")
}

/// Gives the thread's shards back when it is dropped.
struct End;

impl Drop for End {
    fn drop(&mut self) {
        THREAD.with(|thread| {
            thread.closed.set(true);
            let capacity = thread.capacity.replace(0);
            for slot in thread.slots.iter().take(capacity) {
                slot.set(NONE);
            }
            let Some(table) = NonNull::new(thread.table.replace(ptr::null_mut())) else { return };
            for id in 0..capacity {
                // SAFETY: the table has `capacity` entries.
                let (entry, owner) = unsafe { get(table.as_ptr(), capacity, id) };
                let shard = ptr::with_exposed_provenance_mut::<Shard>(entry & !FLAGS);
                let (Some(owner), Some(shard)) = (owner, NonNull::new(shard)) else { continue };
                // SAFETY: the shard was attached to this owner, and with the
                // capacity at zero no code of this thread reaches it again.
                unsafe { owner.retire(shard) };
            }
            // SAFETY: made for `capacity` entries; the thread no longer names it.
            unsafe { memory::free_layout(table.cast(), layout(capacity)) };
        });
    }
}
