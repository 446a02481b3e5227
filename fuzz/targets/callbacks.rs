//! The body is `bb_pocket_fuzz::callbacks`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bb_pocket_fuzz::callbacks(data));
