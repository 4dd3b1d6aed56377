#!/bin/sh
# Makes the files of this folder with openssl (3.0 or newer). Keys are made in a temporary folder
# and thrown away; running it again gives files with the same content but other keys.
set -eu
out=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

cat > ca.cnf <<'CNF'
[ca]
default_ca = none
[req]
distinguished_name = dn
prompt = no
utf8 = yes
string_mask = utf8only
[dn]
CN = unused

[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash

[sub_state]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 2.16.704.1.1.1.1.1
authorityInfoAccess = caIssuers;URI:http://ca.example.vn/pki/pub/crt/root.crt
crlDistributionPoints = URI:http://ca.example.vn/pki/pub/crl/root.crl

[sub_constrained]
basicConstraints = critical, CA:TRUE, pathlen:1
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 1.3.6.1.4.1.99999.1, 1.3.6.1.4.1.99999.2
policyMappings = critical, 1.3.6.1.4.1.99999.1:1.3.6.1.4.1.99999.2
policyConstraints = critical, requireExplicitPolicy:3, inhibitPolicyMapping:0
inhibitAnyPolicy = critical, 2
nameConstraints = critical, @nc
[nc]
permitted;email.0 = .gov.vn
permitted;dirName.0 = nc_dir
permitted;IP.0 = 10.0.0.0/255.0.0.0
excluded;DNS.0 = evil.example
[nc_dir]
C = VN

[agency]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment
extendedKeyUsage = clientAuth, emailProtection, 1.3.6.1.4.1.311.20.2.2
subjectAltName = email:vanthu@so.example.gov.vn
certificatePolicies = @pol
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = caIssuers;URI:http://ca.example.vn/pki/pub/crt/state.crt, OCSP;URI:http://ocsp.ca.example.vn
crlDistributionPoints = URI:http://ca.example.vn/pki/pub/crl/state.crl
[pol]
policyIdentifier = 2.16.704.1.1.1.1.1
CPS.1 = https://ca.example.vn/pki/pub/policies/CP

[unit]
basicConstraints = CA:FALSE
keyUsage = digitalSignature, nonRepudiation, keyEncipherment
nsCertType = client, email
nsComment = "User Sign of BTC"
nsRevocationUrl = http://ca.example.vn/pki/pub/crl/state.crl
subjectAltName = email:chicuc@example.gov.vn
issuerAltName = DER:30:00
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer:always
authorityInfoAccess = OCSP;URI:http://ocsp.ca.example.vn/, caIssuers;URI:http://ca.example.vn/pki/pub/cert/state.crt
crlDistributionPoints = URI:http://ca.example.vn/pki/pub/crl/state.crl, URI:http://pub.ca.example.vn/pki/pub/crl/state.crl

[public_person]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = serverAuth, clientAuth, emailProtection, 1.3.6.1.4.1.311.10.3.12
certificatePolicies = 1.3.6.1.4.1.99999.1.1.3.5
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:http://ocsp.example.vn/responder
crlDistributionPoints = URI:http://crl.example.vn/public.crl

[unknown_critical]
basicConstraints = critical, CA:FALSE
1.3.6.1.4.1.99999.7 = critical, DER:05:00
authorityInfoAccess = critical, OCSP;URI:http://ocsp.example.vn/

[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
2.5.29.56 = ASN1:NULL

[responder]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid

[state_ca]
database = index.txt
serial = serial.txt
crlnumber = crlnumber.txt
default_md = sha256
default_crl_days = 3650
crl_extensions = crl_ext
unique_subject = no
[crl_ext]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical, @idp
[idp]
fullname = URI:http://ca.example.vn/pki/pub/crl/state.crl
onlyuser = TRUE
CNF

rsa() { openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null || openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null; }
ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }

# issue NAME SUBJECT SECTION ISSUER SERIAL DIGEST
issue() {
  openssl req -new -utf8 -multivalue-rdn -config ca.cnf -key "$1.key" -subj "$2" -out "$1.csr"
  if [ "$4" = self ]; then set -- "$@" -signkey "$1.key"; else set -- "$@" -CA "$4.crt" -CAkey "$4.key"; fi
  name=$1 section=$3 serial=$5 digest=$6; shift 6
  openssl x509 -req -in "$name.csr" -extfile ca.cnf -extensions "$section" -days 3650 \
    -set_serial "$serial" "-$digest" "$@" -out "$name.crt" 2>/dev/null
  openssl x509 -in "$name.crt" -outform DER -out "$out/$name.der"
}

rsa root; issue root '/C=VN/O=Ban Kỷ nguyên Thử nghiệm/CN=RootCA thử nghiệm G2' root self 0x1122334455667788 sha256
rsa sub-state; issue sub-state '/C=VN/O=Ban Kỷ nguyên Thử nghiệm/CN=CA phục vụ các cơ quan thử nghiệm G2' sub_state root 0x2233445566778899 sha256
rsa agency; issue agency '/C=VN/L=Hà Nội/O=SỞ THỬ NGHIỆM/CN=VĂN PHÒNG ỦY BAN, "THỬ"' agency sub-state 0x5444555566667777 sha256
rsa unit; issue unit '/C=VN/O=Bo Thu nghiem/OU=Tong cuc/OU=Chi cuc/L=Ha Noi/CN=Chi cuc Thu nghiem/UID=MST:0100000000-029' unit sub-state 0x0a0b0c sha256
ec person; issue person '/C=VN/O=Bộ Thử nghiệm/OU=Vụ Một/OU=Phòng Hai/L=Hà Nội/CN=Nguyễn Thị Thử' unit sub-state 0x0a0b0d sha256
rsa public-ca; issue public-ca '/CN=Thu nghiem Certification Authority/OU=Trust Network/O=Thu nghiem Group/C=VN' root self 0x01 sha1
rsa public-person; issue public-person '/UID=CMND:000000000/CN=Trần Văn Mẫu/ST=Hà Nội/C=VN' public_person public-ca 0x540100aabbcc sha1
rsa public-company; issue public-company '/UID=MST:0100000000-001/CN=CÔNG TY MẪU/O=CÔNG TY MẪU/ST=Hồ Chí Minh/C=VN' public_person public-ca 0x540100aabbcd sha256
ec unknown-critical; issue unknown-critical '/C=VN/CN=Unknown critical+UID=MST:1' unknown_critical sub-state 0x0a0b0e sha256
ec tsa; issue tsa '/C=VN/O=Ban Kỷ nguyên Thử nghiệm/CN=TSA thử nghiệm' tsa root 0x31 sha256
ec responder; issue responder '/C=VN/CN=OCSP thử nghiệm' responder sub-state 0x32 sha256
ec sub-constrained; issue sub-constrained '/C=VN/CN=CA ràng buộc' sub_constrained root 0x33 sha256

# A CRL with reasons, an invalidity date and a scope.
printf 'V\t491231000000Z\t\t5444555566667777\tunknown\t/CN=agency\n' > index.txt
printf 'R\t491231000000Z\t250102030405Z,keyCompromise\t0A0B0C\tunknown\t/CN=unit\n' >> index.txt
printf 'R\t491231000000Z\t250203040506Z,keyTime,20250101000000Z\t0A0B0D\tunknown\t/CN=person\n' >> index.txt
printf 'R\t491231000000Z\t250303040506Z\t80FF000000000000000000000000000000000001\tunknown\t/CN=long\n' >> index.txt
echo 1000 > serial.txt
echo 2A > crlnumber.txt
openssl ca -config ca.cnf -name state_ca -gencrl -utf8 -cert sub-state.crt -keyfile sub-state.key -out state.crl.pem 2>/dev/null
openssl crl -in state.crl.pem -outform DER -out "$out/state.crl"

# OCSP responses: delegated responder (by key), and the issuer itself (by name), SHA-256 CertIDs.
openssl ocsp -index index.txt -CA sub-state.crt -issuer sub-state.crt -rsigner responder.crt -rkey responder.key -resp_key_id \
  -cert agency.crt -cert unit.crt -cert public-person.crt -ndays 30 -noverify -reqout req.der >/dev/null 2>&1 || true
openssl ocsp -index index.txt -CA sub-state.crt -rsigner responder.crt -rkey responder.key -resp_key_id -reqin req.der -respout "$out/delegated.ocsp" -ndays 30 >/dev/null 2>&1
openssl ocsp -sha256 -issuer sub-state.crt -cert agency.crt -no_nonce -reqout req2.der >/dev/null 2>&1 || true
openssl ocsp -index index.txt -CA sub-state.crt -rsigner sub-state.crt -rkey sub-state.key -reqin req2.der -respout "$out/direct.ocsp" -ndays 30 >/dev/null 2>&1
printf '\060\003\012\001\006' > "$out/unauthorized.ocsp"

# Containers: certs-only PKCS#7 in DER and PEM, with the CRL; PEM with text around it.
openssl crl2pkcs7 -in state.crl.pem -certfile sub-state.crt -certfile root.crt -outform DER -out "$out/chain.p7b"
{ echo "Chuỗi chứng thư thử nghiệm"; openssl x509 -in root.crt -text -nameopt utf8; cat sub-state.crt state.crl.pem; } > "$out/bundle.pem"
