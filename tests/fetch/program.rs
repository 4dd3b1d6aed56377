//! The program with servers that answer, fail, dawdle and lie.
#![cfg(feature = "cli")]

use std::fs;
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use kyso::cms::TimestampRequest;
use kyso::crypto::DigestAlgorithm;
use kyso::validation::Level;

use crate::common::openssl::Pki;
use crate::levels::{Office, document};
use crate::material::honest;
use crate::server::{Received, Server, reply};

const REPLY: &str = "application/timestamp-reply";

/// Files as somebody has them: a document, a key with its certificate, and a trust folder.
fn lay_out(office: &Office) {
    let openssl = &office.online.pki.0;
    for folder in ["trust/anchors", "trust/intermediates", "trust/revocation", "bare/anchors"] {
        fs::create_dir_all(openssl.path(folder)).unwrap();
    }
    for (from, to) in [
        ("root.pem", "trust/anchors/root.pem"),
        ("root.pem", "bare/anchors/root.pem"),
        ("sub.pem", "trust/intermediates/sub.pem"),
        ("root.crl", "trust/revocation/root.crl"),
        ("sub.crl", "trust/revocation/sub.crl"),
    ] {
        fs::copy(openssl.path(from), openssl.path(to)).unwrap();
    }
    openssl
        .write("leaf-and-key.pem", [openssl.read("leaf.pem"), openssl.read("leaf.key")].concat());
    openssl.write("in.pdf", document());
}

/// Runs the program there, and returns what it says.
fn kyso(office: &Office, arguments: &str, status: i32) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_kyso"))
        .args(arguments.split(' '))
        .args(["--lang", "vi"])
        .current_dir(office.online.pki.0.path("."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(status), "{arguments}: {said}");
    said
}

#[test]
fn the_program_signs_and_upgrades() {
    let Some(office) = Office::open("levels-program") else { return };
    let openssl = &office.online.pki.0;
    lay_out(&office);
    let tsa = format!("{}/tsr", office.online.server.url(""));
    let kyso =
        |arguments: &str, status: i32| kyso(&office, &arguments.replace("TSA", &tsa), status);
    kyso("sign in.pdf -o b.pdf --key leaf-and-key.pem", 0);
    kyso("upgrade b.pdf -o lta.pdf --level lta --tsa TSA --trust trust", 0);
    assert_eq!(office.levels(&openssl.read("lta.pdf"))[0], Some(Level::BLTA));
    kyso("sign in.pdf -o once.pdf --key leaf-and-key.pem --level lta --tsa TSA --trust trust", 0);
    assert_eq!(office.levels(&openssl.read("once.pdf"))[0], Some(Level::BLTA));
    kyso("timestamp in.pdf -o stamped.pdf --tsa TSA", 0);
    assert_eq!(office.verify(&openssl.read("stamped.pdf")).signatures.len(), 1);
    // each timestamp is one request, and nothing else was asked for
    let asked = office.online.asked();
    assert_eq!(asked, ["/tsr"; 5], "{asked:?}");

    let said = kyso("upgrade b.pdf -o lt.pdf --level lt --tsa TSA", 2);
    assert!(said.contains("không chứng minh được chứng thư"), "{said}");
    let said = kyso("upgrade in.pdf -o lt.pdf --level lt --tsa TSA --trust trust", 2);
    assert!(said.contains("không có chữ ký nào"), "{said}");
    let said = kyso("upgrade b.pdf -o lt.pdf --level lta --trust trust", 2);
    assert!(said.contains("--tsa"), "{said}");
    assert!(!openssl.path("lt.pdf").exists());
}

/// Each command goes on where it stopped, at every level, and asks for nothing that is there.
#[test]
fn folders_go_on_at_every_level() {
    let Some(office) = Office::open("levels-folders") else { return };
    let openssl = &office.online.pki.0;
    lay_out(&office);
    fs::create_dir_all(openssl.path("in")).unwrap();
    for name in ["in/a.pdf", "in/b.pdf"] {
        openssl.write(name, document());
    }
    let tsa = format!("{}/tsr", office.online.server.url(""));
    let key = "--key leaf-and-key.pem";
    for command in [
        format!("sign in -o b {key}"),
        format!("sign in -o t {key} --level t --tsa {tsa}"),
        format!("sign in -o lt {key} --level lt --tsa {tsa} --trust trust"),
        format!("sign in -o lta {key} --level lta --tsa {tsa} --trust trust"),
        format!("timestamp in -o stamped --tsa {tsa}"),
        format!("upgrade b -o b-t --level t --tsa {tsa}"),
        format!("upgrade t -o t-lt --level lt --tsa {tsa} --trust trust"),
        format!("upgrade t-lt -o t-lt-lt --level lt --tsa {tsa} --trust trust"),
        format!("upgrade lta -o lta-lta --level lta --tsa {tsa} --trust trust"),
    ] {
        let first = kyso(&office, &command, 0);
        assert!(first.contains("2 tệp: 2 đã "), "{command}: {first}");
        office.online.asked();
        let second = kyso(&office, &command, 0);
        assert!(second.contains(" 2 đã có từ trước"), "{command}: {second}");
        assert_eq!(office.online.asked(), [""; 0], "{command}");
    }
    // what is there is not of the level that is wanted now
    let said = kyso(&office, &format!("sign in -o b {key} --level t --tsa {tsa}"), 1);
    assert!(said.contains("không ghi đè"), "{said}");
    fs::copy(openssl.path("lta/a.pdf"), openssl.path("lta-lta/b.pdf")).unwrap();
    let renew = format!("upgrade lta -o lta-lta --level lta --tsa {tsa} --trust trust");
    let said = kyso(&office, &renew, 1);
    assert!(said.contains("b.pdf") && said.contains("không ghi đè"), "{said}");
}

/// No server that fails, dawdles or lies leaves a document behind, and each is told apart.
#[test]
fn authorities_that_fail_leave_nothing_behind() {
    let Some(office) = Office::open("levels-authorities") else { return };
    let openssl = &office.online.pki.0;
    lay_out(&office);
    let pki = Arc::clone(&office.online.pki);
    let token = move |request: &[u8]| {
        pki.0.answer(
            request,
            "ts -reply -config tsa.cnf -section tsa -queryfile request -out answer",
        )
    };
    let other = |nonce: u8, over: &[u8]| {
        let digest = DigestAlgorithm::Sha256.hash(over);
        TimestampRequest::new(DigestAlgorithm::Sha256, digest, [nonce; 8]).to_der()
    };
    let stale = token(&other(7, b"value"));
    let forger = token.clone();
    let (liar, replayer) = (token.clone(), token.clone());
    let servers = [
        (Server::of(503, "text/html", "busy"), "mã HTTP 503; hãy thử lại sau"),
        (Server::of(404, "text/html", "no such page"), "mã HTTP 404; hãy kiểm tra địa chỉ"),
        (Server::of(200, "text/html", "<html>Please log in</html>"), "không phải thứ đã hỏi"),
        (Server::of(200, REPLY, ""), "không phải thứ đã hỏi"),
        (Server::of(200, REPLY, stale), "cho nội dung khác"),
        (
            Server::start(move |received, stream| {
                let mut request = received.body.clone();
                // the nonce follows the digest, in an INTEGER
                let digest = request.windows(2).position(|it| it == [0x04, 0x20]).unwrap() + 2;
                request[digest + 32 + 4] ^= 1;
                reply(stream, 200, REPLY, &replayer(&request))
            }),
            "khác nonce",
        ),
        (
            Server::start(move |received, stream| {
                let mut request = received.body.clone();
                let digest = request.windows(2).position(|it| it == [0x04, 0x20]).unwrap() + 2;
                request[digest] ^= 1;
                reply(stream, 200, REPLY, &liar(&request))
            }),
            "cho nội dung khác",
        ),
        (
            Server::start(move |received, stream| {
                let mut response = forger(&received.body);
                *response.last_mut().unwrap() ^= 1;
                reply(stream, 200, REPLY, &response)
            }),
            "không khớp chứng thư nào",
        ),
        (
            Server::start(|_, stream| {
                sleep(Duration::from_secs(20));
                reply(stream, 200, REPLY, b"")
            }),
            "trong 1 giây",
        ),
    ];
    let begun = Instant::now();
    for (server, expected) in &servers {
        for command in ["sign in.pdf --key leaf-and-key.pem --level t", "timestamp in.pdf"] {
            let tsa = server.url("/tsr");
            let said = kyso(&office, &format!("{command} -o out.pdf --timeout 1 --tsa {tsa}"), 2);
            assert!(said.contains("không có dấu thời gian"), "{said}");
            assert!(said.contains(&tsa) && said.contains(expected), "{expected}: {said}");
            assert!(!openssl.path("out.pdf").exists(), "{said}");
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "the time that is given is kept");
    // in a folder the others go on, and where several are named the next is asked
    fs::create_dir_all(openssl.path("in")).unwrap();
    openssl.write("in/a.pdf", document());
    openssl.write("in/b.pdf", b"%PDF-1.7\nbroken");
    let good = format!("{}/tsr", office.online.server.url(""));
    let bad = servers[0].0.url("/");
    let tsa = format!("--timeout 5 --tsa {bad} --tsa {good}");
    let said = kyso(&office, &format!("timestamp in -o out {tsa}"), 1);
    assert!(said.contains("1 đã ghi thêm") && said.contains("1 không thành công"), "{said}");
    assert!(openssl.path("out/a.pdf").exists() && !openssl.path("out/b.pdf").exists());
}

type Answer = fn(&Pki, &Received, &mut TcpStream) -> std::io::Result<()>;

/// The same of OCSP responders and of whoever serves CRLs.
#[test]
fn responders_that_fail_leave_nothing_behind() {
    let Some(office) = Office::open("levels-responders") else { return };
    let openssl = &office.online.pki.0;
    lay_out(&office);
    let tsa = Server::start({
        let pki = Arc::clone(&office.online.pki);
        move |request, stream| {
            let command = "ts -reply -config tsa.cnf -section tsa -queryfile request -out answer";
            reply(stream, 200, REPLY, &pki.0.answer(&request.body, command))
        }
    });
    let sign = format!(
        "sign in.pdf -o out.pdf --key leaf-and-key.pem --level lta --tsa {} --trust bare --online \
         --timeout 1",
        tsa.url("/")
    );
    // certificates lead to the own network, and nobody vouches for that
    let said = kyso(&office, &sign, 2);
    assert!(said.contains("127.0.0.1") && !openssl.path("out.pdf").exists(), "{said}");
    let sign = format!("{sign} --allow-host 127.0.0.1");
    let fails: [Answer; 5] = [
        |_, _, stream| reply(stream, 503, "text/html", b"busy"),
        |_, _, stream| reply(stream, 200, "text/html", b"<html>Please log in</html>"),
        |_, _, stream| reply(stream, 200, "application/ocsp-response", b""),
        |_, _, stream| {
            sleep(Duration::from_secs(3));
            reply(stream, 200, "application/ocsp-response", b"")
        },
        // issuers are there; what speaks of them is about another, or forged in its last bit
        |pki, request, stream| match request.path.as_str() {
            "/ocsp" => {
                let mut answer = pki.ocsp(&request.body, "-ndays 1");
                *answer.last_mut().unwrap() ^= 1;
                reply(stream, 200, "application/ocsp-response", &answer)
            }
            path if path.ends_with(".crl") => {
                let mut list = pki.0.read(&path[1..]);
                *list.last_mut().unwrap() ^= 1;
                reply(stream, 200, "application/pkix-crl", &list)
            }
            _ => honest(pki, request, stream),
        },
    ];
    for (at, answer) in fails.into_iter().enumerate() {
        office.online.answer(answer);
        let said = kyso(&office, &sign, 2);
        assert!(said.contains("không chứng minh được chứng thư"), "{at}: {said}");
        // what can be read was fetched, and is not believed
        assert!(at == 4 || said.contains("http://127.0.0.1"), "{at}: {said}");
        assert!(!openssl.path("out.pdf").exists(), "{at}: {said}");
    }
    office.online.answer(honest);
    kyso(&office, &sign, 0);
    assert_eq!(office.levels(&openssl.read("out.pdf"))[0], Some(Level::BLTA));
}
