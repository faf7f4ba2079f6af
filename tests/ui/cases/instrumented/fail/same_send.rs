//! A future that is not `Send`.

use telemetry_core::instrumented;

async fn held(shared: std::rc::Rc<u8>) -> u8 {
    std::future::ready(()).await;
    *shared
}
#[instrumented]
async fn held_instrumented(shared: std::rc::Rc<u8>) -> u8 {
    std::future::ready(()).await;
    *shared
}

fn send<T: Send>(_: T) {}

fn main() {
    send(held(1.into()));
    send(held_instrumented(1.into()));
}
