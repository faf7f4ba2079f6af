//! The panic hook: one per process, in front of the one that was there.

use std::{
    panic,
    sync::{Arc, Once},
};

use parking_lot::RwLock;

use crate::crash::recorder::CrashRecorder;

/// Who takes panics in. One at a time: the last that was installed.
static CURRENT: RwLock<Option<Arc<CrashRecorder>>> = RwLock::new(None);

static HOOKED: Once = Once::new();

/// Hands panics of this process to `recorder` from here on.
///
/// The first call puts the hook in front of the current one, which goes on
/// running after it. The hook is never taken out again (another one may stand in
/// front of it by then); without a recorder it only passes on.
pub(crate) fn install(recorder: Arc<CrashRecorder>) {
    *CURRENT.write() = Some(recorder);
    HOOKED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A writer is a start or an end of telemetry: let that panic pass.
            let current = CURRENT.try_read().and_then(|current| current.clone());
            if let Some(recorder) = current {
                recorder.take(info);
            }
            previous(info);
        }));
    });
}

/// Takes `recorder` out again, if it is still the current one.
pub(crate) fn uninstall(recorder: &Arc<CrashRecorder>) {
    let mut current = CURRENT.write();
    if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, recorder)) {
        *current = None;
    }
}

#[cfg(test)]
mod tests {
    use std::{panic::catch_unwind, time::Duration};

    use super::*;
    use crate::crash::{alone, document::CrashDocument};

    /// One test, for the hook belongs to the process.
    #[test]
    fn a_panic_becomes_a_document_that_names_the_line_and_the_functions() {
        let _alone = alone();
        let recorder = Arc::new(CrashRecorder::new("mydb", "1.0.0", None));
        install(Arc::clone(&recorder));
        catch_unwind(|| panic_with("before it is armed")).unwrap_err();
        assert!(recorder.next().is_none(), "nothing is recorded before that");

        recorder.arm(Duration::ZERO);
        for _ in 0..3 {
            catch_unwind(|| panic_with("alice")).unwrap_err();
        }
        uninstall(&recorder);
        catch_unwind(|| panic_with("after it was taken out")).unwrap_err();

        let waiting = recorder.next().expect("the panic was recorded");
        assert_eq!(recorder.waiting().len(), 1, "the same one three times");
        let document = CrashDocument::of(&waiting.record, &recorder);
        let document = serde_json::to_value(document).unwrap();
        assert_eq!(document["class"], "expect");
        assert_eq!(document["count"], 3);
        assert_eq!(document["location"]["file"], "src/crash/hook.rs");
        let first = &document["frames"][0];
        assert_eq!(first["symbol"], "telemetry_core::crash::hook::tests::panic_with", "{document}");
        assert_eq!(first["file"], "src/crash/hook.rs");
        assert!(!document.to_string().contains("alice"));
    }

    #[inline(never)]
    fn panic_with(name: &str) {
        std::hint::black_box(Err::<(), _>(name)).expect("no such user");
    }
}
