//! Assertions: real ones of a software authenticator, and a list of abuses.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use nghisu_evidence::assertion::{
    AssertionError, Expectation, KeyError, PublicKey, Verified, verify,
};
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::signing::Assertion;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest as _, Sha256};

use crate::rs256;

pub(crate) const ORIGIN: &str = "https://hop.example.vn";
pub(crate) const RP_ID: &str = "hop.example.vn";
const CHALLENGE: [u8; 32] = [7; 32];
const UP_UV: u8 = 0b101;

fn client_data(kind: &str, challenge: &[u8], origin: &str, more: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#)
}

fn authenticator_data(rp_id: &str, flags: u8) -> Vec<u8> {
    let mut data = Sha256::digest(rp_id).to_vec();
    data.extend([flags, 0, 0, 0, 9]);
    data
}

/// What a browser would send for our origin, without its signature.
pub(crate) fn made_for(client_data: &str, authenticator_data: Vec<u8>) -> Assertion {
    Assertion {
        credential_id: Base64Url(vec![1]),
        authenticator_data: Base64Url(authenticator_data),
        client_data_json: Base64Url(client_data.into()),
        signature: Base64Url::default(),
    }
}

fn good_client_data() -> String {
    client_data(
        "webauthn.get",
        &CHALLENGE,
        ORIGIN,
        r#","crossOrigin":false"#,
    )
}

fn to_be_signed(assertion: &Assertion) -> Vec<u8> {
    let mut message = assertion.authenticator_data.0.clone();
    message.extend_from_slice(&Sha256::digest(&assertion.client_data_json.0));
    message
}

fn key() -> SigningKey {
    SigningKey::from_slice(&[5; 32]).unwrap()
}

pub(crate) fn cose_of(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_encoded_point(false);
    let mut cose = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
    cose.extend_from_slice(&point.as_bytes()[1..33]);
    cose.extend([0x22, 0x58, 32]);
    cose.extend_from_slice(&point.as_bytes()[33..]);
    cose
}

fn signed(client_data: &str, authenticator_data: Vec<u8>) -> Assertion {
    let mut assertion = made_for(client_data, authenticator_data);
    let signature: Signature = key().sign(&to_be_signed(&assertion));
    assertion.signature = Base64Url(signature.to_der().as_bytes().to_vec());
    assertion
}

/// What a passkey answers to a challenge.
pub(crate) fn signed_with(key: &SigningKey, challenge: &[u8; 32]) -> Assertion {
    let client_data = client_data("webauthn.get", challenge, ORIGIN, "");
    let mut assertion = made_for(&client_data, authenticator_data(RP_ID, UP_UV));
    let signature: Signature = key.sign(&to_be_signed(&assertion));
    assertion.signature = Base64Url(signature.to_der().as_bytes().to_vec());
    assertion
}

fn good() -> Assertion {
    signed(&good_client_data(), authenticator_data(RP_ID, UP_UV))
}

fn check(assertion: &Assertion, public_key: &PublicKey) -> Result<Verified, AssertionError> {
    let expected = Expectation {
        challenge: &CHALLENGE,
        origin: ORIGIN,
        rp_id: RP_ID,
        public_key,
    };
    verify(assertion, &expected)
}

fn check_es256(assertion: &Assertion) -> Result<Verified, AssertionError> {
    check(assertion, &PublicKey::from_cose(&cose_of(&key())).unwrap())
}

#[test]
fn an_authenticators_assertion_verifies_under_the_key_that_the_server_keeps() {
    use webauthn_authenticator_rs::AuthenticatorBackendHashedClientData as _;
    use webauthn_authenticator_rs::{WebauthnAuthenticator as _, softpasskey::SoftPasskey};
    let origin: url::Url = ORIGIN.parse().unwrap();
    let server = webauthn_rs::WebauthnBuilder::new(RP_ID, &origin)
        .unwrap()
        .build()
        .unwrap();
    let (options, state) = server
        .start_passkey_registration(uuid::Uuid::from_u128(1), "anh", "Anh", None)
        .unwrap();
    let mut device = SoftPasskey::new(true);
    let made = device.do_registration(origin, options).unwrap();
    let passkey = server.finish_passkey_registration(&made, &state).unwrap();
    let stored = serde_json::to_string(&passkey).unwrap();
    let (credential_id, public_key) = PublicKey::from_passkey(&stored).unwrap();

    // The crate's own client writes the origin with a slash behind it, as no browser does: only the hash goes in.
    let options = serde_json::json!({
        "challenge": Base64Url(CHALLENGE.to_vec()),
        "rpId": RP_ID,
        "userVerification": "required",
        "allowCredentials": [{ "type": "public-key", "id": Base64Url(credential_id.clone()) }],
    });
    let client_data = good_client_data();
    let answer = device
        .perform_auth(
            Sha256::digest(&client_data).to_vec(),
            serde_json::from_value(options).unwrap(),
            1_000,
        )
        .unwrap();
    let assertion = Assertion {
        credential_id: Base64Url(credential_id),
        authenticator_data: Base64Url(answer.response.authenticator_data),
        client_data_json: Base64Url(client_data.into()),
        signature: Base64Url(answer.response.signature),
    };
    check(&assertion, &public_key).unwrap();

    let json = serde_json::to_string(&public_key).unwrap();
    assert_eq!(
        serde_json::from_str::<PublicKey>(&json).unwrap(),
        public_key
    );
}

#[test]
fn assertions_of_all_three_algorithms_verify() {
    let verified = check_es256(&good()).unwrap();
    assert_eq!(verified.counter, 9);
    assert!(!verified.is_backed_up);

    let device = ed25519_dalek::SigningKey::from_bytes(&[6; 32]);
    let mut cose = vec![0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32];
    cose.extend_from_slice(device.verifying_key().as_bytes());
    let mut assertion = made_for(&good_client_data(), authenticator_data(RP_ID, UP_UV));
    assertion.signature = Base64Url(device.sign(&to_be_signed(&assertion)).to_vec());
    check(&assertion, &PublicKey::from_cose(&cose).unwrap()).unwrap();

    let mut cose = vec![0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
    cose.extend(hex::decode(rs256::MODULUS).unwrap());
    cose.extend([0x21, 0x43, 1, 0, 1]);
    let public_key = PublicKey::from_cose(&cose).unwrap();
    assertion.signature = Base64Url(hex::decode(rs256::SIGNATURE).unwrap());
    check(&assertion, &public_key).unwrap();
    assertion.signature.0.insert(0, 0);
    assert_eq!(
        check(&assertion, &public_key),
        Err(AssertionError::SignatureRefused)
    );
}

#[test]
fn an_assertion_made_for_something_else_is_refused() {
    let data = || authenticator_data(RP_ID, UP_UV);
    let other = "https://hop.example.vn.attacker.example";
    for (client_data, expected) in [
        (
            client_data("webauthn.create", &CHALLENGE, ORIGIN, ""),
            AssertionError::WrongType,
        ),
        (
            client_data("webauthn.get", &[8; 32], ORIGIN, ""),
            AssertionError::WrongChallenge,
        ),
        (
            client_data("webauthn.get", &CHALLENGE[..31], ORIGIN, ""),
            AssertionError::WrongChallenge,
        ),
        (
            client_data("webauthn.get", &CHALLENGE, other, ""),
            AssertionError::WrongOrigin,
        ),
        (
            client_data("webauthn.get", &CHALLENGE, "https://hop.example.vn/", ""),
            AssertionError::WrongOrigin,
        ),
        (
            client_data("webauthn.get", &CHALLENGE, "http://hop.example.vn", ""),
            AssertionError::WrongOrigin,
        ),
        (
            client_data("webauthn.get", &CHALLENGE, ORIGIN, r#","crossOrigin":true"#),
            AssertionError::CrossOrigin,
        ),
        (
            client_data(
                "webauthn.get",
                &CHALLENGE,
                ORIGIN,
                r#","topOrigin":"https://a.vn""#,
            ),
            AssertionError::CrossOrigin,
        ),
    ] {
        assert_eq!(
            check_es256(&signed(&client_data, data())),
            Err(expected),
            "{client_data}"
        );
    }
    for (data, expected) in [
        (
            authenticator_data("example.vn", UP_UV),
            AssertionError::WrongRelyingParty,
        ),
        (
            authenticator_data(RP_ID, 0b100),
            AssertionError::UserNotPresent,
        ),
        (
            authenticator_data(RP_ID, 0b001),
            AssertionError::UserNotVerified,
        ),
    ] {
        assert_eq!(
            check_es256(&signed(&good_client_data(), data)),
            Err(expected)
        );
    }
}

#[test]
fn client_data_with_two_answers_or_none_do_not_read() {
    let good = good_client_data();
    let twice = client_data(
        "webauthn.get",
        &CHALLENGE,
        ORIGIN,
        r#","origin":"https://a.vn""#,
    );
    let padded = good.replace("\"origin\"", "\"challenge\":\"AA\",\"origin\"");
    for broken in [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        format!("\u{feff}{good}"),
        format!("{good}{good}"),
        good.replace("false", "\"false\""),
        twice,
        padded,
    ] {
        let refused = check_es256(&signed(&broken, authenticator_data(RP_ID, UP_UV)));
        assert!(
            matches!(refused, Err(AssertionError::ClientDataUnreadable(_))),
            "{broken}: {refused:?}"
        );
    }
    // What a later level of the standard adds does no harm.
    let newer = client_data("webauthn.get", &CHALLENGE, ORIGIN, r#","later":{"a":[1]}"#);
    check_es256(&signed(&newer, authenticator_data(RP_ID, UP_UV))).unwrap();
}

#[test]
fn authenticator_data_hold_what_their_flags_announce_and_nothing_else() {
    let data = |flags, more: &[u8]| [&authenticator_data(RP_ID, flags), more].concat();
    for broken in [
        Vec::new(),
        authenticator_data(RP_ID, UP_UV)[..36].to_vec(),
        data(UP_UV, &[0]),              // trailing byte
        data(UP_UV, &[0xa0]),           // extensions without their flag
        data(UP_UV | 0x80, &[]),        // the flag without extensions
        data(UP_UV | 0x80, &[0xa0, 0]), // something behind the extensions
        data(UP_UV | 0x80, &[0x80]),    // extensions that are no map
        data(UP_UV | 0x40, &[0; 18]),   // attested credential data
        data(UP_UV | 0x10, &[]),        // backed up without being eligible
    ] {
        assert_eq!(
            check_es256(&signed(&good_client_data(), broken.clone())),
            Err(AssertionError::AuthenticatorDataUnreadable),
            "{broken:x?}"
        );
    }
    check_es256(&signed(&good_client_data(), data(UP_UV | 0x80, &[0xa0]))).unwrap();
    let synced = signed(&good_client_data(), data(UP_UV | 0x18, &[]));
    assert!(check_es256(&synced).unwrap().is_backed_up);
}

#[test]
fn a_signature_has_one_form_and_belongs_to_one_key() {
    let der = good().signature.0;
    let mut variants = vec![Vec::new(), [&der[..], &[0]].concat()];
    // A longer head for the same length, and a needless zero before r.
    variants.push([&[0x30, 0x81, der[1]], &der[2..]].concat());
    let r_length = usize::from(der[3]);
    variants.push(
        [
            &[0x30, der[1] + 1, 2, der[3] + 1, 0],
            &der[4..4 + r_length],
            &der[4 + r_length..],
        ]
        .concat(),
    );
    let signature = Signature::from_der(&der).unwrap();
    variants.push(signature.to_bytes().to_vec());
    for bit in 0..8 * der.len() {
        let mut altered = der.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        variants.push(altered);
    }
    for altered in variants {
        let mut assertion = good();
        assertion.signature = Base64Url(altered.clone());
        assert_eq!(
            check_es256(&assertion),
            Err(AssertionError::SignatureRefused),
            "{altered:x?}"
        );
    }
    let other = SigningKey::from_slice(&[4; 32]).unwrap();
    let other = PublicKey::from_cose(&cose_of(&other)).unwrap();
    assert_eq!(
        check(&good(), &other),
        Err(AssertionError::SignatureRefused)
    );
    // Authenticator data that were not signed.
    let mut assertion = good();
    assertion.authenticator_data.0[36] ^= 1;
    assert_eq!(
        check_es256(&assertion),
        Err(AssertionError::SignatureRefused)
    );
}

#[test]
fn a_key_has_one_form_and_lies_on_its_curve() {
    let cose = cose_of(&key());
    assert_eq!(PublicKey::from_cose(&cose).unwrap().to_cose(), cose);
    let mut p384 = cose.clone();
    p384[6] = 2;
    let mut es384 = cose.clone();
    es384.splice(4..5, [0x38, 34]);
    for unsupported in [p384, es384] {
        assert_eq!(
            PublicKey::from_cose(&unsupported),
            Err(KeyError::Unsupported)
        );
    }
    let mut off_curve = cose.clone();
    off_curve[10] ^= 1;
    let mut long_head = cose.clone();
    long_head.splice(8..10, [0x59, 0, 32]);
    let indefinite = [&[0xbf], &cose[1..], &[0xff]].concat();
    for broken in [
        Vec::new(),
        cose[..cose.len() - 1].to_vec(),
        [&cose[..], &[0]].concat(),
        off_curve,
        long_head,
        indefinite,
        [&[0xa5, 3, 0x26, 1, 2], &cose[5..]].concat(),
    ] {
        assert_eq!(
            PublicKey::from_cose(&broken),
            Err(KeyError::Unreadable),
            "{broken:x?}"
        );
    }
    // The neutral point of Ed25519 verifies more than one message.
    let mut weak = vec![0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32, 1];
    weak.extend([0; 31]);
    assert_eq!(PublicKey::from_cose(&weak), Err(KeyError::Unreadable));
    // RSA of 1024 bits.
    let mut short = vec![0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x58, 128];
    short.extend([0xff; 128]);
    short.extend([0x21, 0x43, 1, 0, 1]);
    assert_eq!(PublicKey::from_cose(&short), Err(KeyError::Unsupported));
}
