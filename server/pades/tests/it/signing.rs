//! The phases of a signature.

use crate::sample;
use nghisu_pades::{
    Error, HashAlgorithm, Prepared, SignatureAlgorithm, add_fields, empty_fields, signed_attributes,
};
use p256::ecdsa::signature::Signer as _;

#[test]
fn every_phase_only_appends() {
    let base = sample::minutes();
    let fields = sample::with_fields();
    assert!(fields.starts_with(&base));
    let first = sample::secretary().sign(&fields, "ThuKy");
    assert!(first.starts_with(&fields));
    let second = sample::chair().sign(&first, "ChuToa");
    assert!(second.starts_with(&first));
    assert_eq!(second, sample::signed_twice());
}

#[test]
fn a_ceremony_survives_being_stored_at_any_point() {
    let secretary = sample::secretary();
    let stored = serde_json::to_string(&secretary.prepare(&sample::with_fields(), "ThuKy"))
        .expect("serialises");
    let prepared: Prepared = serde_json::from_str(&stored).expect("reads back");

    // The tablet has the bytes and the slot alone.
    let digest = prepared
        .slot
        .digest(&prepared.document, HashAlgorithm::Sha256)
        .expect("digest");
    assert_eq!(Ok(&digest), prepared.digest(HashAlgorithm::Sha256).as_ref());
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let attributes =
        signed_attributes(&digest, &secretary.certificate, algorithm).expect("attributes");
    let stored = serde_json::to_string(&attributes).expect("serialises");
    let attributes: nghisu_pades::SignedAttributes =
        serde_json::from_str(&stored).expect("reads back");

    let signature: p256::ecdsa::Signature = secretary.key.sign(attributes.to_be_signed());
    let from_raw = prepared
        .complete(&attributes, &signature.to_bytes(), &[])
        .expect("embedded");
    let from_der = prepared
        .complete(&attributes, signature.to_der().as_bytes(), &[])
        .expect("embedded");
    assert_eq!(from_raw, from_der);
}

#[test]
fn a_signature_that_does_not_verify_is_never_embedded() {
    let (secretary, chair) = (sample::secretary(), sample::chair());
    let prepared = secretary.prepare(&sample::with_fields(), "ThuKy");
    let digest = prepared.digest(HashAlgorithm::Sha256).expect("digest");
    let attributes = signed_attributes(
        &digest,
        &secretary.certificate,
        SignatureAlgorithm::EcdsaP256Sha256,
    );
    let attributes = attributes.expect("attributes");
    let by_another: p256::ecdsa::Signature = chair.key.sign(attributes.to_be_signed());
    assert_eq!(
        prepared.complete(&attributes, &by_another.to_bytes(), &[]),
        Err(Error::SignatureInvalid)
    );

    let own: p256::ecdsa::Signature = secretary.key.sign(attributes.to_be_signed());
    let container = nghisu_pades::signed_data(&attributes, &own.to_bytes(), &[]).expect("built");
    let other_document = chair.prepare(&sample::with_fields(), "ChuToa");
    assert_eq!(
        other_document.embed(&container),
        Err(Error::ForeignSignature)
    );
}

#[test]
fn fields_are_refused_once_the_document_is_signed() {
    let signed = sample::secretary().sign(&sample::with_fields(), "ThuKy");
    assert_eq!(
        add_fields(&signed, &[sample::field("VanThu", 72.0)]),
        Err(Error::FieldsAfterSignature)
    );
}

#[test]
fn an_empty_field_is_found_where_it_was_laid_down_and_a_signed_one_no_more() {
    let places = |pdf: &[u8]| {
        let fields = empty_fields(pdf).expect("reads");
        assert!(fields.iter().all(|one| one.page_size == [595.0, 842.0]));
        let place = |one: nghisu_pades::FieldPlace| (one.name, one.page, one.rect);
        fields.into_iter().map(place).collect::<Vec<_>>()
    };
    let laid_down = |name: &str, left: f64| {
        let field = sample::field(name, left);
        (field.name, field.page, field.rect)
    };
    assert_eq!(empty_fields(&sample::minutes()), Ok(vec![]));
    let (secretary, chair) = (laid_down("ThuKy", 72.0), laid_down("ChuToa", 320.0));
    assert_eq!(places(&sample::with_fields()), [secretary, chair.clone()]);
    let signed_once = sample::secretary().sign(&sample::with_fields(), "ThuKy");
    assert_eq!(places(&signed_once), [chair]);
    assert_eq!(empty_fields(&sample::signed_twice()), Ok(vec![]));
}

#[test]
fn field_names_hold_no_full_stop_and_stand_once() {
    let pdf = sample::minutes();
    assert!(matches!(
        add_fields(&pdf, &[sample::field("a.b", 72.0)]),
        Err(Error::FieldName(_))
    ));
    let twice = [sample::field("a", 72.0), sample::field("a", 320.0)];
    assert_eq!(
        add_fields(&pdf, &twice),
        Err(Error::FieldExists("a".into()))
    );
}

#[test]
fn a_container_that_does_not_fit_says_how_much_it_needs() {
    let secretary = sample::secretary();
    let meta = nghisu_pades::SignatureMeta {
        time: sample::NOW,
        ..Default::default()
    };
    let prepared =
        nghisu_pades::prepare(&sample::with_fields(), "ThuKy", &meta, None, 100).expect("prepared");
    let digest = prepared.digest(HashAlgorithm::Sha256).expect("digest");
    let attributes = signed_attributes(
        &digest,
        &secretary.certificate,
        SignatureAlgorithm::EcdsaP256Sha256,
    );
    let attributes = attributes.expect("attributes");
    let signature: p256::ecdsa::Signature = secretary.key.sign(attributes.to_be_signed());
    let outcome = prepared.complete(&attributes, &signature.to_bytes(), &[]);
    assert!(matches!(outcome, Err(Error::NoRoom { needed, room: 100 }) if needed > 500));
}
