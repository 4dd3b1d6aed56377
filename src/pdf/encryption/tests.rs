use super::*;
use crate::pdf::builder::Builder;
use crate::pdf::{ChangeLevel, Document};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/data/encrypted/", $name, ".pdf"))
    };
}

/// Files of qpdf, the password of the user and that of the owner.
const FILES: &[(&str, &[u8], &str, &str)] = &[
    ("plain", file!("plain"), "", ""),
    ("aes-128", file!("aes-128"), "mat", "chu"),
    ("aes-128-metadata-ro", file!("aes-128-metadata-ro"), "", "chu"),
    ("aes-256-luong", file!("aes-256-luong"), "", "chu"),
    ("aes-256-r5", file!("aes-256-r5"), "mat", "chu"),
    ("aes-256-r6", file!("aes-256-r6"), "mật khẩu", "chủ"),
    ("aes-256-r6-metadata-ro", file!("aes-256-r6-metadata-ro"), "", "chu"),
    ("rc4-128", file!("rc4-128"), "mat", "chu"),
    ("rc4-128-luong", file!("rc4-128-luong"), "", "chu"),
    ("rc4-128-v4", file!("rc4-128-v4"), "", "chu"),
    ("rc4-40", file!("rc4-40"), "", "chu"),
    ("rc4-40-mat-khau", file!("rc4-40-mat-khau"), "mat", "chu"),
];

fn open<'a>(file: &'a [u8], password: &str) -> Result<Document<'a>, Error> {
    Document::open_with_passwords(file, &[Password::new("nham"), Password::new(password)])
}

fn octets(dictionary: &Dictionary<'_>, key: &str) -> Vec<u8> {
    dictionary.get(key).unwrap().as_string().unwrap().octets().into_owned()
}

fn data(document: &Document<'_>, value: Option<&Object<'_>>) -> Vec<u8> {
    let reference = value.unwrap().as_reference().unwrap();
    let stream = document.object(reference, 0).unwrap();
    document.stream_data(stream.as_stream().unwrap(), 0).unwrap().into_owned()
}

#[test]
fn documents_of_every_revision_are_read() {
    for (name, file, user, owner) in FILES {
        for password in [user, owner] {
            let document = open(file, password).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(document.is_encrypted(), *name != "plain");
            let catalog = document.catalog(0).unwrap();
            assert_eq!(octets(&catalog, "Lang"), b"vi-VN", "{name}");
            let info = document.resolve(document.trailer(0).unwrap().get("Info").unwrap(), 0);
            let info = info.unwrap().as_dictionary().unwrap().clone();
            assert_eq!(octets(&info, "Title"), "Quyị\t".as_bytes(), "{name}");
            assert_eq!(octets(&info, "Subject"), [0xfe, 0xff, 1, 0x10, 0, b'A'], "{name}");
            assert_eq!(data(&document, catalog.get("Metadata")), b"<metadata>", "{name}");
            let pages = document.resolve(catalog.get("Pages").unwrap(), 0).unwrap();
            let pages = pages.as_dictionary().unwrap().clone();
            let page = pages.get("Kids").unwrap().as_array().unwrap()[0].clone();
            let page = document.resolve(&page, 0).unwrap();
            let content = data(&document, page.as_dictionary().unwrap().get("Contents"));
            assert_eq!(content, b"(van ban) Tj", "{name}");
        }
        let other = Document::open_with_passwords(file, &[Password::new("nham")]);
        let needs_one = !user.is_empty();
        assert_eq!(other.err(), needs_one.then_some(Error::PasswordNeeded), "{name}");
    }
}

#[test]
fn passwords_do_not_show_themselves() {
    assert_eq!(format!("{:?}", Password::new("bí mật")), "Password");
    let document = open(file!("aes-256-r6"), "chủ").unwrap();
    assert_eq!(format!("{:?}", document.encryption.unwrap()), "Encryption(Aes256, Aes256)");
}

/// A file with one stretch of bytes replaced by another of the same length.
fn patched(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = file.windows(from.len()).position(|it| it == from.as_bytes()).expect(from);
    let mut file = file.to_vec();
    file.splice(at..at + to.len(), to.bytes());
    file
}

#[test]
fn what_is_not_understood_is_named() {
    let error = |from, to| Document::open(&patched(file!("rc4-128-v4"), from, to)).err();
    let unsupported = |what: &str| Some(Error::UnsupportedEncryption(what.to_owned()));
    assert_eq!(error("/Standard", "/Entrust "), unsupported("Entrust"));
    assert_eq!(error("/V 4", "/V 6"), unsupported("Standard V6 R4"));
    assert_eq!(error("/CFM /V2", "/CFM /XX"), unsupported("StdCF"));
    assert_eq!(error("/StmF /StdCF", "/StmF /Other"), unsupported("Other"));
    for (from, to) in [("/O <", "/X <"), ("/U <", "/X <"), ("/P -4", "/Q -4"), ("/R 4", "/S 4")] {
        assert_eq!(error(from, to), Some(Error::BadEncryption), "{from}");
    }
    assert_eq!(error("/StmF /StdCF", "/StmF 123456"), Some(Error::BadEncryption));
}

#[test]
fn where_nothing_is_encrypted_no_password_is_needed() {
    // an agreed value of the user's password would be there
    let wrong = patched(file!("rc4-128-v4"), "/P -4", "/P -5");
    assert_eq!(Document::open(&wrong).err(), Some(Error::PasswordNeeded));
    let file = patched(&patched(&wrong, "/StmF", "/XtmF"), "/StrF", "/XtrF");
    let document = Document::open(&file).unwrap();
    let reference = Reference { number: 1, generation: 0 };
    assert!(document.object(reference, 0).unwrap().as_dictionary().is_some());
}

/// A signed document that is encrypted with RC4 and the empty password, as far as strings go that are
/// not part of the signature. The key is that of `rc4-40`.
const RC4: &str = "/Filter /Standard /V 1 /R 2 /P -4";

#[test]
fn crypt_filters_and_exempt_strings() {
    let encryption = Encryption {
        key: Some(Zeroizing::new(vec![1; 16])),
        strings: Method::Rc4,
        streams: Method::Rc4,
        embedded_files: Method::Identity,
        filters: vec![(b"StdCF".to_vec(), Method::Rc4)],
        encrypts_metadata: false,
        dictionary: Some(9),
    };
    let open = |number: u32, text: &'static str| {
        let mut parser = crate::pdf::parser::Parser::new(text.as_bytes(), 0);
        let value = parser.indirect(|_| Ok(None)).unwrap().value;
        encryption.open_object(Reference { number, generation: 0 }, value)
    };
    let is_kept = |number, text, key| {
        let value = open(number, text);
        let dictionary = value.as_dictionary().unwrap();
        dictionary.get(key).unwrap().as_string().unwrap().decryption.is_none()
    };
    assert!(is_kept(1, "1 0 obj <</ByteRange [] /Contents <41> /M (x)>> endobj", "Contents"));
    assert!(!is_kept(1, "1 0 obj <</ByteRange [] /Contents <41> /M (x)>> endobj", "M"));
    assert!(is_kept(1, "1 0 obj <</Type /DocTimeStamp /ByteRange [] /Contents <41>>>", "Contents"));
    // only in hexadecimal, only with a byte range, and never in an annotation
    assert!(!is_kept(1, "1 0 obj <</Type /Sig /ByteRange [] /Contents (A)>>", "Contents"));
    assert!(!is_kept(1, "1 0 obj <</Type /Sig /Contents <41>>>", "Contents"));
    assert!(!is_kept(1, "1 0 obj <</Type /Annot /ByteRange [] /Contents <41>>>", "Contents"));
    // the encryption dictionary itself
    assert!(is_kept(9, "9 0 obj <</O <41>>>", "O"));

    let data = |text| {
        let value = open(1, text);
        let Object::Stream(stream) = value else { panic!("{text}") };
        crate::pdf::filter::decode(&stream, Some(&encryption), 99, &|value| Ok(value.clone()))
            .map(std::borrow::Cow::into_owned)
    };
    let stream = |entries| format!("1 0 obj <</Length 3 {entries}>> stream\nabc\nendstream").leak();
    let encrypted = data(stream("")).unwrap();
    assert_ne!(encrypted, b"abc");
    for kept in [
        "/Type /XRef",
        "/Type /Metadata",
        "/Type /EmbeddedFile",
        "/Filter /Crypt",
        "/Filter [/Crypt] /DecodeParms [<</Name /Identity>>]",
    ] {
        assert_eq!(data(stream(kept)).unwrap(), b"abc", "{kept}");
    }
    let named = "/Type /Metadata /Filter [/Crypt] /DecodeParms [<</Name /StdCF>>]";
    assert_eq!(data(stream(named)).unwrap(), encrypted);
    let unknown = "/Filter /Crypt /DecodeParms <</Name /Khac>>";
    assert_eq!(data(stream(unknown)), Err(Error::UnsupportedEncryption("Khac".to_owned())));
    let second = "/Filter [/ASCIIHexDecode /Crypt]";
    assert_eq!(data(stream(second)), Err(Error::UnsupportedFilter("Crypt".to_owned())));
}

#[test]
fn strings_that_do_not_decrypt_equal_only_themselves() {
    let string = |raw, decryption: Option<Decryption>| crate::pdf::StringObject {
        raw,
        offset: 0,
        decryption: decryption.map(Rc::new),
    };
    let failed = string(b"(a)", Some(Decryption::Failed));
    assert!(failed.octets().is_empty());
    assert_eq!(failed, string(b"(a)", Some(Decryption::Failed)));
    assert_ne!(failed, string(b"(b)", Some(Decryption::Failed)));
    assert_ne!(failed, string(b"()", None));
    let opened = |raw, octets: &[u8]| string(raw, Some(Decryption::Octets(octets.to_vec())));
    // the same bytes mean different things in different objects, and different ones may mean the same
    assert_ne!(opened(b"(a)", b"x"), opened(b"(a)", b"y"));
    assert_eq!(opened(b"(a)", b"x"), opened(b"(b)", b"x"));
    assert_eq!(opened(b"(a)", b"x"), string(b"(x)", None));
}

#[test]
fn encryption_that_comes_goes_or_changes_is_refused() {
    let encrypt = |entries: &str| {
        let zeros = "00".repeat(32);
        format!("/Root 1 0 R /Encrypt <<{RC4} {entries} /O <{zeros}> /U <{}>>>", user_value())
    };
    let judge = |file: &[u8]| {
        let document = Document::open(file).unwrap();
        let signature = document.signatures().unwrap().remove(0);
        document.changes_after(&signature).unwrap()
    };
    let update = || Builder::signed().object(30, "(x)");
    let level = judge(&update().end_with(&encrypt("")).build()).level;
    assert_eq!(level, ChangeLevel::Other);
    let file = signed_encrypted(&encrypt("")).end_with(&encrypt("")).build();
    assert_eq!(judge(&file).level, ChangeLevel::None);
    for other in ["/Root 1 0 R", &encrypt("/EncryptMetadata false"), &encrypt("/Length 40")] {
        let file = signed_encrypted(&encrypt("")).end_with(other).build();
        assert_eq!(judge(&file).level, ChangeLevel::Other, "{other}");
    }
}

/// The signed document of the builder with this trailer; its strings are nonsense when decrypted.
fn signed_encrypted(trailer: &str) -> Builder {
    Builder::new()
        .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
        .object(2, "<</Type /Pages /Kids [] /Count 0>>")
        .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
        .signature(6, "/Type /Sig")
        .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
        .end_with(trailer)
}

/// The `/U` of the empty password with an `/O` of zeros, `/P -4` and no `/ID` (algorithm 4).
fn user_value() -> String {
    const PADDING: &[u8; 32] = b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\
        \x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a";
    let key = md5(&[PADDING, &[0; 32], &(-4_i32).to_le_bytes()]);
    rc4(&key[..5], PADDING).unwrap().iter().map(|octet| format!("{octet:02x}")).collect()
}

#[test]
fn every_flipped_bit_is_read_or_refused() {
    let file = file!("aes-128-metadata-ro");
    let at = file.windows(8).position(|it| it == b"/Encrypt").unwrap();
    let dictionary = file.windows(4).position(|it| it == b"/CF ").unwrap();
    for position in (at..at + 20).chain(dictionary..dictionary + 400) {
        for bit in 0..8 {
            let mut file = file.to_vec();
            file[position] ^= 1 << bit;
            if let Ok(document) = Document::open(&file) {
                let _ = document.signatures();
                let _ = document.object(Reference { number: 1, generation: 0 }, 0);
            }
        }
    }
}
