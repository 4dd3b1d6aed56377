//! What is kept on disk, and when it is not relied on.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use kyso::fetch::{Cache, Collected, FetchProblem, MaterialFetcher};

use crate::material::{Online, fetcher, honest};
use crate::server::reply;

fn folder(online: &Online) -> PathBuf {
    online.pki.0.path("cache")
}

fn cached(online: &Online) -> MaterialFetcher {
    fetcher().cache(Cache::open(folder(online)).unwrap())
}

fn files(online: &Online) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder(online)).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

fn one(online: &Online, extension: &str) -> PathBuf {
    let mut found = files(online).into_iter().filter(|it| it.extension().unwrap() == extension);
    let file = found.next().unwrap();
    assert!(found.next().is_none());
    file
}

fn is_complete(collected: &Collected) -> bool {
    collected.outcomes.iter().all(|it| it.source.is_some())
}

#[test]
fn what_is_at_hand_is_not_fetched() {
    let Some(online) = Online::start("cache-hand") else { return };
    let all = |fetcher: &MaterialFetcher| {
        let (chain, errors) = fetcher.complete(&online.chain()[..1]);
        assert!(errors.is_empty());
        let collected = fetcher.collect(&chain);
        assert!(is_complete(&collected));
        let crls: Vec<_> = collected.crls.iter().map(|it| it.der().to_vec()).collect();
        let ocsp: Vec<_> = collected.ocsp_responses.into_iter().map(|it| it.der).collect();
        (chain, ocsp, crls)
    };
    // nothing is kept unless asked
    all(&fetcher());
    assert!(!folder(&online).exists());
    online.asked();
    let first = all(&cached(&online));
    assert_eq!(online.asked().len(), 4);
    let kinds = ["issuers", "issuers", "ocsp", "crl"];
    assert_eq!(files(&online).len(), kinds.len());
    assert_eq!(all(&cached(&online)), first);
    assert!(online.asked().is_empty());
    // nothing but what servers answered
    assert_eq!(fs::read(one(&online, "crl")).unwrap(), online.pki.0.read("root.crl"));
}

#[test]
fn what_is_damaged_is_fetched_again() {
    let Some(online) = Online::start("cache-damaged") else { return };
    let fetcher = cached(&online);
    assert!(is_complete(&fetcher.collect(&online.chain())));
    online.asked();
    let path = one(&online, "crl");
    let whole = fs::read(&path).unwrap();
    let mut forged = whole.clone();
    *forged.last_mut().unwrap() ^= 1;
    let large = [whole.clone(), vec![0; kyso::limits::FETCHED_CRL_BYTES]].concat();
    for content in [&whole[..whole.len() / 2], b"", b"<html>", &forged, &large] {
        fs::write(&path, content).unwrap();
        let collected = fetcher.collect(&online.chain());
        assert!(is_complete(&collected));
        assert_eq!(collected.crls[0].der(), whole);
        assert_eq!(online.asked(), ["/root.crl"]);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    // something that is no file at all
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(is_complete(&fetcher.collect(&online.chain())));
    assert_eq!(online.asked(), ["/root.crl"]);
}

#[test]
fn what_is_over_is_fetched_again() {
    let Some(online) = Online::start("cache-over") else { return };
    let fetcher = cached(&online);
    online.pki.list("root", "-crlsec 3");
    let made = std::time::Instant::now();
    assert!(is_complete(&fetcher.collect(&online.chain())));
    // its time has come, and the server has no newer one
    std::thread::sleep(Duration::from_secs(4).saturating_sub(made.elapsed()));
    let outcomes = fetcher.collect(&online.chain()).outcomes;
    assert!(
        matches!(&outcomes[1].errors[0].problem, FetchProblem::Content(it) if it.contains("due"))
    );
    online.pki.list("root", "-crldays 7");
    online.asked();
    assert!(is_complete(&fetcher.collect(&online.chain())));
    assert_eq!(online.asked(), ["/root.crl"]);

    // certificates of issuers for a week
    let leaf = &online.chain()[..1];
    fetcher.complete(leaf);
    online.asked();
    let day = Duration::from_secs(24 * 60 * 60);
    for (age, is_asked) in [(6 * day, false), (8 * day, true)] {
        for file in files(&online) {
            let opened = fs::File::options().write(true).open(file).unwrap();
            opened.set_modified(SystemTime::now() - age).unwrap();
        }
        fetcher.complete(leaf);
        assert_eq!(!online.asked().is_empty(), is_asked);
    }
    for file in files(&online) {
        let opened = fs::File::options().write(true).open(file).unwrap();
        opened.set_modified(SystemTime::now() + day).unwrap();
    }
    fetcher.complete(leaf);
    assert_eq!(online.asked(), ["/sub.p7c", "/root.pem"]);
}

#[test]
fn what_anybody_may_have_sent_is_not_kept() {
    let Some(online) = Online::start("cache-forged") else { return };
    online.answer(|pki, request, stream| match request.path.as_str() {
        "/root.crl" => {
            let mut forged = pki.0.read("root.crl");
            *forged.last_mut().unwrap() ^= 1;
            reply(stream, 200, "application/pkix-crl", &forged)
        }
        "/ocsp" => {
            let mut forged = pki.ocsp(&request.body, "-ndays 1 -resp_no_certs");
            *forged.last_mut().unwrap() ^= 1;
            reply(stream, 200, "application/ocsp-response", &forged)
        }
        _ => honest(pki, request, stream),
    });
    let fetcher = cached(&online);
    // that it does not verify is for others to say
    assert_eq!(fetcher.collect(&online.chain()).crls.len(), 2);
    // the CRL of the CA, which served because nobody known signed the response
    let kept: Vec<_> = files(&online).iter().map(|it| fs::read(it).unwrap()).collect();
    assert_eq!(kept, [online.pki.0.read("sub.crl")]);
    online.answer(honest);
    online.asked();
    fetcher.collect(&online.chain());
    assert_eq!(online.asked(), ["/ocsp", "/root.crl"]);
}

#[test]
fn the_folder_stays_small_and_what_is_not_ours_stays() {
    let Some(online) = Online::start("cache-small") else { return };
    let size = |name: &str| u64::try_from(online.pki.0.read(name).len()).unwrap();
    let limit = size("root.crl") + size("root.pem") + 10;
    let fetcher = fetcher().cache(Cache::open(folder(&online)).unwrap().limit(limit));
    let foreign = ["thesis.crl", "notes.txt", ".hidden"];
    for name in foreign {
        fs::write(folder(&online).join(name), vec![0; 100_000]).unwrap();
    }
    let [leaf, sub, root] = &online.chain()[..] else { panic!() };
    fetcher.crls(leaf, sub).unwrap();
    let old = files(&online).into_iter().find(|it| it.file_stem().unwrap().len() == 64).unwrap();
    let opened = fs::File::options().write(true).open(&old).unwrap();
    opened.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    // what a program left when it was killed
    let left = old.with_extension("1-0.tmp");
    fs::write(&left, b"half").unwrap();
    let opened = fs::File::options().write(true).open(&left).unwrap();
    opened.set_modified(SystemTime::now() - Duration::from_secs(2 * 60 * 60)).unwrap();

    fetcher.crls(sub, root).unwrap();
    assert!(old.exists() && !left.exists());
    fetcher.complete(&online.chain()[1..2]);
    assert!(!old.exists(), "the oldest goes");
    let own: u64 = files(&online)
        .iter()
        .filter(|it| it.file_stem().unwrap().len() == 64)
        .map(|it| fs::metadata(it).unwrap().len())
        .sum();
    assert!(own > 0 && own <= limit);
    assert!(foreign.iter().all(|name| folder(&online).join(name).exists()));
}

#[test]
fn a_cache_needs_a_folder() {
    let Some(online) = Online::start("cache-folder") else { return };
    let error = Cache::open(online.pki.0.path("root.crl")).unwrap_err();
    assert!(matches!(error.problem, FetchProblem::Cache(_)));
    // that nothing can be kept is no reason to fail
    let fetcher = cached(&online);
    fs::remove_dir_all(folder(&online)).unwrap();
    assert!(is_complete(&fetcher.collect(&online.chain())));
}
