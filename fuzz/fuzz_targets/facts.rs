#![no_main]

use kyso_fuzz::targets;

libfuzzer_sys::fuzz_target!(|input: &[u8]| targets::facts(input));
