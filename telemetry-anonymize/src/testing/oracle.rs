//! The leak oracle: secrets that were planted must not turn up.

use std::{env, fmt, fs, sync::OnceLock, thread};

use aho_corasick::AhoCorasick;

use super::{
    encodings::{Needle, SHORTEST, needles},
    packed::unpacked,
};

/// Knows what must not leave, and finds it in what does: as it is, in any case
/// of letters, encoded (hex, base64 also for URLs, percent, UTF-16, JSON, HTML, lists of
/// bytes, reversed), and as every one of [`plain_hashes`](super::plain_hashes), in
/// these encodings, as bytes and as a number, whole and cut. What is packed (gzip or zlib,
/// anywhere in the bytes) is looked into.
///
/// It does not find what is split over several places, but for the first half of a
/// [`canary`](Self::canary), nor what was encrypted or encoded twice in different ways.
///
/// Among many random ids there is a hash of 32 bits of one of many secrets by chance, once in
/// some thousand runs. What has a name like `CRC-32` or `cut to 32 bits` in its
/// [`form`](Leak::form) leaked if another start, with another key, shows it too.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    secrets: Vec<(String, String)>,
    /// What is left of those that somebody cut.
    halves: Vec<(String, String)>,
    /// What is too short to be looked for.
    passed_over: Vec<String>,
    /// Made of the secrets at the first search.
    search: OnceLock<Search>,
}

/// The automaton that looks for every form of every secret.
#[derive(Clone, Debug)]
struct Search {
    patterns: Vec<Pattern>,
    automaton: AhoCorasick,
}

#[derive(Clone, Debug)]
struct Pattern {
    label: String,
    form: String,
    stands_alone: bool,
}

impl Search {
    fn of(secrets: &[(String, String)], halves: &[(String, String)]) -> Self {
        let (mut patterns, mut texts) = (Vec::new(), Vec::new());
        for (label, secret) in secrets {
            for Needle { form, bytes, stands_alone } in needles(secret) {
                patterns.push(Pattern { label: label.clone(), form, stands_alone });
                texts.push(bytes);
            }
        }
        for (label, half) in halves {
            let form = "as it is".to_owned();
            patterns.push(Pattern { label: label.clone(), form, stands_alone: false });
            texts.push(half.clone().into_bytes());
        }
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&texts);
        Self { patterns, automaton: automaton.expect("a test plants few enough secrets") }
    }

    fn find(&self, bytes: &[u8]) -> Vec<Leak> {
        let goes_on = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let found = self.automaton.find_overlapping_iter(bytes).filter_map(|found| {
            let Pattern { label, form, stands_alone } = &self.patterns[found.pattern().as_usize()];
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            if *stands_alone && (goes_on(before) || goes_on(bytes.get(found.end()))) {
                return None;
            }
            Some(Leak { label: label.clone(), form: form.clone(), offset: found.start() })
        });
        found.collect()
    }
}

/// Something that left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leak {
    /// What it is, as it was planted.
    pub label: String,
    /// In which form it was found.
    pub form: String,
    /// Where in the bytes, or in what was unpacked of them.
    pub offset: usize,
}

impl Oracle {
    /// An oracle that knows of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text that occurs nowhere else, planted as `label`; its first half is too, which
    /// is left of it where somebody cuts or splits it.
    pub fn canary(&mut self, label: &str) -> String {
        let number = self.secrets.len();
        let letters = label.chars().filter(char::is_ascii_alphanumeric).take(12);
        let half = format!("Kanari{number:03}");
        let canary = format!("{half}{}Vogel", letters.collect::<String>());
        self.plant(label, &canary).halves.push((format!("{label}, its first half"), half));
        canary
    }

    /// `value` must not leave.
    ///
    /// # Panics
    ///
    /// If `value` has less than six bytes: it turns up in any document by chance.
    #[track_caller]
    pub fn plant(&mut self, label: &str, value: &str) -> &mut Self {
        assert!(value.len() >= SHORTEST, "{label} is too short to be looked for");
        self.secrets.push((label.to_owned(), value.to_owned()));
        self.search = OnceLock::new();
        self
    }

    /// Plants what can be told from chance, and remembers of the rest that there
    /// was any.
    fn plant_found(&mut self, label: &str, value: &str) -> &mut Self {
        if value.len() >= SHORTEST {
            return self.plant(label, value);
        }
        if !value.is_empty() {
            self.passed_over.push(label.to_owned());
        }
        self
    }

    /// What [`plant_process`](Self::plant_process) found and does not look for,
    /// since it has less than six bytes.
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// What this process knows of its machine and user must not leave: the
    /// environment's values (the user's name among them), arguments, folders, host
    /// name, name of the thread. Of these, what is shorter than six bytes is not
    /// looked for; [`passed_over`](Self::passed_over) lists it.
    pub fn plant_process(&mut self) -> &mut Self {
        for (name, value) in env::vars() {
            self.plant_found(&format!("environment variable {name}"), &value);
        }
        for argument in env::args().skip(1) {
            self.plant_found("argument", &argument);
        }
        let folders = [("folder", env::current_dir()), ("program", env::current_exe())];
        for (label, folder) in folders {
            self.plant_found(label, &folder.unwrap_or_default().to_string_lossy());
        }
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        self.plant_found("host name", host.trim());
        self.plant_found("thread name", thread::current().name().unwrap_or_default())
    }

    /// Everything planted that `bytes` show.
    ///
    /// # Panics
    ///
    /// If so much was planted that no search for it can be built (gigabytes).
    pub fn leaks(&self, bytes: &[u8]) -> Vec<Leak> {
        let search = self.search.get_or_init(|| Search::of(&self.secrets, &self.halves));
        let mut leaks = search.find(bytes);
        for unpacked in unpacked(bytes) {
            leaks.extend(search.find(&unpacked));
        }
        leaks
    }

    /// Panics with the list if anything planted shows in `bytes`.
    ///
    /// # Panics
    ///
    /// If there is a leak.
    #[track_caller]
    pub fn assert_clean(&self, bytes: &[u8]) {
        let leaks = self.leaks(bytes);
        let list: Vec<_> = leaks.iter().take(20).map(ToString::to_string).collect();
        let passed_over = self.passed_over.join(", ");
        assert!(
            leaks.is_empty(),
            "{} leaks:\n{}\nToo short to be looked for: {passed_over}",
            leaks.len(),
            list.join("\n")
        );
    }
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} left {}, at byte {}", self.label, self.form, self.offset)
    }
}
