//! How the minutes stand, above the paper of a tablet held upright: there the panel that says it is behind a button.

use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::state::{SentBack, SigningCapacity};

use super::model::{Notice, notices, unbroken};
use super::store::use_minutes;
use crate::dates;
use crate::identity::store::use_session;
use crate::ui::{Button, ButtonKind, Icon, Size, Svg, Tone};
use crate::{icon, move_tr, tr};

/// A line for each thing that the reader has to know.
#[component]
pub fn Standing(
    /// Shows the panel, where more is said of it and decided.
    on_look: Callback<()>,
) -> impl IntoView {
    let store = use_minutes();
    let session = use_session();
    let told = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| notices(view, session.person_id()))
                .unwrap_or_default()
        })
    });
    view! {
        <div class="standing" role="status">
            {move || told.get().into_iter().map(|notice| view! { <Line notice on_look/> }).collect_view()}
        </div>
    }
}

/// "Lê Quang Thiệu trả lại lúc 20:21 hôm nay"; to the one who did it, "Bạn đã trả lại".
pub fn sent_back(back: &SentBack, name: Option<String>, reader: Option<PersonId>) -> String {
    let when = dates::said(back.at.0, dates::now());
    match name {
        _ if reader == Some(back.by) => tr!("minutes-sent-back-own", { "when" => when }),
        Some(name) => tr!("minutes-sent-back-by", { "name" => name, "when" => when }),
        None => tr!("minutes-sent-back", { "when" => when }),
    }
}

fn look(notice: &Notice) -> (Tone, Svg) {
    match notice {
        Notice::NotClosed => (Tone::Info, icon!("info")),
        Notice::SentBack(..) => (Tone::Warn, icon!("undo-2")),
        Notice::Behind(_) => (Tone::Warn, icon!("history")),
        Notice::Unrecorded(_) => (Tone::Warn, icon!("users-round")),
        Notice::NotYours => (Tone::Info, icon!("lock")),
        Notice::YourTurn(_) => (Tone::Info, icon!("pen-line")),
        Notice::WaitsFor(_) => (Tone::Info, icon!("hourglass")),
        Notice::Signed => (Tone::Valid, icon!("shield-check")),
    }
}

#[component]
fn Line(notice: Notice, on_look: Callback<()>) -> impl IntoView {
    let (tone, icon) = look(&notice);
    let reader = use_session().person_id();
    let is_decided = matches!(notice, Notice::Behind(_));
    let (said, reason) = match notice {
        Notice::NotClosed => (tr!("minutes-not-closed"), None),
        Notice::SentBack(back, name) => (sent_back(&back, name, reader), Some(back.reason)),
        Notice::Behind(count) => (tr!("minutes-behind", { "count" => count }), None),
        Notice::Unrecorded(count) => (tr!("minutes-unrecorded", { "count" => count }), None),
        Notice::NotYours => (tr!("minutes-not-yours"), None),
        Notice::YourTurn(SigningCapacity::Secretary) => (tr!("minutes-your-turn-secretary"), None),
        Notice::YourTurn(SigningCapacity::Chair) => (tr!("minutes-your-turn-chair"), None),
        Notice::WaitsFor(name) => (tr!("minutes-next", { "name" => unbroken(&name) }), None),
        Notice::Signed => (tr!("minutes-all-signed"), None),
    };
    view! {
        <p class=format!("line {}", tone.class())>
            <Icon of=icon small=true/>
            <span class="said">
                <span class="how">{said}</span>
                {reason.map(|reason| view! { ": " <span lang="vi">{reason}</span> })}
            </span>
            {is_decided.then(|| view! {
                <Button label=move_tr!("minutes-behind-look") kind=ButtonKind::Text size=Size::Small on_press=on_look/>
            })}
        </p>
    }
}
