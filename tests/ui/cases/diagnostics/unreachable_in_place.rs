//! unused_must_use: and nothing of what ends in a panic, or in a call that never returns, in a
//! body that stays where it is.

fn fail(reason: &str) -> ! {
    panic!("{reason}")
}

// with #[instrumented]
#[track_caller]
pub fn panics<T>(found: Result<T, String>) -> T {
    let reason = match found {
        Ok(found) => return found,
        Err(reason) => reason,
    };
    panic!("{reason}")
}

// with #[instrumented]
#[track_caller]
pub fn calls(found: Result<u8, String>) -> Result<u8, u8> {
    if let Ok(found) = found {
        return Ok(found);
    }
    fail("no")
}

// with #[instrumented]
#[track_caller]
pub fn chooses(found: Result<u8, String>) -> Result<u8, u8> {
    if let Ok(found) = found {
        return Ok(found);
    }
    match found {
        Ok(_) => fail("no"),
        Err(reason) => panic!("{reason}"),
    }
}

// with #[instrumented]
#[must_use]
pub async fn waits(found: Result<u8, String>, later: impl std::future::Future<Output = ()>) -> Result<u8, u8> {
    later.await;
    if let Ok(found) = found {
        return Ok(found);
    }
    fail("no")
}

fn main() {
    calls(Ok(1));
}
