//! Digests and signature algorithms.
