//! Keeps the screen on: nobody who reads touches a tablet every two minutes (Screen Wake Lock API). The browser lets the
//! lock go whenever the page is hidden and when the battery is low; it is asked again on return and at the next touch.
//! Where there is no such thing, nothing happens.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A wake lock, or the wish for one.
#[derive(Default)]
struct Awake {
    lock: RefCell<Option<JsValue>>,
    is_asking: Cell<bool>,
    is_over: Cell<bool>,
}

/// Keeps the screen on until the owner is cleaned up. Call in a component.
pub fn stay_awake() {
    let awake = StoredValue::new_local(Rc::<Awake>::default());
    let ask = move || {
        let _ = awake.try_with_value(Awake::ask);
    };
    ask();
    let shown = window_event_listener(leptos::ev::visibilitychange, move |_| ask());
    let touched = window_event_listener(leptos::ev::pointerdown, move |_| ask());
    on_cleanup(move || {
        shown.remove();
        touched.remove();
        let _ = awake.try_with_value(|awake| awake.let_go());
    });
}

impl Awake {
    fn ask(self: &Rc<Self>) {
        if document().hidden() || self.is_held() || self.is_asking.replace(true) {
            return;
        }
        let Some(asked) = request() else {
            self.is_asking.set(false);
            return;
        };
        let this = self.clone();
        spawn_local(async move {
            // Refused (the battery is low): the next touch asks again.
            let lock = JsFuture::from(asked).await.ok();
            this.is_asking.set(false);
            *this.lock.borrow_mut() = lock;
            if this.is_over.get() {
                this.let_go();
            }
        });
    }

    fn is_held(&self) -> bool {
        let lock = self.lock.borrow();
        lock.as_ref().is_some_and(|lock| {
            Reflect::get(lock, &"released".into()).is_ok_and(|is| is.is_falsy())
        })
    }

    fn let_go(&self) {
        self.is_over.set(true);
        if let Some(lock) = self.lock.borrow_mut().take() {
            let _ = call(&lock, "release", None);
        }
    }
}

/// `navigator.wakeLock.request("screen")`, which the bindings do not have yet.
fn request() -> Option<Promise> {
    let navigator: JsValue = window().navigator().into();
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    if !locks.is_object() {
        return None;
    }
    call(&locks, "request", Some(&"screen".into()))?
        .dyn_into()
        .ok()
}

fn call(of: &JsValue, name: &str, with: Option<&JsValue>) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &name.into()).ok()?.dyn_into().ok()?;
    match with {
        Some(with) => function.call1(of, with).ok(),
        None => function.call0(of).ok(),
    }
}
