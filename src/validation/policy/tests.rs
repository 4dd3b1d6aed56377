use super::*;
use crate::asn1::oid;
use crate::limits::POLICY_BYTES;
use crate::validation::finding::Code;

#[test]
fn the_policies_of_the_crate_are_policies() {
    for builtin in BuiltinPolicy::ALL {
        let policy = builtin.read().unwrap_or_else(|error| panic!("{}: {error}", builtin.name()));
        assert_eq!(policy.name, builtin.name());
        assert!(!policy.version.is_empty());
        let names: Vec<_> = policy.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((names.first(), names.last()), (Some(&builtin.name()), Some(&"generic")));
        let of_text = DigestAlgorithm::Sha256.hash(builtin.text().as_bytes());
        assert_eq!(policy.files[0].sha256, of_text);
        // The same by name, and by the function of its own.
        assert_eq!(Policy::builtin(builtin.name()).unwrap().files, policy.files);
    }
    assert_eq!(Policy::vn_admin().name, "vn-admin");
    assert_eq!(Policy::generic().name, "generic");
    assert!(Policy::builtin("khac").is_none());
    assert_eq!(Policy::builtin_names().collect::<Vec<_>>(), ["generic", "vn-admin"]);
}

#[test]
fn ends_of_algorithms() {
    let policy = Policy::generic();
    let end = "2014-01-01T00:00:00Z".parse().ok();
    for &usage in AlgorithmUse::ALL {
        for digest in DigestAlgorithm::all() {
            let expected = match digest {
                DigestAlgorithm::Md5 => "2004-08-01T00:00:00Z".parse().ok(),
                DigestAlgorithm::Sha1 => end,
                _ => None,
            };
            assert_eq!(policy.digest_end(digest, usage), expected, "{digest:?}");
        }
        for (key, expected) in [
            (KeyKind::Rsa { bits: 1024 }, end),
            (KeyKind::Rsa { bits: 2039 }, end),
            (KeyKind::RsaPss { bits: 1024 }, end),
            (KeyKind::Dsa { bits: 1024 }, end),
            (KeyKind::Dsa { bits: 2048 }, None),
            (KeyKind::Rsa { bits: 2047 }, None),
            (KeyKind::EcP256, None),
            (KeyKind::Ed448, None),
            (KeyKind::EcOther(oid(&[1, 2, 840, 10045, 3, 1, 1])), end),
            (KeyKind::EcOther(oid(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13])), None),
            (KeyKind::Unknown(oid(&[1, 2, 3])), None),
        ] {
            assert_eq!(policy.key_end(key, usage), expected, "{key}");
        }
    }
}

#[test]
fn sha_1_ends_later_in_vietnam_and_by_its_use() {
    let policy = Policy::vn_admin();
    for &usage in AlgorithmUse::ALL {
        let end = match usage {
            AlgorithmUse::Signature => "2017-02-23T00:00:00Z",
            _ => "2020-01-01T00:00:00Z",
        };
        assert_eq!(policy.digest_end(DigestAlgorithm::Sha1, usage), end.parse().ok());
        // The rest is as in `generic`.
        let rsa = KeyKind::Rsa { bits: 1024 };
        assert_eq!(policy.key_end(rsa, usage), "2014-01-01T00:00:00Z".parse().ok());
        assert_eq!(policy.digest_end(DigestAlgorithm::Sha256, usage), None);
        let md5 = Policy::generic().digest_end(DigestAlgorithm::Md5, usage);
        assert_eq!(policy.digest_end(DigestAlgorithm::Md5, usage), md5);
    }
}

/// A policy that extends `generic` and says this too.
fn extending(more: &str) -> Result<Policy, PolicyError> {
    Policy::parse(&format!(
        "format = 1\nname = \"a\"\nversion = \"1\"\nextends = \"generic\"\n{more}"
    ))
}

#[test]
fn what_a_policy_does_not_say_is_as_in_the_one_that_it_extends() {
    let generic = Policy::generic();
    let policy = extending("").unwrap();
    assert_eq!((policy.name.as_str(), policy.version.as_str()), ("a", "1"));
    let files: Vec<_> = policy.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(files, ["a", "generic"]);
    let named = Policy {
        name: generic.name.clone(),
        version: generic.version.clone(),
        files: generic.files.clone(),
        ..policy
    };
    assert_eq!(format!("{named:?}"), format!("{generic:?}"));
}

#[test]
fn every_key_is_read() {
    let policy = extending(
        r#"
        [revocation]
        requirement = "if-present"
        freshness-hours = 36
        [timestamps]
        required = true
        maximum-accuracy-seconds = 2
        claimed-time = "always"
        [paths]
        certificate-policies = ["2.16.704.1"]
        explicit-policy = true
        inhibit-policy-mapping = true
        inhibit-any-policy = true
        maximum-length = 2
        [signature-policies]
        unknown = "refuse"
        known = [
            { id = "1.2.3" },
            { id = "1.2.4", digest = "sha1:a9993e364706816aba3e25717850c26c9cd0d89d" },
        ]
        [signatures]
        signed-attributes = "der"
        [recommended]
        signatures = ["eddsa"]
        digests = ["sha512"]
        minimum-bits = { rsa = 3072 }
        [roles]
        accepted = [["copy"], ["person", "agency"]]
        unmet = "indeterminate"
        otherwise = "annex"
        [[roles.rules]]
        role = "copy"
        certificate = ["f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8"]
        [[roles.rules]]
        role = "agency"
        certificate-policy = ["1.2"]
        extended-key-usage = ["1.3"]
        common-name = ["a"]
        field = ["b"]
        issuer = ["c"]
        organization = ["d"]
        organizational-unit = ["e"]
        reason = ["f"]
        title = ["g"]
        uid = ["h"]
        [[references]]
        finding = "role-missing"
        id = "x"
        vi = "Điều 1"
        en = "Article 1"
        from = 2020-01-01
        until = 2021-01-01T00:00:00+07:00
        "#,
    )
    .unwrap();
    assert_eq!(policy.revocation, RevocationRequirement::IfPresent);
    assert_eq!(policy.freshness, Some(SignedDuration::from_hours(36)));
    assert_eq!(
        policy.timestamps,
        TimestampConstraints {
            required: true,
            maximum_accuracy: Some(SignedDuration::from_secs(2)),
            claimed_time: ClaimedTimeNote::Always,
        }
    );
    assert_eq!(
        policy.path,
        PathInputs {
            user_initial_policy_set: Some([oid(&[2, 16, 704, 1])].into()),
            initial_explicit_policy: true,
            initial_policy_mapping_inhibit: true,
            initial_any_policy_inhibit: true,
            max_path_length: Some(2),
        }
    );
    assert_eq!(policy.signature_policies.unknown, UnknownSignaturePolicy::Refuse);
    let abc = DigestAlgorithm::Sha1.hash(b"abc");
    assert_eq!(
        policy.signature_policies.known,
        [
            KnownSignaturePolicy { id: oid(&[1, 2, 3]), digest: None },
            KnownSignaturePolicy {
                id: oid(&[1, 2, 4]),
                digest: Some((DigestAlgorithm::Sha1, abc))
            },
        ]
    );
    assert_eq!(policy.signed_attributes, SignedAttributesForm::Der);
    assert_eq!(
        policy.recommended,
        Some(RecommendedAlgorithms {
            schemes: vec![SignatureScheme::EdDsa],
            digests: vec![DigestAlgorithm::Sha512],
            minimum_bits: vec![(KeyFamily::Rsa, 3072)],
        })
    );
    let RoleConstraints { accepted, unmet, rules, otherwise } = policy.roles;
    assert_eq!(accepted, [vec![Role::Copy], vec![Role::Person, Role::Agency]]);
    assert_eq!((unmet, otherwise), (UnmetRoles::Indeterminate, Some(Role::Annex)));
    let conditions: Vec<_> = rules.iter().map(|rule| (rule.role, rule.conditions.len())).collect();
    assert_eq!(conditions, [(Role::Copy, 1), (Role::Agency, 10)]);
    let [reference] = &policy.references[..] else { panic!() };
    assert_eq!((reference.id.as_str(), reference.vi.as_str()), ("x", "Điều 1"));
    let in_force = |time: &str| reference.is_in_force(time.parse().unwrap());
    assert!(!in_force("2019-12-31T23:59:59Z") && in_force("2020-01-01T00:00:00Z"));
    assert!(in_force("2020-12-31T16:59:59Z") && !in_force("2020-12-31T17:00:00Z"));
}

#[test]
fn rows_about_algorithms_take_the_place_of_those_about_the_same() {
    let policy = extending(
        "algorithms = [
            { digests = ['sha256'], uses = ['signature'], until = 2030-01-01, source = '' },
            { keys = 'rsa', minimum-bits = 3072, uses = ['signature'], source = '' },
        ]",
    )
    .unwrap();
    let sha256 = |usage| policy.digest_end(DigestAlgorithm::Sha256, usage);
    assert_eq!(sha256(AlgorithmUse::Signature), "2030-01-01T00:00:00Z".parse().ok());
    assert_eq!(sha256(AlgorithmUse::Certificate), None);
    // Nothing is left of what the other policy says about keys of this family.
    let rsa = |bits, usage| policy.key_end(KeyKind::Rsa { bits }, usage);
    assert_eq!(rsa(3072, AlgorithmUse::Signature), None);
    assert_eq!(rsa(2048, AlgorithmUse::Signature), Some(Timestamp::MIN));
    assert_eq!(rsa(2048, AlgorithmUse::Certificate), None);
    assert_eq!(policy.key_end(KeyKind::EcP256, AlgorithmUse::Signature), None);
}

#[test]
fn rules_about_roles_come_before_those_of_the_other_policy() {
    let own = "[[roles.rules]]\nrole = 'person'\ncommon-name = ['Sở *']";
    let text = format!("format = 1\nname = 'a'\nversion = '1'\nextends = 'vn-admin'\n{own}");
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.roles.rules.len(), Policy::vn_admin().roles.rules.len() + 1);
    let first = RoleCondition::CommonName(vec![Pattern::new("Sở *")]);
    assert_eq!(policy.roles.rules[0], RoleRule { role: Role::Person, conditions: vec![first] });
    assert_eq!(policy.roles.accepted, Policy::vn_admin().roles.accepted);
}

#[test]
fn references_about_a_finding_take_the_place_of_all_about_it() {
    let own =
        "[[references]]\nfinding = 'role-missing'\nid = 'x'\nvi = ''\nen = ''\nfrom = 2000-01-01";
    let text = format!("format = 1\nname = 'a'\nversion = '1'\nextends = 'vn-admin'\n{own}");
    let policy = Policy::parse(&text).unwrap();
    let about = |code| policy.references.iter().filter(move |it| it.finding == code);
    let ids: Vec<_> = about(Code::RoleMissing).map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["x"]);
    assert_eq!(about(Code::RoleOrder).count(), 1);
}

#[test]
fn mistakes_are_named_with_their_place() {
    use PolicyProblem::{Contradiction, MissingKey, NotToml, UnknownKey, WrongType, WrongValue};
    // What follows stands in line 5.
    let reference = "references = [{ finding = 'role-order', id = 'x', vi = '', en = '', ";
    for (more, problem, key, found, expected) in [
        ("revocaton = 1", UnknownKey, "revocaton", "", "revocation"),
        ("[revocation]\nrequired = true", UnknownKey, "revocation.required", "", "freshness-hours"),
        ("revocation = 1", WrongType, "revocation", "1", "[revocation]"),
        ("revocation.requirement = 1", WrongType, "revocation.requirement", "1", "\"…\""),
        (
            "revocation.requirement = 'never'",
            WrongValue,
            "revocation.requirement",
            "'never'",
            "ignore, if-present, require",
        ),
        ("revocation.freshness-hours = -1", WrongValue, "revocation.freshness-hours", "-1", "0"),
        ("revocation.freshness-hours = 1.5", WrongType, "revocation.freshness-hours", "1.5", "24"),
        (
            "revocation.freshness-hours = 4294967296",
            WrongValue,
            "revocation.freshness-hours",
            "4294967296",
            "4294967295",
        ),
        ("timestamps.required = 'yes'", WrongType, "timestamps.required", "'yes'", "true, false"),
        (
            "paths.certificate-policies = ['x']",
            WrongValue,
            "paths.certificate-policies[1]",
            "'x'",
            "2.16",
        ),
        ("paths.certificate-policies = 'x'", WrongType, "paths.certificate-policies", "'x'", "[…]"),
        (
            "algorithms = [{ digests = ['sha-1'], source = '' }]",
            WrongValue,
            "algorithms[1].digests[1]",
            "'sha-1'",
            "sha1, ",
        ),
        ("algorithms = [{ digests = ['sha1'] }]", MissingKey, "algorithms[1].source", "", ""),
        ("algorithms = [{ source = '' }]", MissingKey, "algorithms[1].keys", "", ""),
        (
            "algorithms = [{ keys = 'rsa', source = '' }]",
            MissingKey,
            "algorithms[1].minimum-bits",
            "",
            "",
        ),
        (
            "algorithms = [{ digests = ['sha1'], minimum-bits = 1, source = '' }]",
            UnknownKey,
            "algorithms[1].minimum-bits",
            "",
            "until, uses, source, digests",
        ),
        (
            "algorithms = [{ digests = ['sha1'], source = '', until = '2020-01-01' }]",
            WrongType,
            "algorithms[1].until",
            "'2020-01-01'",
            "2030-01-01",
        ),
        (
            "algorithms = [{ digests = ['sha1'], source = '', until = 2020-01-01T00:00:00 }]",
            WrongValue,
            "algorithms[1].until",
            "2020-01-01T00:00:00",
            "2030-01-01",
        ),
        (
            "algorithms = [{ digests = ['sha1', 'sha1'], source = '' }]",
            Contradiction,
            "algorithms[1].until",
            "",
            "",
        ),
        (
            "algorithms = [{ keys = 'ec', minimum-bits = 256, source = '', until = 2020-01-01 },
               { keys = 'ec', minimum-bits = 128, source = '' }]",
            Contradiction,
            "algorithms[2].until",
            "",
            "",
        ),
        (
            "roles.accepted = [['boss']]",
            WrongValue,
            "roles.accepted[1][1]",
            "'boss'",
            "agency, annex",
        ),
        ("roles.accepted = [[]]", WrongValue, "roles.accepted[1]", "[]", "[\"person\""),
        (
            "roles.accepted = [['copy', 'copy']]",
            WrongValue,
            "roles.accepted[1]",
            "['copy', 'copy']",
            "[\"person\"",
        ),
        ("roles.rules = [{ role = 'agency' }]", MissingKey, "roles.rules[1].common-name", "", ""),
        (
            "roles.rules = [{ role = 'agency', certificate = ['+f'] }]",
            WrongValue,
            "roles.rules[1].certificate[1]",
            "'+f'",
            "SHA-256",
        ),
        (
            "signature-policies.known = [{ id = '1.2', digest = 'sha1:00' }]",
            WrongValue,
            "signature-policies.known[1].digest",
            "'sha1:00'",
            "sha256:",
        ),
        (
            "signature-policies.known = [{ id = '1.2' }, { id = '1.2' }]",
            Contradiction,
            "signature-policies.known[2].id",
            "",
            "",
        ),
        ("recommended = { signatures = [] }", MissingKey, "recommended.digests", "", ""),
        (
            &format!("{reference} from = 2020-01-01, until = 2020-01-01 }}]"),
            Contradiction,
            "references[1].from",
            "",
            "",
        ),
        (
            &format!(
                "{reference} from = 2020-01-01 }}, {}",
                reference.replace("references = [", "") + "from = 2021-01-01 }]"
            ),
            Contradiction,
            "references[2].from",
            "",
            "",
        ),
        ("x = \n", NotToml, "", "", ""),
        ("x = 2021-02-30", NotToml, "", "", ""),
        ("name = 'b'", NotToml, "", "duplicate", ""),
    ] {
        let error = extending(more).expect_err(more);
        assert_eq!((error.problem, error.key.as_str()), (problem, key), "{more}: {error}");
        let line = if more.contains('\n') && problem != NotToml { 6 } else { 5 };
        assert_eq!(error.line, line, "{more}");
        assert!(
            error.found.contains(found) && error.expected.contains(expected),
            "{more}: {error}"
        );
        assert!(error.to_string().starts_with(&format!("line {line}: {}", problem.name())));
    }
}

#[test]
fn what_has_to_be_said_is_asked_for() {
    // A policy that extends none says everything. Taking any line away from one is a mistake.
    let text = BuiltinPolicy::Generic.text();
    let (head, _) = text.split_once("# Until when").unwrap();
    let mut asked = 0;
    for line in head.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')) {
        let error = Policy::parse(&text.replacen(line, "", 1)).expect_err(line);
        assert_eq!(error.problem, PolicyProblem::MissingKey, "{line}: {error}");
        let (key, _) = line.split_once(" = ").unwrap();
        assert!(error.key.ends_with(key), "{line}: {error}");
        asked += 1;
    }
    assert_eq!(asked, 14);
    let error = Policy::parse(head).unwrap_err();
    assert_eq!((error.problem, error.key.as_str()), (PolicyProblem::MissingKey, "algorithms"));
}

#[test]
fn what_is_no_policy_is_refused() {
    for (text, problem, key) in [
        ("", PolicyProblem::MissingKey, "format"),
        ("format = 2", PolicyProblem::WrongValue, "format"),
        ("format = 1\nextends = 'khac'", PolicyProblem::WrongValue, "extends"),
        ("format = 1\nextends = 'generic'", PolicyProblem::MissingKey, "name"),
        ("format = 1\nextends = 'generic'\nname = 'a b'", PolicyProblem::WrongValue, "name"),
        ("%PDF-1.7", PolicyProblem::NotToml, ""),
        (&"#".repeat(POLICY_BYTES + 1), PolicyProblem::TooLarge, ""),
        (&"[".repeat(POLICY_BYTES), PolicyProblem::NotToml, ""),
        (&format!("x = {}", "[".repeat(10_000)), PolicyProblem::NotToml, ""),
    ] {
        let error = Policy::parse(text).unwrap_err();
        assert_eq!((error.problem, error.key.as_str()), (problem, key), "{error}");
    }
}

#[test]
fn what_is_not_listed_for_a_use_never_could_be_relied_on() {
    let mut policy = Policy::generic();
    let sha256 = Algorithm::Digest(DigestAlgorithm::Sha256);
    policy.algorithms.rows.retain(|row| row.algorithm != sha256);
    policy.algorithms.rows.push(AlgorithmRow {
        algorithm: sha256,
        uses: vec![AlgorithmUse::Signature],
        until: None,
        source: String::new(),
    });
    let end = |usage| policy.digest_end(DigestAlgorithm::Sha256, usage);
    assert_eq!(end(AlgorithmUse::Signature), None);
    assert_eq!(end(AlgorithmUse::Timestamp), Some(Timestamp::MIN));
}

#[test]
fn a_policy_of_nothing_relies_on_nothing() {
    let policy = Policy::of_nothing("x");
    let sha512 = policy.digest_end(DigestAlgorithm::Sha512, AlgorithmUse::Signature);
    assert_eq!(sha512, Some(Timestamp::MIN));
    assert_eq!(policy.revocation, RevocationRequirement::Require);
}

/// The role that the names in `vn-admin` tell, by the first rule about a common name that fits.
fn role_of_name(name: &str) -> Option<Role> {
    let name = Comparable::new(name).unwrap();
    let policy = Policy::vn_admin();
    assert_eq!(policy.roles.otherwise, None);
    let fits = |rule: &&RoleRule| match rule.conditions.as_slice() {
        [RoleCondition::CommonName(patterns)] => patterns.iter().any(|it| it.matches(&name)),
        _ => false,
    };
    policy.roles.rules.iter().find(fits).map(|rule| rule.role)
}

#[test]
fn names_of_agencies_are_none_of_persons() {
    for agency in [
        "Ban Nội chính Trung ương",
        "Huyện ủy Thử Nghiệm",
        "Quận uỷ Một",
        "Thị ủy Hai",
        "Đại học Ví dụ",
        "Học viện Hành chính",
        "Bệnh viện Đa khoa",
        "Tổng công ty Ví dụ",
        "Tập đoàn Ví dụ",
        "Ngân hàng Nhà nước",
        "Kiểm toán Nhà nước",
        "Chính phủ",
        "Quốc hội",
        "Liên đoàn Lao động",
        "Mặt trận Tổ quốc",
        "Đoàn Thanh niên",
        "Đoàn đại biểu Quốc hội tỉnh",
        "Hội Nông dân tỉnh",
        "Đài Truyền hình",
        "Quỹ Đầu tư phát triển",
        "Văn phòng Chính phủ",
        "Vụ Pháp chế",
        "UBND XA",
        "DOAN THANH NIEN XA",
    ] {
        assert_eq!(role_of_name(agency), Some(Role::Agency), "{agency}");
    }
    for person in [
        "Nguyễn Văn An",
        "Trần Thị Bình",
        "Đoàn Thị Bình",
        "Đoàn Văn Hội",
        "Hà Thị Đài",
        "Vũ Thị Giang",
        "Võ Quỹ",
        "Trương Công An",
        "Hồ Văn Ban",
        "Đặng Ủy",
        "Lê Hội Đồng",
        "DANG VAN UY",
        "VU VAN PHONG",
        "NGUYEN VAN AN",
    ] {
        assert_eq!(role_of_name(person), Some(Role::Person), "{person}");
    }
    for unknown in [
        "Đoàn Minh Hội",
        "Hội Văn Ban",
        "Ban Thị Mai",
        "Đài Văn Hùng",
        "Quỹ Thị Mai",
        "Hà Giang",
        "Cao đẳng Ví dụ",
        "Lâm trường Ví dụ",
        "Thái Nguyên",
        "Trạm Y tế xã",
        "John Smith",
        "DO THI MOI",
        "DANG UY XA",
        "VAN PHONG VU",
        "Nguyễn",
        "Đồn Biên phòng",
    ] {
        assert_eq!(role_of_name(unknown), None, "{unknown}");
    }
}
