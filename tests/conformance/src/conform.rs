//! One crate: its functions found, instrumented, compiled, its tests compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    Failed,
    compiler::{self, Message},
    list::Foreign,
    marked::{Files, Id},
    suite::{self, Suite},
};

/// What came of one crate.
#[derive(Debug)]
pub struct Outcome {
    /// Name and version.
    pub name: String,
    /// Functions that took the attribute.
    pub accepted: usize,
    /// Functions that may run at compile time, which the attribute refuses on purpose.
    pub constant: usize,
    /// Functions behind a `cfg` that is off here.
    pub absent: usize,
    /// Functions that did not compile with it, and the compiler's reason.
    pub refused: Vec<(String, String)>,
    /// Warnings of rustc and clippy in the library and its unit tests.
    pub warnings: usize,
    /// Those that came with the attribute.
    pub new_warnings: Vec<String>,
    /// Those that went.
    pub lost_warnings: Vec<String>,
    /// The tests of the crate as it is.
    pub before: Suite,
    /// And instrumented.
    pub after: Suite,
    /// How long all of it took.
    pub took: Duration,
}

impl Outcome {
    /// Functions that could have taken the attribute.
    pub fn total(&self) -> usize {
        self.accepted + self.refused.len()
    }

    /// Whether all were accepted, no test ended otherwise and nothing new was said. A lost
    /// warning is no failure: it is listed.
    pub fn is_perfect(&self) -> bool {
        self.refused.is_empty()
            && self.new_warnings.is_empty()
            && self.before.differences(&self.after).is_empty()
    }
}

/// An attribute that nobody knows: the compiler names each function that has it, which
/// are those that are not behind a `cfg`.
const PROBE: &str = "#[conformance_probe] ";

const ATTRIBUTE: &str = "#[::telemetry_core::instrumented] ";

/// What the attribute says of a `const fn`.
const CONST: &str = "a `const fn` may run at compile time";

/// A crate under work.
pub(crate) struct Work {
    folder: PathBuf,
    target: PathBuf,
    features: &'static [&'static str],
    files: Files,
}

/// Measures `foreign`, whose copy is in `folder`; cargo builds in `target`.
///
/// # Errors
///
/// If cargo fails otherwise than by a function that does not compile.
pub fn conform(foreign: &Foreign, folder: &Path, target: &Path) -> Result<Outcome, Failed> {
    let started = std::time::SystemTime::now();
    let files = Files::read(folder)?;
    let mut work = Work {
        folder: folder.to_owned(),
        target: target.to_owned(),
        features: foreign.features,
        files,
    };
    let present = work.present()?;
    let is_const: BTreeSet<Id> =
        work.files.all().filter(|(_, function)| function.is_const).map(|(id, _)| id).collect();
    work.files.mark("", &BTreeSet::new())?;
    let warnings = compiler::warnings(&work.compiled()?);
    let named = suite::compiling(folder, target, foreign.features)?;
    let before = Suite::run(folder, target, foreign.features, &named)?;

    let mut chosen: BTreeSet<Id> = present.difference(&is_const).copied().collect();
    let (mut refused, messages) = work.instrument(&mut chosen)?;
    // Another attribute makes it one: `#[rustversion::attr(since(1.83), const)]`.
    let made_const = refused.extract_if(.., |_, why| why.contains(CONST)).count();
    let after = Suite::run(folder, target, foreign.features, &named)?;
    let warnings_after = compiler::warnings(&messages);
    Ok(Outcome {
        name: format!("{} {}", foreign.name, foreign.version),
        accepted: chosen.len(),
        constant: present.intersection(&is_const).count() + made_const,
        absent: work.files.all().count() - present.len(),
        refused: refused.into_iter().map(|(id, why)| (work.files.place(id), why)).collect(),
        warnings: warnings.len(),
        new_warnings: warnings_after.difference(&warnings).cloned().collect(),
        lost_warnings: warnings.difference(&warnings_after).cloned().collect(),
        before,
        after,
        took: started.elapsed()?,
    })
}

impl Work {
    /// The functions that are compiled at all.
    fn present(&mut self) -> Result<BTreeSet<Id>, Failed> {
        let all = self.files.all().map(|(id, _)| id).collect();
        self.files.mark(PROBE, &all)?;
        let messages = compiler::messages(&self.folder, &self.target, self.features)?;
        let probed = messages.iter().filter(|message| message.text.contains("conformance_probe"));
        let place = |message: &Message| {
            message.places.iter().find_map(|(file, at)| self.files.around(file, *at, &all))
        };
        Ok(probed.filter_map(place).collect())
    }

    fn compiled(&self) -> Result<Vec<Message>, Failed> {
        let messages = compiler::messages(&self.folder, &self.target, self.features)?;
        match messages.iter().find(|message| message.is_error) {
            Some(error) => {
                Err(format!("as published it does not compile: {}", error.claim()).into())
            }
            None => Ok(messages),
        }
    }

    /// Instruments `chosen`. What does not compile is taken out, with the reason, until
    /// the rest does.
    fn instrument(
        &mut self,
        chosen: &mut BTreeSet<Id>,
    ) -> Result<(BTreeMap<Id, String>, Vec<Message>), Failed> {
        let mut refused = BTreeMap::new();
        loop {
            self.files.mark(ATTRIBUTE, chosen)?;
            let messages = compiler::messages(&self.folder, &self.target, self.features)?;
            let errors = || messages.iter().filter(|message| message.is_error);
            if errors().next().is_none() {
                return Ok((refused, messages));
            }
            let mut found = false;
            for error in errors() {
                let place = |(file, at): &(String, usize)| self.files.around(file, *at, chosen);
                let Some(id) = error.places.iter().find_map(place) else { continue };
                let code = error.code.as_deref().unwrap_or("no code");
                refused.entry(id).or_insert_with(|| format!("{code}: {}", error.text));
                found = true;
            }
            if !found {
                let claims: Vec<_> = errors().map(Message::claim).collect();
                return Err(format!("no function to blame for\n{}", claims.join("\n")).into());
            }
            chosen.retain(|id| !refused.contains_key(id));
        }
    }
}
