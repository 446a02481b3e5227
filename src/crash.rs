//! Places at which tests end the process, as a power cut or `kill -9` would.
//!
//! Owns one macro. In the product it compiles to nothing: only the test binary has failpoints.

/// Aborts the process here when the variable `FAILPOINTS` holds `name=return`.
#[macro_export]
macro_rules! crash_point {
    ($name:literal) => {
        fail::fail_point!($name, |_| std::process::abort())
    };
}
