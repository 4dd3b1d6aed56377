//! The fuzz targets, which are those that the tests of the crate replay.

#[path = "../../tests/targets/mod.rs"]
pub mod targets;
