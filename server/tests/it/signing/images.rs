//! The image of a signer on what they sign: theirs, as it was when the signature was prepared.

use nghisu_pades::Verdict;
use nghisu_protocol::{error::ErrorCode, signing::Ceremony};
use serde_json::Value;

use super::{
    conformance::{Pdf, check_drawing, check_signatures, check_syntax, check_widgets},
    desk::{Desk, begin, sign, tablet},
};
use crate::{
    judges,
    signature_images::stroke,
    support::{NOW, TestApp},
};

const MINE: &str = "/api/v1/me/signature-image";

/// The image XObjects in the appearance of a signature field, with those of the forms in it.
fn images<'a>(pdf: &'a Pdf, field: &str) -> Vec<&'a Value> {
    let widget = pdf
        .all("/Subtype", "/Widget")
        .into_iter()
        .find(|widget| widget["/T"] == field)
        .unwrap();
    let mut open = vec![pdf.get(pdf.get(widget, "/AP"), "/N")];
    let mut found = Vec::new();
    while let Some(form) = open.pop() {
        let Some(drawn) = pdf.get(pdf.get(form, "/Resources"), "/XObject").as_object() else {
            continue;
        };
        for drawn in drawn.values().map(|drawn| pdf.resolve(drawn)) {
            match drawn["/Subtype"].as_str() {
                Some("/Image") => found.push(drawn),
                Some("/Form") => open.push(drawn),
                other => panic!("{other:?}"),
            }
        }
    }
    found
}

#[tokio::test]
async fn the_signers_image_stands_in_their_field_and_every_judge_calls_it_valid() {
    let app = TestApp::start_with_papers().await;
    let mut desk = Desk::submitted_on(app).await;
    // The chair has an image, the secretary has none.
    assert!(
        desk.office
            .official
            .put(MINE, &stroke())
            .await
            .status
            .is_success()
    );
    let (secretary, chair) = (
        tablet(&desk.office.secretary, 1).await,
        tablet(&desk.office.official, 2).await,
    );
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    let last = sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    let bytes = desk.file(last.signed.unwrap());
    let pdf = Pdf::read(bytes.clone());
    assert!(images(&pdf, "u:ThuKy").is_empty());
    let [image] = images(&pdf, "u:ChuToa")[..] else {
        panic!("the chair's field draws one image");
    };
    // Blue on a transparent ground: ISO 19005-2, 6.2.10 allows the soft mask.
    let mask = pdf.get(image, "/SMask");
    assert_eq!(
        (mask["/Subtype"].as_str(), mask["/ColorSpace"].as_str()),
        (Some("/Image"), Some("/DeviceGray"))
    );
    check_syntax(&pdf);
    check_drawing(&pdf);
    assert_eq!(check_widgets(&pdf), ["u:ThuKy", "u:ChuToa"]);
    check_signatures(&pdf);

    let report = desk.judged(&bytes);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    assert_eq!(
        judges::pdfsig(&bytes),
        ["Signature is Valid.", "Signature is Valid."]
    );
    let pem = desk.app.server.state().signing.authority().pem();
    assert_eq!(
        judges::pyhanko(&bytes, &pem, NOW),
        ["ThuKy valid", "ChuToa valid"]
    );
}

#[tokio::test]
async fn an_image_that_changes_after_the_signature_was_prepared_waits_for_the_next_one() {
    let app = TestApp::start_with_papers().await;
    let desk = Desk::submitted_on(app).await;
    let client = &desk.office.secretary;
    let secretary = tablet(client, 1).await;
    assert!(client.put(MINE, &stroke()).await.status.is_success());
    let with: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    client.delete(MINE).await.done();
    // The same ceremony, the same bytes.
    let again: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    assert_eq!((again.id, again.document), (with.id, with.document));
    let prepared = Pdf::read(desk.file(with.document));
    assert_eq!(images(&prepared, "u:ThuKy").len(), 1);

    client
        .delete(&format!("/api/v1/ceremonies/{}", with.id))
        .await
        .done();
    let path = format!("/api/v1/ceremonies/{}/document", with.id);
    assert_eq!(client.get(&path).await.refused(), ErrorCode::CeremonyState);
    let without: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    let prepared = Pdf::read(desk.file(without.document));
    assert!(images(&prepared, "u:ThuKy").is_empty());
}
