//! A fleet of made-up machines with the proportions of real ones: most are
//! rented in a few sizes and run a container image, some stand in cellars.

use fastrand::Rng;

pub(super) const MACHINES: usize = 10_000;

const GIB: u64 = 1 << 30;

/// What one start could tell about its machine.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) architecture: &'static str,
    pub(super) cpu_model: &'static str,
    pub(super) cpu_family: &'static str,
    pub(super) level: u8,
    pub(super) cores: u64,
    pub(super) ram_bytes: u64,
    pub(super) disk_bytes: u64,
    pub(super) disk_kind: &'static str,
    pub(super) distribution: &'static str,
    pub(super) kernel: String,
    pub(super) container: bool,
    pub(super) version: String,
    pub(super) collections: u64,
    pub(super) vectors: u64,
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

/// Architecture, model, family, level of the instruction set.
type Cpu = (&'static str, &'static str, &'static str, u8);

const CPUS: [(Cpu, u32); 10] = [
    (("x86_64", "Xeon Platinum 8375C", "xeon", 4), 22),
    (("x86_64", "Xeon Platinum 8259CL", "xeon", 4), 14),
    (("x86_64", "Xeon E5-2686 v4", "xeon", 3), 8),
    (("x86_64", "EPYC 7R13", "epyc", 3), 16),
    (("x86_64", "EPYC 9R14", "epyc", 4), 8),
    (("x86_64", "Xeon Gold 6230", "xeon", 4), 5),
    (("x86_64", "Core i7-8700", "core", 3), 4),
    (("x86_64", "Ryzen 9 5950X", "ryzen", 3), 4),
    (("x86_64", "Xeon E5-2670", "xeon", 2), 2),
    (("aarch64", "Neoverse-N1", "neoverse", 0), 17),
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

const DISTRIBUTIONS: [(&str, u32); 7] = [
    ("debian 12", 70),
    ("debian 11", 6),
    ("ubuntu 22.04", 10),
    ("ubuntu 24.04", 7),
    ("alpine 3.20", 3),
    ("rhel 9", 2),
    ("arch", 2),
];

fn machine(random: &mut Rng) -> Machine {
    let (architecture, cpu_model, cpu_family, level) = pick(random, &CPUS);
    let cores = pick(random, &CORES);
    let gib_per_core = pick(random, &[(2, 30), (4, 45), (8, 20), (3, 5)]);
    // The kernel and the firmware take 1 to 5 %, each machine its own share.
    let ram_bytes = cores * gib_per_core * GIB / 1000 * random.u64(950..990);
    let disk_bytes = pick(random, &DISKS_GB) * 1_000_000_000 / 1000 * random.u64(960..1000);
    let kernel = format!(
        "{}.{}",
        pick(random, &[("5.10", 20), ("5.15", 30), ("6.1", 35), ("6.8", 15)]),
        random.u8(0..150)
    );
    let version = format!(
        "1.{}.{}",
        pick(random, &[(19, 40), (18, 25), (17, 15), (16, 10), (12, 10)]),
        random.u8(0..4)
    );
    // Sizes spread over orders of magnitude.
    let magnitude = random.f64() * random.f64() * 18.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to e^18")]
    let vectors = magnitude.exp() as u64;
    Machine {
        architecture,
        cpu_model,
        cpu_family,
        level,
        cores,
        ram_bytes,
        disk_bytes,
        kernel,
        version,
        vectors,
        disk_kind: pick(random, &[("ssd", 80), ("other", 15), ("hdd", 5)]),
        distribution: pick(random, &DISTRIBUTIONS),
        container: random.u8(0..100) < 80,
        collections: pick(
            random,
            &[(1, 45), (2, 18), (3, 10), (5, 12), (9, 8), (17, 4), (60, 2), (400, 1)],
        ),
    }
}

/// Each machine as it is at its first start and at its second.
pub(super) fn fleet(seed: u64) -> Vec<(Machine, Machine)> {
    let mut random = Rng::with_seed(seed);
    let two_starts = |random: &mut Rng| {
        let first = machine(random);
        let mut second = first.clone();
        // A database grows by up to a tenth in between, or not at all.
        if random.bool() {
            second.vectors += first.vectors / 1000 * random.u64(0..100);
        }
        (first, second)
    };
    (0..MACHINES).map(|_| two_starts(&mut random)).collect()
}
