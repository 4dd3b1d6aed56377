//! Ten times the objects, and ten times the changes after signing, ought to cost ten times as much.

use std::hint::black_box;

use kyso::trust::TrustStore;
use kyso::validation::ChangeLevel;
use kyso::verify::Verifier;

use crate::many_objects::document;
use crate::pairs::compare;

/// So many times the time for ten times the objects: a sort has its logarithm, and what fits into the
/// cache of the processor no more has its price. `.ci/instructions` counts without the latter.
const AIM: f64 = 12.0;

pub fn print(is_wanted: &dyn Fn(&str) -> bool) {
    if !is_wanted("objects") {
        return;
    }
    let [small, large] = [10_000, 100_000].map(document);
    let verifier = Verifier::new(TrustStore::none());
    let verify = |file: &[u8]| {
        let report = black_box(verifier.verify_bytes(file));
        // whoever signed it: what came after was compared to the end
        assert_eq!(report.signatures[0].facts.changes, ChangeLevel::Annotations);
    };
    let [many, few, [low, median, high]] = compare(&|| verify(&large), &|| verify(&small));
    println!(
        "\n100,000 objects with changes to each page ÷ 10,000: {:.0} ms ÷ {:.1} ms = {median:.1} \
         ({low:.1} to {high:.1}); aim {AIM}",
        many[1] * 1e3,
        few[1] * 1e3,
    );
}
