use super::*;

macro_rules! load {
    ($name:literal) => {
        Arc::new(
            Certificate::parse(include_bytes!(concat!("../../tests/data/x509/", $name))).unwrap(),
        )
    };
}

fn pool(certificates: &[&Arc<Certificate>]) -> CertificatePool {
    certificates.iter().map(|certificate| Arc::clone(certificate)).collect()
}

fn search(
    leaf: &Arc<Certificate>,
    certificates: &[&Arc<Certificate>],
    anchors: &[&Arc<Certificate>],
) -> PathSearch {
    let edges = EdgeCache::new();
    let pool = pool(certificates);
    let anchors = self::pool(anchors);
    candidate_paths(leaf, &[&pool], &anchors, &edges, &mut PathBudget::new())
}

#[test]
fn a_leaf_reaches_its_root() {
    let (root, sub, agency) = (load!("root.der"), load!("sub-state.der"), load!("agency.der"));
    let found = search(&agency, &[&sub, &root, &agency], &[&root]);
    let [path] = found.paths.as_slice() else { panic!("{found:?}") };
    assert_eq!(path.certificates(), [agency, sub, Arc::clone(&root)]);
    assert_eq!(path.anchor(), Some(&root));
    assert_eq!(found.exhausted, None);
}

#[test]
fn without_the_intermediate_or_the_root_there_is_no_path() {
    let (root, sub, agency) = (load!("root.der"), load!("sub-state.der"), load!("agency.der"));
    assert_eq!(search(&agency, &[], &[&root]), PathSearch::default());
    assert_eq!(search(&agency, &[&sub, &root], &[]), PathSearch::default());
    let other = load!("public-ca.der");
    assert_eq!(search(&agency, &[&sub, &root], &[&other]), PathSearch::default());
}

#[test]
fn a_path_ends_at_the_first_anchor() {
    let (root, sub, agency) = (load!("root.der"), load!("sub-state.der"), load!("agency.der"));
    let found = search(&agency, &[&sub], &[&root, &sub]);
    assert_eq!(found.paths.len(), 1);
    assert_eq!(found.paths[0].certificates().len(), 2);
    let alone = search(&agency, &[&sub], &[&root, &agency]);
    assert_eq!(alone.paths[0].certificates(), [agency]);
}

#[test]
fn an_edge_whose_signature_is_wrong_is_no_edge() {
    let (root, sub, agency) = (load!("root.der"), load!("sub-state.der"), load!("agency.der"));
    // Same subject, other key: the public key is that of the root.
    let mut der = sub.der().to_vec();
    let at = der.windows(4).position(|window| window == [0x02, 0x82, 0x01, 0x01]).unwrap();
    der[at + 20] ^= 1;
    let forged = Arc::new(Certificate::parse(&der).unwrap());
    assert_eq!(forged.subject(), sub.subject());
    assert_eq!(search(&agency, &[&forged], &[&root]), PathSearch::default());
    let found = search(&agency, &[&forged, &sub], &[&root]);
    assert_eq!(found.paths.len(), 1);
}

#[test]
fn budgets_end_the_search_by_name() {
    let (root, sub, agency) = (load!("root.der"), load!("sub-state.der"), load!("agency.der"));
    let (certificates, anchors) = (pool(&[&sub]), pool(&[&root]));
    let edges = EdgeCache::new();
    for (steps, checks, limit) in
        [(1, 9, Some("PATH_STEPS")), (9, 1, Some("PATH_SIGNATURE_CHECKS")), (2, 2, None)]
    {
        let mut budget = PathBudget::with(steps, checks);
        let found = candidate_paths(&agency, &[&certificates], &anchors, &edges, &mut budget);
        assert_eq!(found.exhausted, limit);
        assert_eq!(found.paths.len(), usize::from(limit.is_none()));
    }
}

#[test]
fn a_budget_for_several_searches_is_charged_what_each_spent() {
    let mut total = PathBudget::with(3_000, 250);
    let granted = total.for_one_search();
    assert_eq!((granted.steps, granted.signature_checks), (PATH_STEPS, PATH_SIGNATURE_CHECKS));
    total.charge(&granted, &PathBudget::with(PATH_STEPS - 1_500, PATH_SIGNATURE_CHECKS - 100));
    assert_eq!((total.steps, total.signature_checks), (1_500, 150));
    let granted = total.for_one_search();
    assert_eq!((granted.steps, granted.signature_checks), (1_500, 150));
    total.charge(&granted, &PathBudget::with(0, 0));
    assert_eq!((total.steps, total.signature_checks), (0, 0));
}
