//! The browser's side of WebAuthn (W3C Web Authentication Level 3): the server's JSON in, the key's JSON out.
//!
//! Browsers that have `parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON` and `toJSON` do the conversion
//! themselves; for older Safari the members that are binary in the standard (5.4, 5.5) are converted here.
//! Nothing of a ceremony is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Array, ArrayBuffer, Function, JSON, Object, Promise, Reflect, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::prf::{self, Secret};
use crate::link::subtle;

/// Why no key was made or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The person closed the browser's sheet, or waited too long.
    #[error("cancelled")]
    Cancelled,
    /// This device already holds a key for the person.
    #[error("known already")]
    Known,
    /// The browser has no WebAuthn, or the page is not served securely.
    #[error("unsupported")]
    Unsupported,
    /// Anything else that the browser said.
    #[error("failed")]
    Failed,
}

impl KeyError {
    fn from_browser(error: &JsValue) -> Self {
        match text(error, "name").as_deref() {
            Some("NotAllowedError" | "AbortError") => Self::Cancelled,
            Some("InvalidStateError") => Self::Known,
            Some("NotSupportedError" | "SecurityError") => Self::Unsupported,
            _ => Self::Failed,
        }
    }

    /// The sentence for the person.
    pub fn say(self) -> String {
        match self {
            Self::Cancelled => crate::tr!("key-cancelled"),
            Self::Known => crate::tr!("key-known"),
            Self::Unsupported => crate::tr!("key-unsupported"),
            Self::Failed => crate::tr!("key-failed"),
        }
    }
}

/// Whether this browser can make and use keys here.
pub fn is_supported() -> bool {
    class().is_some() && credentials().is_some()
}

/// Whether keys may be offered inside the browser's fill-in list (conditional UI).
pub async fn can_offer_quietly() -> bool {
    let Some(class) = class() else { return false };
    let Some(ask) = function(&class, "isConditionalMediationAvailable") else {
        return false;
    };
    match ask
        .call0(&class)
        .map(|answer| JsFuture::from(Promise::from(answer)))
    {
        Ok(answer) => answer.await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// Stops a quiet offer, so that a pressed button can ask itself: a browser runs one ceremony at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop(JsValue);

impl Stop {
    /// A stop that has not been pulled.
    pub fn new() -> Option<Self> {
        let class = Reflect::get(&js_sys::global(), &"AbortController".into())
            .ok()?
            .dyn_into::<Function>()
            .ok()?;
        Reflect::construct(&class, &Array::new()).ok().map(Self)
    }

    /// Pulls it.
    pub fn pull(&self) {
        if let Some(abort) = function(&self.0, "abort") {
            let _ = abort.call0(&self.0);
        }
    }
}

/// Asks the device for a key it holds. `options` is the server's `{ "publicKey": … }`; with `quiet`, the key is
/// offered in the fill-in list until the stop is pulled.
pub async fn use_key(options: &Value, quiet: Option<&Stop>) -> Result<Value, KeyError> {
    let public_key = parsed(options, "parseRequestOptionsFromJSON")?;
    prf::ask_along(&public_key);
    let asked = Object::new();
    set(&asked, "publicKey", &public_key);
    if let Some(stop) = quiet {
        set(&asked, "mediation", &"conditional".into());
        set(
            &asked,
            "signal",
            &Reflect::get(&stop.0, &"signal".into()).unwrap_or(JsValue::UNDEFINED),
        );
    }
    ask("get", &asked).await
}

/// Makes a key on this device. `options` is the server's `{ "publicKey": … }`.
pub async fn make_key(options: &Value) -> Result<Value, KeyError> {
    let public_key = parsed(options, "parseCreationOptionsFromJSON")?;
    prf::ask_along(&public_key);
    let asked = Object::new();
    set(&asked, "publicKey", &public_key);
    ask("create", &asked).await
}

async fn ask(verb: &str, asked: &Object) -> Result<Value, KeyError> {
    let credentials = credentials().ok_or(KeyError::Unsupported)?;
    let call = function(&credentials, verb).ok_or(KeyError::Unsupported)?;
    let promise = call
        .call1(&credentials, asked)
        .map_err(|error| KeyError::from_browser(&error))?;
    let key = JsFuture::from(Promise::from(promise))
        .await
        .map_err(|error| KeyError::from_browser(&error))?;
    prf::keep(&key);
    let mut answer = answered(&key).ok_or(KeyError::Failed)?;
    prf::leave_out(&mut answer);
    Ok(answer)
}

/// The secret of one of the person's passkeys, for this tablet alone: no server hears of the ceremony.
pub async fn secret() -> Result<Option<Secret>, KeyError> {
    let challenge: [u8; 32] = subtle::random().map_err(|_| KeyError::Unsupported)?;
    let public_key = Object::new();
    set(
        &public_key,
        "challenge",
        &Uint8Array::from(challenge.as_slice()).into(),
    );
    set(&public_key, "userVerification", &"required".into());
    prf::ask_along(&public_key);
    let asked = Object::new();
    set(&asked, "publicKey", &public_key);
    ask("get", &asked).await?;
    Ok(prf::take())
}

/// The server's options in the shape that `navigator.credentials` takes.
fn parsed(options: &Value, method: &str) -> Result<JsValue, KeyError> {
    let public_key = options.get("publicKey").unwrap_or(options);
    let json = JSON::parse(&public_key.to_string()).map_err(|_| KeyError::Failed)?;
    let class = class().ok_or(KeyError::Unsupported)?;
    if let Some(parse) = function(&class, method) {
        return parse
            .call1(&class, &json)
            .map_err(|error| KeyError::from_browser(&error));
    }
    to_binary(&json, "challenge");
    if let Ok(user) = Reflect::get(&json, &"user".into()) {
        to_binary(&user, "id");
    }
    for list in ["excludeCredentials", "allowCredentials"] {
        if let Some(list) = Reflect::get(&json, &list.into())
            .ok()
            .and_then(|list| list.dyn_into::<Array>().ok())
        {
            list.iter().for_each(|key| to_binary(&key, "id"));
        }
    }
    Ok(json)
}

/// What the key answered, as the server's JSON.
fn answered(key: &JsValue) -> Option<Value> {
    if let Some(to_json) = function(key, "toJSON") {
        let json = to_json.call0(key).ok()?;
        return serde_json::from_str(&String::from(JSON::stringify(&json).ok()?)).ok();
    }
    let response = Reflect::get(key, &"response".into()).ok()?;
    let members = [
        "clientDataJSON",
        "attestationObject",
        "authenticatorData",
        "signature",
        "userHandle",
    ];
    let mut said: serde_json::Map<String, Value> = members
        .into_iter()
        .filter_map(|name| {
            Some((
                name.to_owned(),
                Value::String(from_binary(&response, name)?),
            ))
        })
        .collect();
    if let Some(transports) = function(&response, "getTransports")
        && let Ok(list) = transports.call0(&response)
        && let Some(list) = list.dyn_ref::<Array>()
    {
        said.insert(
            "transports".to_owned(),
            list.iter().filter_map(|one| one.as_string()).collect(),
        );
    }
    let extensions = function(key, "getClientExtensionResults")
        .and_then(|results| results.call0(key).ok())
        .and_then(|results| JSON::stringify(&results).ok())
        .and_then(|json| serde_json::from_str(&String::from(json)).ok())
        .unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    Some(serde_json::json!({
        "id": text(key, "id")?,
        "rawId": from_binary(key, "rawId")?,
        "type": text(key, "type")?,
        "authenticatorAttachment": text(key, "authenticatorAttachment"),
        "response": said,
        "clientExtensionResults": extensions,
    }))
}

fn class() -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &"PublicKeyCredential".into())
        .ok()
        .filter(JsValue::is_function)
}

fn credentials() -> Option<JsValue> {
    Reflect::get(
        &leptos::prelude::window().navigator(),
        &"credentials".into(),
    )
    .ok()
    .filter(JsValue::is_object)
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}

fn set(of: &Object, name: &str, value: &JsValue) {
    // Setting a member of a fresh plain object cannot fail.
    let _ = Reflect::set(of, &name.into(), value);
}

/// Replaces a base64url member by its bytes.
fn to_binary(of: &JsValue, name: &str) {
    if let Some(bytes) =
        text(of, name).and_then(|word| URL_SAFE_NO_PAD.decode(word.trim_end_matches('=')).ok())
    {
        let _ = Reflect::set(
            of,
            &name.into(),
            &Uint8Array::from(bytes.as_slice()).buffer(),
        );
    }
}

/// A binary member as base64url.
fn from_binary(of: &JsValue, name: &str) -> Option<String> {
    let buffer = Reflect::get(of, &name.into())
        .ok()?
        .dyn_into::<ArrayBuffer>()
        .ok()?;
    Some(URL_SAFE_NO_PAD.encode(Uint8Array::new(&buffer).to_vec()))
}
