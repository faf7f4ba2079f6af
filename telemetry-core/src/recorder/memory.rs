//! The recorder's own memory: zeroed blocks straight from the system allocator.
//!
//! The global allocator is passed by on purpose. It may itself be instrumented,
//! and a callsite that had to allocate through it would call itself.
#![expect(unsafe_code, reason = "raw blocks of the recorder's core")]

use std::{
    alloc::{GlobalAlloc, Layout, System, handle_alloc_error},
    ptr::NonNull,
    sync::atomic::{AtomicUsize, Ordering},
};

use once_cell::race::OnceRef;

static ALLOCATED: AtomicUsize = AtomicUsize::new(0);

/// Bytes the recorder holds at this moment: descriptions, shards, their octaves, the
/// threads' tables.
pub fn allocated_bytes() -> usize {
    ALLOCATED.load(Ordering::Relaxed)
}

/// A type whose all-zero bytes are a valid value.
///
/// # Safety
///
/// Every field must accept zeroed memory, as integers, atomics of integers and
/// nullable pointers do.
pub(crate) unsafe trait Zeroable: Sized {
    /// What zeroed memory would be. Loom's atomics are made, not laid out.
    #[cfg(loom)]
    fn zeroed() -> Self;
}

/// One zeroed `T`. Aborts the process when there is no memory, as `Box` does.
#[cfg(not(loom))]
pub(crate) fn allocate<T: Zeroable>() -> NonNull<T> {
    allocate_layout(Layout::new::<T>()).cast()
}

/// As above, for loom.
#[cfg(loom)]
pub(crate) fn allocate<T: Zeroable>() -> NonNull<T> {
    NonNull::from(Box::leak(Box::new(T::zeroed())))
}

/// Frees what [`allocate`] gave.
///
/// # Safety
///
/// `block` came from [`allocate`] with the same `T` and nobody reaches it any
/// more.
pub(crate) unsafe fn free<T: Zeroable>(block: NonNull<T>) {
    #[cfg(loom)]
    // SAFETY: under loom it came from a box.
    drop(unsafe { Box::from_raw(block.as_ptr()) });
    #[cfg(not(loom))]
    // SAFETY: by the caller's contract the layout is the one it was made with.
    unsafe {
        free_layout(block.cast(), Layout::new::<T>());
    }
}

/// A block with `value` in it.
pub(crate) fn place<T>(value: T) -> NonNull<T> {
    let block = allocate_layout(Layout::new::<T>()).cast::<T>();
    // SAFETY: it is new, and has the size and alignment of a `T`.
    unsafe { block.write(value) };
    block
}

/// Undoes [`place`].
///
/// # Safety
///
/// `block` came from [`place`] with the same `T` and nobody reaches it any more.
pub(crate) unsafe fn displace<T>(block: NonNull<T>) {
    // SAFETY: by the caller's contract it holds a `T` that nobody reaches.
    unsafe { block.drop_in_place() };
    // SAFETY: `place` allocated it with this layout.
    unsafe { free_layout(block.cast(), Layout::new::<T>()) };
}

/// What `cell` holds, for ever. If it holds nothing, `make` gives the block for it; of
/// several that are made at once one stays, and the others are freed by `free`.
pub(crate) fn publish<T>(
    cell: &OnceRef<'static, T>,
    make: impl FnOnce() -> NonNull<T>,
    free: unsafe fn(NonNull<T>),
) -> &'static T {
    if let Some(present) = cell.get() {
        return present;
    }
    let new = make();
    // SAFETY: `make` gives a valid `T`, and once it is set it stays.
    if cell.set(unsafe { new.as_ref() }).is_err() {
        // SAFETY: another thread's was set, so nobody knows this one.
        unsafe { free(new) };
    }
    cell.get().expect("it was set, here or by another thread")
}

/// Zeroed memory of `layout`, whose size must not be zero.
pub(crate) fn allocate_layout(layout: Layout) -> NonNull<u8> {
    assert!(layout.size() > 0, "the recorder has no empty blocks");
    // SAFETY: the size was just checked.
    let block = unsafe { System.alloc_zeroed(layout) };
    let Some(block) = NonNull::new(block) else { handle_alloc_error(layout) };
    ALLOCATED.fetch_add(layout.size(), Ordering::Relaxed);
    block
}

/// Frees what [`allocate_layout`] gave.
///
/// # Safety
///
/// `block` came from [`allocate_layout`] with this `layout` and nobody reaches
/// it any more.
pub(crate) unsafe fn free_layout(block: NonNull<u8>, layout: Layout) {
    ALLOCATED.fetch_sub(layout.size(), Ordering::Relaxed);
    // SAFETY: the caller's contract is the one of `dealloc`.
    unsafe { System.dealloc(block.as_ptr(), layout) }
}
