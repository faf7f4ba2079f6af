//! Anonymizing while serializing: of a long list one element is copied at a
//! time, not the whole.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{ahead::Batches, anonymize::Anonymize, anonymizer::Anonymizer, sealed::Anonymized};

/// A list that is anonymized as it is serialized; see [`Anonymizer::seal_each`].
#[derive(Clone)]
pub struct Each<'a, L: ?Sized> {
    list: &'a L,
    anonymizer: Anonymizer,
}

impl Anonymizer {
    /// A sealed view of `list`, which serializes as the anonymized list would,
    /// byte for byte, with the memory of a batch of elements (of all, if they are bytes).
    /// A set keeps its own order here, and elements that are alike once anonymized.
    ///
    /// ```
    /// # use telemetry_anonymize::{Anonymize, Anonymizer};
    /// let anonymizer = Anonymizer::new();
    /// let names = vec!["users".to_owned(), "orders".to_owned()];
    /// assert_eq!(
    ///     serde_json::to_string(&anonymizer.seal_each(&names)).unwrap(),
    ///     serde_json::to_string(&anonymizer.seal(&names)).unwrap(),
    /// );
    /// ```
    pub fn seal_each<'a, L: ?Sized, T>(&self, list: &'a L) -> Anonymized<Each<'a, L>>
    where
        &'a L: IntoIterator<Item = &'a T>,
        T: Anonymize + Serialize + 'a,
    {
        Anonymized::of(Each { list, anonymizer: self.clone() })
    }
}

/// Nothing of the list: it is raw until it is serialized.
impl<L: ?Sized> fmt::Debug for Each<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each").finish_non_exhaustive()
    }
}

impl<'a, L: ?Sized, T> Serialize for Each<'a, L>
where
    &'a L: IntoIterator<Item = &'a T>,
    T: Anonymize + Serialize + 'a,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A fork may lie between sealing and this.
        let anonymizer = self.anonymizer.here();
        if T::IS_DATA {
            let items: Vec<&T> = self.list.into_iter().collect();
            return serializer.collect_seq(T::anonymize_all(items.into_iter(), &anonymizer));
        }
        serializer.collect_seq(Batches::new(self.list.into_iter(), &anonymizer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_what_is_sealed_shows_nothing_of_the_list() {
        let names = ["customers".to_owned()];
        let sealed = Anonymizer::new().seal_each(&names);
        assert_eq!(format!("{sealed:?}"), "Anonymized(Each { .. })");
    }
}
