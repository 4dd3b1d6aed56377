//! Folders: what is signed where, what is passed over, and how a second run goes on.

use std::fs;
use std::path::Path;

use crate::common::fixtures;
use crate::{INPUT, KEY, folder, kyso, said_of};

/// A document that can be signed, one that cannot, one deeper, and something else.
fn documents(folder: &Path) {
    let documents = fixtures().join("documents");
    fs::create_dir_all(folder.join("phòng/tổ")).unwrap();
    for (from, to) in [
        ("chua-ky.pdf", "a.pdf"),
        ("chung-nhan-docmdp-1.pdf", "b.pdf"),
        ("chua-ky.pdf", "phòng/tổ/c.PDF"),
        ("chua-ky.pdf", "d.pdf"),
    ] {
        fs::copy(documents.join(from), folder.join(to)).unwrap();
    }
    fs::write(folder.join("phòng/bảng.xlsx"), "no PDF").unwrap();
}

fn passed(path: &Path) -> bool {
    let path = path.to_str().unwrap();
    let trust = ["--trust", "fixtures/signers/trust", "--revocation", "ignore"];
    kyso(&[&["verify", path], &trust[..]].concat()).status == 0
}

#[test]
fn a_folder_is_mirrored_and_a_second_run_goes_on() {
    let home = folder("mirrored");
    let (from, to) = (home.join("in"), home.join("out"));
    documents(&from);
    let before = fs::read(from.join("a.pdf")).unwrap();
    let arguments =
        [&["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()], &KEY[..]].concat();
    let first = kyso(&arguments);
    assert_eq!(first.status, 1, "{}", first.stderr);
    let signed = ["a.pdf", "d.pdf", "phòng/tổ/c.PDF"];
    for name in signed {
        assert!(passed(&to.join(name)), "{name}");
    }
    assert!(!to.join("b.pdf").exists() && !to.join("phòng/bảng.xlsx").exists());
    assert!(said_of(&first, "b.pdf").contains("không cho phép ký thêm"));
    assert!(said_of(&first, "bảng.xlsx").contains("không phải tệp .pdf"));
    let sum = "5 tệp: 3 đã ký, 0 đã có từ trước, 1 chưa ký được, 1 không phải PDF, 0 chưa xử lý";
    assert!(first.stderr.contains(sum), "{}", first.stderr);
    assert!(first.stdout.is_empty());

    // whatever is there is not touched, and what is missing is made
    let kept = fs::metadata(to.join("a.pdf")).unwrap().modified().unwrap();
    fs::remove_file(to.join("d.pdf")).unwrap();
    fs::write(to.join(".kyso-00112233445566aa.tmp"), "of a run that was killed").unwrap();
    let second = kyso(&arguments);
    assert_eq!(second.status, 1);
    let sum = "5 tệp: 1 đã ký, 2 đã có từ trước, 1 chưa ký được, 1 không phải PDF, 0 chưa xử lý";
    assert!(second.stderr.contains(sum), "{}", second.stderr);
    assert_eq!(fs::metadata(to.join("a.pdf")).unwrap().modified().unwrap(), kept);
    assert!(passed(&to.join("d.pdf")));
    assert_eq!(fs::read(from.join("a.pdf")).unwrap(), before);
    let mut names = crate::files(&to);
    names.sort();
    assert_eq!(names, ["a.pdf", "d.pdf", "phòng"]);

    // without what cannot be signed, everything is well
    fs::remove_file(from.join("b.pdf")).unwrap();
    assert_eq!(kyso(&arguments).status, 0);
}

/// What is there counts only where this key signed this document.
#[test]
fn what_is_there_and_something_else_is_named() {
    let home = folder("else");
    let (from, to) = (home.join("in"), home.join("out"));
    fs::create_dir_all(&from).unwrap();
    fs::create_dir_all(&to).unwrap();
    let names = ["by-another", "cut", "copy", "other-document", "broken", "signed"];
    for name in names {
        fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join(format!("{name}.pdf")))
            .unwrap();
    }
    let arguments =
        [&["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()], &KEY[..]].concat();
    assert_eq!(kyso(&arguments).status, 0);
    let at = |name: &str| to.join(format!("{name}.pdf"));
    let signed = fs::read(at("signed")).unwrap();
    let by_another = at("by-another").to_str().unwrap().to_owned();
    fs::remove_file(&by_another).unwrap();
    let [key, chain] = ["key", "pem"].map(|end| format!("fixtures/signers/p256.{end}"));
    let other_key = ["sign", INPUT, "-o", &by_another, "--key", &key, "--certificates", &chain];
    assert_eq!(kyso(&other_key).status, 0);
    fs::write(at("cut"), &signed[..signed.len() - 200]).unwrap();
    fs::copy(from.join("copy.pdf"), at("copy")).unwrap();
    fs::copy(fixtures().join("documents/nho-nhat.pdf"), at("other-document")).unwrap();
    // the last digit of the signature value
    let mut broken = signed.clone();
    let place = broken.windows(10).rposition(|it| it == b"/ByteRange").unwrap();
    let contents = broken[..place].windows(9).rposition(|it| it == b"/Contents");
    let contents = contents.unwrap_or_else(|| {
        place + broken[place..].windows(9).position(|it| it == b"/Contents").unwrap()
    });
    let digit = contents + 60;
    broken[digit] = if broken[digit] == b'0' { b'1' } else { b'0' };
    fs::write(at("broken"), &broken).unwrap();
    let there: Vec<_> = names.iter().map(|name| fs::read(at(name)).unwrap()).collect();

    let again = kyso(&arguments);
    assert_eq!(again.status, 1);
    for name in names {
        let said = said_of(&again, &format!("{name}.pdf"));
        let expected = if name == "signed" {
            "Đã có từ lần chạy trước"
        } else {
            "không ghi đè"
        };
        assert!(said.contains(expected), "{name}: {said}");
    }
    let after: Vec<_> = names.iter().map(|name| fs::read(at(name)).unwrap()).collect();
    assert!(there == after);
}

/// With the content of its first page replaced by a further revision.
fn painted_over(signed: &[u8]) -> Vec<u8> {
    let read = lopdf::Document::load_mem(signed).unwrap();
    let page = read.get_dictionary(*read.get_pages().get(&1).unwrap()).unwrap();
    let content = page.get(b"Contents").unwrap().as_reference().unwrap();
    let mut update = lopdf::IncrementalDocument::create_from(signed.to_vec(), read);
    let nothing = lopdf::Stream::new(lopdf::Dictionary::new(), b"q Q".to_vec());
    update.new_document.objects.insert(content, lopdf::Object::Stream(nothing));
    let mut changed = Vec::new();
    update.save_to(&mut changed).unwrap();
    assert!(changed.starts_with(signed));
    changed
}

#[test]
fn what_was_changed_since_or_asked_for_otherwise_is_not_done() {
    let home = folder("otherwise");
    let (from, to) = (home.join("in"), home.join("out"));
    fs::create_dir_all(&from).unwrap();
    fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join("a.pdf")).unwrap();
    let output = to.join("a.pdf");
    let sign = |more: &[&str]| {
        let folders = ["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()];
        kyso(&[&folders[..], &KEY[..], more].concat())
    };
    let asked = ["--reason", "Phê duyệt", "--location", "Huế", "--field", "KyTen"];
    assert_eq!(sign(&asked).status, 0);
    let signed = fs::read(&output).unwrap();
    assert!(said_of(&sign(&asked), "a.pdf").contains("Đã có từ lần chạy trước"));
    assert!(said_of(&sign(&[]), "a.pdf").contains("Đã có từ lần chạy trước"));
    for other in [
        &["--reason", "Khác"][..],
        &["--location", "Hà Nội"],
        &["--field", "KyKhac"],
        &["--tt15"],
        &["--level", "t", "--tsa", "http://127.0.0.1:1/"],
    ] {
        let run = sign(other);
        assert_eq!(run.status, 1, "{other:?}: {}", run.stderr);
        assert!(said_of(&run, "a.pdf").contains("không ghi đè"), "{other:?}: {}", run.stderr);
    }
    // with something else on the page the signature is still intact, and the document is not
    let changed = painted_over(&signed);
    fs::write(&output, &changed).unwrap();
    assert!(!passed(&output));
    let run = sign(&asked);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(said_of(&run, "a.pdf").contains("không ghi đè"), "{}", run.stderr);
    assert!(fs::read(&output).unwrap() == changed);
}

#[test]
fn files_are_signed_as_a_whole_one_by_one_alone() {
    let home = folder("whole-in-folder");
    let input = home.join("số liệu.p7m");
    fs::copy(fixtures().join("documents/chua-ky.pdf"), &input).unwrap();
    let to = home.join("out").to_str().unwrap().to_owned() + "/";
    let input = input.to_str().unwrap();
    // by its name the output would be a CMS, which has no reason: it is not left out in silence
    let run = kyso(&[&["sign", input, "-o", &to, "--reason", "Phê duyệt"], &KEY[..]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let signed = fs::read(Path::new(&to).join("số liệu.p7m")).unwrap();
    let read = kyso::pdf::Document::open(&signed).unwrap().signatures().unwrap().len();
    assert_eq!(read, 1);
}

#[test]
fn no_more_threads_are_started_than_there_are() {
    let home = folder("threads");
    let (from, to) = (home.join("in"), home.join("out"));
    fs::create_dir_all(&from).unwrap();
    fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join("a.pdf")).unwrap();
    let folders = ["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()];
    let run = kyso(&[&folders[..], &KEY[..], &["--jobs", "1000000"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn nothing_goes_where_it_came_from() {
    let home = folder("own");
    let from = home.join("in");
    documents(&from);
    let own = from.to_str().unwrap();
    let sign = |arguments: &[&str]| kyso(&[&["sign"], arguments, &KEY[..]].concat());
    let same = sign(&[own, "-o", own]);
    assert_eq!(same.status, 2);
    assert!(same.stderr.contains("chính là thư mục chứa văn bản gốc"), "{}", same.stderr);
    let onto_file = sign(&[own, "-o", from.join("a.pdf").to_str().unwrap()]);
    assert_eq!(onto_file.status, 2);
    assert!(onto_file.stderr.contains("không phải thư mục"), "{}", onto_file.stderr);

    // a folder inside is an output, and no input of the next run
    let inside = from.join("đã ký");
    for run in 0..2 {
        let run = (run, sign(&[own, "-o", inside.to_str().unwrap()]));
        assert_eq!(run.1.status, 1, "{}", run.1.stderr);
        assert!(run.1.stderr.contains("5 tệp"), "{}", run.1.stderr);
    }
    assert!(!inside.join("đã ký").exists());

    // a file into the folder that it is in
    let before = fs::read(from.join("a.pdf")).unwrap();
    let again = sign(&[from.join("a.pdf").to_str().unwrap(), "-o", own]);
    assert_eq!(again.status, 1, "{}", again.stderr);
    assert_eq!(fs::read(from.join("a.pdf")).unwrap(), before);

    let other = home.join("khác");
    fs::create_dir_all(&other).unwrap();
    fs::copy(from.join("a.pdf"), other.join("A.PDF")).unwrap();
    let out = home.join("out");
    let out = out.to_str().unwrap();
    // the names differ in case alone: on many systems these are one
    let two = sign(&[
        from.join("a.pdf").to_str().unwrap(),
        other.join("A.PDF").to_str().unwrap(),
        "-o",
        out,
    ]);
    assert_eq!(two.status, 1);
    assert!(said_of(&two, "A.PDF").contains("đã có văn bản khác"), "{}", two.stderr);
    let empty = home.join("trống");
    fs::create_dir_all(&empty).unwrap();
    let nothing = sign(&[empty.to_str().unwrap(), "-o", out]);
    assert_eq!(nothing.status, 2);
    assert!(nothing.stderr.contains("Không tìm thấy văn bản nào"), "{}", nothing.stderr);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_kept() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let home = folder("octets");
    let (from, to) = (home.join("in"), home.join("out"));
    fs::create_dir_all(&from).unwrap();
    let name = OsStr::from_bytes(b"v\xe3n b\xb6n.pdf");
    if fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join(name)).is_err() {
        // the file system has names in UTF-8 alone
        return;
    }
    let run =
        kyso(&[&["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()], &KEY[..]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(to.join(name).is_file());
}

/// The certificate has ended: nobody tries a hundred documents with it.
#[test]
fn a_key_that_is_gone_stops_everything() {
    let home = folder("stopped");
    let from = home.join("in");
    fs::create_dir_all(&from).unwrap();
    for at in 0..40 {
        fs::copy(fixtures().join("documents/chua-ky.pdf"), from.join(format!("{at:02}.pdf")))
            .unwrap();
    }
    let Some(openssl) = crate::common::openssl::Openssl::new("ended") else { return };
    openssl.write(
        "ca.cnf",
        "[req]\ndistinguished_name = dn\n[dn]\n[ca]\ndefault_ca = this\n[any]\ncommonName = supplied\n\
         [this]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n\
         policy = any\n",
    );
    openssl.write("index.txt", "");
    openssl.write("serial", "01\n");
    openssl.run(
        "req -new -newkey rsa:2048 -nodes -keyout key.pem -out request.csr -config ca.cnf -subj /CN=Ended",
    );
    openssl.run(
        "ca -batch -selfsign -config ca.cnf -keyfile key.pem -in request.csr -notext -out ended.pem \
         -startdate 20200101000000Z -enddate 20210101000000Z",
    );
    let to = home.join("out");
    let path = |name: &str| openssl.path(name).to_str().unwrap().to_owned();
    let run = kyso(&[
        "sign",
        from.to_str().unwrap(),
        "-o",
        to.to_str().unwrap(),
        "--jobs",
        "2",
        "--key",
        &path("key.pem"),
        "--certificates",
        &path("ended.pem"),
    ]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("Dừng lại: chứng thư chỉ có hiệu lực từ 01/01/2020 07:00:00"));
    let tried = run.stderr.lines().filter(|line| line.starts_with('[')).count();
    assert!((1..=2).contains(&tried), "{}", run.stderr);
    assert!(run.stderr.contains("40 chưa xử lý"), "{}", run.stderr);
    assert!(crate::files(&to).is_empty());
}
