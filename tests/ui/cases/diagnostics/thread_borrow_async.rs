//! E0373: a closure that outlives an async fn in a thread.

// with #[instrumented]
async fn start(n: u32) -> std::thread::JoinHandle<u32> {
    std::thread::spawn(|| n + 1)
}

fn main() {}
