//! Images of signatures over REST and in the store.

use std::io::Cursor;

use nghisu_protocol::{
    bytes::Base64Url,
    error::ErrorCode,
    ids::{PersonId, Timestamp, Uuid},
    people::{AuditEntry, Role},
    signing::{SetSignatureImage, SignatureImageView},
};
use nghisu_server::signature_images::store::{self, StoredImage};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{
    client::Client,
    databases::{TestDb, on_both_databases},
    support::{NOW, TestApp},
};

const MINE: &str = "/api/v1/me/signature-image";

on_both_databases! {
    a_person_has_one_image_and_its_removal_is_remembered,
}

async fn a_person_has_one_image_and_its_removal_is_remembered(test: TestDb) {
    let people = [1, 2].map(|id| PersonId(Uuid::from_u128(id)));
    let [signer, administrator] = people;
    let image = |bytes: &[u8]| StoredImage {
        png: bytes.to_vec(),
        width: 300,
        height: 100,
    };
    test.db
        .write(move |txn| async move {
            for (person, name) in people.iter().zip(["Lê Quang Thiệu", "Lý Quốc Toản"]) {
                let sql = "INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)";
                let values = [person.0.into(), name.into(), 1_i64.into()];
                let backend = txn.get_database_backend();
                txn.execute_raw(sea_orm::Statement::from_sql_and_values(
                    backend, sql, values,
                ))
                .await?;
            }
            assert_eq!(store::get(&*txn, signer).await?, None);
            assert_eq!(store::png(&*txn, signer).await?, None);
            store::put(&*txn, signer, Some(image(b"one")), signer, Timestamp(1)).await?;
            store::put(
                &*txn,
                signer,
                Some(image(b"two")),
                administrator,
                Timestamp(2),
            )
            .await?;
            Ok::<_, sea_orm::DbErr>(())
        })
        .await
        .unwrap();
    let reader = test.db.read();
    let stored = store::get(reader, signer).await.unwrap().unwrap();
    assert_eq!(stored.image, Some(image(b"two")));
    assert_eq!(stored.changed_by_name, "Lý Quốc Toản");
    assert_eq!(
        (stored.changed_by, stored.changed_at),
        (administrator, Timestamp(2))
    );
    assert_eq!(store::png(reader, signer).await.unwrap().unwrap(), b"two");
    assert_eq!(store::get(reader, administrator).await.unwrap(), None);

    test.db
        .write(
            move |txn| async move { store::put(&*txn, signer, None, signer, Timestamp(3)).await },
        )
        .await
        .unwrap();
    let stored = store::get(reader, signer).await.unwrap().unwrap();
    assert_eq!((stored.image, stored.changed_by), (None, signer));
    assert_eq!(store::png(reader, signer).await.unwrap(), None);
}

/// A PNG of these pixels, as a browser's canvas writes it.
fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> SetSignatureImage {
    let samples: Vec<u8> = (0..width * height)
        .flat_map(|at| pixel(at % width, at / width))
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    SetSignatureImage {
        png: Base64Url(bytes),
    }
}

/// A slanted black stroke on white paper.
pub(crate) fn stroke() -> SetSignatureImage {
    png(300, 120, |x, y| {
        let is_ink = (40..260).contains(&x) && (x / 3).abs_diff(y) < 4;
        if is_ink { [0, 0, 0, 255] } else { [255; 4] }
    })
}

async fn kinds(administrator: &Client) -> Vec<(String, Option<PersonId>)> {
    let audit: Vec<AuditEntry> = administrator.get("/api/v1/audit").await.ok();
    audit
        .into_iter()
        .filter(|entry| entry.kind.starts_with("signature_image"))
        .map(|entry| (entry.kind, entry.subject.map(PersonId)))
        .collect()
}

#[tokio::test]
async fn a_scan_becomes_the_signers_own_blue_image_and_nobody_elses() {
    let app = TestApp::start_with_papers().await;
    let office = app.office().await;
    let person = &office.official;
    let none: SignatureImageView = person.get(MINE).await.ok();
    assert_eq!(none, SignatureImageView::default());

    let set: SignatureImageView = person.put(MINE, &stroke()).await.ok();
    let image = set.image.clone().unwrap();
    assert!(image.width > 200 && image.width < 260 && image.height < 120);
    let mut reader = png::Decoder::new(Cursor::new(&image.png.0))
        .read_info()
        .unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut samples).unwrap();
    let (clear, ink): (Vec<_>, Vec<_>) = samples.chunks_exact(4).partition(|pixel| pixel[3] == 0);
    assert!(clear.len() > ink.len() && ink.len() > 500);
    assert!(ink.iter().all(|pixel| pixel[..3] == nghisu_render::INK));
    let changed = set.changed.clone().unwrap();
    assert_eq!((changed.at, changed.by), (NOW, person.id));
    let again: SignatureImageView = person.get(MINE).await.ok();
    assert_eq!(again, set);

    // Everybody asks for their own; another's is for those who manage them.
    let of_person = format!("/api/v1/people/{}/signature-image", person.id);
    for other in [&office.secretary, &office.clerk, &office.guest] {
        let own: SignatureImageView = other.get(MINE).await.ok();
        assert_eq!(own.image, None);
        for answer in [
            other.get(&of_person).await,
            other.put(&of_person, &stroke()).await,
            other.delete(&of_person).await,
        ] {
            assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
        }
    }
    person.delete(MINE).await.done();
    // Nothing is left to remove.
    person.delete(MINE).await.done();
    let removed: SignatureImageView = person.get(MINE).await.ok();
    assert_eq!(
        (removed.image, removed.changed.unwrap().by),
        (None, person.id)
    );
    let subject = Some(person.id);
    assert_eq!(
        kinds(&office.administrator).await,
        [
            ("signature_image_removed".to_owned(), subject),
            ("signature_image_set".to_owned(), subject)
        ]
    );
}

#[tokio::test]
async fn an_administrator_sets_it_for_their_people_who_see_who_did() {
    let app = TestApp::start_with_papers().await;
    let office = app.office().await;
    let path = format!("/api/v1/people/{}/signature-image", office.official.id);
    let set: SignatureImageView = office.administrator.put(&path, &stroke()).await.ok();
    let seen: SignatureImageView = office.official.get(MINE).await.ok();
    assert_eq!(seen, set);
    let changed = seen.changed.unwrap();
    assert_eq!(changed.by, office.administrator.id);
    assert_eq!(changed.by_name, "Lý Quốc Toản");
    office.administrator.delete(&path).await.done();
    let seen: SignatureImageView = office.official.get(MINE).await.ok();
    assert_eq!(seen.image, None);
    assert_eq!(seen.changed.unwrap().by, office.administrator.id);

    // An administrator of another part of the tree is as far from it as anybody.
    let by = &office.administrator;
    let elsewhere = app.unit(by, "Sở Tài chính", Some(office.unit)).await;
    let other = app
        .member(by, "Vũ Minh Khôi", elsewhere, &[Role::Administrator])
        .await;
    assert_eq!(
        other.get(&path).await.refused(),
        ErrorCode::PermissionDenied
    );
    assert_eq!(
        other.put(&path, &stroke()).await.refused(),
        ErrorCode::PermissionDenied
    );
    let nobody = format!("/api/v1/people/{}/signature-image", Uuid::from_u128(7));
    assert_eq!(by.get(&nobody).await.refused(), ErrorCode::PersonUnknown);
}

#[tokio::test]
async fn what_is_no_signature_is_refused_in_its_own_words_and_changes_nothing() {
    let app = TestApp::start_with_papers().await;
    let office = app.office().await;
    let person = &office.official;
    let kept: SignatureImageView = person.put(MINE, &stroke()).await.ok();
    let raw = |bytes: &[u8]| SetSignatureImage {
        png: Base64Url(bytes.to_vec()),
    };
    let large = [stroke().png.0.as_slice(), &vec![0; 2 << 20]].concat();
    for (picture, code) in [
        (raw(b""), ErrorCode::SignatureImageUnreadable),
        (raw(b"\xff\xd8\xff"), ErrorCode::SignatureImageUnreadable),
        (raw(&large), ErrorCode::SignatureImageTooLarge),
        (
            png(200, 100, |_, _| [255; 4]),
            ErrorCode::SignatureImageEmpty,
        ),
        (
            png(200, 100, |x, _| [30, 30, 30 + (x % 9) as u8, 255]),
            ErrorCode::SignatureImageGround,
        ),
    ] {
        assert_eq!(person.put(MINE, &picture).await.refused(), code);
    }
    let body = json!({ "png": "A".repeat(5 << 20) });
    assert_eq!(
        person.put(MINE, &body).await.refused(),
        ErrorCode::BodyTooLarge
    );
    let body = json!({ "png": "no base64!" });
    assert_eq!(
        person.put(MINE, &body).await.refused(),
        ErrorCode::RequestMalformed
    );
    assert_eq!(person.get(MINE).await.ok::<SignatureImageView>(), kept);
    assert_eq!(kinds(&office.administrator).await.len(), 1);
}

#[tokio::test]
async fn without_page_workers_no_picture_is_opened() {
    let app = TestApp::start().await;
    let office = app.office().await;
    assert_eq!(
        office.official.put(MINE, &stroke()).await.refused(),
        ErrorCode::Unavailable
    );
}
