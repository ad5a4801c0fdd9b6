//! What the screens before the frame share: the centred card with the office's mark, the line of support below.

use leptos::prelude::*;
use nghisu_protocol::machine::Machine;
use wasm_bindgen::JsValue;

use super::store::use_session;
use crate::tr;
use crate::ui::{Icon, Strips, Svg};

/// A centred card under the office's name. Used by sign-in and activation.
#[component]
pub fn Gate(
    /// The title in the browser's tab.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in the card.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    Effect::new(move |_| document().set_title(&format!("{} · Nghị Sự", title.get())));
    view! {
        <div class="gate">
            <Strips nothing_on_board=true/>
            <main class="stage">
                <section class="card">
                    <div class="office">
                        {move || session.office.get().map(|office| view! {
                            <span class="mark" aria-hidden="true">{super::model::mark_letters(&office.name)}</span>
                        })}
                        <div>
                            <h1 class="t-screen" lang="vi">
                                {move || session.office.get().map_or_else(|| "Nghị Sự".to_owned(), |office| office.name)}
                            </h1>
                            <p class="t-body c-2">{move || tr!("paperless-room")}</p>
                        </div>
                    </div>
                    {children()}
                </section>
            </main>
            <footer class="support">
                {move || session.office.get().and_then(|office| office.support).map(|support| view! {
                    <Icon of=crate::icon!("phone") small=true/>
                    <span>{tr!("support")} " " {support}</span>
                })}
            </footer>
        </div>
    }
}

/// What went wrong and what to do, told to screen readers as it appears; nothing while all is well.
#[component]
pub fn Failure(
    /// The sentence.
    #[prop(into)]
    said: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || said.get().map(|said| view! {
                <p class="failure"><Icon of=crate::icon!("circle-alert") small=true/><span>{said}</span></p>
            })}
        </div>
    }
}

/// The other ways in, below the card's own.
#[component]
pub fn Ways(
    /// Each an [`OtherWay`].
    children: Children,
) -> impl IntoView {
    view! { <nav class="ways" aria-label=move || tr!("sign-in-other")>{children()}</nav> }
}

/// Another way in, one of [`Ways`].
#[component]
pub fn OtherWay(
    /// Where it leads.
    href: &'static str,
    /// Its picture.
    icon: Svg,
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// It leads nowhere now; what stands above says why.
    #[prop(optional, into)]
    rests: Signal<bool>,
) -> impl IntoView {
    view! {
        <a
            href=move || (!rests.get()).then_some(href)
            role=move || rests.get().then_some("link")
            tabindex=move || rests.get().then_some("0")
            aria-disabled=move || rests.get().then_some("true")
        >
            <Icon of=icon/>
            <span>{move || label.get()}</span>
            <Icon of=crate::icon!("chevron-right") small=true/>
        </a>
    }
}

/// Takes the code that a link brings to the screen of a path: now, and whenever another link is opened while the screen
/// stands there. It leaves the address at once. Call in a component.
pub fn take_codes(path: &'static str, take: impl Fn(String) + Copy + 'static) {
    let look = move || {
        let address = window().location().href().unwrap_or_default();
        let Some(code) = super::model::token_of(&address) else {
            return;
        };
        if !super::model::brings_token(&address, path) {
            return;
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
        }
        take(code);
    };
    look();
    let links = window_event_listener(leptos::ev::hashchange, move |_| look());
    on_cleanup(move || links.remove());
}

/// What this browser runs on.
pub fn machine() -> Option<Machine> {
    let navigator = window().navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    super::model::machine_here(&agent, navigator.max_touch_points())
}

/// Whether this is an iPad or iPhone that runs the page in the browser instead of the installed app. There the two
/// have separate storage: a key and an outbox made in Safari would be missing in the app.
pub fn must_install_first() -> bool {
    let navigator = window().navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    let touch_points = navigator.max_touch_points();
    super::model::is_apple_tablet(&agent, touch_points) && !is_installed()
}

fn is_installed() -> bool {
    let standalone = js_sys::Reflect::get(&window().navigator(), &"standalone".into())
        .is_ok_and(|is| is.is_truthy());
    standalone
        || window()
            .match_media("(display-mode: standalone)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches())
}

/// The three steps that put the app on the home screen of an iPad.
#[component]
pub fn InstallSteps() -> impl IntoView {
    view! {
        <div class="install">
            <p class="t-strong">{move || tr!("install-title")}</p>
            <ol>
                <li><Icon of=crate::icon!("share")/><span>{move || tr!("install-step-1")}</span></li>
                <li><Icon of=crate::icon!("square-plus")/><span>{move || tr!("install-step-2")}</span></li>
                <li><Icon of=crate::icon!("key-round")/><span>{move || tr!("install-step-3")}</span></li>
            </ol>
        </div>
    }
}
