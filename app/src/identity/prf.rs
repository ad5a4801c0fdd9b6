//! The secret that a passkey makes for this product alone (WebAuthn Level 3, 10.1.4, the `prf` extension).
//!
//! It opens the key of private notes and never leaves the tablet: it is taken out of what the server is told. It is
//! kept in memory until whoever needs it takes it, and gone with the page.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Object, Reflect, Uint8Array};
use nghisu_protocol::annotation::note::PRF_INPUT;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

/// A passkey's secret.
#[derive(Clone)]
pub struct Secret {
    /// The credential's id, base64url.
    pub credential: String,
    /// The secret: 32 bytes.
    pub bytes: Vec<u8>,
}

thread_local! {
    static KEPT: RefCell<Option<Secret>> = const { RefCell::new(None) };
}

/// The secret of the last ceremony, once.
pub fn take() -> Option<Secret> {
    KEPT.with_borrow_mut(Option::take)
}

/// Asks for the secret along with a ceremony. A passkey that has none answers without.
pub(super) fn ask_along(public_key: &JsValue) {
    let extensions = Reflect::get(public_key, &"extensions".into())
        .ok()
        .and_then(|extensions| extensions.dyn_into::<Object>().ok())
        .unwrap_or_default();
    let (eval, prf) = (Object::new(), Object::new());
    for (of, name, value) in [
        (&eval, "first", JsValue::from(Uint8Array::from(PRF_INPUT))),
        (&prf, "eval", eval.clone().into()),
        (&extensions, "prf", prf.clone().into()),
    ] {
        // Setting a member of a plain object cannot fail.
        let _ = Reflect::set(of, &name.into(), &value);
    }
    let _ = Reflect::set(public_key, &"extensions".into(), &extensions);
}

/// Keeps the secret of a ceremony's answer, if it holds one.
pub(super) fn keep(key: &JsValue) {
    if let Some(secret) = read(key) {
        KEPT.with_borrow_mut(|kept| *kept = Some(secret));
    }
}

/// Takes the secret out of what the server is told.
pub(super) fn leave_out(answer: &mut Value) {
    if let Some(results) = answer
        .get_mut("clientExtensionResults")
        .and_then(Value::as_object_mut)
    {
        results.remove("prf");
    }
}

fn read(key: &JsValue) -> Option<Secret> {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let results = member(key, "getClientExtensionResults")?
        .dyn_into::<js_sys::Function>()
        .ok()?
        .call0(key)
        .ok()?;
    let first = member(&member(&member(&results, "prf")?, "results")?, "first")?;
    if !first.is_object() {
        return None;
    }
    let id = Uint8Array::new(&member(key, "rawId")?).to_vec();
    Some(Secret {
        credential: URL_SAFE_NO_PAD.encode(id),
        bytes: Uint8Array::new(&first).to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::leave_out;
    use serde_json::json;

    #[test]
    fn the_secret_is_never_in_what_the_server_is_told() {
        let mut answer = json!({
            "id": "x",
            "clientExtensionResults": { "credProps": { "rk": true }, "prf": { "results": { "first": "c2VjcmV0" } } },
        });
        leave_out(&mut answer);
        assert_eq!(
            answer,
            json!({ "id": "x", "clientExtensionResults": { "credProps": { "rk": true } } })
        );
    }
}
