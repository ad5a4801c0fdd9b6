//! Wrapped keys of private notes over REST.

use nghisu_protocol::{
    annotation::note::{MAX_WRAPS, RECOVERY, WRAP_VERSION, WrappedKey},
    bytes::Base64Url,
    error::ErrorCode,
};

use crate::support::TestApp;

const PATH: &str = "/api/v1/me/note-keys";

fn wrapped(key_id: &str, wrap: &str) -> WrappedKey {
    WrappedKey {
        v: WRAP_VERSION,
        key_id: key_id.to_owned(),
        wrap: wrap.to_owned(),
        salt: Base64Url(vec![1; 32]),
        nonce: Base64Url(vec![2; 12]),
        sealed: Base64Url(vec![3; 48]),
    }
}

#[tokio::test]
async fn a_person_has_one_key_wrapped_in_several_ways_and_nobody_else_sees_it() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let person = &office.official;
    let none: Vec<WrappedKey> = person.get(PATH).await.ok();
    assert!(none.is_empty());

    let first = wrapped("0123456789abcdef", "Y3JlZGVudGlhbA");
    let printed = wrapped("0123456789abcdef", RECOVERY);
    for key in [&first, &printed, &printed] {
        assert_eq!(person.put(PATH, key).await.status, 204);
    }
    let kept: Vec<WrappedKey> = person.get(PATH).await.ok();
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&first) && kept.contains(&printed));

    // Another tablet that made its own key before it heard of this one is told so.
    let late = wrapped("ffffffffffffffff", "b3RoZXI");
    assert_eq!(
        person.put(PATH, &late).await.refused(),
        ErrorCode::NoteKeyOther
    );
    let others: Vec<WrappedKey> = office.secretary.get(PATH).await.ok();
    assert!(others.is_empty());
}

#[tokio::test]
async fn a_wrap_of_another_shape_is_refused() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let good = wrapped("0123456789abcdef", "Y3JlZA");
    let bad = [
        WrappedKey {
            v: 2,
            ..good.clone()
        },
        wrapped("0123", "Y3JlZA"),
        wrapped("0123456789abcdef", ""),
        wrapped("0123456789abcdef", "a/b"),
        WrappedKey {
            salt: Base64Url(vec![0; 31]),
            ..good.clone()
        },
        WrappedKey {
            nonce: Base64Url(vec![0; 13]),
            ..good.clone()
        },
        WrappedKey {
            sealed: Base64Url(vec![0; 32]),
            ..good.clone()
        },
    ];
    for key in &bad {
        assert_eq!(
            office.guest.put(PATH, key).await.refused(),
            ErrorCode::ValueInvalid,
            "{key:?}"
        );
    }
    for number in 0..MAX_WRAPS {
        let key = wrapped("0123456789abcdef", &format!("key{number}"));
        assert_eq!(office.guest.put(PATH, &key).await.status, 204);
    }
    let one_more = wrapped("0123456789abcdef", "more");
    assert_eq!(
        office.guest.put(PATH, &one_more).await.refused(),
        ErrorCode::ValueInvalid
    );
}
