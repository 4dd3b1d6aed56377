//! Fetching, from servers on loopback inside this process: those that answer, fail, dawdle and lie.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![allow(unreachable_pub)]
#![cfg(feature = "fetch")]

mod cache;
#[path = "../common/mod.rs"]
mod common;
mod http;
mod https;
mod levels;
mod material;
mod program;
mod server;
mod timestamp;
