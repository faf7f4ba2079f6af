//! Whether the process runs in a container.

use serde::Serialize;
use telemetry_anonymize::Anonymize;

use crate::{consent::Environment, report::system::root::Root};

/// What the process is contained in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Container {
    /// Nothing.
    None,
    /// Docker.
    Docker,
    /// Podman.
    Podman,
    /// A pod of Kubernetes, whatever runs it.
    Kubernetes,
    /// LXC or Incus.
    Lxc,
    /// Another one.
    Other,
}

/// Words in the path of a control group, and who writes them.
const GROUPS: [(&str, Container); 6] = [
    ("kubepods", Container::Kubernetes),
    ("libpod", Container::Podman),
    ("docker", Container::Docker),
    ("lxc", Container::Lxc),
    ("containerd", Container::Other),
    ("crio", Container::Other),
];

/// What the process is in; nothing where that cannot be told.
pub(super) fn read(root: &Root, environment: &Environment) -> Option<Container> {
    if environment.get("KUBERNETES_SERVICE_HOST").is_some() {
        return Some(Container::Kubernetes);
    }
    let groups = root.read("/proc/self/cgroup");
    let in_group = |text: &String| {
        let lines = || text.lines().filter_map(|line| line.rsplit(':').next());
        GROUPS.iter().find(|(word, _)| lines().any(|path| path.contains(word))).map(|found| found.1)
    };
    let marks = [("/run/.containerenv", Container::Podman), ("/.dockerenv", Container::Docker)];
    let mark = || marks.iter().find(|(file, _)| root.exists(file)).map(|found| found.1);
    let variable = || environment.get("container").map(|name| named(&name.to_string_lossy()));
    // Docker's file also lies in what Kubernetes runs, so the group goes first.
    let found = groups.as_ref().and_then(in_group).or_else(mark).or_else(variable);
    found.or(groups.map(|_| Container::None))
}

/// The value that systemd's interface puts into the variable `container`.
fn named(name: &str) -> Container {
    match name {
        "podman" => Container::Podman,
        "docker" => Container::Docker,
        "lxc" | "lxc-libvirt" => Container::Lxc,
        _ => Container::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::system::fixture::Fixture;

    fn found(fixture: &Fixture, environment: &Environment) -> Option<Container> {
        read(&fixture.root(), environment)
    }

    #[test]
    fn each_kind_is_known_by_its_marks() {
        for (file, text, expected) in [
            ("/proc/self/cgroup", "0::/kubepods/besteffort/pod1/docker-x", Container::Kubernetes),
            ("/proc/self/cgroup", "4:memory:/docker/abc", Container::Docker),
            ("/proc/self/cgroup", "0::/machine.slice/libpod-x.scope", Container::Podman),
            ("/.dockerenv", "", Container::Docker),
            ("/run/.containerenv", "", Container::Podman),
        ] {
            let fixture = Fixture::new();
            fixture.file(file, text);
            assert_eq!(found(&fixture, &Environment::empty()), Some(expected), "{file} {text}");
        }
        let lxc = Environment::empty().with("container", "lxc");
        assert_eq!(found(&Fixture::new(), &lxc), Some(Container::Lxc));
    }

    #[test]
    fn bare_metal_is_told_from_not_knowing() {
        let fixture = Fixture::new();
        assert_eq!(found(&fixture, &Environment::empty()), None);
        fixture.file("/proc/self/cgroup", "0::/system.slice/mydb.service\n");
        assert_eq!(found(&fixture, &Environment::empty()), Some(Container::None));
    }
}
