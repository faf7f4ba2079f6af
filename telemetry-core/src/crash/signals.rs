//! Signals that end the process: stack overflow, abort, segmentation fault.
//!
//! A slot is opened and filled with everything that is known beforehand when
//! telemetry starts. The handler adds [`TRAILER_BYTES`] bytes to it: which signal,
//! and where. That, restoring the handler that was there before, and leaving the
//! rest to it, is all it does, so exit status and the standard library's message
//! about an overflowing stack stay as they are.
//!
//! The handler runs in the middle of anything. It uses atomics, `write`,
//! `sigaction` and `raise`, all on POSIX's list of async-signal-safe functions; it
//! neither allocates nor locks nor unwinds.
#![expect(unsafe_code, reason = "no safe interface installs a handler for a fault")]

use std::{
    ffi::{c_int, c_void},
    fs::File,
    mem::MaybeUninit,
    os::fd::AsRawFd,
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering},
    },
};

use crate::crash::{image::Image, record::Signal};

/// What the handler adds: a mark, the kind of signal, the offset in the executable
/// or 0.
pub(super) const TRAILER_BYTES: usize = 16;

/// Begins the trailer; no JSON has this byte.
const MARK: u8 = 0xff;

/// A fault this near the stack pointer is the stack's end: the guard page and
/// what one frame may have skipped (the compiler probes every page).
const STACK_REACH: usize = 64 * 1024;

const SIGNALS: [c_int; 5] =
    [libc::SIGABRT, libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE];

/// The file descriptor of the open slot, or -1.
static SLOT: AtomicI32 = AtomicI32::new(-1);

/// The slot is filled once.
static IS_FILLED: AtomicBool = AtomicBool::new(false);

/// Where the executable lies; code elsewhere (the C library that aborts for us) is
/// at another distance from it in every process, so it is not noted.
static IMAGE_START: AtomicUsize = AtomicUsize::new(0);
static IMAGE_END: AtomicUsize = AtomicUsize::new(0);

/// What was there before, in the order of [`SIGNALS`].
static PREVIOUS: [OnceLock<libc::sigaction>; SIGNALS.len()] =
    [const { OnceLock::new() }; SIGNALS.len()];

/// From here on a signal that ends the process is noted in `slot`, which must
/// stay open until [`close`].
pub(super) fn open(slot: &File, image: &Image) {
    IMAGE_START.store(image.range().start, Ordering::Release);
    IMAGE_END.store(image.range().end, Ordering::Release);
    IS_FILLED.store(false, Ordering::Release);
    SLOT.store(slot.as_raw_fd(), Ordering::Release);
    for (signal, previous) in SIGNALS.into_iter().zip(&PREVIOUS) {
        // Installed once per process: a second time would chain us to ourselves.
        previous.get_or_init(|| install(signal));
    }
}

/// From here on signals pass.
pub(super) fn close() {
    SLOT.store(-1, Ordering::Release);
}

/// What the handler wrote, if it did.
pub(super) fn read_trailer(trailer: &[u8]) -> Option<(Signal, u64)> {
    let trailer: &[u8; TRAILER_BYTES] = trailer.try_into().ok()?;
    let signal = match (trailer[0], trailer[1]) {
        (MARK, 1) => Signal::Abort,
        (MARK, 2) => Signal::StackOverflow,
        (MARK, 3) => Signal::SegmentationFault,
        (MARK, 4) => Signal::BusError,
        (MARK, 5) => Signal::IllegalInstruction,
        (MARK, 6) => Signal::ArithmeticFault,
        _ => return None,
    };
    Some((signal, u64::from_le_bytes(trailer[8..].try_into().expect("16 less 8 are 8"))))
}

fn install(signal: c_int) -> libc::sigaction {
    let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) = handle;
    // SAFETY: `sigaction` is plain data; all zero is one without flags and with
    // an empty mask.
    let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    action.sa_sigaction = handler as *const () as usize;
    // On the alternate stack: at the end of the ordinary one there is no room.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: as above.
    let mut previous: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    // SAFETY: both point to a `sigaction` of ours, and `handle` has the signature
    // that SA_SIGINFO asks for and keeps to async-signal-safe functions.
    unsafe { libc::sigaction(signal, &raw const action, &raw mut previous) };
    previous
}

extern "C" fn handle(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: with SA_SIGINFO the kernel passes a valid `siginfo_t`.
    let info = unsafe { &*info };
    // SAFETY: for a signal that has no address this reads bytes of the same union
    // that the kernel has set to something.
    let address = unsafe { info.si_addr() }.addr();
    note(signal, address, registers(context));
    let which = SIGNALS.iter().position(|known| *known == signal);
    if let Some(previous) = which.and_then(|at| PREVIOUS[at].get()) {
        // SAFETY: `previous` came from `sigaction` itself.
        unsafe { libc::sigaction(signal, ptr::from_ref(previous), ptr::null_mut()) };
    }
    // A fault happens again when we return, with everything that the previous
    // handler wants to know about it; what somebody sent has to be sent again.
    if info.si_code <= 0 {
        // SAFETY: `raise` takes any number.
        unsafe { libc::raise(signal) };
    }
}

/// Fills the slot.
fn note(signal: c_int, address: usize, registers: Option<Registers>) {
    let slot = SLOT.load(Ordering::Acquire);
    if slot < 0 || IS_FILLED.swap(true, Ordering::AcqRel) {
        return;
    }
    let near_stack = registers.is_some_and(|at| address.abs_diff(at.stack_pointer) < STACK_REACH);
    let kind = match signal {
        libc::SIGABRT => 1,
        libc::SIGSEGV if near_stack => 2,
        libc::SIGSEGV => 3,
        libc::SIGBUS => 4,
        libc::SIGILL => 5,
        _ => 6,
    };
    let counter = registers.map_or(0, |at| at.program_counter);
    let image = IMAGE_START.load(Ordering::Acquire)..IMAGE_END.load(Ordering::Acquire);
    let offset = if image.contains(&counter) { (counter - image.start) as u64 } else { 0 };
    let mut trailer = [MARK, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    trailer[8..].copy_from_slice(&offset.to_le_bytes());
    // SAFETY: the buffer is ours and as long as we say; a descriptor that was
    // closed meanwhile gives an error.
    unsafe { libc::write(slot, trailer.as_ptr().cast(), TRAILER_BYTES) };
}

/// Where the thread was.
#[derive(Clone, Copy)]
struct Registers {
    program_counter: usize,
    stack_pointer: usize,
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn registers(context: *mut c_void) -> Option<Registers> {
    // SAFETY: with SA_SIGINFO the third argument is a valid `ucontext_t`.
    let context = unsafe { &*context.cast::<libc::ucontext_t>() };
    let register = |number: c_int| {
        let at = usize::try_from(number).ok()?;
        usize::try_from(context.uc_mcontext.gregs[at].cast_unsigned()).ok()
    };
    Some(Registers {
        program_counter: register(libc::REG_RIP)?,
        stack_pointer: register(libc::REG_RSP)?,
    })
}

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
fn registers(context: *mut c_void) -> Option<Registers> {
    // SAFETY: with SA_SIGINFO the third argument is a valid `ucontext_t`.
    let context = unsafe { &*context.cast::<libc::ucontext_t>() };
    Some(Registers {
        program_counter: usize::try_from(context.uc_mcontext.pc).ok()?,
        stack_pointer: usize::try_from(context.uc_mcontext.sp).ok()?,
    })
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn registers(_: *mut c_void) -> Option<Registers> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailer_is_read_as_it_is_written() {
        let mut trailer = [0; TRAILER_BYTES];
        assert_eq!(read_trailer(&trailer), None);
        trailer[..2].copy_from_slice(&[MARK, 2]);
        trailer[8] = 7;
        assert_eq!(read_trailer(&trailer), Some((Signal::StackOverflow, 7)));
        assert_eq!(read_trailer(&trailer[1..]), None);
    }
}
