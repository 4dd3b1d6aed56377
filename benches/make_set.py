#!/usr/bin/env python3
"""Makes the set of signed files that the benches measure; nothing of it is in the repository.

    python benches/make_set.py target/bench-set            everything, about 450 MB, some minutes
    python benches/make_set.py --small target/bench-set    without the file of 200 MB
    python benches/make_set.py --fifty benches/fifty       one small file of fifty signatures, the only
                                                           one that is kept in the repository

Needs the packages of fixtures/requirements.txt. Keys are made in every run and are gone after it.
Texts, sizes and times are fixed; every file passes at 2026-11-20T08:00:00Z with revocation required.

    trust/                 a root, an issuing CA, a CRL of each (the issuing CA's has 300 entries)
    trust-long/            the same, but 100,000 entries in the issuing CA's CRL
    sizes/                 60kb, 1mb, 10mb, 200mb: one signature each
    signatures/            10 MB with 1, 10 and 50 signatures of three signers
    small-signatures/      60 KB with 50 signatures
    levels/                B-B, B-T, B-LT, B-LTA of 60 KB (with OCSP responses in the file)
    mixed/                 60 files of all kinds: text and scans, tables and streams, one to three
                           signatures, RSA-2048, RSA-3072 and P-256
    one-signer/            100 files of 60 KB signed by one person
    many-signers/          100 files of 60 KB, each signed by another person
"""

import argparse
import datetime as dt
import functools
import io
import logging
import random
import shutil
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID as AIA
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

UTC = dt.timezone.utc
SIGNED = dt.datetime(2026, 11, 16, 2, 15, tzinfo=UTC)
STAMPED = dt.datetime(2026, 11, 16, 2, 16, tzinfo=UTC)
THIS_UPDATE = dt.datetime(2026, 11, 19, tzinfo=UTC)
NEXT_UPDATE = dt.datetime(2043, 12, 1, tzinfo=UTC)
NOT_BEFORE, NOT_AFTER = dt.datetime(2024, 1, 1, tzinfo=UTC), dt.datetime(2044, 1, 1, tzinfo=UTC)
HOME = "http://pki.kyso.test"
SEED = 20300

# pyHanko loads the private key anew, and checks it slowly, for every signature.
serialization.load_der_private_key = functools.lru_cache(None)(serialization.load_der_private_key)


# --- keys and certificates ---------------------------------------------------------------------


def person(common_name, organisation="ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM"):
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Văn phòng"),
        (NameOID.COMMON_NAME, common_name),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


class Holder:
    """A key and its certificate."""

    def __init__(self, subject, kind="rsa2048", issuer=None, ca=None, purposes=None, **options):
        self.key = (
            ec.generate_private_key(ec.SECP256R1())
            if kind == "p256"
            else rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))
        )
        public = self.key.public_key()
        signing = issuer or self
        uses = ("key_cert_sign", "crl_sign") if ca is not None else options.get("uses")
        uses = uses or ("digital_signature", "content_commitment")
        every = (
            "digital_signature content_commitment key_encipherment data_encipherment "
            "key_agreement key_cert_sign crl_sign encipher_only decipher_only"
        ).split()
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.cert.subject if issuer else subject)
            .public_key(public)
            .serial_number(options["serial"])
            .not_valid_before(NOT_BEFORE)
            .not_valid_after(NOT_AFTER)
            .add_extension(
                x509.BasicConstraints(ca is not None, ca if ca and ca > 0 else None), True
            )
            .add_extension(x509.KeyUsage(**{use: use in uses for use in every}), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.key.public_key()), False
            )
        )
        if purposes:
            critical = purposes == [EKU.TIME_STAMPING]
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical)
        if options.get("no_check"):
            builder = builder.add_extension(x509.OCSPNoCheck(), False)
        elif issuer:
            access = [(AIA.OCSP, f"{HOME}/ocsp"), (AIA.CA_ISSUERS, f"{HOME}/ca.crt")]
            access = [
                x509.AccessDescription(oid, x509.UniformResourceIdentifier(at)) for oid, at in access
            ]
            where = [x509.UniformResourceIdentifier(f"{HOME}/ca.crl")]
            builder = builder.add_extension(x509.AuthorityInformationAccess(access), False)
            builder = builder.add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint(where, None, None, None)]), False
            )
        self.cert = builder.sign(signing.key, hashes.SHA256())

    @property
    def asn1(self):
        return asn1_x509.Certificate.load(self.cert.public_bytes(serialization.Encoding.DER))

    @functools.cached_property
    def asn1_key(self):
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def revocation_list(issuer, entries):
    chance = random.Random(f"{SEED}/crl/{entries}")
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.cert.subject)
        .last_update(THIS_UPDATE)
        .next_update(NEXT_UPDATE)
        .add_extension(x509.CRLNumber(1), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False
        )
    )
    revoked = [
        x509.RevokedCertificateBuilder()
        .serial_number(chance.getrandbits(120) | 1 << 119)
        .revocation_date(THIS_UPDATE - dt.timedelta(days=chance.randrange(1, 700)))
        .build()
        for _ in range(entries)
    ]
    # one by one, the builder copies its list each time
    builder._revoked_certificates = revoked
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


class Pki:
    def __init__(self, signers_wanted):
        ca_name = "kyso thử nghiệm"
        self.root = Holder(person("CA gốc", ca_name), "rsa4096", ca=-1, serial=1)
        self.ca = Holder(person("CA cấp 2", ca_name), "rsa4096", self.root, ca=-1, serial=2)
        self.tsa = Holder(
            person("TSA", ca_name), "rsa2048", self.ca, purposes=[EKU.TIME_STAMPING], serial=3,
            uses=("digital_signature",),
        )
        self.responder = Holder(
            person("OCSP", ca_name), "rsa2048", self.ca, purposes=[EKU.OCSP_SIGNING], serial=4,
            uses=("digital_signature",), no_check=True,
        )
        kinds = ["rsa2048", "rsa2048", "rsa2048", "rsa3072", "p256"]
        self.people = [
            Holder(
                person(f"Nguyễn Văn {number:03}"),
                # The first five show every algorithm; the others are what everybody uses.
                kinds[number] if number < len(kinds) else "rsa2048",
                self.ca,
                serial=0x5401_0000_0000 + number,
                purposes=[EKU.CLIENT_AUTH, EKU.EMAIL_PROTECTION],
            )
            for number in range(signers_wanted)
        ]
        self.crls = {
            "root": revocation_list(self.root, 2),
            "ca": revocation_list(self.ca, 300),
            "ca-long": revocation_list(self.ca, 100_000),
        }

    def ocsp(self, holder):
        response = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                holder.cert, self.ca.cert, hashes.SHA1(), ocsp.OCSPCertStatus.GOOD, THIS_UPDATE,
                NEXT_UPDATE, None, None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.responder.cert)
            .certificates([self.responder.cert])
            .sign(self.responder.key, hashes.SHA256())
        )
        return response.public_bytes(serialization.Encoding.DER)

    def write_trust(self, folder, ca_crl):
        for name in ("anchors/test", "intermediates", "revocation"):
            (folder / name).mkdir(parents=True)
        pem = serialization.Encoding.PEM
        (folder / "anchors/test/root.pem").write_bytes(self.root.cert.public_bytes(pem))
        (folder / "intermediates/ca.pem").write_bytes(self.ca.cert.public_bytes(pem))
        (folder / "revocation/root.crl").write_bytes(self.crls["root"])
        (folder / "revocation/ca.crl").write_bytes(self.crls[ca_crl])


# --- documents ---------------------------------------------------------------------------------


def document(name, size, streams=False):
    """A document of pages as a scanner makes them, of about `size` bytes: what the images hold does
    not compress, as that of real ones does not."""
    chance = random.Random(f"{SEED}/{name}")
    out, offsets, pages = io.BytesIO(), {}, []
    out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def add(number, body):
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    number, page_bytes = 3, 500_000
    while not pages or out.tell() < size:
        octets = min(page_bytes, max(1_000, size - out.tell()))
        width, height = 100, max(1, octets // 100)
        head = (
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Length %d>>\nstream\n" % (width, height, width * height)
        )
        add(number, head + chance.randbytes(width * height) + b"\nendstream")
        draw = b"q 595 0 0 842 0 0 cm /I Do Q"
        add(number + 1, b"<</Length %d>>\nstream\n%s\nendstream" % (len(draw), draw))
        add(
            number + 2,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I %d 0 R>>>>"
            b"/Contents %d 0 R>>" % (number, number + 1),
        )
        pages.append(number + 2)
        number += 3
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    add(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids))
    add(1, b"<</Type/Catalog/Pages 2 0 R>>")
    at, ident = out.tell(), chance.randbytes(16).hex().encode()
    if streams:
        rows = [(0, 0)] + [(1, offsets[it]) for it in range(1, number)] + [(1, at)]
        data = b"".join(kind.to_bytes(1, "big") + to.to_bytes(4, "big") + b"\0" for kind, to in rows)
        head = b"<</Type/XRef/W[1 4 1]/Size %d/Root 1 0 R/ID[<%s><%s>]/Length %d>>\nstream\n" % (
            number + 1, ident, ident, len(data),
        )
        add(number, head + data + b"\nendstream")
    else:
        lines = b"".join(b"%010d 00000 n \n" % offsets[it] for it in range(1, number))
        out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (number, lines))
        out.write(b"trailer\n<</Size %d/Root 1 0 R/ID[<%s><%s>]>>\n" % (number, ident, ident))
    out.write(b"startxref\n%d\n%%%%EOF\n" % at)
    return out


class DatedSigner(signers.PdfSigner):
    """A signer whose clock shows a fixed time."""

    def init_signing_session(self, pdf_out, existing_fields_only=False):
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = SIGNED
        return session


class Office:
    """Signs documents."""

    def __init__(self, pki):
        self.pki = pki
        self.chain, top = SimpleCertificateStore(), SimpleCertificateStore()
        self.chain.register_multiple([pki.ca.asn1])
        top.register_multiple([pki.ca.asn1])
        self.stamper = DummyTimeStamper(
            pki.tsa.asn1, pki.tsa.asn1_key, certs_to_embed=top, fixed_dt=STAMPED
        )

    def sign(self, file, holder, field="Signature1", level="B-B", room=None):
        """Signs in place, and adds what the level asks for."""
        # As much room as programs in use leave: they do not measure first.
        room = room or (16_384 if level == "B-B" else 32_768)
        signer = DatedSigner(
            signers.PdfSignatureMetadata(
                field_name=field,
                subfilter=fields.SigSeedSubFilter.PADES,
                md_algorithm="sha256",
                reason="Ký ban hành",
                location="Việt Nam",
            ),
            signer=signers.SimpleSigner(holder.asn1, holder.asn1_key, self.chain),
            timestamper=None if level == "B-B" else self.stamper,
            new_field_spec=fields.SigFieldSpec(field),
        )
        signer.sign_pdf(
            IncrementalPdfFileWriter(file),
            in_place=True,
            bytes_reserved=room,
        )
        if level in ("B-LT", "B-LTA"):
            DocumentSecurityStore.add_dss(
                file,
                None,
                certs=[self.pki.ca.asn1, self.pki.root.asn1, holder.asn1, self.pki.tsa.asn1],
                crls=[asn1_crl.CertificateList.load(self.pki.crls[it]) for it in ("root", "ca")],
                ocsps=[asn1_ocsp.OCSPResponse.load(self.pki.ocsp(holder))],
            )
        if level == "B-LTA":
            signers.PdfTimeStamper(self.stamper, field_name=f"{field}-stamp").timestamp_pdf(
                IncrementalPdfFileWriter(file), "sha256", in_place=True
            )


# --- the set -----------------------------------------------------------------------------------

KB, MB = 1_000, 1_000_000


def make(folder, small):
    people = 100
    pki = Pki(people + 5)
    pki.write_trust(folder / "trust", "ca")
    pki.write_trust(folder / "trust-long", "ca-long")
    office = Office(pki)
    everybody, first = pki.people[5:], pki.people[0]

    def write(name, size, holders, level="B-B", streams=False):
        file = document(name, size, streams)
        levels = [level] * len(holders) if isinstance(level, str) else level
        for number, (holder, level) in enumerate(zip(holders, levels), 1):
            office.sign(file, holder, f"Signature{number}", level)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.getbuffer())

    sizes = {"60kb": 42 * KB, "1mb": MB, "10mb": 10 * MB, "200mb": 200 * MB}
    for name, size in sizes.items():
        if not (small and size > 10 * MB):
            write(f"sizes/{name}.pdf", size, [first])
    for count in (1, 10, 50):
        holders = (pki.people[:3] * count)[:count]
        write(f"signatures/10mb-{count:02}.pdf", 10 * MB, holders)
    write("small-signatures/60kb-50.pdf", 42 * KB, (pki.people[:3] * 50)[:50])
    for level in ("B-B", "B-T", "B-LT", "B-LTA"):
        write(f"levels/{level.lower()}.pdf", 42 * KB, [first], level)
    for number in range(100):
        write(f"one-signer/{number:03}.pdf", 42 * KB, [first])
        write(f"many-signers/{number:03}.pdf", 42 * KB, [everybody[number]])
    chance = random.Random(f"{SEED}/mixed")
    for number in range(60):
        size = chance.choice([10 * KB, 30 * KB, 80 * KB, 200 * KB, 1 * MB, 2 * MB])
        count = chance.choices([1, 2, 3], [50, 40, 10])[0]
        holders = [chance.choice(pki.people[:25]) for _ in range(count)]
        # What comes after the first signature must be a signature: a DSS of level B-LT is one more
        # revision, and so is its timestamp.
        level = chance.choices(["B-B", "B-T", "B-LT", "B-LTA"], [40, 30, 20, 10])[0]
        write(f"mixed/{number:03}.pdf", size, holders, level, streams=number % 2 == 0)


def make_fifty(folder):
    """As small as such a file can be: one certificate below the root, elliptic keys, no room left."""
    root = Holder(person("CA gốc", "kyso thử nghiệm"), "p256", ca=-1, serial=1)
    holder = Holder(
        person("Nguyễn Văn An"), "p256", root, serial=0x5401_0000_0000, no_check=True
    )
    office = Office.__new__(Office)
    office.chain = SimpleCertificateStore()
    file = document("fifty", 1 * KB)
    for number in range(50):
        office.sign(file, holder, f"S{number:02}", room=2_200)
    (folder / "fifty.pdf").write_bytes(file.getbuffer())
    for name in ("anchors/test", "revocation"):
        (folder / "trust" / name).mkdir(parents=True)
    pem = root.cert.public_bytes(serialization.Encoding.PEM)
    (folder / "trust/anchors/test/root.pem").write_bytes(pem)
    (folder / "trust/revocation/root.crl").write_bytes(revocation_list(root, 2))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--small", action="store_true", help="without the file of 200 MB")
    kind.add_argument("--fifty", action="store_true", help="the one file for the repository")
    arguments = parser.parse_args()
    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    making = arguments.folder.with_name(arguments.folder.name + ".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    if arguments.fifty:
        make_fifty(making)
    else:
        make(making, arguments.small)
    shutil.rmtree(arguments.folder, ignore_errors=True)
    making.rename(arguments.folder)


main()
