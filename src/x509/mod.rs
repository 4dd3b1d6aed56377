//! Certificates, CRLs and OCSP responses.
