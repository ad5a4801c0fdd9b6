//! A meeting with one document, signed minutes and everything that a package holds of it, made without randomness.

use std::io::Cursor;

use nghisu_evidence::assertion::PublicKey;
use nghisu_evidence::package::{
    AnnotationLog, CeremonyRecord, ClosedLog, Content, Contents, DocumentContent, LogLine,
    LogProof, write,
};
use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
use nghisu_pades::request::{VerifiedRequest, finish_request, request_to_be_signed};
use nghisu_pades::{
    FieldSpec, HashAlgorithm, SignatureAlgorithm, SignatureMeta, Subject, add_fields, prepare,
    signed_attributes,
};
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::{
    CeremonyId, DocumentId, ItemId, MeetingId, PersonId, Timestamp, Uuid, VersionId,
};
use nghisu_protocol::log::{Hash, Header, commitment, leaf};
use nghisu_protocol::meetings::{Checkpoint, ConsistencyProof};
use nghisu_protocol::merkle::Tree;
use nghisu_protocol::room::RoomEvent;
use nghisu_protocol::room::state::{
    Details, Item, Participant, Reply, SigningCapacity, SubmittedMinutes, Version,
};
use nghisu_protocol::signing::signing_challenge;
use nghisu_protocol::stream::StreamId;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::assertion::{ORIGIN, RP_ID, cose_of, signed_with};
use crate::pdf_file::file;

/// 2026-06-05 14:30:00 +07:00.
const SECONDS: i64 = 1_780_644_600;
/// The day after.
pub(crate) const NOW: Timestamp = Timestamp((SECONDS + 86_400) * 1_000);
const DAY: i64 = 86_400;
pub(crate) const VERSION: VersionId = VersionId(Uuid::from_u128(0x50));
const MEETING: MeetingId = MeetingId(Uuid::from_u128(0x10));
const ITEM: ItemId = ItemId(Uuid::from_u128(0x30));
const DOCUMENT: DocumentId = DocumentId(Uuid::from_u128(0x40));
const WITHDRAWN: DocumentId = DocumentId(Uuid::from_u128(0x41));
/// Why somebody does not come, and what was said in the meeting: words that a clerk is not given.
pub(crate) const REASON: &str = "Đưa mẹ đi mổ tim";
pub(crate) const COURSE: &str = "Đồng chí Bí thư phê bình Sở";
pub(crate) const PAPER: &[u8] = b"%PDF-1.7 a paper";

/// Everything of a package, to be changed by a test before it is written.
pub(crate) struct Sample {
    pub(crate) minutes: Vec<u8>,
    pub(crate) paper: Vec<u8>,
    pub(crate) log: Vec<LogLine>,
    pub(crate) log_withheld: u64,
    pub(crate) annotations: Vec<LogLine>,
    pub(crate) withheld: u64,
    pub(crate) proof: LogProof,
    pub(crate) authority: String,
    pub(crate) ceremonies: Vec<CeremonyRecord>,
    pub(crate) title: String,
}

struct Signer {
    person: PersonId,
    name: &'static str,
    capacity: SigningCapacity,
    field: &'static str,
    seed: u8,
}

const SIGNERS: [Signer; 2] = [
    Signer {
        person: PersonId(Uuid::from_u128(0x21)),
        name: "Nguyễn Thị Thư Ký",
        capacity: SigningCapacity::Secretary,
        field: "ThuKy",
        seed: 21,
    },
    Signer {
        person: PersonId(Uuid::from_u128(0x22)),
        name: "Trần Văn Chủ Tọa",
        capacity: SigningCapacity::Chair,
        field: "ChuToa",
        seed: 22,
    },
];

/// The office's authority.
pub(crate) fn authority() -> Authority {
    let key = AuthorityKey::read(&[7; 32]).unwrap();
    let validity = Validity {
        not_before: SECONDS - 365 * DAY,
        not_after: SECONDS + 3_650 * DAY,
    };
    Authority::create(key, &Subject::named("CA nội bộ"), &[1; 8], validity).unwrap()
}

pub(crate) fn log_key(seed: u8) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[seed; 32])
}

/// Minutes whose description has these keywords.
fn pdf(keywords: &str) -> Vec<u8> {
    let content = "BT ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
        format!("<</Keywords({keywords})>>"),
    ];
    let pdf = file(&objects, "/Info 5 0 R");
    let fields: Vec<FieldSpec> = SIGNERS
        .iter()
        .enumerate()
        .map(|(index, signer)| FieldSpec {
            name: signer.field.into(),
            page: 0,
            rect: [
                100.0 + 200.0 * index as f64,
                100.0,
                250.0 + 200.0 * index as f64,
                180.0,
            ],
            tooltip: signer.name.into(),
        })
        .collect();
    add_fields(&pdf, &fields).unwrap()
}

impl Signer {
    /// Signs as a tablet does, with the passkey's word.
    fn sign(&self, pdf: &[u8]) -> (Vec<u8>, CeremonyRecord) {
        let key = SigningKey::from_slice(&[self.seed; 32]).unwrap();
        let spki = AuthorityKey::read(&[self.seed; 32]).unwrap().spki();
        let subject = Subject::named(self.name);
        let to_be_signed = request_to_be_signed(&spki, &subject).unwrap();
        let proof: Signature = key.sign(&to_be_signed);
        let request = finish_request(
            &to_be_signed,
            SignatureAlgorithm::EcdsaP256Sha256,
            &proof.to_bytes(),
        );
        let request = VerifiedRequest::read(&request.unwrap()).unwrap();
        let validity = Validity {
            not_before: SECONDS - 30 * DAY,
            not_after: SECONDS + 365 * DAY,
        };
        let certificate = authority()
            .issue(&request, &subject, &[self.seed; 8], validity)
            .unwrap();

        let meta = SignatureMeta {
            name: self.name.into(),
            time: SECONDS,
            utc_offset_minutes: 420,
            ..SignatureMeta::default()
        };
        let prepared = prepare(pdf, self.field, &meta, None, 2 * 1024).unwrap();
        let digest = prepared.digest(HashAlgorithm::Sha256).unwrap();
        let attributes =
            signed_attributes(&digest, &certificate, SignatureAlgorithm::EcdsaP256Sha256).unwrap();
        let digest = Hash::of(attributes.to_be_signed());
        let nonce = [self.seed; 32];
        let passkey = SigningKey::from_slice(&[self.seed + 100; 32]).unwrap();
        let challenge = signing_challenge(&digest.0, self.person, &nonce);
        let assertion = signed_with(&passkey, &challenge);
        let signature: Signature = key.sign(attributes.to_be_signed());
        let signed = prepared
            .complete(&attributes, &signature.to_bytes(), &[])
            .unwrap();
        let record = CeremonyRecord {
            id: CeremonyId(Uuid::from_u128(u128::from(self.seed))),
            person: self.person,
            name: self.name.to_owned(),
            capacity: self.capacity,
            field: self.field.to_owned(),
            digest,
            nonce: Base64Url(nonce.to_vec()),
            assertion,
            public_key: PublicKey::from_cose(&cose_of(&passkey)).unwrap(),
            origin: ORIGIN.to_owned(),
            rp_id: RP_ID.to_owned(),
            certificate: Base64Url(certificate),
            signed: Hash::of(&signed),
            signed_at: Timestamp(SECONDS * 1_000),
        };
        (signed, record)
    }
}

/// A log that grows.
pub(crate) struct Lines {
    stream: StreamId,
    pub(crate) lines: Vec<LogLine>,
    pub(crate) tree: Tree,
}

impl Lines {
    pub(crate) fn new(stream: StreamId) -> Self {
        Self {
            stream,
            lines: Vec::new(),
            tree: Tree::default(),
        }
    }

    pub(crate) fn push(&mut self, kind: &str, payload: &str) {
        let salt = [self.lines.len() as u8; 32];
        let header = serde_json::to_string(&Header {
            stream: self.stream,
            seq: self.tree.size() + 1,
            at: Timestamp(SECONDS * 1_000),
            actor: SIGNERS[0].person,
            on_behalf_of: None,
            kind: kind.to_owned(),
            version: 1,
            payload_commitment: commitment(&salt, payload.as_bytes()),
        })
        .unwrap();
        self.tree.push(leaf(header.as_bytes()));
        self.lines
            .push(LogLine::new(&header, Some((payload, &salt))));
    }

    fn event(&mut self, event: &RoomEvent) {
        let payload = String::from_utf8(event.write()).unwrap();
        self.push(event.kind(), &payload);
    }
}

fn preparation() -> Vec<RoomEvent> {
    let mut events = vec![RoomEvent::MeetingCreated {
        details: Details {
            title: "Họp giao ban".to_owned(),
            ..Details::default()
        },
    }];
    for signer in &SIGNERS {
        let participant = serde_json::json!({
            "name": signer.name, "position": "", "unit_name": "", "rank": 1, "role": "delegate",
        });
        events.push(RoomEvent::ParticipantSet {
            person: signer.person,
            participant: serde_json::from_value::<Participant>(participant).unwrap(),
        });
    }
    let item = serde_json::json!({ "title": "Nội dung", "position": 1 });
    events.extend([
        RoomEvent::ItemAdded {
            item: ITEM,
            content: serde_json::from_value::<Item>(item).unwrap(),
        },
        RoomEvent::DocumentAdded {
            document: DOCUMENT,
            item: ITEM,
            title: "Tờ trình".to_owned(),
            version: Version {
                id: VERSION,
                hash: Hash::of(PAPER),
                size: PAPER.len() as u64,
                pages: 1,
                file_name: "Tờ trình.pdf".to_owned(),
                signatures: 0,
                added_at: Timestamp(0),
                reason: String::new(),
            },
        },
        // Another one that was taken back.
        RoomEvent::DocumentAdded {
            document: WITHDRAWN,
            item: ITEM,
            title: "Nhầm".to_owned(),
            version: Version {
                id: VersionId(Uuid::from_u128(0x51)),
                hash: Hash::of(b"another paper"),
                size: 13,
                pages: 1,
                file_name: "Nhầm.pdf".to_owned(),
                signatures: 0,
                added_at: Timestamp(0),
                reason: String::new(),
            },
        },
        RoomEvent::DocumentRemoved {
            document: WITHDRAWN,
            item: ITEM,
            is_secret: false,
        },
        RoomEvent::MeetingPublished {},
        RoomEvent::InvitationAnswered {
            person: SIGNERS[1].person,
            reply: Reply::Absent {
                reason: REASON.to_owned(),
            },
        },
        RoomEvent::MeetingOpened {},
        RoomEvent::CourseRecorded {
            item: ITEM,
            text: COURSE.to_owned(),
        },
    ]);
    events
}

impl Sample {
    /// A sound one.
    pub(crate) fn new() -> Self {
        Self::with_keywords(|closed| format!("nghisu-log:{}:{}", closed.size, closed.root))
    }

    /// One whose minutes name what they like.
    pub(crate) fn with_keywords(keywords: impl Fn(ClosedLog) -> String) -> Self {
        let mut annotations = Lines::new(StreamId::Annotations(VERSION));
        annotations.push("annotation_added", "{}");
        annotations.push("annotation_added", "{ }");
        let mut log = Lines::new(StreamId::Room(MEETING));
        for event in preparation() {
            log.event(&event);
        }
        log.event(&RoomEvent::AnnotationsAnchored {
            item: ITEM,
            stream: StreamId::Annotations(VERSION).to_string(),
            size: 1,
            root: annotations.tree.root_at(1).unwrap(),
        });
        log.event(&RoomEvent::MeetingClosed {});
        let closed = log.tree.size();
        let mut minutes = pdf(&keywords(ClosedLog {
            size: closed,
            root: log.tree.root_at(closed).unwrap(),
        }));
        log.event(&RoomEvent::MinutesSubmitted {
            minutes: SubmittedMinutes {
                number: "05/BB-UBND".to_owned(),
                pdf: Hash::of(&minutes),
                secretary: SIGNERS[0].person,
                chair: SIGNERS[1].person,
                signatures: Vec::new(),
            },
        });
        let mut ceremonies = Vec::new();
        for signer in &SIGNERS {
            let (signed, record) = signer.sign(&minutes);
            minutes = signed;
            log.event(&RoomEvent::MinutesSigned {
                person: signer.person,
                capacity: signer.capacity,
                pdf: record.signed,
            });
            ceremonies.push(record);
        }
        Self {
            minutes,
            paper: PAPER.to_vec(),
            proof: prove(&log, closed, 3),
            log: log.lines,
            log_withheld: 0,
            annotations: annotations.lines,
            withheld: 0,
            authority: pem(authority().certificate()),
            ceremonies,
            title: "Họp giao ban".to_owned(),
        }
    }

    /// The package, sealed with the log key of this seed.
    pub(crate) fn package(self, seed: u8) -> Vec<u8> {
        let contents = Contents {
            meeting: MEETING,
            title: self.title,
            made_at: NOW,
            minutes: Content::of(self.minutes),
            documents: vec![DocumentContent {
                document: DOCUMENT,
                version: VERSION,
                file_name: "Tờ trình.pdf".to_owned(),
                content: Content::of(self.paper),
            }],
            log: self.log,
            withheld: self.log_withheld,
            annotations: vec![AnnotationLog {
                version: VERSION,
                lines: self.annotations,
                withheld: self.withheld,
            }],
            proof: self.proof,
            authority: self.authority,
            ceremonies: self.ceremonies,
        };
        let sign = |bytes: &[u8]| {
            let key = log_key(seed);
            let signature = key.sign(bytes).to_bytes();
            (hex::encode(key.verifying_key()), hex::encode(signature))
        };
        let (_, out) = write(contents, sign, Cursor::new(Vec::new())).unwrap();
        out.into_inner()
    }

    /// Takes the contents of all entries of a kind out of the log. How many those are, the manifest is to say.
    pub(crate) fn withhold(&mut self, kind: &str) {
        let tag = format!("\"kind\":\"{kind}\"");
        for line in &mut self.log {
            if line.header.contains(&tag) {
                (line.payload, line.salt) = (None, None);
            }
        }
    }

    /// Makes the log anew from changed lines, as somebody with the log key could.
    pub(crate) fn relog(&mut self, change: impl Fn(&mut Vec<LogLine>), seed: u8) {
        change(&mut self.log);
        let mut log = Lines::new(StreamId::Room(MEETING));
        for line in &self.log {
            log.tree.push(leaf(line.header.as_bytes()));
        }
        self.proof = prove(&log, self.proof.closed.size, seed);
    }
}

/// What proves a log, by the log key of this seed.
pub(crate) fn prove(log: &Lines, closed: u64, seed: u8) -> LogProof {
    let (size, tree) = (log.tree.size(), &log.tree);
    let root = |size| tree.root_at(size).unwrap();
    let key = log_key(seed);
    let mut checkpoint = Checkpoint {
        stream: log.stream.to_string(),
        size,
        root: root(size),
        at: Timestamp(SECONDS * 1_000),
        key: hex::encode(key.verifying_key()),
        signature: String::new(),
    };
    checkpoint.signature = hex::encode(key.sign(&checkpoint.signed_bytes()).to_bytes());
    LogProof {
        closed: ClosedLog {
            size: closed,
            root: root(closed),
        },
        consistency: ConsistencyProof {
            old: closed,
            old_root: root(closed),
            new: size,
            new_root: root(size),
            proof: tree.consistency(closed, size).unwrap(),
        },
        checkpoint,
    }
}

pub(crate) fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}
