//! The byte structure of PDF files.
