//! Locks say how long one waits for them and how long they are held.

use std::{
    sync::{Mutex, RwLock},
    thread,
    time::Duration,
};

use telemetry_core::{Instrumented, callsite};

const HELD: Duration = Duration::from_millis(20);

static STANDARD: Instrumented<Mutex<u8>> = Instrumented::new(callsite!("std"), Mutex::new(0));
static STANDARD_RW: Instrumented<RwLock<u8>> =
    Instrumented::new(callsite!("std_rw"), RwLock::new(0));
static PARKING: Instrumented<parking_lot::Mutex<u8>> =
    Instrumented::new(callsite!("pl"), parking_lot::Mutex::new(0));
static PARKING_RW: Instrumented<parking_lot::RwLock<u8>> =
    Instrumented::new(callsite!("pl_rw"), parking_lot::RwLock::new(0));

/// One thread holds, and the other waits for at least [`HELD`]: it comes when the first one
/// has the lock, which is let go of so long after `name` has counted the one who came.
/// `lock` takes the lock and calls what it is given.
fn contend(name: &str, lock: impl Fn(&dyn Fn()) + Sync) {
    let taken = std::sync::Barrier::new(2);
    let came = || {
        let snapshot = telemetry_core::snapshot();
        snapshot.find(name).is_some_and(|waiting| waiting.in_flight() == 1)
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            lock(&|| {
                taken.wait();
                while !came() {
                    thread::yield_now();
                }
                thread::sleep(HELD);
            });
        });
        taken.wait();
        lock(&|| ());
    });
}

#[track_caller]
fn waited_and_held(name: &str) {
    let snapshot = telemetry_core::snapshot();
    let waiting = snapshot.find(name).expect("it was taken");
    let holding = snapshot.find(&format!("{name}.held")).expect("it was held");
    assert_eq!((waiting.calls(), waiting.in_flight()), (2, 0), "{name}");
    assert_eq!((holding.calls(), holding.in_flight()), (2, 0), "{name}");
    assert!(waiting.duration().max() >= 5_000_000, "{name}: {}", waiting.duration().max());
    assert!(holding.duration().max() >= 20_000_000, "{name}: {}", holding.duration().max());
}

#[test]
fn mutexes_measure_waiting_and_holding() {
    contend("std", |taken| {
        let mut guard = STANDARD.lock().expect("nobody panics");
        *guard += 1;
        taken();
    });
    contend("pl", |taken| {
        let mut guard = PARKING.lock();
        *guard += 1;
        taken();
    });
    waited_and_held("std");
    waited_and_held("pl");
    assert_eq!(*STANDARD.lock().expect("nobody panics") + *PARKING.lock(), 4);
}

#[test]
fn the_sides_of_a_read_write_lock_are_told_apart() {
    contend("std_rw", |taken| {
        let mut guard = STANDARD_RW.write().expect("nobody panics");
        *guard += 1;
        taken();
    });
    contend("pl_rw", |taken| {
        let mut guard = PARKING_RW.write();
        *guard += 1;
        taken();
    });
    let (standard, parking) = (STANDARD_RW.read(), PARKING_RW.read());
    assert_eq!(*standard.expect("nobody panics") + *parking, 4);
    drop(parking);
    waited_and_held("std_rw");
    waited_and_held("pl_rw");
    let snapshot = telemetry_core::snapshot();
    for name in ["std_rw.read", "std_rw.read.held", "pl_rw.read", "pl_rw.read.held"] {
        assert_eq!(snapshot.find(name).expect("it was read").calls(), 1, "{name}");
    }
}

#[test]
fn poison_is_passed_on() {
    static POISONED: Instrumented<Mutex<u8>> =
        Instrumented::new(callsite!("poisoned"), Mutex::new(3));
    let panicked = thread::spawn(|| {
        let _guard = POISONED.lock();
        panic!("while it is held");
    });
    assert!(panicked.join().is_err());
    let error = POISONED.lock().expect_err("it is poisoned");
    assert_eq!(**error.get_ref(), 3);
    assert!(POISONED.try_lock().is_err());
    drop(error);
    let snapshot = telemetry_core::snapshot();
    assert_eq!(snapshot.find("poisoned.held").expect("it was held").panics(), 1);
}

#[test]
fn a_poisoned_read_write_lock_passes_it_on_to_both_sides() {
    static POISONED: Instrumented<RwLock<u8>> =
        Instrumented::new(callsite!("poisoned_rw"), RwLock::new(3));
    let panicked = thread::spawn(|| {
        let _guard = POISONED.write();
        panic!("while it is held");
    });
    assert!(panicked.join().is_err());
    assert_eq!(**POISONED.read().expect_err("it is poisoned").get_ref(), 3);
    assert_eq!(**POISONED.write().expect_err("it is poisoned").get_ref(), 3);
    let snapshot = telemetry_core::snapshot();
    let held = snapshot.find("poisoned_rw.held").expect("it was held");
    assert_eq!((held.panics(), held.calls(), held.in_flight()), (1, 2, 0));
    let read = snapshot.find("poisoned_rw.read.held").expect("it was read");
    assert_eq!((read.panics(), read.calls()), (0, 1));
}

#[test]
fn trying_for_a_parking_lot_mutex_measures_the_holding_only() {
    static TRIED: Instrumented<parking_lot::Mutex<u8>> =
        Instrumented::new(callsite!("tried"), parking_lot::Mutex::new(3));
    let held = TRIED.try_lock().expect("it is free");
    assert!(TRIED.try_lock().is_none());
    drop(held);
    let snapshot = telemetry_core::snapshot();
    assert_eq!(snapshot.find("tried.held").expect("it was held").calls(), 1);
    assert_eq!(snapshot.find("tried").map_or(0, telemetry_core::CallsiteSnapshot::calls), 0);
}

#[test]
fn trying_for_a_side_of_a_read_write_lock_measures_the_holding_only() {
    static STANDARD: Instrumented<RwLock<u8>> =
        Instrumented::new(callsite!("tried_rw"), RwLock::new(3));
    static PARKING: Instrumented<parking_lot::RwLock<u8>> =
        Instrumented::new(callsite!("tried_rw_parking"), parking_lot::RwLock::new(3));
    let read = (STANDARD.try_read().expect("it is free"), PARKING.try_read().expect("it is free"));
    assert_eq!((*read.0, *read.1), (3, 3));
    assert!(STANDARD.try_write().is_err() && PARKING.try_write().is_none());
    drop(read);
    *STANDARD.try_write().expect("it is free") += 1;
    let written = PARKING.try_write().expect("it is free");
    assert!(PARKING.try_read().is_none());
    drop(written);
    let snapshot = telemetry_core::snapshot();
    let calls = |name: &str| snapshot.find(name).map_or(0, telemetry_core::CallsiteSnapshot::calls);
    for name in ["tried_rw", "tried_rw_parking"] {
        assert_eq!(calls(&format!("{name}.held")), 1, "{name}");
        assert_eq!(calls(&format!("{name}.read.held")), 1, "{name}");
        assert_eq!((calls(name), calls(&format!("{name}.read"))), (0, 0), "{name}: nobody waited");
    }
}

#[test]
fn a_lock_that_nobody_shares_is_reached_without_being_taken() {
    let mut own = Instrumented::new(callsite!("owned"), std::sync::Mutex::new(1));
    *own.inner_mut().get_mut().expect("it is not poisoned") += 1;
    assert_eq!(own.into_inner().into_inner().ok(), Some(2));
    assert!(telemetry_core::snapshot().find("owned.held").is_none());
}
