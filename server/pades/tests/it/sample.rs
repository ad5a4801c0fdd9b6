//! Documents, keys and certificates for the tests, made without randomness or clock.

use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
use nghisu_pades::request::{VerifiedRequest, finish_request, request_to_be_signed};
use nghisu_pades::{
    FieldSpec, HashAlgorithm, Prepared, SignatureAlgorithm, SignatureMeta, Subject, add_fields,
    prepare, signed_attributes,
};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;

/// 2026-06-05 14:30:00 +07:00.
pub(crate) const NOW: i64 = 1_780_644_600;
pub(crate) const YEAR: i64 = 365 * 86_400;

/// Joins objects to a file with a cross-reference table; object numbers count from 1, object 1 is the catalogue.
pub(crate) fn with_table(objects: &[&str]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = pdf.len();
    pdf.extend_from_slice(
        format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes(),
    );
    for offset in offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let id = "<00112233445566778899AABBCCDDEEFF>";
    let size = objects.len() + 1;
    pdf.extend_from_slice(
        format!("trailer\n<</Size {size}/Root 1 0 R/Info 9 0 R/ID[{id}{id}]>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    pdf
}

/// Minutes of one tagged page, written by hand.
pub(crate) fn minutes() -> Vec<u8> {
    let content = "/P <</MCID 0>> BDC BT /F1 14 Tf 72 760 Td (BIEN BAN HOP) Tj ET EMC\n\
                   /P <</MCID 1>> BDC BT /F1 12 Tf 72 730 Td (Nhat tri: 38/38) Tj ET EMC";
    let stream = format!(
        "<</Length {}>>\nstream\n{content}\nendstream",
        content.len()
    );
    with_table(&[
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>/Lang(vi-VN)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R\
         /StructParents 0>>",
        &stream,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[8 0 R 10 0 R]]>>/ParentTreeNextKey 1>>",
        "<</Type/StructElem/S/Document/P 6 0 R/K[8 0 R 10 0 R]>>",
        "<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>",
        "<</Title(Bien ban)/ModDate(D:20260605120000Z)>>",
        "<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 1>>",
    ])
}

/// A stamp: a rectangle that cannot be overlooked.
pub(crate) fn stamp() -> Vec<u8> {
    let content = "0.8 0.1 0.1 RG 2 w 2 2 96 46 re S";
    let stream = format!(
        "<</Length {}>>\nstream\n{content}\nendstream",
        content.len()
    );
    with_table(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 100 50]>>",
        "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R>>",
        &stream,
        "null",
        "null",
        "null",
        "null",
        "<<>>",
    ])
}

pub(crate) fn field(name: &str, left: f64) -> FieldSpec {
    FieldSpec {
        name: name.into(),
        page: 0,
        rect: [left, 100.0, left + 180.0, 180.0],
        tooltip: format!("Chữ ký {name}"),
    }
}

pub(crate) fn with_fields() -> Vec<u8> {
    add_fields(&minutes(), &[field("ThuKy", 72.0), field("ChuToa", 320.0)]).expect("fields fit")
}

pub(crate) fn authority() -> Authority {
    let key = AuthorityKey::read(&[7; 32]).expect("a key");
    let subject = Subject {
        common_name: "Nghị Sự – CA nội bộ".into(),
        organizations: vec!["UBND tỉnh Mẫu".into()],
        country: Some("VN".into()),
        ..Subject::default()
    };
    let validity = Validity {
        not_before: NOW - YEAR,
        not_after: NOW + 10 * YEAR,
    };
    Authority::create(key, &subject, &[1, 2, 3, 4, 5, 6, 7, 8], validity).expect("a root")
}

/// A person with a key on a tablet and a certificate of the internal authority.
pub(crate) struct Person {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Vec<u8>,
    pub(crate) name: String,
}

impl Person {
    pub(crate) fn new(name: &str, seed: u8) -> Self {
        Self::with_validity(
            name,
            seed,
            Validity {
                not_before: NOW - 30 * 86_400,
                not_after: NOW + YEAR,
            },
        )
    }

    pub(crate) fn with_validity(name: &str, seed: u8, validity: Validity) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).expect("a key");
        // The same encoding as WebCrypto's export.
        let spki = AuthorityKey::read(&[seed; 32]).expect("a key").spki();
        let subject = Subject {
            email: Some(format!("p{seed}@example.vn")),
            ..Subject::named(name)
        };
        let to_be_signed = request_to_be_signed(&spki, &subject).expect("a request");
        let signature: p256::ecdsa::Signature = key.sign(&to_be_signed);
        let request = finish_request(
            &to_be_signed,
            SignatureAlgorithm::EcdsaP256Sha256,
            &signature.to_bytes(),
        );
        let request = VerifiedRequest::read(&request.expect("signed")).expect("verified");
        let certificate = authority()
            .issue(&request, &subject, &[9, seed, 3, 4, 5, 6, 7, 8], validity)
            .expect("issued");
        Self {
            key,
            certificate,
            name: name.into(),
        }
    }

    /// Prepares, signs as WebCrypto does (r‖s), embeds.
    pub(crate) fn sign(&self, pdf: &[u8], field: &str) -> Vec<u8> {
        let prepared = self.prepare(pdf, field);
        let digest = prepared.digest(HashAlgorithm::Sha256).expect("digest");
        let attributes = signed_attributes(
            &digest,
            &self.certificate,
            SignatureAlgorithm::EcdsaP256Sha256,
        )
        .expect("attributes");
        let signature: p256::ecdsa::Signature = self.key.sign(attributes.to_be_signed());
        let root = authority().certificate().to_vec();
        prepared
            .complete(&attributes, &signature.to_bytes(), &[root])
            .expect("embedded")
    }

    pub(crate) fn prepare(&self, pdf: &[u8], field: &str) -> Prepared {
        self.prepared(pdf, field, Some(&stamp()))
    }

    /// Without a stamp all that is appended is text.
    pub(crate) fn prepare_unstamped(&self, pdf: &[u8], field: &str) -> Prepared {
        self.prepared(pdf, field, None)
    }

    fn prepared(&self, pdf: &[u8], field: &str, stamp: Option<&[u8]>) -> Prepared {
        let meta = SignatureMeta {
            name: self.name.clone(),
            reason: Some("Ký biên bản".into()),
            location: Some("Hà Nội".into()),
            time: NOW,
            utc_offset_minutes: 420,
        };
        prepare(pdf, field, &meta, stamp, 8 * 1024).expect("prepared")
    }
}

pub(crate) fn secretary() -> Person {
    Person::new("Nguyễn Thị Thư Ký", 21)
}

pub(crate) fn chair() -> Person {
    Person::new("Trần Văn Chủ Tọa", 22)
}

/// The minutes signed by secretary and chair.
pub(crate) fn signed_twice() -> Vec<u8> {
    chair().sign(&secretary().sign(&with_fields(), "ThuKy"), "ChuToa")
}
