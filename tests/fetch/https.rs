//! https: who may be spoken to, and who not.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use kyso::fetch::{FetchProblem, HttpClient, HttpOptions, Origin, Request};
use kyso::x509::{Certificate, pem_block};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::common::openssl::Openssl;

/// A server of https on loopback, certified by `ca.pem`; its port.
fn serve(openssl: &Openssl) -> u16 {
    openssl.write("cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -config cnf";
    openssl.run(&format!(
        "req -x509 {key} -keyout ca.key -out ca.pem -days 3650 -subj /CN=CA \
         -addext basicConstraints=critical,CA:true"
    ));
    openssl.run(&format!("req -new {key} -keyout tls.key -out tls.csr -subj /CN=TLS"));
    openssl.write("extensions", "subjectAltName = IP:127.0.0.1\n");
    openssl.run(
        "x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 300 \
         -extfile extensions -out tls.pem",
    );
    let certificate = pem_block(&openssl.read("tls.pem"), "CERTIFICATE").unwrap();
    let key = pem_block(&openssl.read("tls.key"), "PRIVATE KEY").unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate.to_vec())],
            PrivateKeyDer::try_from(key.to_vec()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            // Who does not trust this server goes away.
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecure",
                );
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    port
}

#[test]
fn https_is_spoken_with_those_who_are_certified() {
    let Some(openssl) = Openssl::new("https") else { return };
    let port = serve(&openssl);
    let anchor = pem_block(&openssl.read("ca.pem"), "CERTIFICATE").unwrap();
    let anchor = Arc::new(Certificate::parse(&anchor).unwrap());
    let get = |options: HttpOptions, host: &str| {
        let client = HttpClient::new(options.retries(0));
        let address = format!("https://{host}:{port}/");
        client.send(&Request::get(&address, Origin::User, 100))
    };
    let trusting = HttpOptions::default().tls_anchors([anchor]);
    assert_eq!(get(trusting.clone(), "127.0.0.1").unwrap().body(), b"secure");
    for (options, host) in [
        // the certificate is for another name
        (trusting, "localhost"),
        // the system does not trust it
        (HttpOptions::default(), "127.0.0.1"),
    ] {
        let problem = get(options, host).unwrap_err().problem;
        assert!(matches!(problem, FetchProblem::Tls(_)), "{host}: {problem:?}");
    }
}
