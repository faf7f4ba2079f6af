//! E0373: a closure that outlives the call.

// with #[instrumented]
fn start(n: u32) -> std::thread::JoinHandle<u32> {
    std::thread::spawn(|| n + 1)
}

fn main() {}
