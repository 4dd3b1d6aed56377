//! Whether a report holds to the rules.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use roxmltree::{Document, Node};

use super::grammar::Grammar;

const NAMESPACES: [(&str, &str); 3] = [
    ("http://uri.etsi.org/19102/v1.4.1#", ""),
    ("http://www.w3.org/2000/09/xmldsig#", "ds:"),
    ("http://uri.etsi.org/01903/v1.3.2#", "xades:"),
];

const FAILED: &[&str] = &[
    "EXPIRED",
    "FORMAT_FAILURE",
    "HASH_FAILURE",
    "NOT_YET_VALID",
    "REVOKED",
    "SIG_CRYPTO_FAILURE",
];
const INDETERMINATE: &[&str] = &[
    "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    "CHAIN_CONSTRAINTS_FAILURE",
    "CRYPTO_CONSTRAINTS_FAILURE",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "NO_CERTIFICATE_CHAIN_FOUND",
    "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
    "NO_POE",
    "NO_SIGNING_CERTIFICATE_FOUND",
    "OUT_OF_BOUNDS_NO_POE",
    "OUT_OF_BOUNDS_NOT_REVOKED",
    "POLICY_PROCESSING_ERROR",
    "REVOCATION_OUT_OF_BOUNDS_NO_POE",
    "REVOKED_CA_NO_POE",
    "REVOKED_NO_POE",
    "SIGNATURE_POLICY_NOT_AVAILABLE",
    "SIGNED_DATA_NOT_FOUND",
    "SIG_CONSTRAINTS_FAILURE",
    "TIMESTAMP_ORDER_FAILURE",
    "TRY_LATER",
];

/// What a report breaks.
pub(crate) fn faults(grammar: &Grammar, text: &str) -> Vec<String> {
    check(grammar, text).0
}

/// What a report breaks, and the types that it has elements of.
pub(crate) fn check(grammar: &Grammar, text: &str) -> (Vec<String>, BTreeSet<String>) {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return (vec![format!("not well formed: {error}")], BTreeSet::new()),
    };
    let mut checker =
        Checker { grammar, objects: BTreeMap::new(), faults: Vec::new(), met: BTreeSet::new() };
    checker.read_ids(&document);
    let root = document.root_element();
    match qualified(root).as_str() {
        "ValidationReport" => checker.element(root, "report"),
        other => checker.faults.push(format!("the root is {other}")),
    }
    for node in document.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "SignatureValidationReport" => {
                checker.verdict(node, "total-");
                checker.policy(node);
            }
            "ValidationReport" if node != root => checker.verdict(node, ""),
            "POE" | "BestSignatureTime" => checker.proof(node),
            _ => {}
        }
    }
    (checker.faults, checker.met)
}

struct Checker<'g> {
    grammar: &'g Grammar,
    /// The type of the object with each id; empty for a signature.
    objects: BTreeMap<String, String>,
    faults: Vec<String>,
    met: BTreeSet<String>,
}

impl Checker<'_> {
    /// Rules 2 and 3.
    fn read_ids(&mut self, document: &Document<'_>) {
        let mut digests = BTreeSet::new();
        for node in document.descendants().filter(|node| node.has_attribute("id")) {
            let id = node.attribute("id").unwrap_or_default();
            if !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.faults.push(format!("id {id:?}"));
            }
            let kind = text_of(child(node, "ObjectType"));
            if self.objects.insert(id.to_owned(), kind.clone()).is_some() {
                self.faults.push(format!("the id {id} is there twice"));
            }
            let digest = child(node, "ValidationObjectRepresentation")
                .and_then(|it| child(it, "DigestAlgAndValue"))
                .map(|digest| text_of(child(digest, "DigestValue")));
            if let Some(digest) = digest
                && !kind.ends_with(":timestamp")
                && !digests.insert((kind, digest))
            {
                self.faults.push(format!("the object {id} is listed twice"));
            }
        }
    }

    fn element(&mut self, node: Node<'_, '_>, kind: &str) {
        let name = qualified(node);
        self.met.insert(kind.to_owned());
        let Some(rule) = self.grammar.rules.get(kind) else { return self.simple(node, kind) };
        for (attribute, is_required) in &rule.attributes {
            if *is_required && !node.has_attribute(attribute.as_str()) {
                self.faults.push(format!("{name} lacks {attribute}"));
            }
        }
        for attribute in node.attributes() {
            let is_known = rule.attributes.iter().any(|(known, _)| known == attribute.name());
            if !is_known {
                self.faults.push(format!("{name} has an attribute {}", attribute.name()));
            }
            if ["Signed", "Pseudonym"].contains(&attribute.name())
                && !["true", "false"].contains(&attribute.value())
            {
                self.faults.push(format!("{name} is {}={}", attribute.name(), attribute.value()));
            }
        }
        if node
            .children()
            .any(|it| it.is_text() && !it.text().unwrap_or_default().trim().is_empty())
        {
            self.faults.push(format!("text in {name}"));
        }
        let children: Vec<_> = node.children().filter(Node::is_element).collect();
        let names: Vec<_> = children.iter().map(|child| qualified(*child)).collect();
        let Some(types) = self.grammar.types(rule, &names) else {
            return self.faults.push(format!("{name} ({kind}) holds {names:?}"));
        };
        for (child, kind) in children.into_iter().zip(types) {
            self.element(child, kind);
        }
    }

    /// Types that have no line of their own.
    fn simple(&mut self, node: Node<'_, '_>, kind: &str) {
        let name = qualified(node);
        let text = text_of(Some(node));
        let is_value = self.is_value(kind, &text);
        let mut fault = |what: String| self.faults.push(format!("{name}: {what}"));
        if node.children().any(|child| child.is_element()) {
            fault("has children".to_owned());
        }
        let wanted = match kind {
            "certificate" => Some(&["certificate"][..]),
            "crl" => Some(&["CRL"][..]),
            "ocsp" => Some(&["OCSPResponse"][..]),
            "revocation" => Some(&["CRL", "OCSPResponse"][..]),
            "timestamp" => Some(&["timestamp"][..]),
            "data" => Some(&["signedData"][..]),
            "other" => Some(&["other"][..]),
            "reference" => None,
            _ => {
                if node.attributes().len() > 0 {
                    fault("has attributes".to_owned());
                }
                if is_value == Some(false) {
                    fault(format!("{text:?} is no {kind}"));
                }
                return;
            }
        };
        let names: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
        if names != ["VOReference"] || !text.is_empty() {
            fault("is no reference".to_owned());
        }
        let ids = node.attribute("VOReference").unwrap_or_default();
        if ids.trim().is_empty() {
            fault("refers to nothing".to_owned());
        }
        for id in ids.split(' ') {
            let object = self.objects.get(id);
            let is_right = object.is_some_and(|object| {
                let last = object.rsplit(':').next().unwrap_or_default();
                wanted.is_none_or(|wanted| wanted.contains(&last))
            });
            if !is_right {
                self.faults.push(format!("{name} refers to {id}: {object:?}, not {wanted:?}"));
            }
        }
    }

    /// `None` for references, which have no text.
    fn is_value(&self, kind: &str, text: &str) -> Option<bool> {
        Some(match kind {
            "certificate" | "crl" | "ocsp" | "revocation" | "timestamp" | "data" | "other"
            | "reference" => {
                return None;
            }
            "base64" => STANDARD.decode(text).is_ok_and(|octets| !octets.is_empty()),
            "boolean" => ["true", "false"].contains(&text),
            "empty" => text.is_empty(),
            "integers" => text.split(' ').all(|number| number.parse::<u64>().is_ok()),
            "text" => true,
            "time" => {
                let has_year = text.as_bytes().get(4) == Some(&b'-');
                has_year && text.ends_with('Z') && text.parse::<Timestamp>().is_ok()
            }
            "uri" => {
                let plain = "-._~:/?#[]@!$&'()*+,;=%";
                // What stands before a colon is a scheme.
                let scheme = text.split(['/', '?', '#']).next().and_then(|it| it.split_once(':'));
                scheme.is_none_or(|(it, _)| it.starts_with(|it: char| it.is_ascii_alphabetic()))
                    && !text.is_empty()
                    && text.chars().all(|it| it.is_ascii_alphanumeric() || plain.contains(it))
            }
            list => self
                .grammar
                .lists
                .get(list)
                .unwrap_or_else(|| panic!("no type {list}"))
                .iter()
                .any(|value| value == text),
        })
    }

    /// Rule 9.
    fn proof(&mut self, proof: Node<'_, '_>) {
        let is_provided = text_of(child(proof, "TypeOfProof")).ends_with(":provided");
        let Some(id) = child(proof, "POEObject").and_then(|it| it.attribute("VOReference")) else {
            if proof.tag_name().name() == "POE" && !is_provided {
                self.faults.push("a proof by nothing".to_owned());
            }
            return;
        };
        if is_provided {
            self.faults.push(format!("provided, and by {id}"));
        }
        let document = proof.document();
        let timestamp = document.descendants().find(|node| node.attribute("id") == Some(id));
        let provided = timestamp.and_then(|node| child(node, "POEProvisioning"));
        let time = |node| text_of(child(node, "POETime"));
        let proved = match proof.ancestors().find_map(|node| node.attribute("id")) {
            // A timestamp's own report stands inside the object.
            Some(object) => provided.is_some_and(|provided| {
                children(provided, "ValidationObject")
                    .any(|it| it.attribute("VOReference") == Some(object))
            }),
            None => {
                let report = proof.ancestors().nth(2);
                let typed = report.into_iter().flat_map(|report| report.descendants());
                let field = typed.filter(|node| node.tag_name().name() == "ReportData");
                let field: Vec<_> = field
                    .filter(|it| text_of(child(*it, "Type")) == "urn:kyso:report:field")
                    .map(|it| text_of(child(it, "Value")))
                    .collect();
                provided.is_some_and(|provided| {
                    let references = children(provided, "SignatureReference");
                    let mut fields = references.map(|it| text_of(child(it, "PAdESFieldName")));
                    fields.any(|name| field.contains(&name))
                })
            }
        };
        if !proved || provided.is_none_or(|provided| time(provided) != time(proof)) {
            self.faults.push(format!("{id} does not prove what is proved by it"));
        }
    }

    /// Rule 10.
    fn policy(&mut self, report: Node<'_, '_>) {
        let inside = |name| report.descendants().filter(move |it| it.tag_name().name() == name);
        let objects = inside("FormalPolicyObject").filter_map(|it| it.attribute("VOReference"));
        let objects: Vec<_> = objects.flat_map(|ids| ids.split(' ')).map(str::to_owned).collect();
        let data = inside("ReportData")
            .filter(|it| text_of(child(*it, "Type")) == "urn:kyso:report:policy-file")
            .map(|it| text_of(child(it, "Value")).replace("; sha256=", "; sha256=P-"));
        let told: Vec<_> = data.collect();
        let is_told = |(id, file): (&String, &String)| {
            let parts: Vec<_> = file.split("; ").collect();
            let [name, version, sha256] = parts[..] else { return false };
            name.starts_with("name=")
                && version.starts_with("version=")
                && sha256.strip_prefix("sha256=") == Some(id)
        };
        if objects.len() != told.len() || !objects.iter().zip(&told).all(is_told) {
            self.faults.push(format!("the policy is of {objects:?}, and of {told:?}"));
        }
    }

    /// Rules 4 to 8.
    fn verdict(&mut self, report: Node<'_, '_>, prefix: &str) {
        let Some(status) = child(report, "SignatureValidationStatus") else { return };
        let main = text_of(child(status, "MainIndication"));
        let subs: Vec<_> = children(status, "SubIndication").map(|it| text_of(Some(it))).collect();
        let sub = |names: &[&str]| {
            let named = |name: &&str| subs == [format!("urn:etsi:019102:subindication:{name}")];
            names.iter().any(named)
        };
        let main = main.strip_prefix("urn:etsi:019102:mainindication:").unwrap_or_default();
        let is_passed = main.strip_prefix(prefix) == Some("passed");
        let is_right = match main {
            _ if is_passed => subs.is_empty(),
            "indeterminate" => sub(INDETERMINATE),
            other => other.strip_prefix(prefix) == Some("failed") && sub(FAILED),
        };
        if !is_right {
            self.faults.push(format!("{main} / {subs:?} with the prefix {prefix:?}"));
        }
        let inside = |name| status.descendants().filter(move |it| it.tag_name().name() == name);
        if is_passed && inside("SecureAlgorithm").any(|it| text_of(Some(it)) != "true") {
            self.faults.push("passed with an algorithm that is not secure".to_owned());
        }
        if let Some(times) = child(report, "ValidationTimeInfo") {
            let time = |node| text_of(node).parse::<Timestamp>().ok();
            let best = child(times, "BestSignatureTime");
            let (now, proved) = (
                time(child(times, "ValidationTime")),
                time(best.and_then(|best| child(best, "POETime"))),
            );
            let has_object = best.is_some_and(|best| child(best, "POEObject").is_some());
            let kind = text_of(best.and_then(|best| child(best, "TypeOfProof")));
            let is_provided = kind.ends_with(":provided");
            let is_right = if proved == now {
                !has_object && !is_provided
            } else {
                proved.is_some() && proved < now && (has_object || is_provided)
            };
            if !is_right {
                self.faults.push(format!("best time {proved:?} of {now:?}, {has_object}"));
            }
        }
        let reference = |node: Option<Node<'_, '_>>| {
            node.and_then(|node| node.attribute("VOReference")).map(str::to_owned)
        };
        let data = child(status, "AssociatedValidationReportData");
        let chain = data.and_then(|data| child(data, "CertificateChain"));
        let signer = reference(
            child(report, "SignerInformation").and_then(|it| child(it, "SignerCertificate")),
        );
        let anchor = reference(data.and_then(|data| child(data, "TrustAnchor")));
        let leads = chain.is_some_and(|chain| {
            reference(child(chain, "SigningCertificate")) == signer
                && reference(child(chain, "TrustAnchor")) == anchor
        });
        if is_passed && !(signer.is_some() && anchor.is_some() && leads) {
            self.faults.push(format!("passed with {signer:?}, {anchor:?}, {leads}"));
        }
    }
}

/// The name with the prefix that the rules use.
fn qualified(node: Node<'_, '_>) -> String {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    let prefix = NAMESPACES.iter().find(|(known, _)| *known == namespace);
    let prefix = prefix.map_or_else(|| format!("{{{namespace}}}"), |(_, it)| (*it).to_owned());
    format!("{prefix}{}", node.tag_name().name())
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

fn text_of(node: Option<Node<'_, '_>>) -> String {
    node.and_then(|node| node.text()).unwrap_or_default().to_owned()
}
