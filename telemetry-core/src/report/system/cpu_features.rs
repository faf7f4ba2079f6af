//! What the processor can do, asked at run time.

/// The highest level of the instruction set whose every extension is there.
pub(super) fn level() -> Option<&'static str> {
    detect::level()
}

/// Extensions out of a fixed list that are there.
pub(super) fn present() -> Vec<&'static str> {
    detect::present()
}

#[cfg(target_arch = "x86_64")]
mod detect {
    use std::arch::is_x86_feature_detected as has;

    /// The levels of the x86-64 psABI. What the detection of the standard
    /// library cannot see (LAHF-SAHF, OSFXSR, SCE) comes with the rest of its
    /// level on every processor made.
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere there are no levels")]
    pub(super) fn level() -> Option<&'static str> {
        let v2 = has!("cmpxchg16b") && has!("popcnt") && has!("sse4.2") && has!("ssse3");
        let v3 = v2
            && has!("avx2")
            && has!("bmi1")
            && has!("bmi2")
            && has!("f16c")
            && has!("fma")
            && has!("lzcnt")
            && has!("movbe");
        let v4 = v3
            && has!("avx512f")
            && has!("avx512bw")
            && has!("avx512cd")
            && has!("avx512dq")
            && has!("avx512vl");
        Some(match (v2, v3, v4) {
            (_, _, true) => "x86-64-v4",
            (_, true, _) => "x86-64-v3",
            (true, _, _) => "x86-64-v2",
            _ => "x86-64-v1",
        })
    }

    pub(super) fn present() -> Vec<&'static str> {
        let all = [
            ("aes", has!("aes")),
            ("avx", has!("avx")),
            ("avx2", has!("avx2")),
            ("avx512bf16", has!("avx512bf16")),
            ("avx512f", has!("avx512f")),
            ("avx512vnni", has!("avx512vnni")),
            ("avx512vpopcntdq", has!("avx512vpopcntdq")),
            ("bmi2", has!("bmi2")),
            ("f16c", has!("f16c")),
            ("fma", has!("fma")),
            ("pclmulqdq", has!("pclmulqdq")),
            ("popcnt", has!("popcnt")),
            ("sha", has!("sha")),
            ("sse4.2", has!("sse4.2")),
            ("vaes", has!("vaes")),
        ];
        all.into_iter().filter_map(|(name, there)| there.then_some(name)).collect()
    }
}

#[cfg(target_arch = "aarch64")]
mod detect {
    use std::arch::is_aarch64_feature_detected as has;

    /// The levels of Armv8-A and Armv9-A, by an extension that each made
    /// mandatory.
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere there are no levels")]
    pub(super) fn level() -> Option<&'static str> {
        Some(if has!("sve2") {
            "armv9.0-a"
        } else if has!("lse2") {
            "armv8.4-a"
        } else if has!("lse") {
            "armv8.1-a"
        } else {
            "armv8.0-a"
        })
    }

    pub(super) fn present() -> Vec<&'static str> {
        let all = [
            ("aes", has!("aes")),
            ("bf16", has!("bf16")),
            ("crc", has!("crc")),
            ("dotprod", has!("dotprod")),
            ("fp16", has!("fp16")),
            ("i8mm", has!("i8mm")),
            ("lse", has!("lse")),
            ("sha2", has!("sha2")),
            ("sve", has!("sve")),
            ("sve2", has!("sve2")),
        ];
        all.into_iter().filter_map(|(name, there)| there.then_some(name)).collect()
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod detect {
    pub(super) fn level() -> Option<&'static str> {
        None
    }

    pub(super) fn present() -> Vec<&'static str> {
        Vec::new()
    }
}

#[cfg(all(test, target_arch = "x86_64", target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_one_that_the_kernel_lists_too() {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").expect("Linux has it");
        let flags: Vec<_> = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("flags"))
            .expect("x86 has flags")
            .split_whitespace()
            .map(|flag| flag.replace('_', ""))
            .collect();
        let listed = |name: &str| {
            let plain = name.replace('.', "");
            let kernel = if plain == "sha" { "shani".to_owned() } else { plain };
            flags.contains(&kernel)
        };
        let found = present();
        assert!(found.iter().all(|name| listed(name)), "{found:?}");
        for name in ["aes", "avx2", "avx512f", "fma", "popcnt", "sha"] {
            assert_eq!(found.contains(&name), listed(name), "{name}");
        }
    }
}
