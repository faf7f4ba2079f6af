//! What the thread and its handles share.

use std::{
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
    time::Duration,
};

use parking_lot::{Condvar, Mutex};
use serde::Serialize;

use crate::{
    error::Error,
    upload::{client::Client, outbox::Outbox, parcel::Parcel, press::Press},
};

/// How uploading goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UploadStatus {
    /// Documents that the receiver took.
    pub stored: u64,
    /// Documents that the receiver refused for good.
    pub refused: u64,
    /// Attempts that came to nothing.
    pub failed_attempts: u64,
    /// Reports that wait in memory.
    pub waiting: usize,
    /// Reports that were given up, too old or too many.
    pub dropped: u64,
    /// When the receiver last took something, in seconds since 1970.
    pub last_success: Option<u64>,
}

/// What the thread is to do. It only ever rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Command {
    Run = 0,
    /// Send what waits, then end.
    Finish = 1,
    /// End.
    Abort = 2,
}

/// What the thread and its handles share.
#[derive(Debug)]
pub(super) struct Shared {
    /// Taken before the outbox's lock, never after it.
    press: Mutex<Press>,
    pub(super) outbox: Mutex<Outbox>,
    pub(super) client: Client,
    command: AtomicU8,
    hurry: AtomicBool,
    has_ended: Mutex<bool>,
    /// Rung after each attempt and at the end.
    bell: Condvar,
}

impl Shared {
    pub(super) fn new(press: Press, outbox: Outbox, client: Client) -> Self {
        Self {
            press: Mutex::new(press),
            outbox: Mutex::new(outbox),
            client,
            command: AtomicU8::new(Command::Run as u8),
            hurry: AtomicBool::new(false),
            has_ended: Mutex::new(false),
            bell: Condvar::new(),
        }
    }

    /// The report that is sent next, byte for byte.
    pub(super) fn look_at_next(&self, now: Duration) -> Result<Parcel, Error> {
        // Two that look at once are to see the same.
        let mut press = self.press.lock();
        if let Some(first) = self.outbox.lock().first(now) {
            return Ok(first);
        }
        let next = press.make()?;
        self.outbox.lock().show(next.clone());
        Ok(next)
    }

    /// Puts the next report into the queue.
    pub(super) fn queue_next(&self, now: Duration) -> Result<(), Error> {
        let mut press = self.press.lock();
        let seen = self.outbox.lock().take_seen();
        let next = seen.map_or_else(|| press.make(), Ok)?;
        self.outbox.lock().push(now, next);
        Ok(())
    }

    pub(super) fn command(&self) -> Command {
        match self.command.load(Ordering::Acquire) {
            0 => Command::Run,
            1 => Command::Finish,
            _ => Command::Abort,
        }
    }

    pub(super) fn order(&self, command: Command) {
        self.command.fetch_max(command as u8, Ordering::AcqRel);
    }

    pub(super) fn ask_to_hurry(&self) {
        self.hurry.store(true, Ordering::Release);
    }

    pub(super) fn is_asked_to_hurry(&self) -> bool {
        self.hurry.swap(false, Ordering::AcqRel)
    }

    /// The thread says that something was settled.
    pub(super) fn ring(&self) {
        let _held = self.has_ended.lock();
        self.bell.notify_all();
    }

    /// The thread says that it is gone.
    pub(super) fn end(&self) {
        *self.has_ended.lock() = true;
        self.bell.notify_all();
    }

    /// Waits until the thread is gone or `is_enough` holds, at most `patience`;
    /// gives whether it is gone.
    pub(super) fn wait(&self, patience: Duration, is_enough: impl Fn() -> bool) -> bool {
        let mut has_ended = self.has_ended.lock();
        let waiting = |has_ended: &mut bool| !*has_ended && !is_enough();
        self.bell.wait_while_for(&mut has_ended, waiting, patience);
        *has_ended
    }
}
