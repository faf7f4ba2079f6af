//! Makes the reports that are sent.

use std::sync::Arc;

use crate::{
    error::Error,
    report::{Instance, Wanted},
    upload::parcel::Parcel,
};

/// Makes reports, one at a time, and numbers them.
///
/// It has a lock of its own, since a report asks the application's sections and
/// they may take as long as they like: meanwhile the outbox answers, telemetry
/// can be turned off, and the process can end.
#[derive(Debug)]
pub(super) struct Press {
    instance: Arc<Instance>,
    sequence: u64,
}

impl Press {
    pub(super) fn new(instance: Arc<Instance>) -> Self {
        Self { instance, sequence: 0 }
    }

    /// Captures, numbers and seals a report. The number grows with every report
    /// that is made to be sent, so that the receiver can see a gap.
    pub(super) fn make(&mut self) -> Result<Parcel, Error> {
        let level = self.instance.parts().details_level;
        let mut report = self.instance.report(Wanted { level, sections: None })?;
        report.sequence = self.sequence + 1;
        let parcel = Parcel::report(&self.instance.seal(&report))?;
        self.sequence += 1;
        Ok(parcel)
    }
}
