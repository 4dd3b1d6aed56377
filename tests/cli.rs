//! The program `kyso`: what it prints where, and its exit status.
#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::program::{Run, finish, kyso, program};
use common::{FIXTURE_TIME, fixtures, root};

/// `kyso verify` on fixtures, with their trust folder and their time.
fn verify(arguments: &[&str]) -> Run {
    let mut all = vec!["verify", "--trust", "fixtures/trust", "--at", FIXTURE_TIME];
    all.extend(arguments);
    kyso(&all)
}

fn document(name: &str) -> String {
    let path = format!("fixtures/documents/{name}.pdf");
    assert!(root().join(&path).exists(), "{path}");
    path
}

/// The lines of the overview: verdict and path.
fn overview(stdout: &str) -> Vec<&str> {
    stdout.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect()
}

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("kyso-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn copy(&self, name: &str, to: impl AsRef<Path>) -> PathBuf {
        let to = self.0.join(to);
        fs::copy(root().join(document(name)), &to).unwrap();
        to
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_passed_file_shows_the_seven_things() {
    let path = document("quyet-dinh-ca-nhan");
    let run = verify(&["--lang", "vi", &path]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    assert_eq!(overview(&run.stdout), [format!("HỢP LỆ  {path}")]);
    let seven = [
        "    Tổ chức cấp chứng thư:     CA phục vụ các cơ quan thử nghiệm G2",
        "    Người ký:                  Nguyễn Văn An",
        "    Đơn vị quản lý chứng thư:  Văn phòng, ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM",
        "    Thời điểm ký:              16/11/2026 09:15:00 +07:00 (do người ký tự khai",
        "    Tính toàn vẹn:             toàn vẹn",
        "    Hiệu lực của chữ ký:       HỢP LỆ, xét tại 20/11/2026 15:00:00 +07:00",
        "    Thời hạn chứng thư:        từ 01/01/2024 07:00:00 +07:00 đến 01/01/2040",
    ];
    let mut lines = run.stdout.lines();
    for thing in seven {
        assert!(lines.any(|line| line.starts_with(thing)), "{thing}\n{}", run.stdout);
    }
}

#[test]
fn a_broken_file_says_why_and_what_to_do() {
    let run = verify(&["--lang", "vi", &document("gia-mao-sua-byte")]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("KHÔNG HỢP LỆ  "), "{}", run.stdout);
    assert!(run.stdout.contains("[total-failed / hash-failure]"), "{}", run.stdout);
    assert!(run.stdout.contains("[digest-mismatch]"), "{}", run.stdout);
    assert!(run.stdout.contains("Cần làm: Không sử dụng tệp này."), "{}", run.stdout);
    // Nothing in the report may say that it is intact or passed.
    assert!(run.stdout.contains("Tính toàn vẹn:             KHÔNG toàn vẹn"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("HỢP LỆ").count(), run.stdout.matches("KHÔNG HỢP LỆ").count());
}

#[test]
fn the_integrity_line_never_says_more_than_the_verdict() {
    let run = verify(&["--lang", "en", "fixtures/documents"]);
    let mut lines = 0;
    for report in run.stdout.split("\n\n").filter(|report| !report.is_empty()) {
        let mut verdict = "";
        for line in report.lines() {
            if line.starts_with("  Signature ") {
                verdict = line.rsplit(' ').next().unwrap();
            }
            if let Some(integrity) = line.strip_prefix("    Integrity:") {
                let says_intact = integrity.trim_start().starts_with("intact: ");
                assert!(verdict != "FAILED" || !says_intact, "{report}");
                assert!(verdict != "PASSED" || says_intact, "{report}");
                lines += 1;
            }
        }
    }
    assert!(lines > 50, "only {lines} signatures");
}

#[test]
fn claimed_times_are_called_claimed() {
    let run = verify(&["--lang", "en", &document("chung-thu-het-han")]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("INDETERMINATE  "), "{}", run.stdout);
    assert!(run.stdout.contains("(claimed by the signer; no timestamp proves it)"));
    assert!(run.stdout.contains("[time-claimed-only]"), "{}", run.stdout);
    assert!(run.stdout.contains("[indeterminate / out-of-bounds-no-poe]"), "{}", run.stdout);
}

#[test]
fn the_exit_status_is_the_worst_of_all_files() {
    let passed = document("nho-nhat");
    let failed = document("gia-mao-sua-byte");
    let indeterminate = document("chung-thu-la");
    let unsigned = document("chua-ky");
    let error = document("khong-phai-pdf");
    let cases: [(&[&str], i32); 9] = [
        (&[&passed], 0),
        (&[&passed, &passed], 0),
        (&[&failed], 1),
        (&[&indeterminate], 1),
        (&[&unsigned], 1),
        (&[&passed, &failed], 1),
        (&[&error], 2),
        (&[&error, &failed, &passed], 2),
        (&[&failed, "no-such-file.pdf"], 2),
    ];
    for (files, status) in cases {
        let run = verify(files);
        assert_eq!(run.status, status, "{files:?}: {}", run.stdout);
        assert_eq!(overview(&run.stdout).len(), files.len(), "{}", run.stdout);
    }
}

#[test]
fn the_language_comes_from_the_flag_or_the_environment() {
    let path = document("nho-nhat");
    let arguments = ["verify", "--trust", "fixtures/trust", "--at", FIXTURE_TIME, &path];
    let run = |variables: &[(&str, &str)], flags: &[&str]| {
        let mut command = program(&[&arguments[..], flags].concat());
        command.envs(variables.iter().copied());
        finish(command).stdout
    };
    assert!(run(&[], &[]).starts_with("PASSED"));
    assert!(run(&[("LANG", "vi_VN.UTF-8")], &[]).starts_with("HỢP LỆ"));
    assert!(run(&[("LC_ALL", "C"), ("LANG", "vi_VN.UTF-8")], &[]).starts_with("PASSED"));
    assert!(run(&[("LANG", "vi_VN.UTF-8")], &["--lang", "en"]).starts_with("PASSED"));
    assert!(run(&[], &["--lang=vi"]).starts_with("HỢP LỆ"));
}

#[test]
fn json_is_one_line_a_file_in_the_order_of_names() {
    let run = verify(&["--format", "json", "fixtures/documents"]);
    assert_eq!(run.status, 2, "there are files that cannot be read");
    assert_eq!(run.stderr, "");
    let mut names: Vec<_> = fs::read_dir(fixtures().join("documents"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    let paths: Vec<_> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line["path"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<_> = names.iter().map(|name| format!("fixtures/documents/{name}")).collect();
    assert_eq!(paths, expected);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let one = verify(&["--jobs", "1", "fixtures/documents"]);
    let many = verify(&["--jobs", "7", "fixtures/documents"]);
    assert_eq!(one.stdout, many.stdout);
    assert_eq!(one.stderr, many.stderr);
    assert!(one.stderr.starts_with("Files: "), "{}", one.stderr);
}

#[test]
fn no_message_lacks_a_value() {
    for lang in ["vi", "en"] {
        let run = verify(&["--lang", lang, "fixtures/documents"]);
        for output in [run.stdout, run.stderr] {
            // The second is what stands for a value that a finding does not carry.
            for missing in ["{$", ": –", "(–", " – "] {
                let found = output.lines().find(|line| {
                    line.contains(missing)
                        && !line.starts_with("  Signature ")
                        && !line.starts_with("  Document timestamp ")
                        && !line.starts_with("  Chữ ký ")
                        && !line.starts_with("  Dấu thời gian ")
                });
                assert_eq!(found, None);
            }
        }
    }
}

#[test]
fn lists_of_paths_come_from_a_file_or_from_stdin() {
    let folder = Folder::new("lists");
    let list = folder.0.join("danh-sach.txt");
    let (first, second) = (document("nho-nhat"), document("gia-mao-sua-byte"));
    fs::write(&list, format!("{first}\r\n\n{second}")).unwrap();
    let expected = [format!("PASSED  {first}"), format!("FAILED  {second}")];

    let run = verify(&["--files-from", list.to_str().unwrap()]);
    assert_eq!(overview(&run.stdout), expected);
    assert_eq!(run.status, 1);

    let mut command = program(&["verify", "--trust", "fixtures/trust", "--at", FIXTURE_TIME]);
    command.args(["--files-from", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(&list).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(overview(std::str::from_utf8(&output.stdout).unwrap()), expected);

    let run = verify(&[&document("chua-ky"), "--files-from", list.to_str().unwrap()]);
    assert_eq!(overview(&run.stdout).len(), 3, "paths on the command line come first");
    assert!(run.stdout.starts_with("UNSIGNED"));

    let run = verify(&["--files-from", "no-such-list"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("no-such-list"), "{}", run.stderr);
}

#[test]
fn folders_give_pdf_files_and_named_files_are_always_taken() {
    let folder = Folder::new("folders");
    folder.copy("nho-nhat", "b.PDF");
    folder.copy("nho-nhat", "a.txt");
    fs::create_dir(folder.0.join("c")).unwrap();
    folder.copy("chua-ky", "c/d.pdf");
    let run = verify(&[folder.path()]);
    let at = |name: &str| format!("{}/{name}", folder.path());
    assert_eq!(
        overview(&run.stdout),
        [format!("PASSED  {}", at("b.PDF")), format!("UNSIGNED  {}", at("c/d.pdf"))]
    );
    let run = verify(&[&at("a.txt")]);
    assert_eq!((overview(&run.stdout).len(), run.status), (1, 0));
}

#[test]
fn a_folder_without_files_is_an_error() {
    let folder = Folder::new("empty");
    let run = verify(&[folder.path()]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "No file to verify was found.\n");
}

#[test]
fn without_trust_integrity_is_still_checked_and_a_hint_given() {
    let path = document("nho-nhat");
    let run = kyso(&["verify", "--at", FIXTURE_TIME, &path, &path]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("[indeterminate / no-certificate-chain-found]"));
    assert!(run.stdout.contains("Integrity:                 intact:"), "{}", run.stdout);
    assert_eq!(run.stderr.matches("--trust").count(), 1, "{}", run.stderr);

    let run = kyso(&["verify", "--trust", "no-such-folder", &path]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("no-such-folder"), "{}", run.stderr);
}

#[test]
fn the_time_decides_and_may_be_given_in_local_time() {
    let path = document("nho-nhat");
    let status =
        |at: &str| kyso(&["verify", "--trust", "fixtures/trust", "--at", at, &path]).status;
    assert_eq!(status("2026-11-20T08:00:00Z"), 0);
    assert_eq!(status("2026-11-20T15:00:00+07:00"), 0);
    assert_eq!(status("2026-11-20T15:00:00"), 0);
    assert_eq!(status("2026-11-20"), 0);
    // The revocation lists do not reach that far.
    assert_eq!(status("2039-01-01"), 1);
    let run = kyso(&["verify", "--lang", "en", "--at", "20/11/2026", &path]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("20/11/2026") && run.stderr.contains("not a time"));
}

#[test]
fn revocation_is_looked_at_as_asked() {
    let unknown = document("chung-thu-khong-co-crl");
    assert_eq!(verify(&[&unknown]).status, 1);
    assert_eq!(verify(&["--revocation", "require", &unknown]).status, 1);
    let run = verify(&["--revocation", "if-present", &unknown]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("[revocation-not-checked]"), "{}", run.stdout);

    let revoked = document("chung-thu-thu-hoi");
    assert_eq!(verify(&["--revocation", "if-present", &revoked]).status, 1);
    let run = verify(&["--revocation", "ignore", &revoked]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("[revocation-ignored]"), "{}", run.stdout);
    assert!(run.stdout.contains("not looked at (mode ignore"), "{}", run.stdout);
}

#[test]
fn what_decided_is_what_is_explained() {
    let folder = Folder::new("what-decided");
    let policy = format!("{}/policy.toml", folder.path());
    let text = "format = 1\nname = \"x\"\nversion = \"1\"\nextends = \"generic\"\n";
    fs::write(&policy, format!("{text}timestamps.required = true\n")).unwrap();
    let signed = document("quyet-dinh-ca-nhan-co-quan");
    let run = verify(&["--lang", "en", "--policy", &policy, &signed]);
    let asked = "No trusted timestamp proves the time of the signature, and the validation policy asks for one. [indeterminate / sig-constraints-failure]";
    assert!(run.stdout.contains(asked), "{}", run.stdout);
    assert!(!run.stdout.contains("annotations"), "{}", run.stdout);

    let filled = "fixtures/forms/documents/dien-pdfjs-thieu-phong.pdf";
    let trust = ["--trust", "fixtures/forms/trust", "--revocation", "ignore"];
    let run =
        kyso(&[&["verify", "--lang", "en", "--at", FIXTURE_TIME, filled], &trust[..]].concat());
    assert!(run.stdout.contains("neither permits nor forbids"), "{}", run.stdout);
    assert!(run.stdout.contains("[changes-undecided]"), "{}", run.stdout);
    assert!(!run.stdout.contains("does not permit"), "{}", run.stdout);

    // Nothing is trusted: the token has no signer of its own to speak of.
    let stamped = document("bao-cao-dau-thoi-gian");
    let run = kyso(&["verify", "--lang", "en", "--at", FIXTURE_TIME, &stamped]);
    let token = "The certificate of the timestamping authority leads to no root that you trust. [indeterminate / no-certificate-chain-found]";
    assert!(run.stdout.contains(token), "{}", run.stdout);
}

#[test]
fn wrong_usage_is_said_in_the_users_language() {
    let cases: [(&[&str], &str); 9] = [
        (&[], "thiếu lệnh"),
        (&["xoa"], "không có lệnh xoa"),
        (&["verify"], "thiếu PATH"),
        (&["verify", "--nonsense", "x"], "không có tham số --nonsense"),
        (&["verify", "--format", "xml", "x"], "giá trị xml không dùng được cho --format"),
        (&["verify", "--jobs", "0", "x"], "giá trị 0 không dùng được cho --jobs"),
        (&["verify", "x", "--at"], "thiếu giá trị cho --at"),
        (&["verify", "--jobs", "1", "--jobs", "2", "x"], "--jobs"),
        (&["inspect"], "thiếu FILE"),
    ];
    for (arguments, complaint) in cases {
        let mut command = program(arguments);
        command.env("LANG", "vi_VN.UTF-8");
        let run = finish(command);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        let said = run.stderr.replace(['<', '>', '[', ']'], "");
        assert!(said.starts_with("Lỗi: ") && said.contains(complaint), "{arguments:?}: {said}");
    }
    let run = kyso(&["verify", "--lang", "fr", "x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("possible: en, vi"), "{}", run.stderr);
}

#[test]
fn help_and_version_go_to_stdout() {
    for arguments in [&["--help"][..], &["-h"], &["verify", "--help"], &["inspect", "-h"]] {
        for (lang, heading) in [("vi", "Tùy chọn:"), ("en", "Options:")] {
            let run = kyso(&[arguments, &["--lang", lang]].concat());
            assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
            assert!(run.stdout.contains(heading), "{}", run.stdout);
        }
    }
    let help = kyso(&["verify", "--help"]).stdout;
    let flags = ["--trust", "--at", "--revocation", "--format", "--lang", "--jobs", "--files-from"];
    for flag in flags {
        assert!(help.contains(flag), "{flag} is missing:\n{help}");
    }
    assert!(help.contains("Exit status: 0"), "{help}");
    let run = kyso(&["--version"]);
    assert_eq!(run.stdout, format!("kyso {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_pipe_has_no_colours() {
    let run = verify(&["fixtures/documents"]);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn names_chosen_by_others_cannot_forge_lines() {
    let folder = Folder::new("forged");
    let path = folder.copy("gia-mao-sua-byte", "a\nPASSED  b\u{1b}[2K\u{202e}.pdf");
    let run = verify(&[path.to_str().unwrap()]);
    assert_eq!(overview(&run.stdout).len(), 1, "{}", run.stdout);
    assert!(run.stdout.starts_with("FAILED  "));
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']));
    let run = verify(&["--format", "json", path.to_str().unwrap()]);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_shown_as_well_as_possible() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("latin");
    folder.copy("nho-nhat", OsStr::from_bytes(b"quy\xEAt.pdf"));
    let run = verify(&["--format", "json", folder.path()]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("quy\u{fffd}t.pdf"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_not_waited_for() {
    let folder = Folder::new("pipe");
    let pipe = folder.0.join("ong.pdf");
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("SKIPPED: there is no mkfifo here");
        return;
    }
    for command in ["verify", "inspect"] {
        assert_eq!(kyso(&[command, pipe.to_str().unwrap()]).status, 2);
    }
    assert!(verify(&[folder.path()]).stdout.contains("[not-a-file]"));
}

#[test]
fn nobody_reading_on_ends_quietly() {
    let mut command =
        program(&["verify", "--trust", "fixtures/trust", "--at", FIXTURE_TIME, "--jobs", "2"]);
    // Far more than a pipe holds.
    command.args(std::iter::repeat_n(document("nho-nhat"), 2_000));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    assert!(first.starts_with("PASSED"), "{first}");
    drop(stdout);
    let status = child.wait().unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn inspect_shows_what_is_inside() {
    let run = kyso(&["inspect", "--lang", "vi", &document("quyet-dinh-ca-nhan-co-quan")]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    for part in [
        "Phiên bản: ",
        "Chữ ký: 2",
        "1. ",
        "ETSI.CAdES.detached",
        "ByteRange: 0–",
        "Phạm vi: toàn bộ tệp",
        "Chứng thư: ",
        "Tổ chức cấp: ",
        "Thời hạn: 01/01/2024 07:00:00 +07:00",
        "DSS: 0 chứng thư",
    ] {
        assert!(run.stdout.contains(part), "{part} is missing:\n{}", run.stdout);
    }
    let run = kyso(&["inspect", "--lang", "en", &document("bao-cao-dau-thoi-gian")]);
    assert!(run.stdout.contains("(document timestamp)"), "{}", run.stdout);
    assert!(!run.stdout.contains("DSS: 0 certificates"), "{}", run.stdout);
}

#[test]
fn inspect_says_what_it_cannot_read() {
    for path in [document("khong-phai-pdf").as_str(), "no-such-file.pdf", "fixtures"] {
        let run = kyso(&["inspect", path]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{path}");
        assert!(run.stderr.contains(path), "{}", run.stderr);
    }
}

#[test]
fn inspect_survives_every_fixture() {
    for entry in fs::read_dir(fixtures().join("documents")).unwrap() {
        let path = entry.unwrap().path();
        for lang in ["vi", "en"] {
            let run = kyso(&["inspect", "--lang", lang, path.to_str().unwrap()]);
            assert!([0, 2].contains(&run.status), "{}: {}", path.display(), run.stderr);
            assert!(!run.stdout.contains("{$"), "{}", run.stdout);
        }
    }
}

#[test]
fn etsi_is_one_document_a_file() {
    let path = document("nho-nhat");
    let run = verify(&[&path, "--format", "etsi"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ValidationReport ")
    );
    assert!(run.stdout.ends_with("</ValidationReport>\n"));
    assert_eq!(run.stdout.matches("<ValidationReport ").count(), 1);

    let folder = Folder::new("etsi");
    let out = format!("{}/reports", folder.path());
    let run = verify(&["fixtures/documents", "--format", "etsi", "--output-dir", &out]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("No ETSI report for fixtures/documents/chua-ky.pdf"));
    assert!(!Path::new(&format!("{out}/fixtures/documents/chua-ky.pdf.xml")).exists());
    let written = fs::read_to_string(format!("{out}/{path}.xml")).unwrap();
    let alone = verify(&[&path, "--format", "etsi"]).stdout;
    assert_eq!(written, alone);
    assert!(fs::read_dir(format!("{out}/fixtures/documents")).unwrap().count() > 50);

    // What is there already is evidence.
    fs::write(format!("{out}/{path}.xml"), "kept").unwrap();
    let run = verify(&[&path, "--format", "etsi", "--output-dir", &out]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("not overwritten"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(format!("{out}/{path}.xml")).unwrap(), "kept");
}

#[test]
fn etsi_refuses_what_would_be_no_xml() {
    let path = document("nho-nhat");
    for (arguments, expected) in [
        (vec![path.as_str(), &path, "--format", "etsi"], "--output-dir DIR"),
        (vec!["fixtures/documents", "--format", "etsi"], "--output-dir DIR"),
        (vec!["--files-from", "-", "--format", "etsi"], "--output-dir DIR"),
        (vec![&path, "--output-dir", "x"], "--format etsi only"),
        (vec![&path, "--format", "json", "--output-dir", "x"], "--format etsi only"),
        (vec![&path, "--format", "etsi", "--output-dir", "Cargo.toml"], "Cannot write Cargo.toml"),
    ] {
        let run = verify(&arguments);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(expected), "{arguments:?}: {}", run.stderr);
    }
    for (name, status) in [("chua-ky", 1), ("cat-cut", 2)] {
        let run = verify(&[&document(name), "--format", "etsi", "--lang", "vi"]);
        assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{name}");
        assert!(run.stderr.contains("không có chữ ký nào để báo cáo"), "{}", run.stderr);
    }
}

#[test]
fn a_verdict_says_what_it_means_and_what_it_does_not_prove() {
    let path = document("nho-nhat");
    for (language, lines) in [
        ("vi", ["Đã kiểm tra: ", "Không chứng minh: ", "có thể sử dụng văn bản"]),
        ("en", ["Checked: ", "Not proved: ", "the document can be used"]),
    ] {
        let run = verify(&[&path, "--lang", language]);
        for line in lines {
            assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
        }
    }
    // One signature that passed makes no document that can be used.
    let mixed = verify(&[&document("chung-nhan-docmdp-1"), "--lang", "en"]);
    assert!(mixed.stdout.contains("[total-passed]"), "{}", mixed.stdout);
    assert!(!mixed.stdout.contains("the document can be used"), "{}", mixed.stdout);
}

#[test]
fn brief_is_one_line_a_file() {
    let run = verify(&["--brief", "--lang", "vi", "fixtures/documents"]);
    let files = fs::read_dir(fixtures().join("documents")).unwrap().count();
    assert_eq!(run.stdout.lines().count(), files);
    let line = |name: &str| run.stdout.lines().find(|line| line.contains(name)).unwrap();
    let two = line("quyet-dinh-ca-nhan-co-quan.pdf");
    assert!(two.starts_with("HỢP LỆ  ") && two.contains(": Nguyễn Văn An; UBND"), "{two}");
    let replaced = line("gia-mao-thay-trang.pdf");
    assert!(replaced.starts_with("KHÔNG HỢP LỆ  "), "{replaced}");
    assert!(replaced.ends_with("[total-failed / format-failure]"), "{replaced}");
    assert_eq!(run.status, 2);
}

#[test]
fn evidence_says_what_it_tells() {
    for (name, word) in
        [("chung-thu-thu-hoi", "ĐÃ BỊ THU HỒI"), ("quyet-dinh-ca-nhan", "chưa bị thu hồi")]
    {
        let run = verify(&["--lang", "vi", &document(name)]);
        let lines = run.stdout.lines().filter(|line| line.contains("Tình trạng thu hồi"));
        assert!(lines.clone().any(|line| line.contains(word)), "{}", run.stdout);
    }
}

#[test]
fn passwords_come_from_a_file_or_stdin() {
    let file = "tests/data/encrypted/aes-256-r6.pdf";
    let inspect = kyso(&["inspect", "--lang", "en", file]);
    assert_eq!(inspect.status, 2, "{}", inspect.stdout);
    let brief = ["verify", "--brief", "--lang", "en", file];
    let without = kyso(&brief);
    assert!(without.stdout.contains("[password-needed]"), "{}", without.stdout);
    assert!(without.stdout.contains("--password-file"), "{}", without.stdout);
    assert_eq!(without.status, 2);

    let folder = Folder::new("passwords");
    let list = folder.0.join("mat-khau.txt");
    let list = list.to_str().unwrap();
    for (words, status) in [("nhầm\n", 2), ("nhầm\r\nmật khẩu\r\n", 1), ("chủ", 1)] {
        fs::write(list, words).unwrap();
        let run = kyso(&[&brief[..], &["--password-file", list]].concat());
        assert_eq!(run.status, status, "{words}: {}", run.stdout);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("mật khẩu"));
    }
    let run = kyso(&["inspect", "--lang", "en", file, "--password-file", list]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Pages: 1"), "{}", run.stdout);

    let mut command = program(&[&brief[..], &["--password-file", "-"]].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all("chủ\n".as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));

    let none = kyso(&[&brief[..], &["--password-file", "khong-co.txt"]].concat());
    assert_eq!((none.status, none.stdout.as_str()), (2, ""));
    assert!(none.stderr.contains("khong-co.txt"), "{}", none.stderr);
}

#[test]
fn damaged_files_are_never_better_than_indeterminate() {
    let folder = Folder::new("damaged");
    let path = folder.copy("nho-nhat", "hong.pdf");
    let whole = fs::read(&path).unwrap();
    let verify = || verify(&["--format", "json", "--lang", "en", path.to_str().unwrap()]).stdout;
    assert!(verify().contains("\"verdict\":\"passed\""));
    // what was signed is damaged too, so it cannot pass; but it is read, and named
    let at = whole.windows(9).rposition(|it| it == b"startxref").unwrap();
    let mut damaged = whole.clone();
    damaged[at..at + 9].copy_from_slice(b"startxxxx");
    fs::write(&path, &damaged).unwrap();
    let report = verify();
    assert!(
        report.contains("\"verdict\":\"failed\"") && report.contains("\"repaired\""),
        "{report}"
    );
    assert!(report.contains("\"intact\":false"), "{report}");
    // without the signature nothing is left to say, and nobody may call it unsigned
    let contents = whole.windows(9).position(|it| it == b"/Contents").unwrap();
    fs::write(&path, &whole[..contents]).unwrap();
    let report = verify();
    assert!(report.contains("\"broken-pdf\""), "{report}");
    // and why is said in the language of the reader
    for (lang, reason) in [
        ("en", "cannot be read (there is no startxref near the end of the file)"),
        ("vi", "không đọc được (không có startxref ở gần cuối tệp)"),
    ] {
        let said = ["text", "json"].map(|format| {
            let run = self::verify(&["--format", format, "--lang", lang, path.to_str().unwrap()]);
            run.stdout
        });
        assert!(said.iter().all(|said| said.contains(reason)), "{said:?}");
    }
}

#[test]
fn the_policy_is_named_or_in_a_file() {
    let (person, both) = (document("quyet-dinh-ca-nhan"), document("quyet-dinh-ca-nhan-co-quan"));
    assert_eq!(verify(&[&person]).status, 0);
    assert_eq!(verify(&["--policy", "generic", &person]).status, 0);
    let run = verify(&["--policy", "vn-admin", "--lang", "vi", &person, &both]);
    assert_eq!(run.status, 1);
    let lines = [format!("CHƯA XÁC ĐỊNH  {person}"), format!("HỢP LỆ  {both}")];
    assert_eq!(overview(&run.stdout), lines);

    let folder = Folder::new("policy");
    let path = format!("{}/so-noi-vu.toml", folder.path());
    let write = |text: &str| fs::write(&path, text).unwrap();
    let head = "format = 1\nname = \"so-noi-vu\"\nversion = \"7\"\nextends = \"vn-admin\"\n";
    write(&format!("\u{feff}{head}roles.accepted = [[\"person\"]]\n"));
    let run = verify(&["--policy", &path, "--lang", "en", &person]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("so-noi-vu, version 7, SHA-256 "), "{}", run.stdout);
    // What the command line says of revocation stands above the policy.
    write(&format!("{head}roles.accepted = []\nrevocation.requirement = \"ignore\"\n"));
    let mode = |arguments: &[&str]| {
        let line = verify(&[&["--policy", &path, "--format", "json", &person], arguments].concat());
        let line: serde_json::Value = serde_json::from_str(&line.stdout).unwrap();
        line["revocation_mode"].as_str().unwrap().to_owned()
    };
    assert_eq!(mode(&[]), "ignore");
    assert_eq!(mode(&["--revocation", "require"]), "require");
}

#[test]
fn a_policy_that_cannot_be_used_says_where_and_why() {
    let person = document("quyet-dinh-ca-nhan");
    let folder = Folder::new("policy-wrong");
    let path = format!("{}/chinh-sach.toml", folder.path());
    let head = "format = 1\nname = \"x\"\nversion = \"1\"\nextends = \"vn-admin\"\n";
    for (text, lang, expected) in [
        (
            "revocation.requirement = \"never\"",
            "en",
            "line 5: revocation.requirement = \"never\" is no value that may stand here. What may: ignore, if-present, require.",
        ),
        (
            "[roles]\nwanted = []",
            "en",
            "line 6: There is no key roles.wanted. Check how it is written; here may stand: accepted, unmet, otherwise, rules.",
        ),
        (
            "[roles]\nwanted = []",
            "vi",
            "dòng 6: Không có mục roles.wanted. Kiểm tra lại cách viết; ở đây có thể dùng: accepted, unmet, otherwise, rules.",
        ),
        ("x", "vi", "dòng 5: Không phải tệp TOML đúng: "),
    ] {
        fs::write(&path, format!("{head}{text}\n")).unwrap();
        let run = verify(&["--policy", &path, "--lang", lang, &person]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(&path) && run.stderr.contains(expected), "{}", run.stderr);
    }
    fs::write(&path, " ".repeat(300_000)).unwrap();
    let run = verify(&["--policy", &path, "--lang", "en", &person]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("The file is longer than 262144 bytes."), "{}", run.stderr);
    fs::write(&path, b"name = '\xff'").unwrap();
    assert_eq!(verify(&["--policy", &path, &person]).status, 2);
    let run = verify(&["--policy", "vn_admin", "--lang", "en", &person]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("vn_admin") && run.stderr.contains("generic, vn-admin"),
        "{}",
        run.stderr
    );
}

/// Circular 15/2025/TT-BKHCN, Article 6: at least these are shown of every signature.
#[test]
fn the_seven_things_are_shown() {
    let path = document("quyet-dinh-ca-nhan-co-quan");
    let run = verify(&["--policy", "vn-admin", "--lang", "vi", &path]);
    for (label, values) in [
        ("Tổ chức cấp chứng thư", ["CA phục vụ các cơ quan thử nghiệm G2"; 2]),
        ("Người ký", ["Nguyễn Văn An", "UBND TỈNH THỬ NGHIỆM"]),
        ("Đơn vị quản lý chứng thư", ["Văn phòng, ỦY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN"]),
        ("Thời điểm ký", ["16/11/2026 09:15:00", "17/11/2026 08:05:00"]),
        ("Tính toàn vẹn", ["toàn vẹn: "; 2]),
        ("Hiệu lực của chữ ký", ["HỢP LỆ, xét tại "; 2]),
        ("Thời hạn chứng thư", ["từ 01/01/2024"; 2]),
    ] {
        let start = format!("    {label}:");
        let shown: Vec<_> =
            run.stdout.lines().filter_map(|line| line.strip_prefix(&start)).collect();
        assert_eq!(shown.len(), 2, "{label}: {}", run.stdout);
        for (shown, value) in shown.iter().zip(values) {
            assert!(shown.trim_start().starts_with(value), "{label}: {shown}");
        }
    }
    let run = verify(&["--policy", "vn-admin", "--format", "json", &path]);
    let line: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for signature in line["signatures"].as_array().unwrap() {
        for place in [
            "/signer/issuer",
            "/signer/name",
            "/signer/organization",
            "/claimed_time",
            "/best_time",
            "/time_source",
            "/intact",
            "/changes_permitted",
            "/indication",
            "/signer/not_before",
            "/signer/not_after",
        ] {
            let value = signature.pointer(place).unwrap_or_else(|| panic!("no {place}"));
            assert!(!value.is_null(), "{place}");
        }
    }
}
