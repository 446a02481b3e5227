//! Places where tests end the process, as a power cut or `kill -9` would.
//!
//! Owns one macro. It is nothing in the product: only the binary of the tests has failpoints switched on.

/// Ends the process here when a test asks for it by the variable `FAILPOINTS=name=return`.
#[macro_export]
macro_rules! crash_point {
    ($name:literal) => {
        fail::fail_point!($name, |_| std::process::abort())
    };
}
