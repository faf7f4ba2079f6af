//! Reports that could not be sent yet: in memory only, for they hold the
//! instance's id, and bounded in bytes, number and age.

use std::{collections::VecDeque, time::Duration};

use uuid::Uuid;

use crate::upload::parcel::Parcel;

/// Reports that may wait: a day of hourly ones.
const MAX_PARCELS: usize = 24;

/// Bytes that may wait.
const MAX_BYTES: usize = 4 << 20;

/// Reporting intervals for which a report may wait.
const MAX_INTERVALS: u32 = 24;

/// What waits, oldest first. When something must go, the oldest goes.
#[derive(Debug)]
pub(super) struct Queue {
    parcels: VecDeque<(Duration, Parcel)>,
    max_age: Duration,
    dropped: u64,
}

impl Queue {
    pub(super) fn new(interval: Duration) -> Self {
        let max_age = interval.saturating_mul(MAX_INTERVALS);
        Self { parcels: VecDeque::new(), max_age, dropped: 0 }
    }

    pub(super) fn push(&mut self, now: Duration, parcel: Parcel) {
        self.parcels.push_back((now, parcel));
        while self.parcels.len() > MAX_PARCELS || self.bytes() > MAX_BYTES {
            self.drop_oldest();
        }
    }

    /// The next to send, after what is too old has been dropped.
    pub(super) fn front(&mut self, now: Duration) -> Option<&Parcel> {
        while self
            .parcels
            .front()
            .is_some_and(|(since, _)| now.saturating_sub(*since) > self.max_age)
        {
            self.drop_oldest();
        }
        self.parcels.front().map(|(_, parcel)| parcel)
    }

    /// Lets go of a report that was delivered or refused.
    pub(super) fn remove(&mut self, id: Uuid) {
        self.parcels.retain(|(_, parcel)| parcel.id() != id);
    }

    pub(super) fn clear(&mut self) {
        self.parcels.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.parcels.len()
    }

    /// Reports that had to go unsent.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    fn bytes(&self) -> usize {
        self.parcels.iter().map(|(_, parcel)| parcel.json().len()).sum()
    }

    fn drop_oldest(&mut self) {
        self.parcels.pop_front();
        self.dropped += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn waiting(queue: &Queue) -> Vec<u128> {
        queue.parcels.iter().map(|(_, parcel)| parcel.id().as_u128()).collect()
    }

    #[test]
    fn the_number_is_bounded_and_the_oldest_goes() {
        let mut queue = Queue::new(HOUR);
        (0..100).for_each(|id| queue.push(Duration::ZERO, Parcel::of_bytes(id, b"{}")));
        assert_eq!(waiting(&queue), (76..100).collect::<Vec<_>>());
        assert_eq!(queue.dropped(), 76);
    }

    #[test]
    fn the_bytes_are_bounded_and_the_oldest_goes() {
        let mut queue = Queue::new(HOUR);
        for id in 0..8 {
            queue.push(Duration::ZERO, Parcel::of_bytes(id, &vec![b' '; MAX_BYTES / 4]));
            assert!(queue.bytes() <= MAX_BYTES);
        }
        assert_eq!(waiting(&queue), [4, 5, 6, 7]);
        queue.push(Duration::ZERO, Parcel::of_bytes(8, &vec![b' '; MAX_BYTES + 1]));
        assert_eq!((queue.len(), queue.dropped()), (0, 9), "too large to wait at all");
    }

    #[test]
    fn the_age_is_bounded() {
        let mut queue = Queue::new(HOUR);
        queue.push(HOUR, Parcel::of_bytes(1, b"{}"));
        queue.push(HOUR * 2, Parcel::of_bytes(2, b"{}"));
        assert_eq!(queue.front(HOUR * 25).map(|parcel| parcel.id().as_u128()), Some(1));
        let later = HOUR * 25 + Duration::from_nanos(1);
        assert_eq!(queue.front(later).map(|parcel| parcel.id().as_u128()), Some(2));
        assert_eq!(queue.dropped(), 1);
    }
}
