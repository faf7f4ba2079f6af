//! From what the sources say to one mode: any off wins, whatever the order.

use serde::Serialize;

use crate::consent::{
    mode::Mode,
    source::Source,
    statement::{Says, Statement},
};

/// Whether telemetry runs, and who decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    mode: Mode,
    source: Source,
    also: Vec<Source>,
    warnings: Vec<String>,
}

impl Decision {
    /// The outcome of `statements`; `open` is the mode when none objects, with
    /// the source that is named when nobody said anything.
    pub(super) fn of(statements: &[Statement], open: Mode, open_source: Source) -> Self {
        let warnings = statements.iter().filter_map(|s| s.warning.clone()).collect();
        let mut deciding = if allowed(statements.iter().map(|s| s.says)) {
            // The word of an operator outranks the default; a cap outranks both.
            let words = [Says::OptIn, Says::NotDisabled];
            if open == Mode::On { sources(statements, &words) } else { Vec::new() }
        } else {
            let words = [Says::Off, Says::Doubt, Says::OffByDefault];
            return Self::new(Mode::Off, sources(statements, &words), warnings);
        };
        if deciding.is_empty() {
            deciding.push(open_source);
        }
        Self::new(open, deciding, warnings)
    }

    fn new(mode: Mode, mut deciding: Vec<Source>, warnings: Vec<String>) -> Self {
        let also = deciding.split_off(1);
        let source = deciding.remove(0);
        Self { mode, source, also, warnings }
    }

    /// This decision after the program itself said off.
    pub(super) fn disabled_by(&self, source: Source) -> Self {
        let mut also = Vec::new();
        if self.mode == Mode::Off {
            also.push(self.source.clone());
            also.extend(self.also.iter().cloned());
        }
        Self { mode: Mode::Off, source, also, warnings: self.warnings.clone() }
    }

    /// How far telemetry goes.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The source that decided.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Further sources that say the same: each would have decided alone.
    pub fn also(&self) -> &[Source] {
        &self.also
    }

    /// Switches that could not be understood or are nearly right, one sentence
    /// each, place included.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// Whether telemetry may run: nobody says off, nobody is in doubt, and where it
/// is off by default the operator has opted in.
pub(super) fn allowed(says: impl Iterator<Item = Says>) -> bool {
    let (mut off_by_default, mut opted_in) = (false, false);
    for word in says {
        match word {
            Says::Off | Says::Doubt => return false,
            Says::OffByDefault => off_by_default = true,
            Says::OptIn => opted_in = true,
            Says::NotDisabled | Says::Nothing => {}
        }
    }
    opted_in || !off_by_default
}

/// The sources that used one of `words`, by word first, then in their order.
fn sources(statements: &[Statement], words: &[Says]) -> Vec<Source> {
    let of_word = |word: &Says| {
        let word = *word;
        statements.iter().filter(move |s| s.says == word).map(|s| s.source.clone())
    };
    words.iter().flat_map(of_word).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::consent::source::SourceKind;

    const WORDS: [Says; 6] =
        [Says::Nothing, Says::NotDisabled, Says::OptIn, Says::OffByDefault, Says::Off, Says::Doubt];

    fn decide(words: &[Says]) -> Decision {
        let statements: Vec<_> = words
            .iter()
            .enumerate()
            .map(|(at, says)| Statement::new(Source::variable(&at.to_string()), *says))
            .collect();
        Decision::of(&statements, Mode::On, Source::new(SourceKind::Default, "default"))
    }

    proptest! {
        #[test]
        fn the_order_of_the_sources_changes_nothing(
            mut words in prop::collection::vec(prop::sample::select(&WORDS), 0..8),
            swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 8),
        ) {
            let before = decide(&words).mode();
            if !words.is_empty() {
                for (a, b) in swaps {
                    let (a, b) = (a.index(words.len()), b.index(words.len()));
                    words.swap(a, b);
                }
            }
            prop_assert_eq!(before, decide(&words).mode());
        }

        #[test]
        fn one_off_more_never_turns_telemetry_on(
            words in prop::collection::vec(prop::sample::select(&WORDS), 0..8),
            off in prop::sample::select(&[Says::Off, Says::Doubt][..]),
            at in any::<prop::sample::Index>(),
        ) {
            let mut words = words;
            let at = at.index(words.len() + 1);
            words.insert(at, off);
            prop_assert_eq!(decide(&words).mode(), Mode::Off);
        }
    }

    #[test]
    fn a_clear_off_is_named_before_a_doubt() {
        let decision = decide(&[Says::OffByDefault, Says::Doubt, Says::Off]);
        assert_eq!(decision.source().place(), "environment variable 2");
        let also: Vec<_> = decision.also().iter().map(Source::place).collect();
        assert_eq!(also, ["environment variable 1", "environment variable 0"]);
    }

    #[test]
    fn silence_leaves_the_default() {
        let decision = decide(&[Says::Nothing; 3]);
        assert_eq!((decision.mode(), decision.source().kind()), (Mode::On, SourceKind::Default));
    }

    #[test]
    fn an_opt_in_lifts_what_is_off_by_default_and_nothing_else() {
        assert_eq!(decide(&[Says::OffByDefault, Says::OptIn]).mode(), Mode::On);
        assert_eq!(decide(&[Says::OffByDefault, Says::NotDisabled]).mode(), Mode::Off);
        assert_eq!(decide(&[Says::Off, Says::OptIn]).mode(), Mode::Off);
    }
}
