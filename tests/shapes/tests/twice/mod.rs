//! The same functions twice: as they are, and with the attribute.

macro_rules! twice {
    ($($items:item)*) => {
        mod bare {
            use super::*;
            $($items)*
        }
        #[telemetry_core::instrumented]
        mod instrumented {
            use super::*;
            $($items)*
        }
    };
}
