//! The bounds on everything that hostile input can multiply.
//!
//! Each is named, so that a message can say which one was met. None is a tuning parameter: real
//! documents stay far below all of them.

/// How deep ASN.1 elements may be nested.
pub const ASN1_DEPTH: usize = 64;

/// The largest file that is read, in bytes (2 GiB).
pub const FILE_BYTES: u64 = 2 << 30;

/// Threads that work on files at the same time, whatever is asked for.
pub const JOBS: usize = 256;

/// Items per job that may be begun ahead of the one whose result is handed over next.
pub const RESULTS_AHEAD: usize = 8;

/// Bytes of one line in a list of paths (64 KiB, well above the longest path of any system).
pub const LIST_LINE_BYTES: usize = 64 << 10;

/// How deep PDF arrays and dictionaries may be nested.
pub const PDF_DEPTH: usize = 128;

/// Objects of a PDF that one question may look at (a walk of the fields, a comparison of
/// revisions).
pub const PDF_STEPS: usize = 4_000_000;

/// Cross-reference sections (the length of the `/Prev` chain).
pub const PDF_XREF_SECTIONS: usize = 10_000;

/// Bytes that all compressed streams of one PDF may inflate to together (128 MiB): they are kept
/// while the document is read.
pub const PDF_INFLATED_BYTES: usize = 128 << 20;

/// Bytes that one compressed stream may inflate to (64 MiB).
pub const PDF_STREAM_BYTES: usize = 64 << 20;

/// Signatures of one file that are verified.
pub const SIGNATURES: usize = 1_000;

/// Timestamps inside one signature that are read.
pub const SIGNATURE_TIMESTAMPS: usize = 50;

/// Timestamps inside all signatures of one file that are read: each costs as much as a signature.
pub const DOCUMENT_TIMESTAMPS: usize = 2_000;

/// Document timestamps for which the security store is read as it was in their revision.
pub const SECURITY_STORE_REVISIONS: usize = 50;

/// Bytes of one `/Contents`, decoded, and of any other CMS but for the content inside (16 MiB).
pub const CMS_BYTES: usize = 16 << 20;

/// Bytes of the content of a CMS that stands in parts, and of a whole CMS that is written as text: both
/// are put together in memory (64 MiB).
pub const CMS_SPLIT_CONTENT_BYTES: usize = 64 << 20;

/// Signers of one file that is a CMS: each is tried with the certificates of all.
pub const CMS_SIGNERS: usize = 100;

/// Bytes of a signature value that is kept to be shown in reports (64 KiB: no algorithm makes longer
/// ones).
pub const SIGNATURE_VALUE_BYTES: usize = 64 << 10;

/// Stretches of a `/ByteRange` that are kept to be shown in reports; two are right.
pub const BYTE_RANGES_KEPT: usize = 16;

/// Characters of one text of a document that a report as XML holds; what is longer is cut.
pub const REPORT_TEXT_CHARS: usize = 10_000;

/// References to validation objects that the attributes of all signatures in one report as XML hold
/// together; those beyond are left out.
pub const REPORT_REFERENCES: usize = 100_000;

/// SignerInfos, certificates and revocation values of one CMS, each.
pub const CMS_ITEMS: usize = 1_000;

/// Bytes of one certificate.
pub const CERTIFICATE_BYTES: usize = 1 << 20;

/// Extensions of one certificate.
pub const CERTIFICATE_EXTENSIONS: usize = 200;

/// Bytes of one CRL (256 MiB).
pub const CRL_BYTES: usize = 256 << 20;

/// Entries of one CRL.
pub const CRL_ENTRIES: usize = 10_000_000;

/// Certificates between a signer and a trust anchor.
pub const PATH_LENGTH: usize = 10;

/// Issuer candidates that one path search may look at.
pub const PATH_STEPS: usize = 2_000;

/// Signatures over certificates that one path search may verify.
pub const PATH_SIGNATURE_CHECKS: usize = 200;

/// What one of those may cost, in verifications with RSA-2048; one with a key that is dearer counts
/// for several.
pub const SIGNATURE_CHECK_COST: usize = 10;

/// What the signatures and timestamps of one document may cost together with every key that is tried,
/// in verifications with RSA-2048 (of some 10 µs).
pub const DOCUMENT_SIGNATURE_COST: usize = 200_000;

/// Files of the trust folder.
pub const TRUST_FILES: usize = 100_000;

/// Bytes of parsed certificates that a verifier remembers (32 MiB, some 20,000 certificates).
pub const CACHED_CERTIFICATE_BYTES: usize = 32 << 20;

/// Bytes of parsed CRLs that a verifier remembers (256 MiB).
pub const CACHED_CRL_BYTES: usize = 256 << 20;

/// Bytes of parsed OCSP responses that a verifier remembers (32 MiB).
pub const CACHED_OCSP_BYTES: usize = 32 << 20;

/// Bytes that the signatures of one file together may have hashed, as a multiple of its size. An
/// honest file needs at most two passes for each digest algorithm in it.
pub const HASHED_BYTES_FACTOR: u64 = 8;

/// Bytes that may be hashed whatever the size of the file (64 MiB), so that small files with many
/// signatures are never refused.
pub const HASHED_BYTES_FREE: u64 = 64 << 20;

// The room `pdf`.

/// Bytes of the start of a PDF in which its header is looked for.
pub const PDF_HEADER_BYTES: usize = 1024;

/// Bytes of the end of a PDF in which `startxref` is looked for (ISO 32000-2 §7.5.5).
pub const PDF_TAIL_BYTES: usize = 2048;

/// Bytes of the end of a PDF in which strict readers look for `startxref`.
pub const PDF_STRICT_TAIL_BYTES: usize = 1024;

/// Values (of arrays and dictionaries at any depth) that one PDF object may hold: read, each takes
/// some fifty bytes.
pub const PDF_OBJECT_VALUES: usize = 500_000;

/// How often the bytes of one PDF may be parsed over, on average. Overlapping objects would make
/// the cost quadratic; a file in which nothing overlaps is parsed a few times.
pub const PDF_PARSE_FACTOR: usize = 32;

/// The same for the bytes that streams inflated to, of which a small file can have many.
pub const PDF_INFLATED_PARSE_FACTOR: usize = 8;

/// Filters of one PDF stream.
pub const PDF_FILTERS: usize = 8;

/// Entries that the cross-reference streams of one PDF may have together: compressed, a million of
/// them takes a kilobyte.
pub const PDF_XREF_ROWS: usize = 4_000_000;

/// The largest object number that readers agree about (ISO 32000-1 table C.1: 8 388 607 objects).
pub const PDF_OBJECT_NUMBER: u32 = 8_388_607;

/// References followed from one to the next before a value is reached.
pub const PDF_REFERENCE_HOPS: usize = 32;

// ---- x509 ----

/// Edges (this key signed that) that are remembered in one run. Each takes about 200 bytes.
pub const EDGE_CACHE_ENTRIES: usize = 100_000;

/// Paths that one path search returns.
pub const PATH_RESULTS: usize = 10;

/// Certificates, CRLs and OCSP responses of one file of the trust folder.
pub const CONTAINER_ITEMS: usize = 100_000;

// ---- crypto ----

/// Bytes of a PKCS #12 file (1 MiB); real ones hold a key and a few certificates.
pub const KEY_FILE_BYTES: usize = 1 << 20;

/// Rounds in which the password of one key file may be hashed, all its parts together. Programs write
/// 2 000 to 600 000 for each part; these take a few seconds.
pub const KEY_FILE_ROUNDS: u64 = 10_000_000;

/// Keys of one PKCS #12 file.
pub const KEY_FILE_KEYS: usize = 100;

/// Certificates of one PKCS #12 file.
pub const KEY_FILE_CERTIFICATES: usize = 1_000;

/// Bits of an RSA modulus. Longer ones make a verification arbitrarily slow.
pub const RSA_MODULUS_BITS: u32 = 16_384;

/// The fewest bits of an RSA modulus that is computed with; what is too weak is decided elsewhere.
pub const RSA_MODULUS_BITS_LEAST: u32 = 512;

/// Octets of an RSA public exponent. Four are what is in use.
pub const RSA_EXPONENT_OCTETS: usize = 8;

/// Bits of an RSA modulus from which on the exponent may have no more than
/// [`RSA_LARGE_EXPONENT_OCTETS`]: both together decide what a verification costs.
pub const RSA_LARGE_MODULUS_BITS: u32 = 4097;

/// Octets of the public exponent of a large RSA key.
pub const RSA_LARGE_EXPONENT_OCTETS: usize = 4;

/// Octets of a DSA modulus (FIPS 186-4 §4.2: 3072 bits).
pub const DSA_MODULUS_OCTETS: usize = 384;

/// Octets of the order of a DSA key (FIPS 186-4 §4.2: 256 bits).
pub const DSA_ORDER_OCTETS: usize = 32;

/// The fewest octets of the order of a DSA key (FIPS 186-4 §4.2: 160 bits); below it anybody finds
/// values that match.
pub const DSA_ORDER_OCTETS_LEAST: usize = 20;

// ---- pdf, continued ----

/// Ranges of one `/ByteRange`; every writer makes two.
pub const PDF_BYTE_RANGES: usize = 64;

/// Bytes of the fully qualified name of a form field.
pub const PDF_FIELD_NAME_BYTES: usize = 1 << 16;

/// Locks of one signature; of one with more, every field counts as locked.
pub const PDF_FIELD_LOCKS: usize = 64;

/// Earlier revisions in which signatures are looked for where the newest has none.
pub const PDF_SIGNED_REVISIONS: usize = 16;

/// Operators and operands of one appearance of a form field: of a page full of letters that stand one by
/// one, each in a place of its own.
pub const PDF_APPEARANCE_OPERATORS: usize = 50_000;

/// Bytes of the appearances of form fields that one document has read for what they show: of some thousand
/// fields, before and after they were filled, widgets that share an appearance each for itself.
pub const PDF_APPEARANCE_BYTES: usize = 1 << 23;

/// Areas and lines of one appearance of a form field, and points of one of them.
pub const PDF_APPEARANCE_SHAPES: usize = 200;

/// Objects that one font consists of.
pub const PDF_FONT_OBJECTS: usize = 100;

/// UTF-16 code units of what one code of a font stands for (ISO 32000-2 §9.10.3): ligatures have a few.
pub const PDF_CODE_UNITS: usize = 16;

/// Characters of the value of a form field that a report shows.
pub const PDF_VALUE_SHOWN: usize = 200;

/// Changes after a signature that are listed; the level counts all of them.
pub const PDF_CHANGES_LISTED: usize = 1_000;

// ---- validation and verify ----

/// Certificates with the name that a signer gives that are tried.
pub const SIGNER_CANDIDATES: usize = 8;

/// Certificates in an OCSP response that may be the responder's.
pub const OCSP_RESPONDERS: usize = 8;

/// Issuer candidates that the path searches of one document may look at together.
pub const DOCUMENT_PATH_STEPS: usize = 40_000;

/// Signatures over certificates that the path searches of one document may verify together.
pub const DOCUMENT_PATH_SIGNATURE_CHECKS: usize = 10_000;

/// CRLs of one issuer, and OCSP responses about one serial number, that are used of a document.
/// What stands in the trust folder is not counted.
pub const DOCUMENT_REVOCATION_VALUES: usize = 200;

// ---- what is remembered ----

/// Values (of arrays and dictionaries at any depth) of the objects of one PDF that are kept once they
/// were read. Each takes some 60 bytes.
pub const PDF_VALUES_KEPT: usize = 600_000;
// ---- pdf, what is kept of a document ----

/// Bytes that the certificates, CRLs and OCSP responses of one `/DSS` may have together, decoded
/// (64 MiB): twice as much is kept while they are read.
pub const PDF_SECURITY_STORE_BYTES: usize = 64 << 20;

/// How long the decoded values of all signatures of a file may be together, as a multiple of its
/// size. They are shorter than half the file unless they share their bytes.
pub const PDF_SIGNATURE_VALUES_FACTOR: usize = 4;
// ---- encrypted and damaged files ----

/// Octets of a password that count (ISO 32000-2 algorithm 2.A).
pub const PDF_PASSWORD_BYTES: usize = 127;

/// Rounds of hashing a password (ISO 32000-2 algorithm 2.B): the last octet of a round ends it, and
/// is at most 255.
pub const PDF_PASSWORD_ROUNDS: usize = 288;

/// Passwords that are tried on an encrypted document.
pub const PASSWORDS: usize = 64;

/// The largest file that is read into memory, in bytes (64 MiB); larger ones are mapped.
pub const MAPPED_FILE_BYTES: u64 = 64 << 20;

/// Objects that are looked for in a damaged PDF.
pub const PDF_REPAIRED_OBJECTS: usize = 1_000_000;

/// Octets of a line in a list of passwords; no more than [`PDF_PASSWORD_BYTES`] of it count.
pub const PASSWORD_LINE_BYTES: usize = 1024;

/// How often the bytes of a damaged PDF may be parsed in vain, on average.
pub const PDF_REPAIR_FACTOR: usize = 4;

// ---- policies ----

/// Bytes of a policy file (256 KiB).
pub const POLICY_BYTES: usize = 256 << 10;

/// Bytes of a name, a reason or the like by which a role may be told.
pub const ROLE_TEXT_BYTES: usize = 4 << 10;

// ---- validation, the rules of paths ----

/// Steps that judging one path may take: a name held against a subtree is one, a policy that is
/// followed [`POLICY_STEPS`]. Real paths with name constraints take some hundred.
pub const PATH_CONSTRAINT_STEPS: usize = 250_000;

/// Steps that judging all paths of one document may take.
pub const DOCUMENT_CONSTRAINT_STEPS: usize = 5_000_000;

/// Steps that a policy of a certificate, a mapping of policies or a policy that anyPolicy stands for
/// counts for.
pub const POLICY_STEPS: usize = 10;

// ---- the scope of revocation data ----

/// Authorities that one entry of a CRL may name as issuers of the certificate (RFC 5280 §5.3.3); an
/// honest list names one.
pub const CRL_ENTRY_ISSUERS: usize = 8;

/// Distribution points of one certificate that are looked at.
pub const DISTRIBUTION_POINTS: usize = 32;

/// Names of one distribution point that are looked at.
pub const DISTRIBUTION_POINT_NAMES: usize = 16;

/// Delta CRLs of one issuer, the newest, that are put together with a complete one. More than
/// [`DOCUMENT_REVOCATION_VALUES`], so that a document cannot crowd out those of the trust folder.
pub const DELTA_CRLS: usize = 1_000;

/// Certificates that may be those of the signer of one CRL.
pub const CRL_SIGNERS: usize = 8;

/// How often, one within the other, the status of who speaks of a status is asked for.
pub const REVOCATION_DEPTH: usize = 3;

// ---- fetch ----

/// Bytes of an address that is fetched.
pub const ADDRESS_BYTES: usize = 4 << 10;

/// Bytes of the head of an HTTP answer.
pub const HTTP_HEAD_BYTES: usize = 32 << 10;

/// Redirects that are followed from one address.
pub const REDIRECTS: usize = 5;

/// How often one address is asked again, at most.
pub const RETRIES: usize = 5;

/// Bytes of an answer of a timestamp authority or an OCSP responder (1 MiB).
pub const FETCHED_RESPONSE_BYTES: usize = 1 << 20;

/// Bytes of a file of certificates of an issuer (1 MiB).
pub const FETCHED_ISSUERS_BYTES: usize = 1 << 20;

/// Bytes of a CRL that is fetched (64 MiB): as much as one `/DSS` may hold.
pub const FETCHED_CRL_BYTES: usize = PDF_SECURITY_STORE_BYTES;

/// Bytes that are fetched for one chain (128 MiB).
pub const FETCHED_BYTES: usize = 128 << 20;

/// Addresses of one kind in one certificate that are asked.
pub const FETCHED_ADDRESSES: usize = 8;

/// Bytes that the cache of what was fetched may take, unless the user says otherwise (256 MiB).
pub const FETCH_CACHE_BYTES: u64 = 256 << 20;

/// Files in the cache of what was fetched.
pub const FETCH_CACHE_FILES: usize = 10_000;

// ---- remote signing ----

/// Signatures that one authorisation of a remote service is for, at most, whatever it allows.
pub const CSC_BATCH: usize = 1_000;

/// Certificates that a remote service may give for one credential.
pub const CSC_CERTIFICATES: usize = 20;

/// Credentials that a remote service may list.
pub const CSC_CREDENTIALS: usize = 1_000;

/// Pages that a remote service may list its credentials on.
pub const CSC_PAGES: usize = 100;

/// Bytes of an answer of a remote service (1 MiB).
pub const CSC_RESPONSE_BYTES: usize = 1 << 20;

// ---- what is painted ----

/// Pixels of an image that is embedded (an A4 page at 400 dpi has 15 million).
pub const IMAGE_PIXELS: usize = 16_000_000;

/// Bytes of an image file that is embedded (8 MiB).
pub const IMAGE_BYTES: usize = 8 << 20;

/// Bytes of a font file that text is shown in (32 MiB).
pub const FONT_BYTES: usize = 32 << 20;

/// Characters of the text that one signature shows.
pub const SHOWN_TEXT_CHARS: usize = 4_000;

// ---- the text of pages ----

/// Operators, operands and letters that are read to find a place by the text there: some thousand pages.
pub const PDF_TEXT_STEPS: usize = 10_000_000;

/// Bytes of content that are read for that (128 MiB), what is shown several times each time.
pub const PDF_TEXT_BYTES: usize = 128 << 20;

/// How deep forms may be nested whose text is read.
pub const PDF_TEXT_FORMS: usize = 8;

/// Pages, the last ones, in which a text is looked for.
pub const PDF_TEXT_PAGES: usize = 1_000;

// ---- record ----

/// Characters of a number with its symbol, a date, a code or a name that is read.
pub const RECORD_TEXT_CHARS: usize = 500;

/// Digits of the number of a document (Decree 30 Annex VI: `CodeNumber` has 11 characters).
pub const DOCUMENT_NUMBER_DIGITS: usize = 11;

/// Characters of the code of an organisation.
pub const ORGANISATION_CODE_CHARS: usize = 35;

/// Bytes of a list of types or organisations (4 MiB).
pub const RECORD_LIST_BYTES: usize = 4 << 20;

/// Entries of a list of types or organisations.
pub const RECORD_LIST_ENTRIES: usize = 100_000;
