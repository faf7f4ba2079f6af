//! More callsites than a thread has slots: the rest is found by the slow path, and
//! counted like the others.

use std::{num::NonZeroU32, thread};

use telemetry_core::{Callsite, Description, Outcome, Sampling, set_recording, snapshot};

/// The slots are 1024, two of which have a meaning of their own.
const CALLSITES: usize = 2_400;
const THREADS: u64 = 3;

/// Every third one times all its calls, a few, none.
fn callsite(number: usize) -> (Sampling, &'static Callsite) {
    let few = NonZeroU32::new(4).expect("not zero");
    let sampling = [Sampling::Every, Sampling::OneIn(few), Sampling::Never][number % 3];
    let name = format!("{sampling:?} {number:04}").leak();
    (sampling, Description::timed(name, module_path!()).with_sampling(sampling).leak())
}

fn call_all(callsites: &[(Sampling, &'static Callsite)]) {
    for (sampling, callsite) in callsites {
        match sampling {
            Sampling::Every => callsite.start().finish(Outcome::Ok),
            Sampling::Never => callsite.start_counted().finish(Outcome::Error),
            _ => callsite.start_sampled().finish(Outcome::None),
        }
    }
}

/// One test, since it throws the process's switch.
#[test]
fn callsites_beyond_the_slots_are_counted_like_the_others() {
    let callsites: Vec<_> = (0..CALLSITES).map(callsite).collect();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| call_all(&callsites));
        }
    });
    set_recording(false);
    call_all(&callsites);
    set_recording(true);

    // What began before the switch was thrown is counted to its end.
    let timed = callsites.iter().filter(|(sampling, _)| *sampling == Sampling::Every);
    let begun: Vec<_> = timed.map(|(_, callsite)| callsite.start()).collect();
    set_recording(false);
    for started in begun {
        started.finish(Outcome::Cancelled);
    }
    set_recording(true);

    let taken = snapshot();
    let of = |sampling: &str| {
        taken.callsites().filter(|site| site.name().starts_with(sampling)).collect::<Vec<_>>()
    };
    for (sampling, [ok, nones, errors]) in
        [("Every", [THREADS, 0, 0]), ("OneIn", [0, THREADS, 0]), ("Never", [0, 0, THREADS])]
    {
        let counted = of(sampling);
        assert_eq!(counted.len(), CALLSITES / 3);
        for site in counted {
            assert_eq!([site.ok(), site.nones(), site.errors()], [ok, nones, errors], "{site:?}");
            assert_eq!(site.calls(), THREADS + site.cancelled(), "{site:?}");
            assert_eq!(site.cancelled(), u64::from(sampling == "Every"), "{site:?}");
        }
    }
    assert!(of("Every").iter().all(|site| site.duration().count() == THREADS + 1));
    assert!(of("Never").iter().all(|site| site.duration().is_empty()));
}
