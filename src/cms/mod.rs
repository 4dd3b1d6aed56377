//! CMS SignedData (RFC 5652).
