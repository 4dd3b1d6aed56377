//! Signs a document in five lines: `cargo run --example sign IN OUT KEY.pem CHAIN.pem`.

use kyso::sign::{PrivateKeySigner, SignOptions, sign};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, key, chain] = paths.as_slice() else {
        return Err("usage: sign IN OUT KEY.pem CHAIN.pem".into());
    };
    let signer = PrivateKeySigner::from_pem(&std::fs::read(key)?, &std::fs::read(chain)?)?;
    let signed = sign(&std::fs::read(input)?, &signer, &SignOptions::default())?;
    std::fs::write(output, signed)?;
    Ok(())
}
