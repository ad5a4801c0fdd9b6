//! Wrapped keys of private notes over REST.

use nghisu_protocol::{
    annotation::note::{MAX_WRAPS, RECOVERY, WRAP_VERSION, WrappedKey},
    bytes::Base64Url,
    error::ErrorCode,
};
use nghisu_server::clock::Clock;

use crate::{
    databases::fresh_postgres_database,
    support::{NOW, TestApp},
};

const PATH: &str = "/api/v1/me/note-keys";

pub(crate) fn wrapped(key_id: &str, wrap: &str) -> WrappedKey {
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
async fn of_two_first_keys_at_once_one_is_the_persons_key() {
    for url in [None, Some(fresh_postgres_database().await)] {
        let app = TestApp::start_with(Clock::fixed(NOW), url).await;
        let office = app.office().await;
        for person in [
            &office.official,
            &office.secretary,
            &office.clerk,
            &office.guest,
        ] {
            let keys = ["0123456789abcdef", "ffffffffffffffff"].map(|key| wrapped(key, key));
            let (first, second) =
                tokio::join!(person.put(PATH, &keys[0]), person.put(PATH, &keys[1]));
            let mut answers = [first.status.as_u16(), second.status.as_u16()];
            answers.sort_unstable();
            assert_eq!(answers, [204, 409]);
        }
    }
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
