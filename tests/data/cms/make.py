"""Makes the files of this folder: python make.py (needs openssl, asn1crypto, cryptography)."""

import datetime
import os
import pathlib
import subprocess
import tempfile

from asn1crypto import algos, core, x509
from cryptography import x509 as cx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

HERE = pathlib.Path(__file__).parent
CONTENT = "Quyết định số 01/QĐ-UBND\n".encode()
START = datetime.datetime(2026, 1, 1)
END = datetime.datetime(2056, 1, 1)


def certificate(name, key, digest=hashes.SHA256()):
    subject = cx.Name([cx.NameAttribute(cx.NameOID.COMMON_NAME, name)])
    builder = (
        cx.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(cx.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(cx.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    return builder.sign(key, digest)


RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
RSA_CERT = certificate("Nguyễn Văn A", RSA)
EC_CERT = certificate("Trần Thị B", EC)
ED_CERT = certificate("Lê Văn C", ED, None)


def der(cert):
    return cert.public_bytes(serialization.Encoding.DER)


def write(name, data):
    (HERE / name).write_bytes(data)


def openssl():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, key, cert in [("rsa", RSA, RSA_CERT), ("ec", EC, EC_CERT)]:
            pem = serialization.Encoding.PEM
            (folder / f"{name}.key").write_bytes(
                key.private_bytes(
                    pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            (folder / f"{name}.pem").write_bytes(cert.public_bytes(pem))
        (folder / "content").write_bytes(CONTENT)

        def run(out, *arguments):
            base = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256"]
            base += ["-nosmimecap", "-in", "content", "-out", str((HERE / out).absolute())]
            subprocess.run([*base, *arguments], cwd=folder, check=True)

        signer = ["-signer", "rsa.pem", "-inkey", "rsa.key"]
        other = ["-signer", "ec.pem", "-inkey", "ec.key"]
        run("openssl-detached.der", *signer)
        run("openssl-indefinite.der", "-nodetach", "-stream", *signer)
        run("openssl-two-signers.der", *signer, *other)
        run("openssl-noattr.der", "-noattr", *signer)
        run("openssl-pss.der", *signer, "-keyopt", "rsa_padding_mode:pss",
            "-keyopt", "rsa_pss_saltlen:32")
        run("openssl-keyid-nocerts.der", "-keyid", "-nocerts", *other)
        run("openssl-cades.der", "-cades", *other)


OTHER_ISSUER = x509.Name.build({"common_name": "Another"})
DIGEST = hashes.Hash(hashes.SHA256())
DIGEST.update(CONTENT)
DIGEST = DIGEST.finalize()




def attribute(oid, value):
    """One Attribute, its value already encoded (a list: several values)."""
    values = value if isinstance(value, list) else [value]
    return sequence(core.ObjectIdentifier(oid).dump(), tlv(0x31, b"".join(values)))


def tlv(tag, value):
    length = len(value)
    if length < 0x80:
        return bytes([tag, length]) + value
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + value


def sequence(*parts):
    return tlv(0x30, b"".join(parts))


CONTENT_TYPE = attribute("1.2.840.113549.1.9.3", core.ObjectIdentifier("1.2.840.113549.1.7.1").dump())
MESSAGE_DIGEST = attribute("1.2.840.113549.1.9.4", core.OctetString(DIGEST).dump())
SIGNING_TIME = attribute("1.2.840.113549.1.9.5", core.UTCTime(
    datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.timezone.utc)).dump())
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
ECDSA_KEY_ONLY = sequence(core.ObjectIdentifier("1.2.840.10045.2.1").dump())
ED25519 = sequence(core.ObjectIdentifier("1.3.101.112").dump())


def protection(digest, signature):
    # [1] IMPLICIT
    return attribute("1.2.840.113549.1.9.52", sequence(digest, b"\xa1" + signature[1:]))


def sha(algorithm, data):
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def reference(cert, v2, issuer=True, serial=None, digest=None):
    cert_der = der(cert)
    parsed = x509.Certificate.load(cert_der)
    parts = [core.OctetString(digest or sha(hashes.SHA256() if v2 else hashes.SHA1(), cert_der)).dump()]
    if issuer:
        name = parsed.issuer if issuer is True else issuer
        names = sequence(tlv(0xA4, name.dump()))
        parts.append(sequence(names, core.Integer(serial or parsed.serial_number).dump()))
    oid = "1.2.840.113549.1.9.16.2." + ("47" if v2 else "12")
    return attribute(oid, sequence(sequence(sequence(*parts))))


def build(name, attributes, over="der", key=EC, cert=EC_CERT, digest=SHA256, signature=ECDSA,
          content_type="1.2.840.113549.1.7.1", content=None, unsigned=b"", crls=b"", raw_set=None, keep_order=False):
    """Attributes sorted or in the given order; the signature over the sorted or stored ones."""
    stored = b"".join(attributes if keep_order else sorted(attributes))
    message = tlv(0x31, b"".join(sorted(attributes)) if over == "der" else stored)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        value = key.sign(message, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPrivateKey):
        value = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    else:
        value = key.sign(message)
    parsed = x509.Certificate.load(der(cert))
    signer = sequence(
        core.Integer(1).dump(),
        sequence(parsed.issuer.dump(), core.Integer(parsed.serial_number).dump()),
        digest,
        raw_set or tlv(0xA0, stored),
        signature,
        core.OctetString(value).dump(),
        tlv(0xA1, unsigned) if unsigned else b"",
    )
    encapsulated = [core.ObjectIdentifier(content_type).dump()]
    if content is not None:
        encapsulated.append(tlv(0xA0, core.OctetString(content).dump()))
    data = sequence(
        core.Integer(1).dump(),
        tlv(0x31, digest),
        sequence(*encapsulated),
        tlv(0xA0, der(cert)),
        tlv(0xA1, crls) if crls else b"",
        tlv(0x31, signer),
    )
    write(name, sequence(core.ObjectIdentifier("1.2.840.113549.1.7.2").dump(), tlv(0xA0, data)))


def ocsp_response():
    return sequence(tlv(0x0A, b"\x03"))  # tryLater: an OCSPResponse without more


def empty_crl():
    builder = (
        cx.CertificateRevocationListBuilder()
        .issuer_name(EC_CERT.subject)
        .last_update(START)
        .next_update(END)
    )
    return builder.sign(EC, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def crafted():
    required = [CONTENT_TYPE, MESSAGE_DIGEST]
    full = sorted([*required, SIGNING_TIME, reference(EC_CERT, True), protection(SHA256, ECDSA)])
    unsorted = list(reversed(full))
    assert full != unsorted
    build("ec-full.der", full)
    build("ec-unsorted-signed-as-der.der", unsorted, keep_order=True)
    build("ec-unsorted-signed-as-stored.der", unsorted, keep_order=True, over="stored")
    indefinite = b"\xa0\x80" + b"".join(full) + b"\x00\x00"
    build("ec-indefinite-attributes.der", full, raw_set=indefinite)
    build("ed25519.der", required, key=ED, cert=ED_CERT, signature=ED25519)
    build("ec-key-only-algorithm.der", required, signature=ECDSA_KEY_ONLY)
    build("digest-is-signature-algorithm.der", required, digest=ECDSA)
    sha512 = algos.DigestAlgorithm({"algorithm": "sha512"}).dump()
    digest_512 = attribute("1.2.840.113549.1.9.4", core.OctetString(sha(hashes.SHA512(), CONTENT)).dump())
    build("digest-mismatch.der", [CONTENT_TYPE, digest_512], digest=sha512)
    build("protection-mismatch.der", [*required, protection(sha512, ECDSA)])
    build("no-content-type.der", [MESSAGE_DIGEST])
    build("no-message-digest.der", [CONTENT_TYPE])
    build("two-message-digests.der", [*required, attribute(
        "1.2.840.113549.1.9.4", core.OctetString(bytes(32)).dump())])
    build("two-values.der", [CONTENT_TYPE, attribute(
        "1.2.840.113549.1.9.4", [core.OctetString(DIGEST).dump(), core.OctetString(bytes(32)).dump()])])
    build("content-type-mismatch.der", required, content_type="1.2.840.113549.1.7.5")
    build("encapsulated-other-content.der", required, content=b"something else")
    build("ess-v1.der", [*required, reference(EC_CERT, False)])
    build("ess-both-one-wrong.der", [*required, reference(EC_CERT, True), reference(ED_CERT, False)])
    build("ess-other-certificate.der", [*required, reference(ED_CERT, True)])
    build("ess-other-issuer.der", [*required, reference(EC_CERT, True, issuer=OTHER_ISSUER)])
    build("ess-other-serial.der", [*required, reference(EC_CERT, True, serial=4711)])
    build("ess-no-issuer.der", [*required, reference(EC_CERT, True, issuer=False)])
    build("ess-malformed.der", [*required, attribute(
        "1.2.840.113549.1.9.16.2.47", sequence(core.Integer(1).dump()))])
    crl_der = empty_crl()
    adbe = sequence(
        tlv(0xA0, sequence(crl_der)), tlv(0xA1, sequence(ocsp_response()))
    )
    other = tlv(0xA1, core.ObjectIdentifier("1.3.6.1.5.5.7.16.2").dump() + ocsp_response())
    basic = tlv(0xA1, core.ObjectIdentifier("1.3.6.1.5.5.7.48.1.1").dump() + sequence())
    token = sequence(core.ObjectIdentifier("1.2.840.113549.1.7.2").dump(), tlv(0xA0, sequence()))
    build(
        "revocation.der",
        [*required, attribute("1.2.840.113583.1.1.8", adbe)],
        crls=crl_der + other + basic,
        unsigned=attribute("1.2.840.113549.1.9.16.2.14", token),
    )
    write("unrelated-certificate.der", der(ED_CERT))


os.makedirs(HERE, exist_ok=True)
write("content.txt", CONTENT)
openssl()
crafted()
