//! PEM (RFC 7468), or DER as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The labels and contents of the blocks that have one of these labels; of input without any PEM, the
/// input itself under the first label.
pub(super) fn blocks<'l>(input: &[u8], labels: &[&'l str]) -> Vec<(&'l str, Vec<u8>)> {
    let text = String::from_utf8_lossy(input);
    if !text.contains("-----BEGIN ") {
        let first = labels.first().filter(|_| !input.is_empty());
        return first.map(|label| (*label, input.to_vec())).into_iter().collect();
    }
    let mut blocks = Vec::new();
    for block in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        let Some(label) = labels.iter().find(|known| **known == label) else { continue };
        let Some((body, _)) = rest.split_once("-----END ") else { continue };
        let body: String = body.chars().filter(|it| !it.is_whitespace()).collect();
        blocks.extend(STANDARD.decode(body).ok().map(|der| (*label, der)));
    }
    blocks
}
