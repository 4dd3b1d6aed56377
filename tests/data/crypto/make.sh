#!/usr/bin/env bash
# Makes values.tsv anew: one signature value of the message "ky so" for each algorithm, by OpenSSL 3.
# Columns: algorithm, mgf digest and salt length of PSS, SubjectPublicKeyInfo, signature value.
set -euo pipefail
out=$(dirname "$(realpath "$0")")/values.tsv
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
printf 'ky so' >message
hex() { od -An -v -tx1 | tr -d ' \n'; }
row() { # algorithm, mgf, salt, key file
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" \
        "$(openssl pkey -in "$4" -pubout -outform DER ${form:+-ec_conv_form "$form"} | hex)" \
        "$(hex <value)" >>"$out"
}
pkcs1() { # key, digest, its name here
    openssl dgst "-$2" -sign "$1" -out value message
    row "rsa-pkcs1v15-${3:-$2}" '' '' "$1"
}
pss() { # key, digest, mgf digest, salt length
    openssl dgst "-$2" -sign "$1" -sigopt rsa_padding_mode:pss -sigopt "rsa_mgf1_md:$3" \
        -sigopt "rsa_pss_saltlen:$4" -out value message
    row "rsa-pss-$2" "$3" "$4" "$1"
}
rsa() { openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -pkeyopt "rsa_keygen_pubexp:$3" -out "$1"; }

printf 'algorithm\tmgf\tsalt\tkey\tvalue\n' >"$out"
rsa rsa512 512 65537
rsa rsa1024 1024 65537
rsa rsa1025 1025 65537
rsa rsa2047 2047 4294967311
rsa rsa2048 2048 3
rsa rsa2052 2052 65537
rsa rsa9000 9000 65537
pkcs1 rsa512 sha1
pkcs1 rsa1024 md5
pkcs1 rsa1024 sha384
for digest in sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512; do
    pkcs1 rsa2048 "$digest"
done
pkcs1 rsa1025 sha256
pkcs1 rsa2047 sha256
pkcs1 rsa2052 sha512
pkcs1 rsa9000 sha256
for digest in sha1 sha224 sha256 sha384 sha512 sha3-256 sha3-512; do pss rsa2048 "$digest" "$digest" 20; done
pss rsa2048 sha256 sha256 222
pss rsa2048 sha256 sha1 0
pss rsa2048 sha512 sha256 64
pss rsa1024 sha256 sha256 32
pss rsa1025 sha256 sha256 32
pss rsa2047 sha256 sha512 32
pss rsa2052 sha384 sha384 48
pss rsa9000 sha512 sha512 64

for curve in p256:prime256v1 p384:secp384r1 p521:secp521r1 brainpoolp256r1:brainpoolP256r1 brainpoolp384r1:brainpoolP384r1; do
    openssl ecparam -name "${curve#*:}" -genkey -noout -out ec
    for digest in sha1 sha224 sha256 sha384 sha512 sha3-224 sha3-256 sha3-384 sha3-512; do
        openssl dgst "-$digest" -sign ec -out value message
        row "ecdsa-${curve%:*}-$digest" '' '' ec
    done
    openssl dgst -sha256 -sign ec -out value message
    form=compressed row "ecdsa-${curve%:*}-sha256" '' '' ec
done
for kind in ed25519 ed448; do
    openssl genpkey -algorithm "$kind" -out ed
    openssl pkeyutl -sign -inkey ed -rawin -in message -out value
    row "$kind" '' '' ed
done
openssl dsaparam -genkey -noout -out dsa 1024 2>/dev/null
for digest in sha1 sha256; do
    openssl dgst "-$digest" -sign dsa -out value message
    row "dsa-$digest" '' '' dsa
done
