"""Writes plain.pdf: a document with strings of both kinds, a content stream and metadata."""

OBJECTS = {
    1: b"<</Type /Catalog /Pages 2 0 R /Metadata 4 0 R /Lang (vi-VN)>>",
    2: b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
    3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 5 0 R>>",
    4: b"<</Type /Metadata /Subtype /XML /Length 10>>\nstream\n<metadata>\nendstream",
    5: b"<</Length 12>>\nstream\n(van ban) Tj\nendstream",
    6: b"<</Title (Quy\\341\\273\\213\t) /Subject <feff01100041>>>",
}
ID = b"<00112233445566778899aabbccddeeff>"

out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
offsets = []
for number, value in OBJECTS.items():
    offsets.append(len(out))
    out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
xref = len(out)
out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % it for it in offsets)
out += b"trailer\n<</Size 7 /Root 1 0 R /Info 6 0 R /ID [%s %s]>>\n" % (ID, ID)
out += b"startxref\n%d\n%%%%EOF\n" % xref
with open("plain.pdf", "wb") as file:
    file.write(out)
