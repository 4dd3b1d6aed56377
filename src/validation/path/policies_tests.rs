use super::super::test_certificates::Draft;
use super::*;
use crate::limits::PATH_CONSTRAINT_STEPS;

const A: Oid = oid(&[1, 2, 3, 1]);
const B: Oid = oid(&[1, 2, 3, 2]);
const C: Oid = oid(&[1, 2, 3, 3]);
const ANY: Oid = ANY_POLICY;

fn explicit() -> PathInputs {
    PathInputs { initial_explicit_policy: true, ..PathInputs::default() }
}

fn for_users_of(policies: &[Oid]) -> PathInputs {
    let set = policies.iter().copied().collect();
    PathInputs { user_initial_policy_set: Some(set), ..explicit() }
}

/// Whether a policy is found for the path: drafts from the anchor to the signer.
fn holds(drafts: Vec<Draft>, inputs: &PathInputs) -> bool {
    let path: Vec<_> = drafts.into_iter().rev().map(Draft::build).collect();
    let found = Work::of_document().for_one_path(|work| check(&path, inputs, work));
    match found {
        Ok(()) => true,
        Err(Fault::Rule(Rule::NoAcceptablePolicy, _)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

fn root() -> Draft {
    Draft::new("root", "root").ca()
}

fn ca(number: u8) -> Draft {
    let issuer = if number == 1 { "root".to_owned() } else { format!("ca{}", number - 1) };
    Draft::new(&format!("ca{number}"), &issuer).ca()
}

fn own(number: u8) -> Draft {
    let name = format!("ca{number}");
    Draft::new(&name, &name).ca()
}

fn signer(number: u8) -> Draft {
    Draft::new("signer", &format!("ca{number}"))
}

#[test]
fn a_policy_is_asked_for_only_where_somebody_does() {
    let path = || vec![root(), ca(1), signer(1)];
    assert!(holds(path(), &PathInputs::default()));
    assert!(!holds(path(), &explicit()));
    let user = PathInputs { initial_explicit_policy: false, ..for_users_of(&[A]) };
    assert!(holds(path(), &user));
}

#[test]
fn the_same_policy_all_along() {
    let path =
        |one: &[Oid], two: &[Oid]| vec![root(), ca(1).policies(one), signer(1).policies(two)];
    for (one, two, expected) in [
        (&[A][..], &[A][..], true),
        (&[A, B], &[B], true),
        (&[A], &[B], false),
        (&[ANY], &[B], true),
        (&[A], &[ANY], true),
        (&[ANY], &[ANY], true),
        (&[A, A], &[A, A], true),
    ] {
        assert_eq!(holds(path(one, two), &explicit()), expected, "{one:?} {two:?}");
    }
    for (users, one, two, expected) in [
        (&[A][..], &[A, B][..], &[A][..], true),
        (&[B], &[A, B], &[A], false),
        (&[B], &[A, B], &[A, B], true),
        (&[B], &[ANY], &[A], false),
        (&[B], &[ANY], &[ANY], true),
        (&[], &[ANY], &[ANY], false),
        (&[B], &[B], &[ANY], true),
        (&[C], &[B], &[ANY], false),
    ] {
        let found = holds(path(one, two), &for_users_of(users));
        assert_eq!(found, expected, "{users:?} {one:?} {two:?}");
    }
}

#[test]
fn certificates_ask_for_a_policy_after_some_more() {
    // The certificate that asks, and how many certificates follow.
    for (skip, expected) in [(0, false), (1, false), (2, false), (3, true)] {
        let asking = ca(1).policies(&[A]).policy_constraints(Some(skip), None);
        let path = vec![root(), asking, ca(2).policies(&[A]), signer(2)];
        assert_eq!(holds(path, &PathInputs::default()), expected, "{skip}");
    }
    // Self-issued certificates are not counted.
    for (skip, expected) in [(1, false), (2, true)] {
        let asking = ca(1).policies(&[A]).policy_constraints(Some(skip), None);
        let path = vec![root(), asking, own(1).policies(&[A]), signer(1)];
        assert_eq!(holds(path, &PathInputs::default()), expected, "{skip}");
    }
    // The signer itself (§6.1.5 b).
    for (skip, expected) in [(0, false), (1, true)] {
        let path = vec![root(), ca(1), signer(1).policy_constraints(Some(skip), None)];
        assert_eq!(holds(path, &PathInputs::default()), expected, "{skip}");
    }
    // The anchor (RFC 5937).
    let path = vec![root().policy_constraints(Some(0), None), ca(1), signer(1)];
    assert!(!holds(path, &PathInputs::default()));
    let anchor = || root().policies(&[A]);
    let path = |policy| vec![anchor(), ca(1).policies(&[policy]), signer(1).policies(&[policy])];
    assert!(holds(path(A), &explicit()) && !holds(path(B), &explicit()));
    assert!(holds(path(B), &PathInputs::default()));
    assert!(!holds(path(A), &for_users_of(&[B])));
    assert!(holds(path(ANY), &for_users_of(&[A, B])) && !holds(path(ANY), &for_users_of(&[B])));
}

#[test]
fn mappings() {
    let mapping = |pairs: &[(Oid, Oid)]| ca(1).policies(&[A]).mappings(pairs);
    let path = |ca: Draft, policy| vec![root(), ca, signer(1).policies(&[policy])];
    assert!(holds(path(mapping(&[(A, B)]), B), &explicit()));
    assert!(!holds(path(mapping(&[(A, B)]), A), &explicit()));
    assert!(holds(path(mapping(&[(A, B), (A, C)]), C), &explicit()));
    assert!(!holds(path(mapping(&[(C, B)]), B), &explicit()));
    // The user speaks of the domain of the anchor.
    assert!(holds(path(mapping(&[(A, B)]), B), &for_users_of(&[A])));
    assert!(!holds(path(mapping(&[(A, B)]), B), &for_users_of(&[B])));
    // What anyPolicy stands for can be mapped.
    let any = || ca(1).policies(&[ANY]).mappings(&[(A, B)]);
    assert!(holds(path(any(), B), &for_users_of(&[A])));
    assert!(!holds(path(any(), C), &for_users_of(&[A])));
    assert!(holds(path(any(), C), &for_users_of(&[C])));
    // Where it is inhibited, what would have been mapped is lost.
    let inhibited = PathInputs { initial_policy_mapping_inhibit: true, ..explicit() };
    assert!(!holds(path(mapping(&[(A, B)]), B), &inhibited));
    assert!(!holds(path(mapping(&[(A, B)]), A), &inhibited));
    let kept = ca(1).policies(&[A, C]).mappings(&[(A, B)]);
    assert!(holds(path(kept, C), &inhibited));
    // … by an authority, after some more certificates.
    for (skip, expected) in [(0, false), (1, true)] {
        let path = vec![
            root(),
            ca(1).policies(&[A]).policy_constraints(None, Some(skip)),
            ca(2).policies(&[A]).mappings(&[(A, B)]),
            signer(2).policies(&[B]),
        ];
        assert_eq!(holds(path, &explicit()), expected, "{skip}");
    }
}

#[test]
fn any_policy_is_inhibited_after_some_more() {
    let inhibited = PathInputs { initial_any_policy_inhibit: true, ..explicit() };
    let path = || vec![root(), ca(1).policies(&[ANY]), signer(1).policies(&[A])];
    assert!(holds(path(), &explicit()) && !holds(path(), &inhibited));
    for (skip, expected) in [(0, false), (1, true)] {
        let path = vec![
            root(),
            ca(1).policies(&[A]).inhibit_any_policy(skip),
            ca(2).policies(&[ANY]),
            signer(2).policies(&[A]),
        ];
        assert_eq!(holds(path, &explicit()), expected, "{skip}");
    }
    // In a self-issued certificate it counts nevertheless, but for the last (§6.1.3 d 2).
    let inhibiting = || ca(1).policies(&[A]).inhibit_any_policy(0);
    let path = vec![root(), inhibiting(), own(1).policies(&[ANY]), signer(1).policies(&[A])];
    assert!(holds(path, &explicit()));
    let path = vec![root(), inhibiting(), own(1).policies(&[ANY])];
    assert!(!holds(path, &explicit()));
}

#[test]
fn mappings_in_a_ring_end() {
    let ring = [(A, B), (B, C), (C, A)];
    let mut path = vec![root()];
    path.extend((1..=9).map(|number| ca(number).policies(&[A, B, C]).mappings(&ring)));
    path.push(signer(9).policies(&[B]));
    assert!(holds(path, &explicit()));
    // The shape that let the tree of RFC 5280 double with every certificate: two policies, each
    // mapped to both.
    let both = [(A, A), (A, B), (B, A), (B, B)];
    let mut path = vec![root()];
    path.extend((1..=9).map(|number| ca(number).policies(&[A, B]).mappings(&both)));
    path.push(signer(9).policies(&[C]));
    assert!(!holds(path, &explicit()));
}

#[test]
fn ten_thousand_policies_end_at_a_limit() {
    let many: Vec<_> = (0..10_000).map(|number| oid(&[1, 2, 3, number])).collect();
    let mappings: Vec<_> = many.iter().map(|policy| (A, *policy)).collect();
    let path: Vec<_> = [
        signer(2).policies(&many),
        ca(2).policies(&many).mappings(&mappings),
        ca(1).policies(&many).mappings(&mappings),
        root(),
    ]
    .map(Draft::build)
    .into_iter()
    .collect();
    let inputs = explicit();
    let found = Work::of_document().for_one_path(|work| check(&path, &inputs, work));
    assert_eq!(found, Err(Fault::Limit("PATH_CONSTRAINT_STEPS")));
    // As many as the limit lets through, all expected by one and named many times.
    let count = PATH_CONSTRAINT_STEPS / POLICY_STEPS / 8;
    let mappings: Vec<_> = mappings.into_iter().take(count).collect();
    let named = [&many[..count], &many[..count]].concat();
    let path = vec![
        root(),
        ca(1).policies(&[ANY]).mappings(&mappings),
        ca(2).policies(&named),
        signer(2).policies(&named),
    ];
    assert!(holds(path, &explicit()));
}

/// A path to be, and the same by the words of RFC 5280: the tree, as large as it gets.
#[derive(Clone, Debug, Default)]
struct Link {
    policies: Option<Vec<Oid>>,
    mappings: Vec<(Oid, Oid)>,
    explicit: Option<u8>,
    inhibit_mapping: Option<u8>,
    inhibit_any: Option<u8>,
    is_self_issued: bool,
}

impl Link {
    fn draft(&self, number: u8, is_last: bool) -> Draft {
        // What is self-issued has the name of the one before.
        let mut draft = match (self.is_self_issued, is_last) {
            (true, _) => Draft::new("same", "same"),
            (false, true) => Draft::new("signer", "ca"),
            (false, false) => Draft::new(&format!("ca{number}"), "ca"),
        };
        if let Some(policies) = &self.policies {
            draft = draft.policies(policies);
        }
        if !self.mappings.is_empty() {
            draft = draft.mappings(&self.mappings);
        }
        if self.explicit.is_some() || self.inhibit_mapping.is_some() {
            draft = draft.policy_constraints(self.explicit, self.inhibit_mapping);
        }
        match self.inhibit_any {
            Some(skip) => draft.inhibit_any_policy(skip),
            None => draft,
        }
    }
}

#[derive(Clone, Debug)]
struct TreeNode {
    depth: usize,
    policy: Oid,
    expected: Vec<Oid>,
    parent: Option<usize>,
    is_alive: bool,
}

#[derive(Clone, Debug)]
struct Tree(Vec<TreeNode>);

impl Tree {
    fn at(&self, depth: usize) -> Vec<usize> {
        let alive = self.0.iter().enumerate();
        let alive = alive.filter(|(_, node)| node.is_alive && node.depth == depth);
        alive.map(|(index, _)| index).collect()
    }

    fn of_any(&self, depth: usize) -> Option<usize> {
        self.at(depth).into_iter().find(|&index| self.0[index].policy == ANY)
    }

    fn child(&mut self, parent: usize, policy: Oid, expected: Vec<Oid>) {
        let depth = self.0[parent].depth + 1;
        self.0.push(TreeNode { depth, policy, expected, parent: Some(parent), is_alive: true });
    }

    fn prune(&mut self, below: usize) {
        for depth in (0..below).rev() {
            for index in self.at(depth) {
                let is_parent = |child: &TreeNode| child.is_alive && child.parent == Some(index);
                self.0[index].is_alive = self.0.iter().any(is_parent);
            }
        }
    }

    fn is_null(&self) -> bool {
        self.at(0).is_empty()
    }
}

/// RFC 5280 §6.1.2 to §6.1.5, step by step.
fn holds_by_tree(links: &[Link], inputs: &PathInputs) -> bool {
    let n = links.len();
    let root =
        TreeNode { depth: 0, policy: ANY, expected: vec![ANY], parent: None, is_alive: true };
    let mut tree = Some(Tree(vec![root]));
    let start = |flag| if flag { 0 } else { n + 1 };
    let mut explicit = start(inputs.initial_explicit_policy);
    let mut mapping = start(inputs.initial_policy_mapping_inhibit);
    let mut any = start(inputs.initial_any_policy_inhibit);
    for (i, link) in (1..).zip(links) {
        tree = match (tree, &link.policies) {
            (Some(mut tree), Some(policies)) => {
                let above = tree.at(i - 1);
                for &policy in policies.iter().filter(|policy| **policy != ANY) {
                    let expects = |&at: &usize| tree.0[at].expected.contains(&policy);
                    let expecting: Vec<_> = above.iter().copied().filter(expects).collect();
                    expecting.iter().for_each(|&at| tree.child(at, policy, vec![policy]));
                    if let (true, Some(at)) = (expecting.is_empty(), tree.of_any(i - 1)) {
                        tree.child(at, policy, vec![policy]);
                    }
                }
                if policies.contains(&ANY) && (any > 0 || (i < n && link.is_self_issued)) {
                    for &at in &above {
                        for policy in tree.0[at].expected.clone() {
                            let has = |it: &TreeNode| it.parent == Some(at) && it.policy == policy;
                            if !tree.0.iter().any(has) {
                                tree.child(at, policy, vec![policy]);
                            }
                        }
                    }
                }
                tree.prune(i);
                (!tree.is_null()).then_some(tree)
            }
            _ => None,
        };
        if explicit == 0 && tree.is_none() {
            return false;
        }
        if i == n {
            break;
        }
        if let Some(mut mapped) = tree.take() {
            for (from, _) in &link.mappings {
                let to = link.mappings.iter().filter(|(it, _)| it == from);
                let to: Vec<Oid> = to.map(|(_, to)| *to).collect();
                let mut of_policy = mapped.at(i);
                of_policy.retain(|&at| mapped.0[at].policy == *from);
                if mapping == 0 {
                    of_policy.iter().for_each(|&at| mapped.0[at].is_alive = false);
                } else if of_policy.is_empty() {
                    if let Some(at) = mapped.of_any(i) {
                        let parent = mapped.0[at].parent.unwrap();
                        mapped.child(parent, *from, to);
                    }
                } else {
                    of_policy.iter().for_each(|&at| mapped.0[at].expected = to.clone());
                }
            }
            mapped.prune(i);
            tree = (!mapped.is_null()).then_some(mapped);
        }
        if !link.is_self_issued {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            any = any.saturating_sub(1);
        }
        explicit = link.explicit.map_or(explicit, |skip| explicit.min(skip.into()));
        mapping = link.inhibit_mapping.map_or(mapping, |skip| mapping.min(skip.into()));
        any = link.inhibit_any.map_or(any, |skip| any.min(skip.into()));
    }
    explicit = explicit.saturating_sub(1);
    if links[n - 1].explicit == Some(0) {
        explicit = 0;
    }
    if let (Some(tree), Some(users)) = (&mut tree, &inputs.user_initial_policy_set) {
        let top: Vec<_> = (0..tree.0.len())
            .filter(|&at| tree.0[at].is_alive)
            .filter(|&at| tree.0[at].parent.is_some_and(|parent| tree.0[parent].policy == ANY))
            .collect();
        for &at in &top {
            if tree.0[at].policy != ANY && !users.contains(&tree.0[at].policy) {
                tree.0[at].is_alive = false;
                // Children come after their parents.
                for child in at..tree.0.len() {
                    let is_orphan = |parent: usize| !tree.0[parent].is_alive;
                    if tree.0[child].parent.is_some_and(is_orphan) {
                        tree.0[child].is_alive = false;
                    }
                }
            }
        }
        if let Some(at) = tree.of_any(n) {
            let parent = tree.0[at].parent.unwrap();
            for &policy in users {
                if !top.iter().any(|&at| tree.0[at].policy == policy) {
                    tree.child(parent, policy, vec![policy]);
                }
            }
            tree.0[at].is_alive = false;
        }
        tree.prune(n);
    }
    explicit > 0 || tree.is_some_and(|tree| !tree.is_null())
}

#[test]
fn the_graph_says_what_the_tree_says() {
    // Numbers that look random and are the same in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = move |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % bound
    };
    let all = [A, B, C, ANY];
    let mut held = 0;
    let rounds = 20_000;
    for round in 0..rounds {
        let mut pick = |count: u64| -> Vec<Oid> {
            let count = below(count) + 1;
            (0..count).map(|_| all[usize::try_from(below(4)).unwrap()]).collect()
        };
        let users = pick(3);
        let lists: Vec<_> = (0..4).map(|_| (pick(4), pick(3), pick(3))).collect();
        let mut chance = |one_in: u64| below(one_in) == 0;
        let users = users.into_iter().filter(|policy| *policy != ANY).collect();
        let inputs = PathInputs {
            user_initial_policy_set: chance(2).then_some(users),
            initial_explicit_policy: chance(2),
            initial_policy_mapping_inhibit: chance(8),
            initial_any_policy_inhibit: chance(8),
            max_path_length: None,
        };
        let count = 1 + round % 4;
        let mut links = Vec::new();
        for (number, (mut policies, from, to)) in lists.into_iter().take(count).enumerate() {
            let is_last = number + 1 == count;
            // The certificates of today do not name a policy twice.
            policies.sort_unstable();
            policies.dedup();
            let mappings = from.into_iter().zip(to);
            let mappings = mappings.filter(|(from, to)| ![*from, *to].contains(&ANY)).collect();
            let mut skip = |one_in| chance(one_in).then(|| u8::from(chance(2)));
            let (explicit, inhibit_mapping) = (skip(5), skip(8));
            links.push(Link {
                policies: (!chance(10)).then_some(policies),
                mappings: if chance(2) && !is_last { mappings } else { Vec::new() },
                explicit,
                inhibit_mapping,
                inhibit_any: chance(8).then(|| u8::from(chance(2))),
                is_self_issued: chance(5),
            });
        }
        let mut drafts = vec![root()];
        for (number, link) in (1..).zip(&links) {
            drafts.push(link.draft(number, usize::from(number) == count));
        }
        let found = holds(drafts, &inputs);
        assert_eq!(found, holds_by_tree(&links, &inputs), "{links:#?} {inputs:?}");
        held += usize::from(found);
    }
    assert!(held > rounds / 5 && held < rounds * 4 / 5, "{held} of {rounds} hold");
}
