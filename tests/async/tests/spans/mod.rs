//! A subscriber that writes down what is entered, left and said.

use std::{
    mem,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

#[derive(Clone, Default)]
pub(crate) struct Spans {
    names: Arc<Mutex<Vec<String>>>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Spans {
    /// What has happened since it was last asked: `in INFO name`, `out INFO name`, `said INFO`.
    pub(crate) fn take(&self) -> Vec<String> {
        mem::take(&mut *self.log.lock().expect("nobody panics"))
    }

    /// How many spans were made.
    pub(crate) fn made(&self) -> usize {
        self.names.lock().expect("nobody panics").len()
    }

    fn write(&self, line: String) {
        self.log.lock().expect("nobody panics").push(line);
    }

    fn name(&self, id: &Id) -> String {
        let at = usize::try_from(id.into_u64()).expect("small") - 1;
        self.names.lock().expect("nobody panics")[at].clone()
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut names = self.names.lock().expect("nobody panics");
        names.push(format!("{} {}", span.metadata().level(), span.metadata().name()));
        Id::from_u64(names.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(format!("said {}", event.metadata().level()));
    }

    fn enter(&self, span: &Id) {
        self.write(format!("in {}", self.name(span)));
    }

    fn exit(&self, span: &Id) {
        self.write(format!("out {}", self.name(span)));
    }
}
