# The words of the program in English. Same names and order as vi.ftl.

about = Verifies digitally signed documents: is this what was signed, and by a certificate that you trust?
about-verify = Verify files and folders; says passed, failed or indeterminate, why, and what to do
about-sign = Sign a document or a folder of documents, up to the level B-LTA
about-timestamp = Append a timestamp over a whole document
about-upgrade = Raise the level of the signatures of a document, or renew them
about-inspect = Show what is inside a file: revisions, signatures, certificates

long-verify =
    Verify files and folders. In folders (to their full depth, in the order of names) files ending in .pdf, .p7s and .p7m are taken; a file that is named is always taken. Links to other folders are not followed.

    Exit status: 0 every file passed; 1 at least one file failed, is indeterminate or has no signature; 2 wrong usage, or something could not be read (2 beats 1).

    Results go to stdout, hints to stderr. The network is not used.

long-sign =
    Sign a PDF document (PAdES). The signed document is written beside what was there: the input never changes, and a file that is there is not written over. Everything is appended, so that earlier signatures stay whole.

    Example: kyso sign cong-van.pdf -o cong-van.signed.pdf --key can-bo.p12

    Example, a whole folder with the key on a token and its PIN asked for once: kyso sign van-ban -o van-ban-da-ky --key pkcs11: --pkcs11-module /usr/lib/libtoken.so

    Any file is signed as a whole (CMS, CAdES) where the output ends in .p7s (the signature stands beside the file) or .p7m (the signature holds the file): kyso sign figures.xlsx -o figures.xlsx.p7s --key officer.p12

    For example, to show the signature on the page: kyso sign quyet-dinh.pdf -o da-ky.pdf --key can-bo.p12 --field NguoiKy --appearance person --image chu-ky.png --above "Nguyễn Văn Ân"

    For example, to fill in number and date and to seal that signature: kyso sign da-ky.pdf -o ban-hanh.pdf --key co-quan.p12 --appearance agency --image con-dau.png --beside NguoiKy --number 05/QĐ-UBND --date 05/02/2026

    Example, with a key that a remote signing service holds: kyso sign cong-van.pdf -o cong-van.signed.pdf --key https://sign.example/csc/v2 --key-name van-thu --access-token-file token.txt

    Of a folder each document is said to be signed, there already, or not signed and why; the others go on. The same command again goes on where a run stopped: what is there, whole and by this key, is not signed twice. Where the key cannot be used any more, everything stops at once.

    Exit status: 0 everything is signed; 1 of several, at least one was not; 2 wrong usage, the only document was not signed, or the run was stopped.

    Nothing is asked for over the network but timestamps of the authorities named by --tsa and, with --online, the OCSP responses, CRLs and certificates that certificates name.

long-timestamp =
    Append a timestamp over a whole document, signed or not, to a new file. It proves that all of the document existed then.

    Example: kyso timestamp cong-van.pdf -o cong-van.tst.pdf --tsa http://tsa.example.vn

    Folders, and the exit status: as with kyso sign.

long-upgrade =
    Append to a new file what a later validation needs: a timestamp (t), certificates with their OCSP responses and CRLs (lt), and a timestamp over all of that (lta). Done again before the last timestamp weakens, lta renews. No key is needed.

    Example: kyso upgrade cong-van.signed.pdf -o cong-van.lta.pdf --level lta --tsa http://tsa.example.vn --trust trust --online

    Folders, and the exit status: as with kyso sign.

usage = kyso [OPTIONS] COMMAND …
usage-verify = kyso verify [OPTIONS] PATH…
usage-sign = kyso sign [OPTIONS] PATH… -o OUT --key FILE|URI|URL
usage-timestamp = kyso timestamp [OPTIONS] PATH… -o OUT --tsa URL
usage-upgrade = kyso upgrade [OPTIONS] PATH… -o OUT --level LEVEL
usage-inspect = kyso inspect [OPTIONS] FILE

heading-usage = Usage:
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options

help-path = A file or folder to verify
help-file = The file to look into
help-input = A document to sign, or a folder: of that the files ending in .pdf, to its full depth
help-input-signed = A document, or a folder: of that the files ending in .pdf, to its full depth
help-output = The file that one document goes to; or a folder, where each keeps its name and its place in the folder it came from. Nothing is written over
help-key = The private key: a file in PKCS #12 (.p12, .pfx) or PKCS #8 (PEM, DER), or a key on a token as a URI: pkcs11:token=LABEL;object=NAME (pkcs11: alone for the only key of the only token), or the https: address of a remote signing service (Cloud Signature Consortium)
help-access-token-file = With the address of a service as the key: a file with the access token that the service gave, in its first line
help-pkcs11-module = The PKCS #11 module that came with the software of the token (.so, .dll, .dylib)
help-key-name = Which key, if the file, the token or the service has several
help-certificates = The certificates of the signer and of the authorities above, if they do not stand in the file of the key
help-key-password-file = A file with the password of the key, or the PIN of the token or the service, in its first line (- is stdin). Without it you are asked for it, once, at the terminal
help-level = Level of the signature: b (the default; t where --tsa is given), t (with a timestamp), lt (and the evidence for later) or lta (and a timestamp over all of it)
help-tsa = Address of a timestamp authority; may be given several times: the next is asked where one fails
help-timeout = Seconds that one question to a server may take, with every retry; 30 unless given
help-online = For lt and lta: fetch OCSP responses, CRLs and certificates of issuers from the addresses that certificates name
help-allow-host = With --online: a host of your own network that certificates may name; may be given several times. Without it only public addresses are asked
help-tt15 = Sign with algorithms of Circular 15/2025/TT-BKHCN only: RSA-PSS or ECDSA
help-field = Name of the signature field: an empty one that is there, or a new one
help-reason = Why it is signed
help-location = Where it is signed
help-appearance = Shows the signature on the page as Decree 30/2020/NĐ-CP has it: person (of whoever is authorised to sign), agency (its seal), annex (a file of its own), copy (an electronic copy) or initials. Without it nothing is shown
help-image = The picture of the signature or of the seal: PNG with a transparent ground, or JPEG
help-place = Where it is shown, in millimetres: from the left, from the top, width, height (for example 130,200,40,20)
help-page = The page of --place, counted from 1 (default 1)
help-above = Shows it right above this text: mostly the name of whoever signs
help-beside = Shows the seal over the left third of the signature in this field
help-width = The width of the picture, in millimetres: the diameter of a seal (default 36), a signature (35), initials (15)
help-number = Number and symbol of the document, for example 05/QĐ-UBND: shown at the top right by annex; with agency and --date filled in behind “Số:” on the first page
help-date = The date of issue, for example 05/02/2026: with agency filled in at “ngày … tháng … năm …” on the first page
help-copy-form = The form of the copy: Sao y, Sao lục or Trích sao
help-agency-name = Who made the copy
help-time-style = How the time is written: common (default, 23.11.2026 09:05:07 +07:00) or iso (2026-11-23T09:05:07+07:00)
help-flatten = Shows pictures on white instead of a transparent ground, since PDF/A-1 forbids transparency; what lies beneath is hidden
help-font = Another font (TrueType, OpenType) than Liberation Serif
help-preview = Draws it into a new file and signs nothing: it is seen on screens and not printed
help-trust = The trust folder: root and intermediate certificates, CRLs and OCSP responses of your choice. Without it only integrity can be told
help-policy = Validation policy: generic (default), vn-admin (administrative documents: signature of a person, then of the agency) or your policy file (TOML)
help-at = Verify as of this time instead of now: RFC 3339 (2026-11-20T15:00:00+07:00), a date and time (2026-11-20T15:00:00) or a date (2026-11-20, from 00:00:00 on); without an offset, +07:00 is meant. It is no proof of the signing time
help-password-file = A file with passwords for encrypted documents, one a line (- is stdin). The empty password is tried in any case
help-revocation = Revocation data, instead of what the policy says (which decides where this is not given): require (it must be there), if-present (used where it is there), ignore (not looked at)
help-format = Form of the results: text (the default), json (one line of JSON a file) or etsi (XML by ETSI TS 119 102-2, one document a file)
help-content = The file that the signature file (.p7s) in PATH signs; without it, the file of the same name beside it, without the ending .p7s
help-output-dir = With --format etsi: write one XML document for each file into this folder. Without it exactly one file is verified, and its document goes to stdout
help-lang = Language: vi or en; by default what LC_ALL, LC_MESSAGES, LANG say
help-brief = One line a file: the verdict, why, and what to do; without it text shows each signature
help-jobs = Files worked on at the same time; by default as many as the machine has cores. With a token or a service it is always one
help-files-from = Read a list of paths from this file (- is stdin), one a line
help-help = Show help
help-version = Show the version

hint-no-trust = Hint: without --trust no certificate is trusted; only integrity is checked in full.
hint-skipped = Passed over in the trust folder: { $path } ({ $reason })
hint-signed = Signed: { $path } → { $output }
hint-signed-summary = Files: { $total }. Signed: { $done }, there already: { $before }, failed: { $failed }, no PDF: { $notpdf }, not tried: { $left }
hint-appended = Appended: { $path } → { $output }
hint-before = There already, from an earlier run: { $path } → { $output }
hint-appended-summary = Files: { $total }. Appended to: { $done }, there already: { $before }, failed: { $failed }, no PDF: { $notpdf }, not tried: { $left }
hint-not-pdf = Passed over, no PDF by its name: { $path }
hint-summary = Files: { $total }. Passed: { $passed }, failed: { $failed }, indeterminate: { $indeterminate }, unsigned: { $unsigned }, errors: { $error }

problem-usage = Error: { $reason }
problem-usage-hint = For help: kyso --help
problem-unknown-argument = there is no argument { $argument }
problem-invalid-value = the value { $value } does not serve for { $argument }
problem-invalid-value-possible = the value { $value } does not serve for { $argument }; possible: { $possible }
problem-missing-value = a value is missing for { $argument }
problem-argument-conflict = { $argument } is given more than once, or does not go with another
problem-missing-argument = missing: { $argument }
problem-missing-command = a command is missing: verify, sign, timestamp, upgrade or inspect
problem-unknown-command = there is no command { $argument }
problem-time = not a time (such as 2026-11-20T15:00:00+07:00, 2026-11-20)
problem-trust = The trust folder { $path } cannot be used: { $reason }
problem-policy = Cannot use the policy { $path }, line { $line }: { $reason }
problem-policy-unreadable = Cannot read the policy file { $path }: { $reason }. Built-in policies: { $names }
problem-passwords = The passwords in { $path } cannot be read: { $reason }
problem-passwords-many = more than { $limit } lines, or one that is too long
problem-list = The list { $path } cannot be read: { $reason }
problem-output = The results cannot be written: { $reason }
problem-etsi-no-signature = No ETSI report for { $path }: there is no signature to report on.
problem-content-several = --content is for verifying exactly one signature file.
problem-etsi-several = With --format etsi each file has an XML document of its own: name exactly one file, or a folder for the documents with --output-dir DIR.
problem-output-dir-format = --output-dir goes with --format etsi only.
problem-unwritable = Cannot write { $path }: { $reason }. Reports that are there already are not overwritten.
problem-no-files = No file to verify was found.
problem-unreadable = Cannot read { $path }: { $reason }
problem-sign = { $path } was not signed: { $reason }
problem-append = Nothing was appended to { $path }: { $reason }
problem-sign-other = { $reason }
problem-sign-output = { $path } cannot be written ({ $reason })
problem-output-exists = { $path } is there already, and is not what would be written; nothing is written over. Choose another place, or move it away
problem-output-no-folder = { $path } is no folder: several documents, or those of a folder, go to a folder. Choose one with -o DIR.
problem-output-own-folder = { $path } is the folder that the documents come from; nothing is written over. Choose another with -o DIR.
problem-same-place = another document goes to { $output } already: give this one a folder of its own
problem-stdin-twice = only one of --password-file and --key-password-file can be stdin (-)
problem-stopped = Stopped: { $reason }. What is there is whole; when the cause is gone, the same command goes on where it stopped.
problem-no-authority = this level needs a timestamp: name an authority with --tsa URL
problem-no-documents = No document was found: of folders, files ending in .pdf are taken.
problem-no-signature = there is no signature
problem-changed = the document was changed after the signature in the field { $field }, which is lost
problem-not-intact = the signature in the field { $field } is not intact
problem-not-validated = the certificate of { $certificate } cannot be shown to be good. { $reason } Name its root with --trust; CRLs and OCSP responses from the trust folder, or with --online
problem-not-validated-fetched = the certificate of { $certificate } cannot be shown to be good. { $reason } What was tried: { $problems }
problem-not-in-force = the certificate is in force from { $from } to { $to } only
problem-key-usage = the certificate is not meant for signing (its key usage)
problem-wrong-value = the key does not belong to the certificate
problem-timestamp = there is no timestamp: { $reason }
problem-timestamp-not-trusted = the timestamp of { $authority } cannot be relied on. { $reason } Add the root of the authority to the trust folder, or ask another authority
problem-timestamp-time = the timestamp says { $time }, which is not now: the clock of this machine or of the authority is wrong
problem-seed-value = the field asks for another signature: /SV /{ $key } { $allowed }
problem-document = the document cannot be read ({ $reason })
problem-document-password = the document is encrypted: give its password with --password-file FILE
problem-ambiguous = readers differ about what the document is: have it saved anew, then sign
problem-no-empty-field = the field { $field } is no empty signature field
problem-not-first = there are signatures already, and only the first can certify
problem-not-permitted = the signature in the field { $field } permits no further signature
problem-place = a place is four numbers in millimetres, for example 130,200,40,20
problem-date = this is no date (for example 05/02/2026)
problem-length = this is no length in millimetres
problem-unusable = { $path } cannot be used: { $reason }
problem-bad-font = this is no TrueType or OpenType font, or a variable one
problem-bad-picture = the picture is damaged
problem-differs = the page says “{ $there }”, which is not “{ $given }”: check the document, or number and date
problem-field-not-shown = the field { $field } takes up no room on a page, so that nothing can be shown there: name a place by --place
problem-font-not-embeddable = the maker of this font does not permit that it is embedded: choose another one
problem-no-blank = the page has no room for “{ $text }”
problem-no-letter = the font has no letter { $letter } ({ $code }): choose another one by --font
problem-no-page = the document has no page { $page }
problem-no-page-size = the size of page { $page } cannot be read
problem-no-room = there is not enough room: { $needed } mm are needed, { $room } mm are there
problem-no-such-signature = no signature in the field { $field } is shown on a page
problem-no-transparency = the document is PDF/A and forbids transparent pictures: show them on white by --flatten
problem-nothing-to-issue = number and date are on the page already
problem-outside-page = the signature would stand outside of page { $page }: choose another place
problem-picture-too-large = the picture is too large: it may have 8 MiB and 16 million pixels
problem-text-not-found = the text “{ $text }” is nowhere in the document: name a place by --place
problem-text-too-long = the text is too long
problem-unsupported-picture = this kind of picture cannot be used: take PNG, or JPEG that is not CMYK
problem-key = the key cannot be used ({ $reason })
problem-key-encrypted = the key is encrypted: give its password with --key-password-file FILE
problem-key-password = the password of the key is wrong
problem-no-certificate = there is no certificate for the key: name it with --certificates FILE
problem-no-key = there is no private key in the file (PKCS #12 as .p12 or .pfx, or PKCS #8)
problem-no-module = name the PKCS #11 module of the token with --pkcs11-module FILE: it came with the token's software (.so, .dll, .dylib)
problem-no-pin = the token { $token } needs its PIN: run the program at a terminal, which asks for it, or name a file with --key-password-file FILE
problem-whole-level = a CMS signature (.p7s, .p7m) has the levels b and t alone: leave --level out, or use --level t
problem-whole-options = a CMS signature (.p7s, .p7m) signs the whole file and has no field, reason, location or appearance: leave --field, --reason, --location and --appearance out
problem-which-key = say which key with --key-name NAME; there are: { $names }
problem-remote = the remote signing service does not sign ({ $reason })
problem-remote-authorisation = the remote signing service takes the authorisation no more: sign again and give PIN or one-time password anew
problem-remote-certificate = the certificate is not in force, as the remote signing service says ({ $status }): ask the service for another
problem-remote-confirmed = nobody confirmed within { $seconds } seconds: sign again, and confirm on the device when the service asks for it
problem-remote-disabled = the key { $name } is disabled: ask the remote signing service to enable it
problem-remote-https = the address { $address } of the remote signing service does not begin with https://
problem-remote-otp = the one-time password is wrong or was used already: sign again with a new one
problem-remote-pin = the PIN is wrong; after too many wrong ones the service locks the key
problem-remote-secret = the remote signing service asks for a PIN, a one-time password or a confirmation that was not given: run the program at a terminal, or give the PIN with --key-password-file FILE
problem-remote-token = the remote signing service does not take the access token: sign in to it again, and give the new one with --access-token-file FILE
problem-too-large = The file { $path } is larger than what is read ({ $limit } bytes)
ask-key-password = Password of the key { $path }
ask-pin = PIN of the token { $token }
ask-pin-fewer = PIN of the token { $token } (wrong ones were given before; it locks itself after a few)
ask-pin-last = PIN of the token { $token } (the LAST attempt: one more wrong PIN locks it)
ask-otp = One-time password for { $name }
ask-remote-pin = PIN of { $name } at the remote signing service

shown-agency = Digital signature of the agency
shown-annex = Digital signature of the agency on the annex
shown-copy = Digital signature of the agency that made the copy
shown-initials = Initials
shown-issue = Number and date of issue
shown-person = Digital signature of the authorised person


inspect-file = { $path }: { $bytes } bytes, PDF { $version }
inspect-pages = Pages: { $count }
inspect-encrypted = The file is encrypted
inspect-revisions = Revisions: { $count }
inspect-revision = { $number }. bytes { $start }–{ $end } ({ $bytes } bytes), { $xref }
inspect-signatures = Signatures: { $count }
inspect-signature = { $number }. { $field } ({ $kind })
inspect-subfilter = Kind: { $filter } / { $subfilter }
inspect-byte-range = ByteRange: { $ranges }
inspect-byte-range-none = none
inspect-coverage = Covers: { $coverage }; signs revision { $revision }
inspect-problem = Problem: { $problem }
inspect-unreadable = Cannot be read: { $reason }
inspect-certificate = Certificate: { $subject }
inspect-certificate-unreadable = A certificate cannot be read: { $reason }
inspect-issuer = Issued by: { $issuer }
inspect-period = Period: { $from } – { $to }
inspect-security-store = DSS: { $certificates } certificates, { $crls } CRLs, { $ocsps } OCSP responses
inspect-anomaly = Oddity: { $anomaly }
inspect-kind-signature = signature
inspect-kind-timestamp = document timestamp
inspect-xref-missing = none (the file is damaged)
inspect-xref-table = table
inspect-xref-stream = stream
inspect-xref-hybrid = hybrid
inspect-none = –
