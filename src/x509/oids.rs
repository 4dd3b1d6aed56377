//! Object identifiers of the attributes and extensions that are read here.

use crate::asn1::{Oid, oid};

pub(super) const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
pub(super) const SURNAME: Oid = oid(&[2, 5, 4, 4]);
pub(super) const SERIAL_NUMBER: Oid = oid(&[2, 5, 4, 5]);
pub(super) const COUNTRY: Oid = oid(&[2, 5, 4, 6]);
pub(super) const LOCALITY: Oid = oid(&[2, 5, 4, 7]);
pub(super) const STATE: Oid = oid(&[2, 5, 4, 8]);
pub(super) const STREET: Oid = oid(&[2, 5, 4, 9]);
pub(super) const ORGANIZATION: Oid = oid(&[2, 5, 4, 10]);
pub(super) const ORGANIZATIONAL_UNIT: Oid = oid(&[2, 5, 4, 11]);
pub(super) const TITLE: Oid = oid(&[2, 5, 4, 12]);
pub(super) const GIVEN_NAME: Oid = oid(&[2, 5, 4, 42]);
pub(super) const ORGANIZATION_ID: Oid = oid(&[2, 5, 4, 97]);
pub(super) const EMAIL: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 1]);
pub(super) const USER_ID: Oid = oid(&[0, 9, 2342, 19_200_300, 100, 1, 1]);
pub(super) const DOMAIN_COMPONENT: Oid = oid(&[0, 9, 2342, 19_200_300, 100, 1, 25]);

pub(super) const SUBJECT_KEY_ID: Oid = oid(&[2, 5, 29, 14]);
pub(super) const KEY_USAGE: Oid = oid(&[2, 5, 29, 15]);
pub(super) const SUBJECT_ALT_NAME: Oid = oid(&[2, 5, 29, 17]);
pub(super) const BASIC_CONSTRAINTS: Oid = oid(&[2, 5, 29, 19]);
pub(super) const CRL_NUMBER: Oid = oid(&[2, 5, 29, 20]);
pub(super) const REASON_CODE: Oid = oid(&[2, 5, 29, 21]);
pub(super) const INVALIDITY_DATE: Oid = oid(&[2, 5, 29, 24]);
pub(super) const DELTA_CRL_INDICATOR: Oid = oid(&[2, 5, 29, 27]);
pub(super) const ISSUING_DISTRIBUTION_POINT: Oid = oid(&[2, 5, 29, 28]);
pub(super) const CERTIFICATE_ISSUER: Oid = oid(&[2, 5, 29, 29]);
pub(super) const NAME_CONSTRAINTS: Oid = oid(&[2, 5, 29, 30]);
pub(super) const CRL_DISTRIBUTION_POINTS: Oid = oid(&[2, 5, 29, 31]);
pub(super) const CERTIFICATE_POLICIES: Oid = oid(&[2, 5, 29, 32]);
pub(super) const POLICY_MAPPINGS: Oid = oid(&[2, 5, 29, 33]);
pub(super) const AUTHORITY_KEY_ID: Oid = oid(&[2, 5, 29, 35]);
pub(super) const POLICY_CONSTRAINTS: Oid = oid(&[2, 5, 29, 36]);
pub(super) const EXTENDED_KEY_USAGE: Oid = oid(&[2, 5, 29, 37]);
pub(super) const FRESHEST_CRL: Oid = oid(&[2, 5, 29, 46]);
pub(super) const INHIBIT_ANY_POLICY: Oid = oid(&[2, 5, 29, 54]);
pub(super) const NO_REV_AVAIL: Oid = oid(&[2, 5, 29, 56]);
pub(super) const EXPIRED_CERTS_ON_CRL: Oid = oid(&[2, 5, 29, 60]);
pub(super) const AUTHORITY_INFO_ACCESS: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 1, 1]);
pub(super) const ACCESS_OCSP: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1]);
pub(super) const ACCESS_CA_ISSUERS: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 2]);
pub(super) const OCSP_BASIC: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);
pub(super) const OCSP_NONCE: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 2]);
pub(super) const OCSP_NO_CHECK: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5]);
pub(super) const OCSP_ARCHIVE_CUTOFF: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 6]);
pub(super) const SIGNED_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 2]);

pub(super) const EKU_ANY: Oid = oid(&[2, 5, 29, 37, 0]);
pub(super) const EKU_SERVER_AUTH: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 1]);
pub(super) const EKU_CLIENT_AUTH: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 2]);
pub(super) const EKU_CODE_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 3]);
pub(super) const EKU_EMAIL_PROTECTION: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 4]);
pub(super) const EKU_TIME_STAMPING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 8]);
pub(super) const EKU_OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);
