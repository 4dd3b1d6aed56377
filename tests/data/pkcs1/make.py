"""Makes the PDFs beside it anew: signatures without CMS (adbe.x509.rsa_sha1, ISO 32000-2 12.8.3.2).

Needs Python and OpenSSL 3; the values are OpenSSL's. `python make.py`
"""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
HOLE = 1200


def openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, check=True, capture_output=True).stdout


def octet_string(value):
    length = bytes([len(value)]) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2, "big")
    return b"\x04" + length + value


def pdf(name, key, certificates, digest, array=False, tail=b""):
    cert = [b"<" + der.hex().encode() + b">" for der in certificates]
    cert = b"/Cert " + (b"[" + b" ".join(cert) + b"]" if array or len(cert) > 1 else cert[0]) if cert else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>>",
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.x509.rsa_sha1/M(D:20261116091500+07'00')"
        + cert + b"/ByteRange[0 %s %s %s]/Contents<" % ((b"0" * 10,) * 3) + b"0" * HOLE + b">>>",
    ]
    out, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    begin = out.index(b"/Contents<") + len(b"/Contents")
    end = begin + HOLE + 2
    numbers = b"%010d %010d %010d" % (begin, end, len(out) - end)
    out = out.replace(b" ".join((b"0" * 10,) * 3), numbers)
    value = openssl("dgst", "-" + digest, "-sign", key, stdin=out[:begin] + out[end:])
    contents = (octet_string(value) + tail).hex().encode().ljust(HOLE, b"0")
    (HERE / name).write_bytes(out[:begin + 1] + contents + out[end - 1:])


with tempfile.TemporaryDirectory() as folder:
    def identity(name, *algorithm):
        key, cert = f"{folder}/{name}.key", f"{folder}/{name}.der"
        openssl("req", "-x509", "-newkey", *algorithm, "-nodes", "-keyout", key, "-out", cert,
                "-outform", "DER", "-subj", f"/CN={name}", "-days", "3650")
        return key, pathlib.Path(cert).read_bytes()

    key, certificate = identity("signer", "rsa:2048")
    other = identity("other", "rsa:2048")[1]
    ec = identity("curve", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")[1]
    pdf("sha1.pdf", key, [certificate], "sha1")
    pdf("sha256-array.pdf", key, [certificate, other], "sha256", array=True)
    pdf("other-first.pdf", key, [other, certificate], "sha1")
    pdf("no-certificate.pdf", key, [], "sha1")
    pdf("curve.pdf", key, [ec], "sha1")
    pdf("trailing.pdf", key, [certificate], "sha1", tail=b"\x05\x00")
