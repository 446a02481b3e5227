//! The body is `bb_pocket_fuzz::updates`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bb_pocket_fuzz::updates(data));
