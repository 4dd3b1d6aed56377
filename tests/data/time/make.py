#!/usr/bin/env python3
"""Makes the files of this folder: attacks on what a timestamp proves. Needs what fixtures/make.py
needs; every run makes new keys."""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "fixtures"))

from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags
from pyhanko.sign import fields
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

from maker.certificates import revocation_list
from maker.programs import asn1, pyhanko_security_store, pyhanko_sign
from maker.scenario_documents import Desk
from maker.scenario_pki import AT_SIGNING, FRESH, LATE, SIGNED, STAMP, ScenarioPki
from maker.stamps import Authority, StampedSigner

STAMPED_AT = b"20261110020005Z"  # STAMP
BEFORE_AUTHORITY = b"20051110020005Z"  # its certificate is of 2010


def repacked(token, **changes):
    """A token with other fields of its SignedData."""
    old = token["content"]
    names = "version digest_algorithms encap_content_info certificates signer_infos".split()
    fields = {name: old[name] for name in names} | changes
    fields = {name: value for name, value in fields.items() if value is not None}
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(fields)})


class WithoutCertificate(Authority):
    def token(self, digest, md="sha256"):
        return repacked(super().token(digest, md), certificates=None)


class OfData(Authority):
    """Signs a TSTInfo as mere data (id-data)."""

    def _sign_tst_info(self, tst_info_data, md_algorithm, dt):
        named = as_signing_certificate_v2(asn1(self.named.cert))
        digest = hashlib.new(md_algorithm, tst_info_data).digest()
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "data"),
                simple_cms_attribute("signing_certificate_v2", named),
                simple_cms_attribute("message_digest", digest),
            ]
        )
        return self.holder.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())), attributes

    def token(self, digest, md="sha256"):
        token = super().token(digest, md)
        content = token["content"]["encap_content_info"]["content"].contents
        encapsulated = {"content_type": "data", "content": content}
        return repacked(token, version="v3", encap_content_info=encapsulated)


class BeforeItself(Authority):
    """Writes a time at which it had no certificate."""

    def _sign_tst_info(self, tst_info_data, *more):
        return super()._sign_tst_info(self.dated_back(tst_info_data), *more)

    def _build_signed_data(self, tst_info_data, *more):
        return super()._build_signed_data(self.dated_back(tst_info_data), *more)

    @staticmethod
    def dated_back(tst_info_data):
        assert tst_info_data.count(STAMPED_AT) == 1
        return tst_info_data.replace(STAMPED_AT, BEFORE_AUTHORITY)


class Unnamed(StampedSigner):
    """Leaves out what names the certificate (ESS)."""

    async def signed_attrs(self, *arguments, **options):
        attributes = await super().signed_attrs(*arguments, **options)
        kept = [it for it in attributes if it["type"].native != "signing_certificate_v2"]
        return cms.CMSAttributes(kept)


def main():
    pki = ScenarioPki()
    desk = Desk(pki)
    good = pki.tsa_two
    gone = pki.authority("CA lộ khóa thử nghiệm", pki.root)
    unnamed = pyhanko_sign(
        desk.letter, pki.person("Trần Văn Mạo", gone), SIGNED, signer_class=Unnamed,
        groups=[[Authority(good, STAMP)]], subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    # What its CA said before its key was lost, for the archive.
    listed = pyhanko_security_store(
        unnamed, [pki.root.cert, gone.cert], [list_of(gone, [], AT_SIGNING)]
    )
    for file, data in [
        ("token-of-data.pdf", desk.stamped_by([OfData(good, STAMP)])),
        ("token-before-authority.pdf", desk.stamped_by([BeforeItself(good, STAMP)])),
        ("token-without-certificate.pdf", desk.stamped_by([WithoutCertificate(good, STAMP)])),
        ("two-tokens.pdf", desk.stamped_by([Authority(good, STAMP), Authority(pki.tsa, STAMP)])),
        ("compromised-ca.pdf", unnamed),
        ("compromised-ca-archived.pdf", desk.archived(unnamed)),
        ("compromised-ca-list-archived.pdf", desk.archived(listed)),
        ("tsa.pem", good.pem),
        ("trust/anchors/test/root.pem", pki.root.pem),
        ("trust/intermediates/ca.pem", pki.ca.pem),
        ("trust/intermediates/tsa-ca.pem", pki.tsa_ca.pem),
        ("trust/intermediates/gone-ca.pem", gone.pem),
        *(
            (f"trust/revocation/{name}.crl", list_of(holder, revoked))
            for name, holder, revoked in [
                ("root", pki.root, [(gone, LATE, ReasonFlags.ca_compromise)]),
                ("ca", pki.ca, []),
                ("tsa-ca", pki.tsa_ca, []),
                ("gone-ca", gone, []),
            ]
        ),
    ]:
        path = HERE / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def list_of(holder, revoked, times=FRESH):
    return revocation_list(holder, 1, revoked, times).public_bytes(Encoding.DER)


main()
