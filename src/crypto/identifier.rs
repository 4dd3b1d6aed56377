//! AlgorithmIdentifier.

use crate::asn1::{Element, Error, Oid, Reader, Tag};

/// An AlgorithmIdentifier as it was stored (RFC 5280 §4.1.1.2).
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmIdentifier<'a> {
    oid: Oid,
    parameters: Option<Element<'a>>,
    raw: &'a [u8],
}

impl<'a> AlgorithmIdentifier<'a> {
    /// The next element of `reader`, which must be an AlgorithmIdentifier.
    ///
    /// # Errors
    /// Those of the reader, and [`Error::TrailingData`] after the parameters.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::from_element(&reader.expect(Tag::SEQUENCE)?)
    }

    /// From an element with this content, whatever its tag: for the implicitly tagged fields of
    /// CMSAlgorithmProtection (RFC 6211).
    ///
    /// # Errors
    /// As [`AlgorithmIdentifier::read`].
    pub fn from_element(element: &Element<'a>) -> Result<Self, Error> {
        let mut fields = element.contents()?;
        let oid = fields.expect(Tag::OID)?.oid()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.read()?) };
        fields.finish()?;
        Ok(Self { oid, parameters, raw: element.raw() })
    }

    /// The object identifier.
    pub fn oid(&self) -> Oid {
        self.oid
    }

    /// The parameters, as stored. NULL is a parameter.
    pub fn parameters(&self) -> Option<&Element<'a>> {
        self.parameters.as_ref()
    }

    /// The stored octets, with the header that was found.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether both name the same algorithm with the same parameters. Absent parameters and NULL
    /// are the same: which of them is right differs by algorithm, and signers mix them up
    /// (RFC 5754 §2).
    pub fn is_same_as(&self, other: &AlgorithmIdentifier<'_>) -> bool {
        fn octets<'a>(identifier: &AlgorithmIdentifier<'a>) -> &'a [u8] {
            match &identifier.parameters {
                Some(parameters) if parameters.tag() != Tag::NULL => parameters.raw(),
                _ => &[],
            }
        }
        self.oid == other.oid && octets(self) == octets(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_null_parameters_are_the_same() {
        let with_null = [0x30, 7, 6, 3, 0x2b, 0x65, 0x70, 5, 0];
        let without = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
        let other = [0x30, 8, 6, 3, 0x2b, 0x65, 0x70, 2, 1, 1];
        let read = |bytes| AlgorithmIdentifier::read(&mut Reader::new(bytes)).unwrap();
        assert!(read(&with_null).is_same_as(&read(&without)));
        assert!(!read(&other).is_same_as(&read(&without)));
        assert_eq!(read(&without).raw(), without);
    }

    #[test]
    fn trailing_fields_are_refused() {
        let bytes = [0x30, 9, 6, 3, 0x2b, 0x65, 0x70, 5, 0, 5, 0];
        assert_eq!(
            AlgorithmIdentifier::read(&mut Reader::new(&bytes)).unwrap_err(),
            Error::TrailingData(2)
        );
    }
}
