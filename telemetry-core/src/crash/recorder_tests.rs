//! The recorder against its switch and its spool.

use super::*;

fn recorder(spool: Option<Spool>) -> CrashRecorder {
    let recorder = CrashRecorder::new("mydb", "1.0.0", spool);
    recorder.arm(Duration::ZERO);
    recorder
}

fn crash(recorder: &CrashRecorder) -> Record {
    let identity = Identity::draw().unwrap();
    recorder.record(&identity, Class::Literal, None, None, Vec::new())
}

#[test]
fn a_crash_that_was_taken_up_before_it_was_kept_waits_once() {
    let recorder = recorder(None);
    let record = crash(&recorder);
    recorder.waiting.lock().push_back(Waiting { record: record.clone(), file: None });
    recorder.keep(record);
    assert_eq!(recorder.waiting().len(), 1);
    assert!(recorder.has_news());
}

/// The switch may be turned while the hook writes, or before a late thread opens the slot.
#[test]
fn what_comes_after_it_was_disarmed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let crashes = folder.path().join("crashes");
    let recorder = recorder(Some(Spool::at(&crashes)));
    let is_kept = || {
        recorder.keep(crash(&recorder));
        #[cfg(all(feature = "crash-signals", unix))]
        recorder.open_slot();
        crashes.is_dir() && !recorder.waiting().is_empty()
    };
    assert!(is_kept());
    recorder.disarm_and_forget();
    assert!(!is_kept());
    assert!(!crashes.exists());
    assert!(recorder.waiting().is_empty());
}
