//! The program `kyso`.
fn main() {}
