//! The body is `bb_pocket_fuzz::sheets`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bb_pocket_fuzz::sheets(data));
