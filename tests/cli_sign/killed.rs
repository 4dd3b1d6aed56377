//! A run that is killed leaves whole documents, and the next one makes the rest.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::{fixtures, program};
use crate::{KEY, folder};

/// Documents in the folder.
const COUNT: usize = 24;

/// Runs that are killed; more of them where `KYSO_KILLS` says so.
fn kills() -> u64 {
    std::env::var("KYSO_KILLS").map_or(30, |it| it.parse().unwrap())
}

/// The names in a folder that a person sees; that each of them is whole.
#[track_caller]
fn whole(to: &Path, expected: &[u8]) -> usize {
    let Ok(entries) = fs::read_dir(to) else { return 0 };
    let mut seen = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with(".kyso-") {
            continue;
        }
        let file = fs::read(&path).unwrap();
        assert!(file.starts_with(expected), "{}", path.display());
        assert!(file.len() > expected.len() && file.ends_with(b"%%EOF\n"), "{}", path.display());
        seen += 1;
    }
    seen
}

#[test]
fn a_killed_run_leaves_whole_documents() {
    let home = folder("killed");
    let (from, to) = (home.join("in"), home.join("out"));
    fs::create_dir_all(&from).unwrap();
    let document = fs::read(fixtures().join("documents/chua-ky.pdf")).unwrap();
    for at in 0..COUNT {
        fs::write(from.join(format!("{at:03}.pdf")), &document).unwrap();
    }
    let arguments =
        [&["sign", from.to_str().unwrap(), "-o", to.to_str().unwrap()], &KEY[..]].concat();
    let start = || {
        let mut command = program::program(&arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    // how long a whole run takes here and now
    let begun = Instant::now();
    assert!(start().wait().unwrap().success());
    let whole_run = begun.elapsed();
    fs::remove_dir_all(&to).unwrap();

    let (mut interrupted, mut lcg) = (0, 20_261_128_u64);
    for round in 0..kills() {
        // some time within a run; what is made stays for the next one until all is there
        lcg = lcg.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = Duration::from_nanos((lcg >> 33) % 1_000)
            * u32::try_from(whole_run.as_micros()).unwrap();
        let mut child = start();
        sleep(part);
        child.kill().unwrap();
        if !child.wait().unwrap().success() {
            interrupted += 1;
        }
        let there = whole(&to, &document);
        assert!(there <= COUNT);
        if round % 5 == 4 || there == COUNT {
            // the next run makes the rest, and clears away what was left
            assert!(start().wait().unwrap().success());
            assert_eq!(whole(&to, &document), COUNT);
            assert_eq!(fs::read_dir(&to).unwrap().count(), COUNT);
            let verify = ["verify", to.to_str().unwrap(), "--trust", "fixtures/signers/trust"];
            let verify = [&verify[..], &["--revocation", "ignore", "--brief"]].concat();
            let run = program::kyso(&verify);
            assert_eq!(run.status, 0, "{}", run.stdout);
            fs::remove_dir_all(&to).unwrap();
        }
    }
    // else nothing was tested
    assert!(interrupted * 2 > kills(), "{interrupted} of {} runs were killed", kills());
}
