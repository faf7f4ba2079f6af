//! The functions of `twice!`, compared.

/// What the bare function and the instrumented one give for the same arguments.
macro_rules! same {
    ($($call:tt)*) => {
        assert_eq!(
            { use bare::*; $($call)* },
            { use instrumented::*; $($call)* }
        )
    };
}
