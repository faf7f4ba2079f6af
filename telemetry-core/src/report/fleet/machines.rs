//! A fleet of made-up machines with the proportions of real ones: most are
//! rented in a few sizes and run a container image, some stand in cellars.

use fastrand::Rng;

use crate::report::system::{Cgroup, Container, Cpu, Disk, DiskKind, Os, System};

const MACHINES: usize = 10_000;

const GIB: u64 = 1 << 30;

/// One start of a machine: what it could tell about itself.
#[derive(Clone)]
pub(super) struct Machine {
    pub(super) system: System,
    pub(super) version: &'static str,
    pub(super) features: Vec<&'static str>,
    /// Vectors of each collection.
    pub(super) collections: Vec<u64>,
    pub(super) snapshots: bool,
    pub(super) cluster: bool,
    /// Requests per hour, as a power of ten.
    pub(super) load: u32,
}

/// One of `choices` by weight.
fn pick<T: Copy>(random: &mut Rng, choices: &[(T, u32)]) -> T {
    let total = choices.iter().map(|(_, weight)| weight).sum();
    let mut left = random.u32(0..total);
    for (choice, weight) in choices {
        if left < *weight {
            return *choice;
        }
        left -= weight;
    }
    unreachable!("the weights sum to the total")
}

/// Architecture, vendor, model, level of the instruction set, an extension that
/// some have.
type Model = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MODELS: [(Model, u32); 12] = [
    (("x86_64", "GenuineIntel", "Xeon Platinum 8375C", "x86-64-v4", "vaes"), 22),
    (("x86_64", "GenuineIntel", "Xeon Platinum 8259CL", "x86-64-v4", "avx512vnni"), 14),
    (("x86_64", "GenuineIntel", "Xeon E5-2686 v4", "x86-64-v3", "aes"), 8),
    (("x86_64", "AuthenticAMD", "EPYC 7R13", "x86-64-v3", "vaes"), 16),
    (("x86_64", "AuthenticAMD", "EPYC 9R14", "x86-64-v4", "avx512bf16"), 8),
    (("x86_64", "GenuineIntel", "Xeon Gold 6230", "x86-64-v4", "avx512vnni"), 5),
    (("x86_64", "GenuineIntel", "Core(TM) i7-8700", "x86-64-v3", "aes"), 4),
    (("x86_64", "AuthenticAMD", "Ryzen 9 5950X", "x86-64-v3", "sha"), 4),
    (("x86_64", "GenuineIntel", "Xeon E5-2670", "x86-64-v2", "aes"), 2),
    (("aarch64", "ARM", "Neoverse-N1", "armv8.1-a", "lse"), 9),
    (("aarch64", "ARM", "Neoverse-V1", "armv8.4-a", "sve"), 6),
    (("aarch64", "ARM", "Neoverse-V2", "armv9.0-a", "sve2"), 2),
];

const CORES: [(u64, u32); 12] = [
    (1, 5),
    (2, 22),
    (4, 28),
    (8, 22),
    (16, 11),
    (32, 5),
    (6, 2),
    (12, 2),
    (48, 1),
    (64, 1),
    (96, 1),
    (24, 1),
];

const DISKS_GB: [(u64, u32); 12] = [
    (8, 4),
    (20, 10),
    (30, 8),
    (50, 14),
    (100, 22),
    (200, 12),
    (250, 6),
    (500, 12),
    (1000, 7),
    (2000, 3),
    (4000, 1),
    (8000, 1),
];

/// Family, distribution, version.
type Release = (&'static str, &'static str, &'static str);

const SYSTEMS: [(Release, u32); 9] = [
    (("linux", "debian", "12"), 68),
    (("linux", "debian", "11"), 6),
    (("linux", "ubuntu", "22.04"), 9),
    (("linux", "ubuntu", "24.04"), 7),
    (("linux", "alpine", "3.20"), 3),
    (("linux", "rhel", "9.4"), 2),
    (("linux", "arch", "rolling"), 2),
    (("macos", "macos", "14.5"), 2),
    (("windows", "windows", "11"), 1),
];

/// Five minor versions, the last patch of each most of all.
const VERSIONS: [(&str, u32); 20] = [
    ("1.19.3", 200),
    ("1.19.2", 100),
    ("1.19.1", 60),
    ("1.19.0", 40),
    ("1.18.3", 125),
    ("1.18.2", 62),
    ("1.18.1", 38),
    ("1.18.0", 25),
    ("1.17.3", 75),
    ("1.17.2", 38),
    ("1.17.1", 22),
    ("1.17.0", 15),
    ("1.16.3", 50),
    ("1.16.2", 25),
    ("1.16.1", 15),
    ("1.16.0", 10),
    ("1.12.3", 50),
    ("1.12.2", 25),
    ("1.12.1", 15),
    ("1.12.0", 10),
];

/// Millicores and GiB of those containers that have a limit.
const LIMITS: [((u64, u64), u32); 6] = [
    ((500, 1), 15),
    ((1000, 2), 25),
    ((2000, 4), 25),
    ((2000, 8), 15),
    ((4000, 16), 15),
    ((8000, 32), 5),
];

fn cpu(random: &mut Rng) -> Cpu {
    let (architecture, vendor, model, level, extension) = pick(random, &MODELS);
    Cpu {
        architecture,
        vendor: Some(vendor.to_owned()),
        model: Some(model.to_owned()),
        cores: Some(pick(random, &CORES)),
        feature_level: Some(level),
        features: vec![extension],
    }
}

fn os(random: &mut Rng) -> Os {
    let (family, distribution, version) = pick(random, &SYSTEMS);
    let kernel = pick(random, &[("5.10", 20), ("5.15", 30), ("6.1", 35), ("6.8", 15)]);
    Os {
        family,
        distribution: Some(distribution.to_owned()),
        version: Some(version.to_owned()),
        kernel: Some(format!("{kernel}.{}", random.u8(0..150))),
    }
}

fn disk(random: &mut Rng) -> Disk {
    let kinds =
        [(DiskKind::Ssd, 75), (DiskKind::Other, 15), (DiskKind::Network, 5), (DiskKind::Hdd, 5)];
    let systems = [("ext4", 60), ("overlay", 25), ("xfs", 10), ("btrfs", 3), ("zfs", 2)];
    Disk {
        kind: pick(random, &kinds),
        size_bytes: Some(pick(random, &DISKS_GB) * 1_000_000_000 / 1000 * random.u64(960..1000)),
        file_system: Some(pick(random, &systems).to_owned()),
    }
}

fn system(random: &mut Rng) -> System {
    let cpu = cpu(random);
    let gib_per_core = pick(random, &[(2, 30), (4, 45), (8, 20), (3, 5)]);
    let kinds = [
        (Container::None, 20),
        (Container::Docker, 40),
        (Container::Kubernetes, 34),
        (Container::Podman, 4),
        (Container::Lxc, 2),
    ];
    let container = pick(random, &kinds);
    let limit = (container != Container::None && random.bool()).then(|| pick(random, &LIMITS));
    let cgroup = Cgroup {
        version: pick(random, &[(2, 85), (1, 15)]),
        memory_limit_bytes: limit.map(|(_, gib)| gib * GIB),
        cpu_limit_millicores: limit.map(|(millicores, _)| millicores),
    };
    System {
        // The kernel and the firmware take 1 to 5 %, each machine its own share.
        ram_bytes: cpu.cores.map(|cores| cores * gib_per_core * GIB / 1000 * random.u64(950..990)),
        cpu,
        disk: Some(disk(random)),
        os: Some(os(random)),
        container: Some(container),
        cgroup: Some(cgroup),
    }
}

fn machine(random: &mut Rng) -> Machine {
    let count =
        pick(random, &[(1, 45), (2, 18), (3, 10), (5, 12), (9, 8), (17, 4), (60, 2), (100, 1)]);
    Machine {
        system: system(random),
        version: pick(random, &VERSIONS),
        features: if random.u8(0..100) < 5 { vec!["gpu"] } else { Vec::new() },
        collections: (0..count).map(|_| size(random)).collect(),
        snapshots: random.u8(0..100) < 40,
        cluster: random.u8(0..100) < 10,
        load: pick(random, &[(0, 20), (1, 20), (2, 25), (3, 20), (4, 10), (5, 5)]),
    }
}

/// Sizes spread over orders of magnitude.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to e^18")]
fn size(random: &mut Rng) -> u64 {
    (random.f64() * random.f64() * 18.0).exp() as u64
}

/// Each machine as it is at its first start and at its second.
pub(super) fn fleet(seed: u64) -> Vec<[Machine; 2]> {
    let mut random = Rng::with_seed(seed);
    let two_starts = |random: &mut Rng| {
        let first = machine(random);
        let mut second = first.clone();
        // A database grows by up to a tenth in between, or not at all.
        if random.bool() {
            let share = random.u64(0..100);
            second.collections.iter_mut().for_each(|vectors| *vectors += *vectors / 1000 * share);
        }
        [first, second]
    };
    (0..MACHINES).map(|_| two_starts(&mut random)).collect()
}
