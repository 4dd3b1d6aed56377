//! The core: addresses, bounds, redirects, retries.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kyso::fetch::{FetchError, FetchProblem, HttpClient, HttpOptions, Origin, Request};

use crate::server::{Server, redirect, reply};

const LIMIT: usize = 1 << 16;

/// As the user: loopback is allowed.
fn get(client: &HttpClient, address: &str) -> Result<Vec<u8>, FetchError> {
    client.send(&Request::get(address, Origin::User, LIMIT))?.into_content()
}

/// As a certificate would have it.
fn get_hostile(address: &str) -> FetchProblem {
    let client = HttpClient::new(HttpOptions::default().retries(0));
    client.send(&Request::get(address, Origin::Certificate, LIMIT)).unwrap_err().problem
}

fn client() -> HttpClient {
    HttpClient::new(HttpOptions::default().retries(0))
}

#[test]
fn nothing_is_sent_but_what_the_protocol_needs() {
    let server = Server::of(200, "text/plain", "found");
    assert_eq!(get(&client(), &server.url("/a?b")).unwrap(), b"found");
    let address = server.url("/c");
    let request = Request {
        body: Some(("application/x", b"body")),
        accept: "application/y",
        ..Request::get(&address, Origin::User, LIMIT)
    };
    let response = client().send(&request).unwrap();
    assert_eq!(response.content_type(), Some("text/plain"));

    let [got, posted] = &server.received()[..] else { panic!() };
    assert_eq!((got.method.as_str(), got.path.as_str()), ("GET", "/a?b"));
    assert_eq!((posted.method.as_str(), posted.body.as_slice()), ("POST", &b"body"[..]));
    assert_eq!(posted.field("content-type"), Some("application/x"));
    assert_eq!(posted.field("accept"), Some("application/y"));
    let agent = concat!("kyso/", env!("CARGO_PKG_VERSION"));
    for request in [got, posted] {
        assert_eq!(request.field("user-agent"), Some(agent));
        let needed =
            ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];
        for (name, _) in &request.fields {
            assert!(needed.contains(&name.as_str()), "{name}");
        }
    }
}

#[test]
fn a_certificate_does_not_lead_into_the_own_network() {
    // A server that must never be asked.
    let server = Server::of(200, "text/plain", "secret");
    let port = server.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0.0.0.0",
        "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
    ] {
        // without a port, so that the port is not what is refused
        let problem = get_hostile(&format!("http://{host}/"));
        assert!(matches!(problem, FetchProblem::NotPublic(_)), "{host}: {problem:?}");
        assert_eq!(get_hostile(&format!("http://{host}:{port}/")), FetchProblem::Port(port));
    }
    for host in ["2130706433", "0x7f.1", "017700000001", "127.1", "127.0.0.1."] {
        let problem = get_hostile(&format!("http://{host}/"));
        assert!(matches!(problem, FetchProblem::Address(_)), "{host}: {problem:?}");
    }
    for (address, problem) in [
        ("http://user@127.0.0.1/", FetchProblem::UserInfo),
        ("file:///etc/passwd", FetchProblem::Scheme("file".to_owned())),
        ("ftp://127.0.0.1/", FetchProblem::Scheme("ftp".to_owned())),
        ("ldap://127.0.0.1/cn=CA", FetchProblem::Scheme("ldap".to_owned())),
    ] {
        assert_eq!(get_hostile(address), problem);
    }
    assert!(server.received().is_empty());

    // unless the user vouches for the host
    let client = HttpClient::new(HttpOptions::default().allow_host("127.0.0.1"));
    let address = server.url("/");
    let found = client.send(&Request::get(&address, Origin::Certificate, LIMIT)).unwrap();
    assert_eq!(found.body(), b"secret");
}

#[test]
fn an_error_tells_no_password_and_steers_no_terminal() {
    let error = get(&client(), "http://user:secret@127.0.0.1/").unwrap_err().to_string();
    assert!(!error.contains("secret") && error.contains("127.0.0.1"), "{error}");
    let error = get(&client(), "http://a.example/\u{1b}[2J").unwrap_err().to_string();
    assert!(!error.contains('\u{1b}'), "{error:?}");
}

#[test]
fn redirects_are_followed_and_checked() {
    let secret = Server::of(200, "text/plain", "secret");
    let target = secret.url("/");
    let server = Server::start(move |request, stream| match request.path.as_str() {
        "/loop" => redirect(stream, 302, "/loop"),
        "/private" => redirect(stream, 302, "http://10.0.0.1/"),
        "/name" => redirect(stream, 301, "http://localhost/"),
        "/file" => redirect(stream, 302, "file:///etc/passwd"),
        "/other" => redirect(stream, 307, &target),
        "/nowhere" => {
            write!(stream, "HTTP/1.1 302 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        "/elsewhere" => redirect(stream, 303, "/end"),
        "/end" => reply(stream, 200, "text/plain", request.method.as_bytes()),
        path => {
            let count: u32 = path[1..].parse().unwrap();
            let next = if count == 0 { "/end".to_owned() } else { format!("/{}", count - 1) };
            redirect(stream, 308, &next)
        }
    });
    let problem = |path: &str| get(&client(), &server.url(path)).unwrap_err();
    assert_eq!(get(&client(), &server.url("/4")).unwrap(), b"GET");
    assert_eq!(problem("/5").problem, FetchProblem::TooManyRedirects);
    assert_eq!(problem("/loop").problem, FetchProblem::TooManyRedirects);
    assert_eq!(problem("/private").problem, FetchProblem::NotPublic([10, 0, 0, 1].into()));
    assert_eq!(problem("/private").address, "http://10.0.0.1/");
    assert!(matches!(problem("/name").problem, FetchProblem::NotPublic(ip) if ip.is_loopback()));
    assert_eq!(problem("/file").problem, FetchProblem::Scheme("file".to_owned()));
    assert_eq!(problem("/nowhere").problem, FetchProblem::Redirect);
    // the same host stays the user's, on another port as well
    assert_eq!(get(&client(), &server.url("/other")).unwrap(), b"secret");

    let post = |path: &str| {
        let address = server.url(path);
        let get = Request::get(&address, Origin::User, LIMIT);
        client().send(&Request { body: Some(("a/b", b"x")), ..get }).unwrap()
    };
    assert_eq!(post("/1").into_content().unwrap(), b"POST");
    assert_eq!(post("/elsewhere").status(), 303);
    assert_eq!(get(&client(), &server.url("/elsewhere")).unwrap(), b"GET");
}

#[test]
fn secrets_go_to_their_host_alone() {
    let other = Server::of(200, "text/plain", "");
    let target = other.url("/");
    let server = Server::start(move |request, stream| match request.path.as_str() {
        "/other" => redirect(stream, 302, &target),
        "/own" => redirect(stream, 302, "/end"),
        _ => reply(stream, 200, "text/plain", b""),
    });
    let send = |path: &str| {
        let address = server.url(path);
        let request = Request::get(&address, Origin::User, LIMIT);
        client().send(&Request { authorization: Some("Basic x"), ..request }).unwrap()
    };
    send("/own");
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|it| it.field("authorization") == Some("Basic x")));
    send("/other");
    assert_eq!(other.received()[0].field("authorization"), None);
}

#[test]
fn answers_are_bounded() {
    let server = Server::start(|request, stream| {
        let head = |rest: &str| format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{rest}\r\n");
        let kilobyte = [b'x'; 1024];
        match request.path.as_str() {
            "/length" => {
                write!(stream, "{}", head("Content-Length: 99999999999999\r\n"))?;
                stream.write_all(b"x")
            }
            "/chunks" => {
                write!(stream, "{}", head("Transfer-Encoding: chunked\r\n"))?;
                loop {
                    stream.write_all(b"400\r\n")?;
                    stream.write_all(&kilobyte)?;
                    stream.write_all(b"\r\n")?;
                }
            }
            "/endless" => {
                write!(stream, "{}", head(""))?;
                loop {
                    stream.write_all(&kilobyte)?;
                }
            }
            "/head" => {
                write!(stream, "HTTP/1.1 200 OK\r\nX: ")?;
                loop {
                    stream.write_all(&kilobyte)?;
                }
            }
            "/heads" => {
                write!(stream, "HTTP/1.1 200 OK\r\n")?;
                loop {
                    stream.write_all(b"X: y\r\n")?;
                }
            }
            "/exact" => reply(stream, 200, "a/b", &[b'x'; LIMIT]),
            "/one-more" => reply(stream, 200, "a/b", &[b'x'; LIMIT + 1]),
            _ => reply(stream, 404, "text/html", &[b'x'; 4 * LIMIT]),
        }
    });
    let problem = |path: &str| get(&client(), &server.url(path)).unwrap_err().problem;
    for path in ["/length", "/chunks", "/endless", "/one-more"] {
        assert_eq!(problem(path), FetchProblem::TooLarge(LIMIT), "{path}");
    }
    assert!(matches!(problem("/head"), FetchProblem::Protocol(_)), "{:?}", problem("/head"));
    assert!(matches!(problem("/heads"), FetchProblem::Protocol(_)), "{:?}", problem("/heads"));
    assert_eq!(get(&client(), &server.url("/exact")).unwrap().len(), LIMIT);
    assert_eq!(problem("/none"), FetchProblem::Status(404));
}

#[test]
fn nothing_is_inflated() {
    // 16 MiB in 16 KiB; it may as well be a terabyte.
    let mut deflated = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(&vec![0; 16 << 20]).unwrap();
    let bomb = deflated.finish().unwrap();
    assert!(bomb.len() < LIMIT);
    let sent = bomb.clone();
    let server = Server::start(move |_, stream| {
        let length = bomb.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        )?;
        stream.write_all(&bomb)
    });
    let address = server.url("/");
    assert_eq!(get(&client(), &address).unwrap_err().problem, FetchProblem::Compressed);
    assert_eq!(server.received()[0].field("accept-encoding"), Some("identity"));
    // without the field it is what it is
    let server = Server::of(200, "application/gzip", sent.clone());
    assert_eq!(get(&client(), &server.url("/")).unwrap(), sent);
}

#[test]
fn nobody_is_waited_for_without_end() {
    let server = Server::start(|request, stream| {
        let trickle = |stream: &mut std::net::TcpStream| loop {
            stream.write_all(b"x")?;
            thread::sleep(Duration::from_millis(50));
        };
        match request.path.as_str() {
            "/head" => {
                write!(stream, "HTTP/1.1 200 OK\r\nX: ")?;
                trickle(stream)
            }
            "/body" => {
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")?;
                trickle(stream)
            }
            "/refusal" => {
                write!(stream, "HTTP/1.1 403 X\r\nContent-Length: 10000\r\n\r\n")?;
                trickle(stream)
            }
            _ => loop {
                thread::sleep(Duration::from_secs(60));
            },
        }
    });
    let time = Duration::from_secs(1);
    let client = HttpClient::new(HttpOptions::default().timeout(time));
    for path in ["/head", "/body", "/silent"] {
        let start = Instant::now();
        let problem = get(&client, &server.url(path)).unwrap_err().problem;
        assert_eq!(problem, FetchProblem::Timeout(time), "{path}");
        assert!(start.elapsed() < Duration::from_secs(20), "{path}");
    }
    assert_eq!(
        get(&client, &server.url("/refusal")).unwrap_err().problem,
        FetchProblem::Status(403)
    );
    // Redirects and retries share the time.
    let slow = Server::start(|_, stream| {
        thread::sleep(Duration::from_millis(600));
        redirect(stream, 302, "/")
    });
    let problem = get(&client, &slow.url("/")).unwrap_err().problem;
    assert_eq!(problem, FetchProblem::Timeout(time));
}

#[test]
fn what_passes_is_asked_again() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request, stream| {
        match (request.path.as_str(), count.fetch_add(1, Ordering::SeqCst)) {
            ("/fails", 0) => reply(stream, 503, "text/html", b"busy"),
            // the connection breaks
            ("/fails", 1) => Ok(()),
            ("/fails", _) => reply(stream, 200, "text/plain", b"found"),
            ("/never", _) => reply(stream, 500, "text/html", b""),
            _ => reply(stream, 404, "text/html", b""),
        }
    });
    let client = |retries| HttpClient::new(HttpOptions::default().retries(retries));
    assert_eq!(get(&client(2), &server.url("/fails")).unwrap(), b"found");
    assert_eq!(server.received().len(), 3);
    let problem =
        |retries, path: &str| get(&client(retries), &server.url(path)).unwrap_err().problem;
    assert_eq!(problem(1, "/never"), FetchProblem::Status(500));
    assert_eq!(server.received().len(), 5);
    // what will not pass is not
    assert_eq!(problem(2, "/none"), FetchProblem::Status(404));
    assert_eq!(server.received().len(), 6);

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = get(&client(1), &format!("http://{closed}/")).unwrap_err();
    assert!(matches!(nobody.problem, FetchProblem::Connection(_)));
}

#[test]
fn what_is_not_http_is_told() {
    for answer in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"\0\0\0\0", b"HTTP/9.9 999 X\r\n\r\n", b""] {
        let server = Server::start(move |_, stream| stream.write_all(answer));
        let problem = get(&client(), &server.url("/")).unwrap_err().problem;
        let is_told = matches!(problem, FetchProblem::Protocol(_) | FetchProblem::Connection(_));
        assert!(is_told, "{problem:?}");
    }
}

#[test]
fn the_environment_names_a_proxy_only_where_the_user_asks() {
    const TARGET: &str = "KYSO_TEST_TARGET";
    if let Ok(target) = std::env::var(TARGET) {
        // the child, whose environment names a proxy
        assert_eq!(get(&client(), &target).unwrap(), b"direct");
        let client = HttpClient::new(HttpOptions::default().retries(0).proxy_from_environment());
        let error = get(&client, &target).unwrap_err();
        assert!(matches!(error.problem, FetchProblem::Connection(_)), "{error}");
        let send = |address| client.send(&Request::get(address, Origin::Certificate, LIMIT));
        assert!(send("http://ca.invalid/x").is_err());
        // what goes past the proxy is checked
        let problem = send("http://localhost/").unwrap_err().problem;
        assert!(matches!(problem, FetchProblem::NotPublic(_)), "{problem:?}");
        return;
    }
    let target = Server::of(200, "text/plain", "direct");
    let proxy = Server::of(403, "text/plain", "");
    let name = "http::the_environment_names_a_proxy_only_where_the_user_asks";
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("HTTP_PROXY", proxy.url(""))
        .env("ALL_PROXY", proxy.url(""))
        .env("NO_PROXY", "localhost")
        .env(TARGET, target.url("/"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&text));
    assert_eq!(target.received().len(), 1);
    let asked: Vec<_> = proxy.received().into_iter().map(|it| (it.method, it.path)).collect();
    let connect = |host: String| ("CONNECT".to_owned(), host);
    assert_eq!(asked, [connect(target.address.to_string()), connect("ca.invalid:80".to_owned())]);
}

#[test]
fn garbage_ends() {
    let whole = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x?y\r\nContent-Length: 5\r\n\
        Transfer-Encoding: chunked\r\nContent-Type: a/b\r\nConnection: keep-alive\r\n\r\n\
        5;x=y\r\nabcde\r\n0\r\nTrailer: z\r\n\r\n";
    let state = AtomicUsize::new(0x2545_f491);
    let server = Server::start(move |_, stream| {
        let next = || {
            let mut x = state.load(Ordering::SeqCst);
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            state.store(x, Ordering::SeqCst);
            x >> 8
        };
        let mut answer = whole.to_vec();
        for _ in 0..1 + next() % 4 {
            let at = next() % answer.len();
            match next() % 4 {
                0 => answer[at] = u8::try_from(next() & 0xff).unwrap(),
                1 => drop(answer.drain(at..(at + next() % 16).min(answer.len()))),
                2 => answer.insert(at, b"\r\n:0 9f"[next() % 8]),
                _ => answer.extend_from_within(at..(at + next() % 64).min(answer.len())),
            }
            if answer.is_empty() {
                answer.push(0);
            }
        }
        stream.write_all(&answer)
    });
    let client = HttpClient::new(HttpOptions::default().retries(0).timeout(Duration::from_secs(5)));
    for _ in 0..1_000 {
        // Whatever it is: without panic, and in time.
        let start = Instant::now();
        let _ = client.send(&Request::get(&server.url("/"), Origin::User, LIMIT));
        assert!(start.elapsed() < Duration::from_secs(60));
    }
}
