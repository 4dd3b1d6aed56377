# Every word of the reports in English. Same names and order as vi.ftl; a test holds the two files
# to each other and to the codes of the library.

## Verdicts

verdict-passed = PASSED
verdict-failed = FAILED
verdict-indeterminate = INDETERMINATE
verdict-unsigned = UNSIGNED
verdict-error = ERROR

## Headings

heading-signature = Signature { $number }/{ $total } – { $field }
heading-timestamp = Document timestamp { $number }/{ $total } – { $field }
heading-document = About the file as a whole
note-unsigned = The file has no digital signature.
    .action = If this is meant to be an official electronic document, ask the sender for the signed original (a print, a scan or a re-saved copy has lost its signature).

## The seven things that a verification must show, then the others

label-issuer = Certificate issued by
label-signer = Signer
label-authority = Timestamping authority
label-unit = Unit managing it
label-time = Signing time
label-token-time = Time
label-integrity = Integrity
label-validity = Validity of signature
label-validity-token = Validity of timestamp
label-period = Certificate period
label-serial = Serial number
label-chain = Chain
label-revocation = Revocation
label-timestamp = Timestamp
label-level = Level
label-extension = Renewal
label-coverage = Covers
label-changes = Changes after signing
label-algorithm = Algorithm
label-reason = Reason given
label-location = Place given
label-role = Role
label-reference = Legal basis
label-policy = Validation policy
label-policy-base = Extends the policy
label-action = To do
label-checked = Checked
label-not-proved = Not proved
label-why = Why

severity-info = Note
severity-warning = Warning
severity-error = Error

## Values

value-not-stated = not stated in the certificate
value-signer-not-found = not known (the signer's certificate is not at hand)
value-policy-file = { $name }, version { $version }, SHA-256 { $digest }
value-count-more = and { $count } more

time-claimed = { $time } (claimed by the signer; no timestamp proves it)
time-claimed-provided = { $time } (claimed by the signer); a proof from outside the document shows that the signature existed at { $proved }
time-claimed-proved = { $time } (claimed by the signer); a timestamp proves that the signature existed at { $proved }
time-proved = not stated; a timestamp proves that the signature existed at { $proved }
time-provided = not stated; a proof from outside the document shows that the signature existed at { $proved }
time-token = { $time } (in the timestamp)
time-none = none

integrity-intact = intact: what was signed has not changed since
integrity-partial = NO conclusion: the signed bytes have not changed, but they are not the whole document
integrity-changed = NOT intact: what was signed has not changed, but the document was changed afterwards beyond what the signature permits
integrity-undecided = what was signed has not changed; annotations were added afterwards, and the signature neither permits nor forbids them
integrity-broken = NOT intact: the content or the signature value is not what was signed
integrity-unknown = could not be checked

validity-judged = { $verdict }, judged at { $time }
validity-judged-now = { $verdict }, judged at { $time } (the time of validation; no timestamp proves that it existed before)
validity-judged-proved = { $verdict }, judged at { $time } (a timestamp proves that it existed then)
validity-judged-provided = { $verdict }, judged at { $time } (a proof from outside the document shows that it existed then)
period = from { $from } to { $to }
period-claimed-inside = { $period }; the time the signer claims lies inside
period-claimed-outside = { $period }; the time the signer claims lies OUTSIDE
timestamp-content = over the content
timestamp-signature = over the signature
timestamp-line = { $time }, { $authority } ({ $kind }): { $verdict }
extension-from = possible from { $from }, when newer evidence about revocation is due; should be renewed (with a newer document timestamp) before { $until }
extension-overdue = should have been renewed before { $until }: renew it now, with a newer document timestamp
extension-until = should be renewed (with a newer document timestamp) before { $until }
level-reached = PAdES { $level } reached
level-missing = PAdES { $level }; missing for the next level: { $missing }
missing-certificates = certificates of the chains
missing-chain = a chain to a trusted certificate, which tells what is needed
missing-document-timestamp = a document timestamp over the validation material
missing-revocation-values = revocation values (CRL, OCSP)
missing-timestamp = a timestamp
chain-none = leads to no root that you trust
chain-anchored = { $chain } (trusted root)
chain-not-reached = not looked at

role-agency = agency
role-annex = agency, on an annex
role-copy = agency, on a copy
role-person = person

revocation-mode-ignore = not looked at (mode ignore, as the user decided)
revocation-mode-if-present = nothing usable at hand (mode if-present, not required)
revocation-mode-require = nothing usable at hand (mode require)
revocation-not-needed = not needed (no certificate of the chain has revocation data)
revocation-not-reached = not reached (mode { $mode })
revocation-evidence = { $certificate }: { $status }; { $kind } { $source }, made { $this_update }, good until { $next_update }
revocation-evidence-open = { $certificate }: { $status }; { $kind } { $source }, made { $this_update }, without an end
revocation-status-good = not revoked
revocation-status-on-hold = on hold
revocation-status-out-of-bounds = not known (signer of the data expired)
revocation-status-revoked = REVOKED
revocation-status-stale = not known, the data is too old
revocation-status-unavailable = not known
revocation-kind-crl = revocation list (CRL)
revocation-kind-ocsp = online answer (OCSP)
source-security-store = in the file (DSS)
source-signature = in the signature
source-trust-folder = in the trust folder

coverage-whole-file = the whole file
coverage-revision = a whole revision of the file; something was added after it
coverage-partial = NOT exactly a revision of the file

changes-none = none
changes-lta = material for long-term validation
changes-form-filling = form filling or further signatures
changes-annotations = annotations
changes-other = other changes, possibly of the content
changes-permitted-yes = { $level } (permitted by the signature)
changes-permitted-no = { $level } (NOT permitted by the signature)
changes-permitted-undecided = { $level } (neither permitted nor forbidden by the signature)
changes-unknown = CANNOT be judged: the signature covers no whole revision to compare with
changed-place = { $change } ({ $place })
changed-page = page { $page }
changed-field = field “{ $field }”
changed-object = object { $object }
changed-revision = revision { $revision }
changed-detail = { $change }: { $detail }
changed-reason = { $change } – { $reason }
changed-value = { $change }: “{ $before }” → “{ $after }”

## Rules of a certificate chain (RFC 5280 §6.1)

rule-any-policy-mapped = it maps the policy that stands for all
rule-empty-issuer = it names no issuer
rule-empty-subject = it names nobody
rule-expired = it has expired
rule-key-usage = it must not sign certificates
rule-key-usage-misplaced = its key may sign certificates, and it is not a certification authority
rule-name-constraints-malformed = its constraints on names are malformed
rule-name-constraints-misplaced = it constrains names and is not a certification authority
rule-name-excluded = a certification authority above it excludes one of its names
rule-name-form-not-processed = one of its names is of a kind that is constrained and for which no rule exists
rule-name-malformed = one of its names is malformed, and names of its kind are constrained
rule-name-not-permitted = one of its names is not among those that a certification authority above it permits
rule-no-acceptable-policy = a certificate policy is required, and none holds for the whole chain
rule-not-a-ca = it is not a certification authority
rule-not-yet-valid = it is not valid yet
rule-path-length = the chain is longer than it permits
rule-purpose-not-permitted = it may not issue certificates for this purpose
rule-serial-too-long = its serial number is longer than 20 octets
rule-subject-not-named = it has no subject name, and its alternative names are not marked critical

## What is wrong with a signature

problem-algorithm-protection-mismatch = the algorithms are not those that the signer protected
problem-byte-range-gap-not-contents = the gap of the byte range is not exactly the signature value
problem-byte-range-not-from-start = the byte range does not start with the file
problem-byte-range-not-to-revision-end = the byte range does not end with the revision that holds the signature
problem-byte-range-out-of-file = the byte range reaches past the end of the file
problem-byte-range-overlap = the parts of the byte range overlap or are out of order
problem-certification-not-first = it is not the first signature of the document
problem-certification-not-named = the revision that it signs does not name it as the certification (/Perms)
problem-cms-trailing-data = data follows the signature value
problem-content-encapsulated = the signature carries content of its own
problem-content-looks-like-attributes = the signed content looks like the attributes of another signature
problem-content-missing = the content that should be inside is missing
problem-content-type-mismatch = the signed type of content is another
problem-content-type-missing = the signed type of content is missing
problem-contents-indirect = the signature value (Contents) does not stand in the signature dictionary itself
problem-contents-too-long = the signature value is too long
problem-digest-algorithm-mismatch = two digest algorithms differ
problem-digest-algorithm-unusual = a signature algorithm stands where the digest algorithm belongs
problem-duplicate-attribute = an attribute occurs more than once
problem-duplicate-key = the signature dictionary has a key twice
problem-field-name-shared = two fields have the same name
problem-malformed-attribute = an attribute cannot be read
problem-malformed-byte-range = the byte range cannot be read
problem-malformed-contents = the signature value (Contents) cannot be read
problem-message-digest-missing = the signed digest of the content is missing
problem-no-byte-range = there is no byte range
problem-no-contents = there is no signature value (Contents)
problem-no-signer = there is no signer
problem-several-signers = there is more than one signer in one signature value
problem-signature-value-shared = two fields share one signature value
problem-signed-attributes-missing = the signed attributes are missing
problem-signed-attributes-reordered = the signed attributes are not stored in DER
problem-signed-attributes-signed-as-stored = they are not in DER, and were signed as they are stored (RFC 5652 §5.4)
problem-timestamp-extension-unknown = the timestamp has a critical extension that is not known
problem-value-not-in-file = the place of the signature dictionary in the file is not known
problem-value-not-in-revision = the revision that holds the signature dictionary does not refer to it
problem-value-unreadable = the value of the field cannot be read

## What is odd about the structure of a file

oddity-duplicate-xref-entry = an object has two cross-reference entries
oddity-endobj-missing = an object does not end with endobj
oddity-eof-marker-missing = a revision does not end with %%EOF
oddity-newest-revision-unreadable = the newest revision cannot be read
oddity-object-unlisted = an object stands outside the cross-reference sections
oddity-objects-overlap = objects overlap
oddity-prev-zero = /Prev is zero
oddity-revision-end-missing = a revision has no startxref at its end
oddity-startxref-mismatch = a startxref does not lead to the section before it
oddity-trailing-content = content follows the end of the file
oddity-xref-entry-length = cross-reference entries are not 20 bytes long
oddity-xref-offset-inexact = a cross-reference section is not exactly where it should be
oddity-xref-subsection-shifted = a cross-reference table counts from 1 instead of 0

## What changed after a signature

change-annotation-added = an annotation was added
change-annotation-changed = an annotation was changed
change-annotation-not-allowed = an annotation of a kind that is never permitted was added or changed
change-annotation-removed = an annotation was taken away
change-button-field-filled = a check box or radio button was set or cleared
change-catalog-changed = the catalog of the document was changed
change-choice-field-filled = an option of a list was chosen
change-dangling-reference-filled = an object was added that the signed revision referred to without having it
change-document-timestamp-added = a document timestamp was added
change-dss-changed = older validation material (DSS) was altered or removed
change-dss-reduced = validation material (DSS) was removed
change-dss-updated = validation material (DSS) was added
change-duplicate-key = a dictionary has a key twice
change-extensions-updated = the PDF version or its extensions were updated
change-field-changed = a form field was changed in a way that is no filling
change-field-undecided = a form field was filled, and what it shows cannot be compared with its value
change-form-changed = the form was changed
change-metadata-updated = metadata was updated
change-object-freed = an object was deleted
change-object-overridden = an object was replaced
change-object-unaccounted = an object was changed for no known reason
change-object-unreadable = a changed object cannot be read
change-object-used-elsewhere = a changed object is used elsewhere as well
change-objects-overlap = objects overlap
change-page-changed = a page was changed
change-signature-added = a signature was added
change-text-field-filled = a text field was filled
change-trailer-changed = the trailer was changed
change-trailing-content = content was added after the end of the file
change-unlisted-bytes = there are bytes that belong to no object
change-unreferenced-object-added = an object was added that nothing refers to
change-unsigned-field-added = a signature field without a signature was added
change-xref-ambiguous = the cross-references can be read in two ways

## What an indication means (EN 319 102-1)

indication-indeterminate = Nothing shows that the signature is forged, but what is at hand does not suffice to accept it.
    .why = Something that has to be known is missing; with more data the verdict may change.
    .action = Do as said below and check again; until then, do not count the document as passed.
indication-total-failed = This signature certainly cannot be used.
    .why = What is wrong is in the file itself or is proved; no further data can change the verdict.
    .action = Do as said below; do not use the document as a signed one.
indication-total-passed = Everything that the policy asks for is as it should be.
    .why = The content is what was signed, the key of this certificate signed it, and the certificate leads to a root that you trust.
    .action = As far as signatures go, the document can be used. Keep this very file: do not print and scan it, nor save it again with other software.

## What was checked, and what the verdict does not prove

checked-algorithms = algorithms and key sizes, by the policy { $policy }
checked-chain = the chain to a root that you trust
checked-changes = the changes after signing
checked-integrity = whether the content is what was signed
checked-revocation = revocation, by the data in the file and in the trust folder
checked-timestamps = the timestamps
not-proved-authority = that the signer may sign this document
not-proved-content = that what the document says is true
not-proved-later = what holds after { $time }
not-proved-revocation = that no certificate was revoked
not-proved-time = the time of signing (only claimed by the signer, or not given)
not-proved-trust = that the signer is who the certificate names

## Kinds of annotations (ISO 32000-2 §12.5.6)

annotation-Caret = insertion mark
annotation-Circle = circle
annotation-FileAttachment = attached file
annotation-FreeText = text box
annotation-Highlight = highlight
annotation-Ink = drawing
annotation-Line = line
annotation-Link = link
annotation-PolyLine = line of several parts
annotation-Polygon = polygon
annotation-Popup = pop-up window
annotation-Square = rectangle
annotation-Squiggly = wavy underline
annotation-Stamp = stamp
annotation-StrikeOut = strikeout
annotation-Text = note
annotation-Underline = underline
annotation-Widget = form field

## Why a signature did not pass (EN 319 102-1)

sub-certificate-chain-general-failure = A certificate of the chain breaks a rule, so the chain cannot be relied on.
    .why = Each certificate of the chain must have been issued by the right of the one above it (RFC 5280); at least one was not, so whose key it is cannot be relied on.
    .action = See below which certificate it is; ask its issuer, or add the right intermediate certificate to the trust folder.
sub-chain-constraints-failure = The signer's certificate was not issued for signing documents.
    .why = A certificate says what it may be used for; signing documents is not among it.
    .action = Ask the sender to sign again with a certificate for signing.
sub-crypto-constraints-failure = An algorithm or key size is not good enough or not supported, so there is no conclusion.
    .why = The policy relies only on algorithms that are strong enough and that can be computed; that of this signature is none of them.
    .action = If it is not supported, check with another tool; if it is too weak, ask the sender to sign again.
sub-crypto-constraints-failure-no-poe = The algorithm is too weak today, and nothing proves that the signature was made while it was strong enough.
    .why = With a weak algorithm a signature can be forged today; only one that is proved to be from the time when it was strong can be relied on.
    .action = Rely on the document only if another source proves its age (records, a register, a timestamp); if needed, ask for a new signature.
sub-expired = The signature is proved to have been made after the certificate expired.
    .why = The signature covers a timestamp from after the end of the certificate, so it was made after that end.
    .action = Ask the sender to sign again with a certificate that has not expired.
sub-format-failure = The format of the signature is broken, or the document was changed after signing beyond what the signature permits.
    .why = Only a signature that says exactly which bytes it signs can be judged, and only what it permits may be added later; this file does otherwise (see the errors).
    .action = Do not use this file. Ask the sender for the signed original, not printed, merged or saved again by other software.
sub-hash-failure = The content is not what was signed: the document was altered after signing.
    .why = The digest of what is there now differs from the digest in the signature; one changed byte is enough.
    .action = Do not use this file. Ask the sender for the signed original.
sub-no-certificate-chain-found = The signer's certificate leads to no root that you trust.
    .why = Whose key it is can be known only by a chain to a root that you chose to trust; without an intermediate certificate or the root there is none.
    .action = If you trust its issuer, put the root and intermediate certificates (from an official source) into the trust folder and check again with --trust.
sub-no-poe = Nothing proves that the signature existed before an event that makes it doubtful.
    .why = After that event anybody could have made such a signature; only one that is proved to be older can be relied on.
    .action = Look for a timestamp or a record that proves the age of the document.
sub-no-signing-certificate-found = It cannot be told which certificate made the signature.
    .why = A signature must lead to one certificate; it is neither in the file nor in the trust folder, or it is not the one that the signature names.
    .action = Ask the sender to sign again, with the signer's certificate included.
sub-not-yet-valid = The signature is proved to have been made before the certificate was valid.
    .why = A timestamp proves that the signature was there before its certificate began to be valid.
    .action = Ask the sender to check the clock of the signing machine and to sign again.
sub-out-of-bounds-no-poe = The time of validation lies outside the certificate's period, and nothing proves that the signature was made inside it.
    .why = A certificate vouches only for signatures made within its period; no trusted timestamp says when this one was made.
    .action = The time the signer claims proves nothing. Look for a timestamp or a record that proves the age of the document; for a new document ask for a new signature.
sub-out-of-bounds-not-revoked = The certificate has expired (it was not revoked before), and nothing proves that the signature was made before that.
    .why = A certificate vouches only for signatures made within its period; no trusted timestamp says when this one was made.
    .action = The time the signer claims proves nothing. Look for a timestamp or a record that proves the age of the document; for a new document ask for a new signature.
sub-policy-processing-error = The validation policy could not be processed.
    .why = Without knowing what the policy asks for, nobody can say whether the signature meets it.
    .action = Check the policy file.
sub-revocation-out-of-bounds-no-poe = The certificate behind the revocation data is out of its period, without proof of its age.
    .why = The revocation data is signed with a key whose certificate has expired; nothing proves that the data is from before that.
    .action = Get a new CRL or OCSP response from the issuer and check again.
sub-revoked = The signature is proved to have been made after the certificate was revoked.
    .why = The signature covers a timestamp from after the revocation, so it was made after it.
    .action = Do not use this document. Contact the issuing agency.
sub-revoked-ca-no-poe = A certification authority of the chain was revoked, and nothing proves that the signature is older.
    .why = When the certificate of an authority is revoked, its key may be in other hands; only what is proved to be older can be relied on.
    .action = Contact the issuing agency; ask for a signature under another authority.
sub-revoked-no-poe = The signer's certificate was revoked, and nothing proves that the signature was made before that.
    .why = After a revocation the key may be in other hands; only a signature that is proved to be older can be relied on.
    .action = Contact the issuing agency to confirm the document. The time the signer claims proves nothing.
sub-sig-constraints-failure = The signature, or what was added after it, is not clear enough for a conclusion.
    .why = The file can be read in two ways, or something was added of which the signature does not say whether it is permitted, so nobody can say for certain what the signer agreed to.
    .action = See below; compare with the revision that was signed, or ask the sender for a copy without annotations.
sub-sig-crypto-failure = The signature value does not fit the signer's key: the signature was altered, or another key made it.
    .why = Computed with the public key of the certificate, the value of the signature is wrong.
    .action = Do not use this file. Ask the sender for the signed original.
sub-signed-data-not-found = The signed data is not at hand.
    .why = A signature means something only together with the data that it signs.
    .action = Get all files that belong to the signature and check again.
sub-signature-policy-not-available = The signature policy that the signature names is not at hand.
    .why = The signer says to sign by a policy; without it nobody can say whether the signature meets it.
    .action = Get the policy from the sender.
sub-timestamp-order-failure = Timestamps contradict each other.
    .why = A timestamp over the content is older than the signature, those over the signature and over the document are younger; here it is the other way round, so at least one shows a wrong time.
    .action = Contact the issuing agency or the timestamping authority.
sub-try-later = There is not enough fresh information about revocation; with more, the verdict may become definite.
    .why = The policy asks for fresh data saying that the certificates were not revoked; there is none, it is old, or a certificate is suspended.
    .action = Get a new CRL or OCSP response from the issuer, put it into the trust folder and check again.

## Findings

finding-algorithm-outside-annex-i = The algorithm { $algorithm } is not among those that the regulation names; that changes nothing about the verdict.
finding-changes-permitted = After signing, the file was changed within what the signature permits: { $changes }.
finding-expired-later = The certificate expired on { $not_after }, after the time at which the signature is proved to have existed.
finding-only-timestamps = The file holds timestamps only, no signature of a person or agency.
    .action = A timestamp proves that the file existed at that time, not who issued it.
finding-revocation-ignored = Revocation was not looked at, as the user decided.
    .action = For a full verdict check again with --revocation require.
finding-revocation-not-checked = There is no usable revocation data for the certificate { $certificate }; the mode in use does not require it.
    .action = For a full verdict put a new CRL or OCSP response into the trust folder and use --revocation require.
finding-trailing-bytes = Bytes that are no content (white space or comments) follow the end of the file. Place: byte { $offset }.
finding-appearance-changed = After signing, something was added, changed or taken away on page { $pages }, within what the signature permits; it may cover or alter what the signer saw.
    .action = Compare these pages of the signed version with those of the current one before relying on the content.
finding-certification-ignored = The signature calls itself a certification, which counts for nothing: { $problem }.
    .action = What it permits has no effect; if it matters, ask the sender why it was signed so.
finding-content-encapsulated = The signature holds content that this kind of signature must not hold.
    .action = Tell the sender to check the signing software.
finding-authority-misnamed = The timestamp gives its authority a name that the authority's certificate does not bear.
    .action = Ask the authority which of its names is right; the time itself is proved by its certificate.
finding-claimed-time-after-proof = The signing time { $claimed } that the signer claims is later than { $time }, when the signature is known to have existed.
    .action = Do not rely on the claimed time; the clock of the signing computer may have been wrong.
finding-duplicate-key = A dictionary of the PDF has a key twice and can be read in two ways. Place: byte { $offset }.
    .action = Ask the sender to check the software that made the file.
finding-encrypted = The file is encrypted; it was decrypted to be read.
    .action = Nothing, for this verdict. A document to be kept should not be encrypted: ask for a copy without a password.
finding-offsets-ambiguous = Offsets in this file count from its first byte as well as from its header, and lead to two documents. Place: byte { $offset }.
    .action = Treat the file as suspicious, and ask the sender for the original.
finding-repaired = The file is damaged: it was searched for its objects, and other programs may show something else.
    .action = Ask the sender for the signed original; it may have been cut or damaged on the way.
finding-header-not-at-start = The header of the PDF is not at the start of the file. Place: byte { $offset }.
    .action = Ask the sender for the original; something may have been added on the way.
finding-hybrid-xref = The file has two cross-reference tables (hybrid), so programs may read it differently. Place: byte { $offset }.
    .action = Compare with another program if the content matters.
finding-material-unreadable = A certificate, CRL or OCSP response inside the file cannot be read: { $what }.
    .action = The verdict does not rest on it; if something is missing, add it to the trust folder.
finding-local-time-as-utc = The claimed signing time { $claimed } is seven hours ahead of { $time }: the signing program seems to have written local time as if it were UTC.
    .action = Read the claimed time seven hours earlier; nothing rests on it.
finding-permission-ignored = The signature permits more changes than the signatures before it; that has no effect.
    .action = Nothing: the verdict rests on the permissions that were there before.
finding-revoked-later = The certificate { $certificate } was revoked at { $time }, after the time of validation.
    .action = What was signed after the revocation cannot be relied on; check again as of now.
finding-signature-policy-not-judged = The signature names the signature policy { $policy }, which was not looked at: the signature was judged by the validation policy in use.
    .action = If the sender insists on that policy, ask the sender for its conditions.
finding-signed-attributes-not-der = The signature was made over its attributes as they are stored, not over their DER form, which the standard asks for (RFC 5652 §5.4). The bytes are the signed ones; some programs refuse such a signature.
    .action = Tell the sender to check the signing software.
finding-signed-attributes-problem = The signed attributes do not conform to the standard: { $problem }.
    .action = Tell the sender to check the signing software.
finding-revocation-from-future = The revocation data for the certificate { $certificate } was made at { $time }, after the time of this check.
    .action = Nothing, if you check for an earlier day. If you check for today, look at the clock of this machine.
finding-past-not-proved = The certificate { $certificate } is proved to be trustworthy only until { $until }, but what rests on it is first known to have existed at { $time }.
    .action = Look for a copy with an earlier archive timestamp, or put newer revocation information of that authority into the trust folder.
finding-time-claimed-only = The signing time { $time } is claimed by the signer; no timestamp proves it, so nothing rests on it.
    .action = If a record or a timestamp proves the age of the document, use that on its own.
finding-timestamp-from-future = The timestamp says { $time }, after the time of this check, so it proves nothing for that time.
    .action = If you check for today: look at the clock of this machine; if it is right, contact the timestamping authority.
finding-timestamp-not-trusted = A timestamp is not intact or not trusted, so it proves no time.
    .action = If you trust its authority, add the authority's certificate to the trust folder.
finding-timestamp-inaccurate = The timestamp states an accuracy of { $accuracy } seconds; the validation policy asks for { $limit } seconds or less.
    .action = Ask the signer to use a more accurate timestamp service; this time serves as no proof.
finding-timestamp-required = No trusted timestamp proves the time of the signature, and the validation policy asks for one.
    .action = Ask the sender to sign again with a timestamp, or add the certificate of the timestamp authority to the trust folder.
finding-timestamp-outside-certificate = The timestamp says { $time }, but the certificate of its authority is in force from { $not_before } to { $not_after }.
    .action = Contact the timestamping authority; until then do not rely on this time.
finding-timestamps-contradict = The timestamps contradict each other: one that must be older is newer.
    .action = Contact the timestamping authorities; until then rely on none of the times.
finding-signatures-removed = An earlier version of the file was signed, the current one is not: the signature was taken away.
    .action = Ask the sender for the signed original; do not treat this file as signed.
finding-structure-oddity = The structure of the file is odd: { $oddity }. Place: byte { $offset }.
    .action = Ask the sender to check the software that made the file.
finding-algorithm-unsupported = The algorithm { $algorithm } could not be checked: it is not supported.
    .action = Check with another tool, or ask the sender to sign with a common algorithm.
finding-algorithm-weak = The algorithm { $algorithm } is not strong enough since { $end }.
    .action = Ask the sender to sign again with SHA-256 and RSA of at least 2048 bits (or ECDSA of at least 256).
finding-algorithm-protection-mismatch = The attribute that protects the algorithms contradicts those of the signature.
    .action = Do not use this file; tell the sender.
finding-ca-revoked = The certification authority { $certificate } was revoked at { $time }.
    .action = Contact the issuing agency; ask for a signature with another certificate.
finding-certificate-chain-broken = The certificate { $certificate } of the chain breaks a rule: { $rule }.
    .action = Ask its issuer, or add the right intermediate certificate to the trust folder.
finding-certificate-on-hold = The certificate { $certificate } is on hold since { $time }.
    .action = Contact the issuing agency; check again once the certificate is released.
finding-certificate-expired = The signer's certificate expired at { $not_after }.
    .action = Old document: look for a timestamp or a record. New document: ask for a new signature with a current certificate.
finding-certificate-not-yet-valid = The signer's certificate is valid only from { $not_before }.
    .action = Check the time of validation (--at) and the clock of the machine.
finding-certificate-revoked = The certificate { $certificate } was revoked at { $time }.
    .action = Contact the issuing agency to confirm the document.
finding-chain-not-found = No chain leads from the certificate { $certificate } (issued by { $issuer }) to a trusted root.
    .action = Put the root and intermediate certificates, from an official source, into the trust folder.
finding-changes-not-permitted = After signing, the file was changed in a way the signature does not permit ({ $level }): { $changes }.
    .action = Compare with the revision that was signed; ask the sender for the original.
finding-content-type-mismatch = The content is of another type than it should be, or than a signed attribute says.
    .action = Do not use this file; tell the sender to check the signing software.
finding-coverage-partial = The signature does not cover exactly a revision of the file: something unsigned may be shown.
    .action = Do not use this file. Ask the sender for the signed original.
finding-critical-extension-unknown = The certificate { $certificate } has a critical extension that is not processed: { $extension }.
    .action = Check with a tool of the certificate's issuer.
finding-digest-algorithm-mismatch = The signer information names two digest algorithms that differ; some programs accept only one of them.
    .action = Tell the sender to check the signing software.
finding-digest-mismatch = The digest of the content is not the one that was signed: the content was altered after signing.
    .action = Do not use this file. Ask the sender for the signed original.
finding-key-usage-wrong = The certificate { $certificate } was not issued for this purpose.
    .action = Ask the sender to sign again with a certificate for this purpose.
finding-limit-reached = The limit { $limit } was met before there was an answer.
    .action = Real files do not meet this limit; treat the file as suspicious.
finding-revocation-not-available = No usable CRL or OCSP response is at hand for the certificate { $certificate }.
    .action = Get one from the issuer, put it into the trust folder and check again.
finding-revocation-signer-expired = The revocation data for the certificate { $certificate } are signed with a certificate that expired on { $not_after }; nothing proves that they are older.
    .action = Get a new CRL or OCSP response from the issuer, put it into the trust folder and check again.
finding-made-too-late = A timestamp that the signature covers proves that it was made after { $time }, when the certificate had expired or was revoked, or its algorithms were too weak already.
    .action = Ask for a new signature with a certificate that is in force.
finding-revocation-stale = The revocation data for the certificate { $certificate } is old (good until { $until }).
    .action = Get a new CRL or OCSP response from the issuer, put it into the trust folder and check again.
finding-role-missing = The document has no signature of this role: { $role }.
    .action = The document lacks a signature without which it does not count as issued: ask the sender for the one that has all. If the role of a signature was told wrongly, add a rule to the policy file (--policy).
finding-role-order = The field { $field } ({ $role }) was signed before the signature that has to come first ({ $before }).
    .action = Ask the sender how it was signed, and for a copy signed in the right order. If the role of a signature was told wrongly, add a rule to the policy file (--policy).
finding-signature-policy-mismatch = The signature names the signature policy { $policy }, but another text of it than the validation policy knows.
    .action = Ask the sender which text is the right one, and correct signature-policies in the policy file.
finding-signature-policy-unknown = The signature names the signature policy { $policy }, which the validation policy does not know.
    .action = Get that policy from the sender; if the validation policy meets its conditions, add it to signature-policies in the policy file.
finding-signature-format = The format of the signature is broken: { $problem }.
    .action = Do not use this file; tell the sender to check the signing software.
finding-signature-value-wrong = The signature value does not fit the key in the signer's certificate.
    .action = Do not use this file. Ask the sender for the signed original.
finding-signature-unreadable = The signature data (CMS) cannot be read: { $reason }.
    .action = Do not use this file; ask the sender for the signed original.
finding-signing-certificate-mismatch = The signature names another certificate than the one that made it.
    .action = Do not use this file; tell the sender.
finding-signing-certificate-not-found = The signer's certificate is neither in the file nor in the trust folder.
    .action = Ask the sender to sign again, with the certificate included.
finding-signing-certificate-unnamed = The timestamp does not name the certificate of its authority, as RFC 3161 requires.
    .action = Ask the signer to use another timestamping authority.
finding-signature-value-shared = Two signature fields share one signature value.
    .action = Do not use this file: this is a sign of forgery.

## What is wrong with a policy file

policy-contradiction = { $key } repeats or contradicts what was said above.
    .action = Remove one of the two, or make them agree (longer keys cannot end before shorter ones, times must not overlap).
policy-missing-key = { $key } is missing.
    .action = Add this key, or extend a built-in policy with extends.
policy-not-toml = The file is no valid TOML: { $found }.
    .action = Correct it at this line.
policy-too-large = The file is longer than { $expected } bytes.
    .action = Check that this is the policy file.
policy-unknown-key = There is no key { $key }.
    .action = Check how it is written; here may stand: { $expected }.
policy-wrong-type = { $key } = { $found } is of the wrong type.
    .action = Write it like: { $expected }.
policy-wrong-value = { $key } = { $found } is no value that may stand here.
    .action = What may: { $expected }.

## What cannot be read

error-broken-pdf = The structure of the PDF is broken and cannot be read ({ $reason }).
    .action = Ask the sender for the original; it may have been cut or damaged on the way.
error-empty-file = The file is empty.
    .action = Ask the sender to send it again.
error-encrypted-file = The file is encrypted in a way that cannot be read ({ $reason }).
    .action = Ask the sender for a copy that is not encrypted.
error-file-changed = The file was changed while it was being read.
    .action = Check it again once nobody writes to it.
error-file-not-found = There is no such file or folder.
    .action = Check the path.
error-limit-exceeded = The file goes past the limit { $limit }.
    .action = Real files do not meet this limit; treat the file as suspicious.
error-not-a-file = This is no regular file.
    .action = Name a file or a folder.
error-password-needed = The file is encrypted, and no password at hand opens it.
    .action = Put its password into a file and check again with --password-file, or ask the sender for a copy without a password.
error-file-too-large = The file is larger than what is read ({ $limit } bytes).
    .action = Check that this is the document you mean.
error-unknown-format = This is not a kind of file that can be verified (PDF).
    .action = Check that this is a PDF document.
error-unreadable-file = The system does not let the file be read ({ $reason }).
    .action = Check the path and the permission to read.

## Why a change of a field is more than filling

field-another-text = it shows, or showed before, a text that is not its value
field-appearance = its appearance uses more than what text needs, or cannot be read
field-area = it covers what lies beneath it, or uncovers it
field-calculated = the document computes it from other fields, and kyso does not run its scripts
field-drawing = it shows an image or a drawing
field-font = its font was added after signing, or does not tell which letters it shows
field-format = a script of the document decides how its value is written
field-layout = part of its text is hidden, out of order, too large, too small or too light
field-locked = a signature locks it: it must not be filled or changed after signing; ask the signer, or have it signed anew
field-need-appearances = the form leaves it to each program how its fields look
field-no-appearance = it has no appearance of its own, so that programs show it in different ways
field-not-an-option = its value is none of its options
field-not-shown = its value is not meant to be shown
field-other-entry = something else than its value was changed
field-push-button = it is a button without a state
field-read-only = it is read-only
field-rich-text = programs may show formatted text in place of its value
field-state = its state is none of those it had, or not the same everywhere
field-too-long = its value is longer than the field allows
field-value = its value is of another kind, or contradicts itself
field-xfa = the document has a second form (XFA), which some programs show instead
