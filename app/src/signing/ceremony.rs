//! A signature from beginning to end. Every step is stored by the server before it is acknowledged, so a tablet that
//! was interrupted begins again and goes on from the state in which the ceremony stands.

use std::time::Duration;

use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::signing::{
    Assertion, AuthoriseCeremony, BeginCeremony, Ceremony, CeremonyState, SignCeremony,
    signing_challenge,
};
use serde_json::{Value, json};

use super::api;
use super::key::{SigningKey, SigningKeyError};
use super::model::{NotWhatWasRead, to_be_signed};
use crate::identity::webauthn::{self, KeyError};
use crate::link::ApiError;
use crate::tr;
use crate::ui::pause::pause;

/// How often an answer that is under way is asked for.
const ASKS: u32 = 20;

/// What is going on, for the person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The file is prepared and checked.
    Preparing,
    /// The access key is awaited.
    Authorising,
    /// The signature is made and handed in.
    Signing,
}

/// Why there is no signature yet.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The server said why not, or there is no way to it.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The access key did not authorise.
    #[error(transparent)]
    Passkey(#[from] KeyError),
    /// The tablet's key did not sign.
    #[error(transparent)]
    Key(#[from] SigningKeyError),
    /// What was to be signed is not what was read.
    #[error(transparent)]
    NotWhatWasRead(#[from] NotWhatWasRead),
    /// The browser's answer has another shape than the standard's.
    #[error("the browser's answer does not read")]
    Answer,
    /// Given up or overtaken.
    #[error("the ceremony was abandoned")]
    Abandoned,
    /// It is under way for longer than the screen waits.
    #[error("the ceremony takes long")]
    Slow,
}

impl SignError {
    /// The sentence for the person.
    pub fn say(&self) -> String {
        match self {
            Self::Api(error) => error.say(),
            Self::Passkey(error) => error.say(),
            Self::Key(error) => error.say(),
            Self::NotWhatWasRead(_) => tr!("sign-not-what-was-read"),
            Self::Answer => tr!("key-failed"),
            Self::Abandoned => tr!("sign-abandoned"),
            Self::Slow => tr!("sign-slow"),
        }
    }

    /// Whether the file on the server is no longer the one that was read: it has to be read again.
    pub fn wants_new_reading(&self) -> bool {
        match self {
            Self::NotWhatWasRead(_) | Self::Abandoned => true,
            Self::Api(error) => matches!(
                error.code(),
                "minutes_altered" | "signature_not_due" | "minutes_state"
            ),
            Self::Passkey(_) | Self::Key(_) | Self::Answer | Self::Slow => false,
        }
    }

    /// Whether this tablet's key signs no more: its certificate has expired, was revoked or is gone. A new one is made
    /// here then.
    pub fn wants_new_key(&self) -> bool {
        match self {
            Self::Api(error) | Self::Key(SigningKeyError::Api(error)) => {
                matches!(error.code(), "certificate_unusable" | "certificate_unknown")
            }
            _ => false,
        }
    }

    /// Whether there is nothing left to sign: the signature was taken, and only its answer was lost.
    pub fn is_done_already(&self) -> bool {
        matches!(self, Self::Api(error) if error.code() == "signature_given")
    }
}

/// Signs the file that was read, or goes on where an earlier attempt stopped.
pub async fn sign(
    meeting: MeetingId,
    file: &[u8],
    key: &SigningKey,
    on_step: impl Fn(Step),
) -> Result<Ceremony, SignError> {
    on_step(Step::Preparing);
    let begin = BeginCeremony {
        certificate: key.certificate.id,
        read: Hash::of(file),
    };
    let mut ceremony = api::begin(meeting, &begin).await?;
    if matches!(
        ceremony.state,
        CeremonyState::Prepared | CeremonyState::Authorised
    ) {
        let document = api::document(ceremony.id).await?;
        let attributes = to_be_signed(file, &document, &ceremony, &key.certificate.certificate.0)?;
        if ceremony.state == CeremonyState::Prepared {
            on_step(Step::Authorising);
            let digest = Hash::of(attributes.to_be_signed());
            let assertion = assertion(&ceremony, digest).await?;
            let authorise = AuthoriseCeremony { digest, assertion };
            ceremony = api::authorise(ceremony.id, &authorise).await?;
        }
        on_step(Step::Signing);
        let signature = Base64Url(key.sign(attributes.to_be_signed()).await?);
        ceremony = api::sign(ceremony.id, &SignCeremony { signature }).await?;
    }
    for _ in 0..ASKS {
        match ceremony.state {
            CeremonyState::Embedded => return Ok(ceremony),
            CeremonyState::Abandoned => return Err(SignError::Abandoned),
            CeremonyState::Prepared
            | CeremonyState::Authorised
            | CeremonyState::Signed
            | CeremonyState::Verified => {
                on_step(Step::Signing);
                pause(Duration::from_millis(500)).await;
                ceremony = api::ceremony(ceremony.id).await?;
            }
        }
    }
    Err(SignError::Slow)
}

/// Asks the access key to authorise exactly this signature.
async fn assertion(ceremony: &Ceremony, digest: Hash) -> Result<Assertion, SignError> {
    let nonce: [u8; 32] = ceremony
        .nonce
        .0
        .as_slice()
        .try_into()
        .map_err(|_| SignError::Answer)?;
    let challenge = signing_challenge(&digest.0, ceremony.person, &nonce);
    let allowed: Vec<Value> = ceremony
        .allow_credentials
        .iter()
        .map(|id| json!({ "type": "public-key", "id": id.to_string() }))
        .collect();
    let options = json!({ "publicKey": {
        "challenge": Base64Url(challenge.to_vec()).to_string(),
        "rpId": ceremony.rp_id,
        "allowCredentials": allowed,
        "userVerification": "required",
        "timeout": 110_000,
    } });
    let answer = webauthn::use_key(&options, None).await?;
    read_assertion(&answer).ok_or(SignError::Answer)
}

fn read_assertion(answer: &Value) -> Option<Assertion> {
    let bytes = |of: &Value, name: &str| -> Option<Base64Url> {
        of.get(name)?.as_str()?.to_owned().try_into().ok()
    };
    let response = answer.get("response")?;
    Some(Assertion {
        credential_id: bytes(answer, "id")?,
        authenticator_data: bytes(response, "authenticatorData")?,
        client_data_json: bytes(response, "clientDataJSON")?,
        signature: bytes(response, "signature")?,
    })
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::error::{ErrorBody, ErrorCode};

    use super::*;

    /// What the client makes of a refusal, as the server sends it.
    fn refused(code: ErrorCode) -> SignError {
        let body = serde_json::to_string(&ErrorBody::new(code)).unwrap();
        SignError::Api(ApiError::from_answer(409, &body))
    }

    #[test]
    fn every_refusal_has_its_own_way_on() {
        use ErrorCode as C;
        // Code, read anew, make a new key, nothing left to do.
        for (code, reads, makes, is_done) in [
            (C::CertificateUnusable, false, true, false),
            (C::CertificateUnknown, false, true, false),
            (C::CeremonyState, false, false, false),
            (C::CeremonyMoved, false, false, false),
            (C::CeremonyBusy, false, false, false),
            (C::AssertionRefused, false, false, false),
            (C::SignatureRefused, false, false, false),
            (C::MinutesAltered, true, false, false),
            (C::SignatureNotDue, true, false, false),
            (C::MinutesState, true, false, false),
            (C::SignatureGiven, false, false, true),
        ] {
            let error = refused(code);
            let way = (
                error.wants_new_reading(),
                error.wants_new_key(),
                error.is_done_already(),
            );
            assert_eq!(way, (reads, makes, is_done), "{code:?}");
            // The words are the server's, and say what to do.
            let SignError::Api(ApiError::Refused { vi, .. }) = &error else {
                panic!("{error:?}");
            };
            assert_eq!(*vi, code.message().vi);
            let says = ["Hãy", "Chưa đến lượt"]
                .iter()
                .any(|word| vi.contains(word))
                || vi.contains("hãy");
            assert!(says, "{vi}");
        }
    }

    #[test]
    fn a_browsers_answer_becomes_an_assertion_and_half_of_one_does_not() {
        let whole = json!({ "id": "AQ", "response": {
            "authenticatorData": "Ag", "clientDataJSON": "Aw", "signature": "BA", "userHandle": null,
        } });
        let read = read_assertion(&whole).unwrap();
        assert_eq!(read.credential_id, Base64Url(vec![1]));
        assert_eq!(read.signature, Base64Url(vec![4]));
        assert!(read_assertion(&json!({ "id": "AQ", "response": {} })).is_none());
    }
}
