//! The policy of each value of a report, looked up by where it stands.

use telemetry_anonymize::manifest::{Entry, Manifest, Policy};

use crate::report::instance::Instance;

/// The entries of a manifest, each with the steps of its path.
pub(crate) struct Policies(Vec<(Vec<String>, Entry)>);

impl Policies {
    /// Those of the reports of `instance`.
    pub(crate) fn of(instance: &Instance) -> Self {
        Self::listed(&instance.manifest())
    }

    fn listed(manifest: &Manifest) -> Self {
        let entries = manifest.entries().into_iter();
        Self(entries.map(|entry| (steps_of(&entry.path), entry)).collect())
    }

    /// What is said of the value at `path`, a JSON pointer: the entry of this
    /// place; else of the nearest place around it, which has one policy for all
    /// that it holds; else of a place inside.
    pub(crate) fn find(&self, path: &str) -> Option<&Entry> {
        let unescape = |step: &str| step.replace("~1", "/").replace("~0", "~");
        let mut steps: Vec<String> = path.split('/').skip(1).map(unescape).collect();
        loop {
            let (pattern, entry) = self.found(&steps)?;
            let Policy::Again(above) = &entry.policy else { return Some(entry) };
            let (above, below) = (steps_of(above).len(), pattern.len());
            if below >= steps.len() || above >= below {
                return Some(entry);
            }
            // The same type stands above: what was said of this part is said there.
            steps.drain(above..below);
        }
    }

    fn found(&self, steps: &[String]) -> Option<&(Vec<String>, Entry)> {
        let fits = |pattern: &[String], steps: &[String]| {
            pattern.iter().zip(steps).all(|(pattern, step)| matches(pattern, step))
        };
        let around = self.0.iter().filter(|(pattern, _)| {
            pattern.len() <= steps.len() && fits(pattern, &steps[..pattern.len()])
        });
        let inside = self.0.iter().find(|(pattern, _)| fits(pattern, steps));
        around.max_by_key(|(pattern, _)| pattern.len()).or(inside)
    }
}

/// `segments[].range.start` as its steps.
fn steps_of(path: &str) -> Vec<String> {
    let separated = path.replace('[', ".[");
    separated.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect()
}

/// Whether a step of a value's path is one of a pattern.
fn matches(pattern: &str, step: &str) -> bool {
    let index = pattern.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match (pattern, index) {
        ("*", _) => true,
        (_, Some("")) => step.parse::<usize>().is_ok(),
        (_, Some(index)) => step == index,
        _ => step == pattern,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use telemetry_anonymize::Anonymize;

    use super::*;

    #[derive(Anonymize)]
    struct Segment {
        #[anonymize(keys(keep, reason = "one of two", free_text = "constants"))]
        kinds: BTreeMap<&'static str, u64>,
        size: u64,
    }

    #[derive(Anonymize)]
    struct Whole {
        name: String,
        segments: Vec<Segment>,
        tree: Node,
    }

    #[derive(Anonymize)]
    struct Node {
        #[anonymize(noise(epsilon = 0.5))]
        size: i64,
        below: Vec<Node>,
    }

    #[test]
    fn a_values_path_finds_the_entry_of_its_field() {
        let policies = Policies::listed(&Manifest::of::<Whole>());
        let policy = |path: &str| policies.find(path).map(|entry| entry.policy.to_string());
        assert_eq!(policy("/name").as_deref(), Some("hash"));
        assert_eq!(policy("/segments/12/size").as_deref(), Some("round"));
        assert_eq!(policy("/segments/0/kinds/mmap").as_deref(), Some("round"));
        assert_eq!(policy("/segments").as_deref(), Some("keep"), "the first inside");
        assert_eq!(policy("/segments/x/size"), None);
        assert_eq!(policy("/other"), None);
        for path in ["/tree/size", "/tree/below/7/size", "/tree/below/0/below/1/size"] {
            assert_eq!(policy(path).as_deref(), Some("noise(epsilon = 0.5)"), "{path}");
        }
        assert_eq!(policy("/tree/below/0/below/1").as_deref(), Some("as tree"));
    }
}
