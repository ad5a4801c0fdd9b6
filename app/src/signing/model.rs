//! What the signing screen decides: which pages were really shown, and what exactly may be signed. Pure.

use std::collections::BTreeMap;

use nghisu_pades::{
    HashAlgorithm, NotOnlyFilled, SignatureAlgorithm, SignedAttributes, Slot, only_fills,
    signed_attributes,
};
use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::log::Hash;
use nghisu_protocol::minutes::MinutesChange;
use nghisu_protocol::signing::{Ceremony, SigningCertificate};

/// Share of a page's height that must have been in view for the page to count as seen.
const SEEN: f64 = 0.9;

/// The parts of pages that were in view, each from 0 (upper edge) to 1 (lower edge).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown(BTreeMap<u32, Vec<(f64, f64)>>);

impl Shown {
    /// Notes that a part of a page was in view. Tells whether the page counts as seen from now on and did not before.
    pub fn note(&mut self, page: u32, top: f64, bottom: f64) -> bool {
        let (top, bottom) = (top.clamp(0.0, 1.0), bottom.clamp(0.0, 1.0));
        if bottom <= top || self.is_seen(page) {
            return false;
        }
        let parts = self.0.entry(page).or_default();
        parts.push((top, bottom));
        parts.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut joined: Vec<(f64, f64)> = Vec::with_capacity(parts.len());
        for (top, bottom) in parts.drain(..) {
            match joined.last_mut() {
                Some(last) if top <= last.1 + 0.005 => last.1 = last.1.max(bottom),
                _ => joined.push((top, bottom)),
            }
        }
        *parts = joined;
        self.is_seen(page)
    }

    /// Counts a page as seen, for what the tablet remembers of an earlier visit.
    pub fn remember(&mut self, page: u32) {
        self.0.insert(page, vec![(0.0, 1.0)]);
    }

    /// Whether a page was seen.
    pub fn is_seen(&self, page: u32) -> bool {
        self.0.get(&page).is_some_and(|parts| {
            parts.iter().map(|(top, bottom)| bottom - top).sum::<f64>() >= SEEN
        })
    }

    /// The pages that were not seen yet.
    pub fn unseen(&self, pages: u32) -> Vec<usize> {
        (1..=pages)
            .filter(|page| !self.is_seen(*page))
            .map(|page| page as usize)
            .collect()
    }

    /// The pages that were seen.
    pub fn seen(&self, pages: u32) -> Vec<u32> {
        (1..=pages).filter(|page| self.is_seen(*page)).collect()
    }
}

/// How far the reading is that comes before a signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Every page was in view.
    pub read: bool,
    /// Every change was.
    pub compared: bool,
}

impl Progress {
    /// Whether nothing is left to be read.
    pub fn is_done(self) -> bool {
        self.read && self.compared
    }

    /// The step that is due: 1 reading, 2 the changes, 3 the signature.
    pub fn step(self) -> u8 {
        match (self.read, self.compared) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 3,
        }
    }
}

/// How far the reading of a file of so many pages is. A change counts with its page, or with all pages where that is
/// not known; that there is none is known once all pages were seen.
pub fn progress(changes: &[MinutesChange], shown: &Shown, pages: u32) -> Progress {
    let read = shown.unseen(pages).is_empty();
    let was_seen = |change: &MinutesChange| change.page.map_or(read, |page| shown.is_seen(page));
    Progress {
        read,
        compared: read || !changes.is_empty() && changes.iter().all(was_seen),
    }
}

/// Whether a certificate can sign at a moment.
pub fn is_usable(certificate: &SigningCertificate, now: Timestamp) -> bool {
    certificate.revoked_at.is_none()
        && certificate.not_before.0 <= now.0
        && now.0 < certificate.not_after.0
}

/// Whether a certificate is for a key: its DER holds the key's SubjectPublicKeyInfo as it is.
pub fn is_for_key(certificate: &[u8], spki: &[u8]) -> bool {
    !spki.is_empty() && certificate.windows(spki.len()).any(|part| part == spki)
}

/// Why nothing was signed: what the server prepared is not what the person has read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWhatWasRead {
    /// The prepared file has other bytes than the ceremony says.
    #[error("the prepared file is not the ceremony's")]
    Altered,
    /// It is not the file that was read with one signature field filled, and nothing else that anybody could see.
    #[error(transparent)]
    OtherFile(#[from] NotOnlyFilled),
    /// The byte range is not the whole file with one empty placeholder cut out, or the certificate does not fit.
    #[error("the signature's place is not what it should be: {0}")]
    Slot(String),
}

/// What the key is to sign: computed over the prepared file, after checking that it is the file that was read with
/// only a signature's place appended.
///
/// # Errors
/// [`NotWhatWasRead`] for anything else; then nothing is signed.
pub fn to_be_signed(
    read: &[u8],
    document: &[u8],
    ceremony: &Ceremony,
    certificate: &[u8],
) -> Result<SignedAttributes, NotWhatWasRead> {
    if Hash::of(document) != ceremony.document {
        return Err(NotWhatWasRead::Altered);
    }
    only_fills(read, document, &ceremony.field)?;
    let slot = |error: &dyn std::fmt::Display| NotWhatWasRead::Slot(error.to_string());
    let mut byte_range = [0_usize; 4];
    for (to, from) in byte_range.iter_mut().zip(ceremony.byte_range) {
        *to = usize::try_from(from).map_err(|error| slot(&error))?;
    }
    let place = Slot {
        field: ceremony.field.clone(),
        byte_range,
    };
    let digest = place
        .digest(document, HashAlgorithm::Sha256)
        .map_err(|error| slot(&error))?;
    signed_attributes(&digest, certificate, SignatureAlgorithm::EcdsaP256Sha256)
        .map_err(|error| slot(&error))
}

#[cfg(test)]
mod tests {
    use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
    use nghisu_pades::request::{VerifiedRequest, finish_request, request_to_be_signed};
    use nghisu_pades::{DEFAULT_ROOM, FieldSpec, SignatureMeta, Subject, add_fields, prepare};
    use nghisu_protocol::bytes::Base64Url;
    use nghisu_protocol::ids::{CeremonyId, MeetingId, PersonId, Uuid};
    use nghisu_protocol::room::state::SigningCapacity;
    use nghisu_protocol::signing::CeremonyState;
    use p256::ecdsa::signature::Signer as _;

    use super::*;

    #[test]
    fn a_page_is_seen_when_nearly_all_of_it_was_in_view() {
        let mut shown = Shown::default();
        assert!(!shown.note(1, 0.0, 0.5));
        assert!(!shown.note(1, 0.7, 1.0), "a gap was never in view");
        assert_eq!(shown.unseen(2), [1, 2]);
        assert!(shown.note(1, 0.45, 0.75), "now it is whole, and said once");
        assert!(!shown.note(1, 0.0, 1.0));
        assert_eq!(shown.unseen(2), [2]);
    }

    #[test]
    fn the_same_part_twice_is_not_twice_as_much() {
        let mut shown = Shown::default();
        for _ in 0..5 {
            assert!(!shown.note(3, 0.1, 0.5));
        }
        assert!(!shown.is_seen(3));
    }

    #[test]
    fn a_change_counts_with_its_page() {
        let change = |page| MinutesChange {
            place: "Nội dung 3, kết luận".into(),
            old: "8,17%".into(),
            new: "8,24%".into(),
            page,
        };
        let mut shown = Shown::default();
        shown.remember(2);
        let compared =
            |changes: &[MinutesChange], shown: &Shown| progress(changes, shown, 3).compared;
        assert!(compared(&[change(Some(2))], &shown));
        assert!(!compared(&[change(Some(1))], &shown));
        assert!(!compared(&[change(None)], &shown));
        // Nothing changed is nothing that was compared yet.
        assert!(!compared(&[], &shown));
        assert_eq!(progress(&[change(Some(2))], &shown, 3).step(), 1);
        for page in [1, 3] {
            shown.remember(page);
        }
        for changes in [vec![], vec![change(None)]] {
            let progress = progress(&changes, &shown, 3);
            assert!(progress.is_done());
            assert_eq!(progress.step(), 3);
        }
    }

    struct Office {
        file: Vec<u8>,
        document: Vec<u8>,
        certificate: Vec<u8>,
        ceremony: Ceremony,
    }

    /// A file, and a ceremony on it as the server would prepare it.
    fn office() -> Office {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut offsets = vec![];
        for (n, object) in [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
        .iter()
        .enumerate()
        {
            offsets.push(pdf.len());
            pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
        }
        let start = pdf.len();
        pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
        for offset in offsets {
            pdf.extend(format!("{offset:010} 00000 n \n").bytes());
        }
        pdf.extend(format!("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
        let now = 1_780_644_600;
        let validity = Validity {
            not_before: now - 1,
            not_after: now + 86_400,
        };
        let key = AuthorityKey::read(&[7; 32]).unwrap();
        let authority =
            Authority::create(key, &Subject::named("CA nội bộ"), &[1; 8], validity).unwrap();
        let tablet = p256::ecdsa::SigningKey::from_slice(&[8; 32]).unwrap();
        let spki = AuthorityKey::read(&[8; 32]).unwrap().spki();
        let person = Subject::named("Lê Quang Thiệu");
        let request = request_to_be_signed(&spki, &person).unwrap();
        let proof: p256::ecdsa::Signature = tablet.sign(&request);
        let request = finish_request(
            &request,
            SignatureAlgorithm::EcdsaP256Sha256,
            &proof.to_bytes(),
        )
        .unwrap();
        let request = VerifiedRequest::read(&request).unwrap();
        let certificate = authority
            .issue(&request, &person, &[2; 8], validity)
            .unwrap();
        assert!(is_for_key(&certificate, &spki));
        let field = FieldSpec {
            name: "ChuToa".into(),
            page: 0,
            rect: [320.0, 100.0, 500.0, 180.0],
            tooltip: "Chữ ký của chủ tọa".into(),
        };
        let file = add_fields(&pdf, &[field]).unwrap();
        let meta = SignatureMeta {
            name: "Lê Quang Thiệu".into(),
            time: now,
            utc_offset_minutes: 420,
            ..SignatureMeta::default()
        };
        let prepared = prepare(&file, "ChuToa", &meta, None, DEFAULT_ROOM).unwrap();
        let ceremony = Ceremony {
            id: CeremonyId(Uuid::from_u128(1)),
            meeting: MeetingId(Uuid::from_u128(2)),
            state: CeremonyState::Prepared,
            person: PersonId(Uuid::from_u128(3)),
            capacity: SigningCapacity::Chair,
            certificate: Hash::of(&certificate),
            document: Hash::of(&prepared.document),
            field: prepared.slot.field.clone(),
            byte_range: prepared.slot.byte_range.map(|number| number as u64),
            nonce: Base64Url(vec![0; 32]),
            rp_id: "localhost".into(),
            allow_credentials: vec![],
            expires_at: Timestamp(0),
            signed: None,
            signed_at: None,
            next: None,
        };
        Office {
            file,
            document: prepared.document,
            certificate,
            ceremony,
        }
    }

    #[test]
    fn what_goes_on_from_the_file_that_was_read_can_be_signed() {
        let Office {
            file,
            document,
            certificate,
            ceremony,
        } = office();
        assert!(to_be_signed(&file, &document, &ceremony, &certificate).is_ok());
    }

    #[test]
    fn a_file_that_was_not_read_is_not_signed() {
        let Office {
            mut file,
            document,
            certificate,
            ceremony,
        } = office();
        file[20] ^= 1;
        assert_eq!(
            to_be_signed(&file, &document, &ceremony, &certificate),
            Err(NotWhatWasRead::OtherFile(NotOnlyFilled::OtherFile))
        );
    }

    #[test]
    fn sg_5_a_page_that_was_exchanged_with_the_preparation_is_not_signed() {
        let Office {
            file, certificate, ..
        } = office();
        // As a server could that wants another page signed: a revision of its own, and the signature's behind it.
        let previous = String::from_utf8_lossy(&file)
            .rsplit("startxref\n")
            .next()
            .and_then(|rest| rest.lines().next().map(str::to_owned))
            .unwrap();
        let mut altered = file.clone();
        let page = altered.len();
        altered.extend(b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 400]>>\nendobj\n");
        let start = altered.len();
        altered.extend(
            format!("xref\n3 1\n{page:010} 00000 n \ntrailer\n<</Size 40/Root 1 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n").bytes(),
        );
        let meta = SignatureMeta {
            name: "Lê Quang Thiệu".into(),
            time: 1_780_644_600,
            utc_offset_minutes: 420,
            ..SignatureMeta::default()
        };
        let prepared = prepare(&altered, "ChuToa", &meta, None, DEFAULT_ROOM).unwrap();
        let ceremony = Ceremony {
            document: Hash::of(&prepared.document),
            byte_range: prepared.slot.byte_range.map(|number| number as u64),
            ..office().ceremony
        };
        let refused = to_be_signed(&file, &prepared.document, &ceremony, &certificate);
        assert_eq!(
            refused,
            Err(NotWhatWasRead::OtherFile(NotOnlyFilled::Revisions(2)))
        );
    }

    #[test]
    fn bytes_that_are_not_the_ceremonys_are_not_signed() {
        let Office {
            file,
            mut document,
            certificate,
            ceremony,
        } = office();
        document.push(b'\n');
        assert_eq!(
            to_be_signed(&file, &document, &ceremony, &certificate),
            Err(NotWhatWasRead::Altered)
        );
    }

    #[test]
    fn a_range_that_leaves_bytes_out_is_not_signed() {
        let Office {
            file,
            document,
            certificate,
            mut ceremony,
        } = office();
        ceremony.byte_range[3] -= 1;
        let refused = to_be_signed(&file, &document, &ceremony, &certificate);
        assert!(
            matches!(refused, Err(NotWhatWasRead::Slot(_))),
            "{refused:?}"
        );
    }
}
