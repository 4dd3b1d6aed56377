//! How certificates and revocation data of a document come among the material.

use std::sync::Arc;

use super::cache::Caches;
use crate::validation::{Material, Source};
use crate::x509::{Certificate, Error, Signed};

/// Takes in what stands at one place of a document. What a bound keeps out is noted beside: it is
/// another thing than what is broken.
pub(super) struct Intake<'s> {
    pub(super) caches: &'s Caches,
    pub(super) material: &'s mut Material,
    /// The first revision, counted from 1, that covers the place.
    pub(super) revision: usize,
    pub(super) source: Source,
}

impl Intake<'_> {
    pub(super) fn certificate(&mut self, der: &[u8]) -> Result<Arc<Certificate>, Error> {
        let read = self.caches.certificate(der);
        let certificate = self.noting_limit(read)?;
        self.material.note_revision(*certificate.id().as_bytes(), self.revision);
        self.material.add_certificate(Arc::clone(&certificate));
        Ok(certificate)
    }

    /// Takes in a CRL; its digest.
    pub(super) fn crl(&mut self, der: &[u8]) -> Result<[u8; 32], Error> {
        let read = self.caches.crl(der);
        let crl = self.noting_limit(read)?;
        let digest = crl.digest();
        self.material.note_revision(digest, self.revision);
        self.material.add_crl(crl, self.source);
        Ok(digest)
    }

    /// Takes in an OCSP response; its digest.
    pub(super) fn ocsp_response(&mut self, der: &[u8]) -> Result<[u8; 32], Error> {
        let read = self.caches.ocsp_response(der);
        let response = self.noting_limit(read)?;
        let digest = response.digest();
        self.material.note_revision(digest, self.revision);
        self.material.add_ocsp_response(&response, self.source);
        Ok(digest)
    }

    fn noting_limit<T>(&mut self, read: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::TooLarge { limit }) = &read {
            self.material.note_limit(*limit);
        }
        read
    }
}
