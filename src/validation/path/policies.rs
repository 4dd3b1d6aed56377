//! Certificate policies along a path (RFC 5280 §6.1.2 to §6.1.5, with the graph of RFC 9618 in place
//! of the tree, which certificates made for it let grow without bound).
//!
//! Where nothing asks for a policy the outcome cannot matter, and nothing is computed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inputs::PathInputs;
use super::rule::{Fault, Rule};
use super::work::Work;
use crate::asn1::{Oid, oid};
use crate::limits::POLICY_STEPS;
use crate::x509::Certificate;

/// anyPolicy (RFC 5280 §4.2.1.4).
pub(super) const ANY_POLICY: Oid = oid(&[2, 5, 29, 32, 0]);

/// Follows the policies of a path, signer first and anchor last.
pub(super) fn check<'a>(
    certificates: &'a [Arc<Certificate>],
    inputs: &PathInputs,
    work: &mut Work,
) -> Result<(), Fault<'a>> {
    let Some((anchor, below)) = certificates.split_last() else { return Ok(()) };
    let Some(signer) = below.first() else { return Ok(()) };
    let is_explicit = |certificate: &Arc<Certificate>| {
        certificate.policy_constraints().is_some_and(|found| found.require_explicit.is_some())
    };
    if !inputs.initial_explicit_policy && !certificates.iter().any(is_explicit) {
        return Ok(());
    }
    let mut state = State::new(anchor, below.len(), inputs);
    for (left, certificate) in below.iter().enumerate().rev() {
        state.take_in(certificate, left == 0, work)?;
        if state.explicit_policy == 0 && state.graph.is_none() {
            return Err(Fault::Rule(Rule::NoAcceptablePolicy, certificate));
        }
        if left > 0 {
            state.prepare_for_next(certificate, work)?;
        }
    }
    state.wrap_up(signer);
    let user_set = user_initial_policy_set(anchor, inputs);
    let is_acceptable = state.graph.is_some_and(|graph| graph.is_acceptable(user_set.as_ref()));
    if state.explicit_policy > 0 || is_acceptable {
        return Ok(());
    }
    Err(Fault::Rule(Rule::NoAcceptablePolicy, signer))
}

/// The policies of which one is asked for; `None` for any. An anchor that names policies is trusted
/// for those (RFC 5937).
fn user_initial_policy_set(anchor: &Certificate, inputs: &PathInputs) -> Option<BTreeSet<Oid>> {
    let of_anchor: Option<BTreeSet<Oid>> = anchor
        .policies()
        .filter(|policies| !policies.contains(&ANY_POLICY))
        .map(|policies| policies.iter().copied().collect());
    match (&inputs.user_initial_policy_set, of_anchor) {
        (None, of_anchor) => of_anchor,
        (Some(of_user), None) => Some(of_user.clone()),
        (Some(of_user), Some(of_anchor)) => Some(of_user & &of_anchor),
    }
}

/// The state variables of RFC 5280 §6.1.2 that are about policies. Each count says after how many
/// more certificates something begins to be required or inhibited; 0 means now.
struct State {
    graph: Option<Graph>,
    explicit_policy: usize,
    inhibit_any_policy: usize,
    policy_mapping: usize,
}

impl State {
    /// §6.1.2 a, d, e and f, and what the certificate of the anchor asks for (RFC 5937).
    fn new(anchor: &Certificate, length: usize, inputs: &PathInputs) -> Self {
        let initially = |is_now: bool| if is_now { 0 } else { length.saturating_add(1) };
        let mut state = Self {
            graph: Some(Graph::new()),
            explicit_policy: initially(inputs.initial_explicit_policy),
            inhibit_any_policy: initially(inputs.initial_any_policy_inhibit),
            policy_mapping: initially(inputs.initial_policy_mapping_inhibit),
        };
        state.constrain(anchor);
        state
    }

    /// §6.1.3 d and e.
    fn take_in<'a>(
        &mut self,
        certificate: &'a Certificate,
        is_last: bool,
        work: &mut Work,
    ) -> Result<(), Fault<'a>> {
        let (Some(mut graph), Some(policies)) = (self.graph.take(), certificate.policies()) else {
            return Ok(());
        };
        let any_counts = self.inhibit_any_policy > 0 || (!is_last && certificate.is_self_issued());
        graph.grow(policies, any_counts, work)?;
        self.graph = graph.pruned();
        Ok(())
    }

    /// §6.1.4 b, h, i and j.
    fn prepare_for_next<'a>(
        &mut self,
        certificate: &'a Certificate,
        work: &mut Work,
    ) -> Result<(), Fault<'a>> {
        let mappings = certificate.policy_mappings();
        if !mappings.is_empty()
            && let Some(mut graph) = self.graph.take()
        {
            work.spend(mappings.len().saturating_mul(POLICY_STEPS))?;
            let mut mapped: BTreeMap<Oid, BTreeSet<Oid>> = BTreeMap::new();
            for mapping in mappings {
                mapped.entry(mapping.issuer_domain).or_default().insert(mapping.subject_domain);
            }
            graph.map(mapped, self.policy_mapping > 0);
            self.graph = graph.pruned();
        }
        if !certificate.is_self_issued() {
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any_policy = self.inhibit_any_policy.saturating_sub(1);
        }
        self.constrain(certificate);
        Ok(())
    }

    fn constrain(&mut self, certificate: &Certificate) {
        let least = |count: &mut usize, skip: Option<u32>| {
            if let Some(skip) = skip.and_then(|skip| usize::try_from(skip).ok()) {
                *count = skip.min(*count);
            }
        };
        if let Some(constraints) = certificate.policy_constraints() {
            least(&mut self.explicit_policy, constraints.require_explicit);
            least(&mut self.policy_mapping, constraints.inhibit_mapping);
        }
        least(&mut self.inhibit_any_policy, certificate.inhibit_any_policy());
    }

    /// §6.1.5 a and b.
    fn wrap_up(&mut self, signer: &Certificate) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        let required = signer.policy_constraints().and_then(|found| found.require_explicit);
        if required == Some(0) {
            self.explicit_policy = 0;
        }
    }
}

/// The valid_policy_graph of RFC 9618: one level for the anchor and each certificate so far, in
/// each level every policy at most once.
#[derive(Debug)]
struct Graph {
    levels: Vec<Level>,
}

/// Nodes by their valid_policy.
type Level = BTreeMap<Oid, Node>;

#[derive(Clone, Debug)]
struct Node {
    expected_policy_set: BTreeSet<Oid>,
    /// Their valid policies in the level before.
    parents: Vec<Oid>,
}

impl Node {
    fn new(valid_policy: Oid, parents: Vec<Oid>) -> Self {
        Self { expected_policy_set: BTreeSet::from([valid_policy]), parents }
    }
}

impl Graph {
    /// §6.1.2 a.
    fn new() -> Self {
        Self { levels: vec![Level::from([(ANY_POLICY, Node::new(ANY_POLICY, Vec::new()))])] }
    }

    /// §6.1.3 d 1 and 2: the level of a certificate with these policies.
    fn grow<'a>(
        &mut self,
        policies: &[Oid],
        any_counts: bool,
        work: &mut Work,
    ) -> Result<(), Fault<'a>> {
        work.spend(policies.len().saturating_mul(POLICY_STEPS))?;
        // Who expects a policy, by the policy. What is expected was paid for when it was mapped or
        // came in; that it is looked at once more for every certificate is paid here.
        let mut expecting: BTreeMap<Oid, Vec<Oid>> = BTreeMap::new();
        let above = self.levels.last();
        for (valid_policy, node) in above.into_iter().flatten() {
            work.spend(node.expected_policy_set.len().saturating_mul(POLICY_STEPS))?;
            for expected in &node.expected_policy_set {
                expecting.entry(*expected).or_default().push(*valid_policy);
            }
        }
        let mut level = Level::new();
        for policy in policies.iter().filter(|policy| **policy != ANY_POLICY) {
            if level.contains_key(policy) {
                continue; // named twice: its parents are copied once
            }
            if let Some(parents) = expecting.get(policy) {
                level.insert(*policy, Node::new(*policy, parents.clone()));
            } else if above.is_some_and(|above| above.contains_key(&ANY_POLICY)) {
                level.insert(*policy, Node::new(*policy, vec![ANY_POLICY]));
            }
        }
        if any_counts && policies.contains(&ANY_POLICY) {
            for (policy, parents) in expecting {
                level.entry(policy).or_insert_with(|| Node::new(policy, parents));
            }
        }
        self.levels.push(level);
        Ok(())
    }

    /// §6.1.4 b.
    fn map(&mut self, mapped: BTreeMap<Oid, BTreeSet<Oid>>, is_permitted: bool) {
        let Some(level) = self.levels.last_mut() else { return };
        let has_any = level.contains_key(&ANY_POLICY);
        for (issuer_domain, subject_domains) in mapped {
            if !is_permitted {
                level.remove(&issuer_domain);
            } else if let Some(node) = level.get_mut(&issuer_domain) {
                node.expected_policy_set = subject_domains;
            } else if has_any {
                let node = Node { expected_policy_set: subject_domains, parents: vec![ANY_POLICY] };
                level.insert(issuer_domain, node);
            }
        }
    }

    /// §6.1.3 d 3: without the nodes that have no children; `None` (NULL) if that is all.
    fn pruned(mut self) -> Option<Self> {
        let mut has_child: Option<BTreeSet<Oid>> = None;
        for level in self.levels.iter_mut().rev() {
            if let Some(has_child) = has_child {
                level.retain(|valid_policy, _| has_child.contains(valid_policy));
            }
            has_child = Some(level.values().flat_map(|node| &node.parents).copied().collect());
        }
        self.levels.first().is_some_and(|root| !root.is_empty()).then_some(self)
    }

    /// §6.1.5 g: whether the user_constrained_policy_set has a member, for a user_initial_policy_set
    /// that is `None` for anyPolicy.
    fn is_acceptable(&self, user_set: Option<&BTreeSet<Oid>>) -> bool {
        let Some(user_set) = user_set else { return true };
        let has_any = self.levels.last().is_some_and(|level| level.contains_key(&ANY_POLICY));
        if has_any {
            return !user_set.is_empty();
        }
        // The policies in the domain of the anchor: those that follow from anyPolicy alone.
        self.levels.iter().skip(1).flatten().any(|(valid_policy, node)| {
            *valid_policy != ANY_POLICY
                && node.parents == [ANY_POLICY]
                && user_set.contains(valid_policy)
        })
    }
}

#[cfg(test)]
#[path = "policies_tests.rs"]
mod tests;
