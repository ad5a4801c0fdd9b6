//! A person with a browser and an authenticator, coming in through the public routes only.

use std::{fmt::Debug, sync::Arc};

use nghisu_protocol::{
    bytes::Base64Url,
    error::{ErrorBody, ErrorCode},
    ids::PersonId,
    people::{Ceremony, Me},
    signing::Assertion,
};
use reqwest::{
    Method, StatusCode,
    cookie::{CookieStore as _, Jar},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use webauthn_authenticator_rs::{
    AuthenticatorBackendHashedClientData, WebauthnAuthenticator as _, softpasskey::SoftPasskey,
};

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

impl Answer {
    /// The body of an answer that must have succeeded.
    #[track_caller]
    pub(crate) fn ok<T: DeserializeOwned>(self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// Asserts success without a body.
    #[track_caller]
    pub(crate) fn done(self) {
        assert_eq!(self.status, StatusCode::NO_CONTENT, "{}", self.body);
    }

    /// The code of an answer that must be a refusal.
    #[track_caller]
    pub(crate) fn refused(self) -> ErrorCode {
        assert!(!self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_str::<ErrorBody>(&self.body).unwrap().code
    }
}

/// A browser, its cookies and its authenticator.
pub(crate) struct Client {
    http: reqwest::Client,
    jar: Arc<Jar>,
    base: String,
    token: Option<String>,
    authenticator: SoftPasskey,
    credentials: Vec<String>,
    /// Whether the authenticator asks its owner for a finger, a face or a PIN.
    pub(crate) verifies_its_user: bool,
    /// Who is signed in; nil before that.
    pub(crate) id: PersonId,
}

impl Client {
    /// Somebody whom the server does not know.
    pub(crate) fn stranger(base: &str) -> Self {
        let jar = Arc::new(Jar::default());
        Self {
            http: reqwest::Client::builder()
                .cookie_provider(Arc::clone(&jar))
                // The server may end an idle connection just when the next question goes out on it.
                .pool_max_idle_per_host(0)
                .user_agent("Mozilla/5.0 (iPad; CPU OS 18_1) Safari/605.1.15")
                .build()
                .unwrap(),
            jar,
            base: base.to_owned(),
            token: None,
            authenticator: SoftPasskey::new(true),
            credentials: Vec::new(),
            verifies_its_user: true,
            id: PersonId(uuid::Uuid::nil()),
        }
    }

    /// A program with a service token.
    pub(crate) fn program(base: &str, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::stranger(base)
        }
    }

    /// What the browser sends along as `Cookie`, once somebody is signed in.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookies = self.jar.cookies(&self.base.parse().unwrap())?;
        Some(cookies.to_str().unwrap().to_owned())
    }

    /// A request as the product's own pages send it.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request.header("Origin", &self.base),
        }
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        Answer {
            status: answer.status(),
            body: answer.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Types an activation code and registers a passkey.
    pub(crate) async fn activate(&mut self, code: &str) -> Me {
        let start = self
            .post("/api/v1/activation/start", &json!({ "code": code }))
            .await;
        let finish = self.register(&start.ok());
        let me: Me = self.post("/api/v1/activation/finish", &finish).await.ok();
        self.id = me.id;
        me
    }

    /// What the authenticator answers to a registration.
    pub(crate) fn register(&mut self, ceremony: &Ceremony) -> Value {
        let mut options = ceremony.options.clone();
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(selection["userVerification"], "required");
        // The software authenticator finds its keys by id only; this client keeps the ids for it.
        assert_eq!(selection["requireResidentKey"].take(), true);
        selection["requireResidentKey"] = json!(false);
        if !self.verifies_its_user {
            selection["userVerification"] = json!("preferred");
        }
        let made = self
            .authenticator
            .do_registration(self.origin(), serde_json::from_value(options).unwrap())
            .unwrap();
        let mut credential = serde_json::to_value(&made).unwrap();
        credential["clientExtensionResults"] = json!({ "credProps": { "rk": true } });
        credential.as_object_mut().unwrap().remove("extensions");
        self.credentials
            .push(credential["rawId"].as_str().unwrap().to_owned());
        json!({ "ceremony_id": ceremony.ceremony_id, "credential": credential })
    }

    /// Signs in with the passkey that was registered last.
    pub(crate) async fn sign_in(&mut self) -> Answer {
        let start = self.post("/api/v1/sign-in/start", &json!(null)).await;
        let finish = self.assert(&start.ok());
        self.post("/api/v1/sign-in/finish", &finish).await
    }

    /// What the authenticator answers to a sign-in.
    pub(crate) fn assert(&mut self, ceremony: &Ceremony) -> Value {
        let mut options = ceremony.options.clone();
        assert!(
            options["publicKey"]["allowCredentials"]
                .as_array()
                .is_none_or(Vec::is_empty),
            "a sign-in names nobody"
        );
        assert_eq!(options["publicKey"]["userVerification"], "required");
        if !self.verifies_its_user {
            options["publicKey"]["userVerification"] = json!("preferred");
        }
        options["publicKey"]["allowCredentials"] =
            json!([{ "type": "public-key", "id": self.credentials.last() }]);
        let answer = self
            .authenticator
            .do_authentication(self.origin(), serde_json::from_value(options).unwrap())
            .unwrap();
        let mut credential = serde_json::to_value(&answer).unwrap();
        credential["response"]["userHandle"] = json!(base64_of(self.id.0.as_bytes()));
        json!({ "ceremony_id": ceremony.ceremony_id, "credential": credential })
    }

    /// What the authenticator answers to a challenge of the page's own, with the passkey registered last; the
    /// client data are written as browsers write them (Web Authentication Level 3, 5.8.1.1).
    pub(crate) fn authorise(&mut self, challenge: &[u8; 32], rp_id: &str) -> Assertion {
        let client_data = format!(
            r#"{{"type":"webauthn.get","challenge":"{}","origin":"{}","crossOrigin":false}}"#,
            base64_of(challenge),
            self.base
        );
        let options = json!({
            "challenge": base64_of(challenge),
            "rpId": rp_id,
            "allowCredentials": [{ "type": "public-key", "id": self.credentials.last() }],
            "userVerification": "required",
        });
        let hash = Sha256::digest(&client_data).to_vec();
        let answer = AuthenticatorBackendHashedClientData::perform_auth(
            &mut self.authenticator,
            hash,
            serde_json::from_value(options).unwrap(),
            60_000,
        )
        .unwrap();
        Assertion {
            credential_id: Base64Url(answer.raw_id.to_vec()),
            authenticator_data: Base64Url(answer.response.authenticator_data.to_vec()),
            client_data_json: Base64Url(client_data.into_bytes()),
            signature: Base64Url(answer.response.signature.to_vec()),
        }
    }

    fn origin(&self) -> Url {
        self.base.parse().unwrap()
    }
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

impl Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.id)
    }
}
