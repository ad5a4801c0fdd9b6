//! Beside the paper: what is missing, the number, the printed view, and *Trình ký*; after that, who has signed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::minutes::{MissingPart, NumberChoice, NumberSeries, Redraft};
use nghisu_protocol::room::state::{SigningCapacity, SubmittedMinutes};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::api;
use super::attendance::{OpenAttendance, unrecorded};
use super::behind::{Behind, show_behind};
use super::catching_up::places;
use super::file_link::FileLink;
use super::model::{Act, Part, act, name_of, number, position_of, unbroken};
use super::standing::sent_back;
use super::store::{MinutesStore, use_minutes};
use super::submit::SubmitDialog;
use crate::dates::Local;
use crate::identity::store::use_session;
use crate::ui::{
    Banner, Button, ButtonKind, Icon, LinkButton, Load, ReasonDialog, Size, TextField, Tone,
    is_cut_off, use_toasts,
};
use crate::waiting::store::use_waiting;
use crate::{icon, move_tr, tr};

/// Where the number comes from, as chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The one that they had when they were submitted before.
    Kept,
    Hand,
    Register,
}

/// The panel.
#[component]
pub fn Panel() -> impl IntoView {
    let store = use_minutes();
    let submitted = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().and_then(|view| view.submitted.clone()))
    });
    let is_closed = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .is_some_and(|view| !view.missing.contains(&MissingPart::MeetingNotClosed))
        })
    });
    move || match (submitted.get(), is_closed.get()) {
        (Some(submitted), _) => view! { <Submitted submitted/> }.into_any(),
        (None, true) if store.may_edit() => view! { <BeforeSubmission/> }.into_any(),
        (None, true) => view! {
            <div class="panel-body">
                <Banner icon=icon!("lock")>{move || tr!("minutes-not-yours")}</Banner>
                <PreviewButton/>
            </div>
        }
        .into_any(),
        (None, false) => view! {
            <div class="panel-body">
                <Banner icon=icon!("info")>{move || tr!("minutes-not-closed")}</Banner>
                <PreviewButton/>
            </div>
            <div class="panel-foot"><ActLink act=Act::Enter/></div>
        }
        .into_any(),
    }
}

/// The way to an act that another screen does: the one primary button, beside the paper and below it.
#[component]
pub fn ActLink(
    /// Which; what is submitted is submitted in the panel itself.
    act: Act,
) -> impl IntoView {
    let meeting = use_minutes().meeting;
    let (href, label, icon) = match act {
        Act::Submit => return ().into_any(),
        Act::Enter => (
            format!("/meetings/{meeting}"),
            move_tr!("enter-room"),
            icon!("door-open"),
        ),
        Act::Sign => (
            format!("/meetings/{meeting}/sign"),
            move_tr!("sign-minutes"),
            icon!("pen-line"),
        ),
        Act::Archive => (
            format!("/archive/{meeting}"),
            move_tr!("open-in-archive"),
            icon!("archive"),
        ),
    };
    view! { <LinkButton href label icon kind=ButtonKind::Primary wide=true/> }.into_any()
}

fn missing_word(part: MissingPart) -> String {
    match part {
        MissingPart::MeetingNotClosed => tr!("minutes-lacks-close"),
        MissingPart::IssuingAgency => tr!("minutes-lacks-agency"),
        MissingPart::Chair => tr!("minutes-lacks-chair"),
        MissingPart::Secretary => tr!("minutes-lacks-secretary"),
        MissingPart::Place => tr!("minutes-lacks-place"),
        MissingPart::TwoSigners => tr!("minutes-lacks-two-signers"),
    }
}

#[component]
fn BeforeSubmission() -> impl IntoView {
    let store = use_minutes();
    let toasts = use_toasts();
    let waiting = use_waiting();
    let source = RwSignal::new(Source::Hand);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let asks = RwSignal::new(false);
    let own = RwSignal::new(None::<u32>);
    let meeting = store.meeting;
    let reader = use_session().person_id();
    // Why, and from whom: name and position.
    let returned = Memo::new(move |_| {
        store.view.with(|view| {
            let view = view.as_ref()?;
            let back = view.sent_back.clone()?;
            let name = name_of(&view.facts, back.by).map(str::to_owned);
            let position = position_of(&view.facts, back.by).to_owned();
            Some((back, name, position))
        })
    });
    let unrecorded = unrecorded(store);
    let symbol = store.field(Part::Symbol);
    let series: RwSignal<Option<Load<NumberSeries>>> = RwSignal::new(None);
    // The register's next number belongs to the symbol as it stands.
    Effect::new(move |_| {
        let (source, symbol) = (source.get(), symbol.get());
        if source != Source::Register || symbol.trim().is_empty() {
            series.set(None);
            return;
        }
        spawn_local(async move {
            let answer = api::series(meeting, symbol.trim().to_owned()).await;
            let _ = series.try_set(Some(match answer {
                Ok(series) => Load::Ready(series),
                Err(error) => Load::Failed(error),
            }));
        });
    });
    // Minutes that came back keep their number: a second one would leave a gap in the register.
    Effect::new(move |asked: Option<bool>| {
        let symbol = symbol.get();
        let is_due = returned.with(Option::is_some) && !symbol.trim().is_empty();
        if asked != Some(true) && is_due {
            spawn_local(async move {
                if let Ok(NumberSeries {
                    own: Some(known), ..
                }) = api::series(meeting, symbol).await
                    && typed.try_with_untracked(|typed| typed.trim().is_empty()) == Some(true)
                {
                    own.set(Some(known));
                    source.set(Source::Kept);
                }
            });
        }
        asked == Some(true) || is_due
    });
    let missing = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| view.missing.clone())
                .unwrap_or_default()
        })
    });
    let choice = move || match source.get() {
        Source::Kept => own.get().map(|number| NumberChoice::Hand { number }),
        Source::Register => Some(NumberChoice::Register {}),
        Source::Hand => number(&typed.get()).map(|number| NumberChoice::Hand { number }),
    };
    let lacks = Memo::new(move |_| {
        let mut lacks: Vec<String> = missing.get().into_iter().map(missing_word).collect();
        if choice().is_none() {
            lacks.push(tr!("minutes-lacks-number"));
        }
        lacks
    });
    // What the log says otherwise is decided before the text goes out as what was said.
    let undecided = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().map_or(0, |view| places(&view.behind)))
    });
    let blocked = Signal::derive(move || !lacks.with(Vec::is_empty) || undecided.get() > 0);
    let number_wrong = Signal::derive(move || {
        (!typed.get().trim().is_empty() && number(&typed.get()).is_none())
            .then(|| tr!("minutes-number-bad"))
    });
    let own_number = move || {
        format!(
            "{:02}/{}",
            own.get().unwrap_or_default(),
            symbol.get().trim()
        )
    };
    let printed_number = move || {
        let symbol = symbol.get();
        match (source.get(), number(&typed.get()), series.get()) {
            (Source::Kept, ..) => own_number(),
            (Source::Hand, Some(number), _) => format!("{number:02}/{}", symbol.trim()),
            (Source::Register, _, Some(Load::Ready(series))) => {
                format!("{:02}/{}", series.next, series.symbol)
            }
            _ => format!("…/{}", symbol.trim()),
        }
    };
    let submit = move |unrecorded: u32| {
        let Some(choice) = untrack(choice) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            if store.saved().await {
                match api::submit(meeting, store.revision(), choice, unrecorded).await {
                    Ok(view) => {
                        store.replace(view);
                        waiting.refresh();
                        toasts.say(tr!("minutes-submitted"));
                    }
                    Err(error) => {
                        // Reopened and closed in between: what is open now is what is asked about next.
                        if matches!(error.code(), "minutes_attendance_open" | "minutes_behind") {
                            store.load();
                        }
                        toasts.say(error.say());
                    }
                }
            } else {
                toasts.say(tr!("minutes-save-first"));
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <div class="panel-body">
            // What waits for a choice stands first: nothing goes out before it is made.
            <Behind/>
            {move || returned.get().map(|(back, name, position)| view! {
                <section class="panel-part">
                    <Banner tone=Tone::Warn icon=icon!("undo-2")>
                        <b>{sent_back(&back, name, reader)}</b>
                        {(!position.is_empty() && reader != Some(back.by)).then(|| view! { <p class="t-second" lang="vi">{position}</p> })}
                        <p lang="vi">{back.reason}</p>
                    </Banner>
                </section>
            })}
            <OpenAttendance brief=true/>
            <fieldset class="panel-part">
                <legend class="t-item">{move || tr!("minutes-number")}</legend>
                {move || own.get().is_some().then(|| view! {
                    <label class="check">
                        <input type="radio" name="number-source" prop:checked=move || source.get() == Source::Kept on:change=move |_| source.set(Source::Kept)/>
                        <span>{move || tr!("minutes-number-kept", { "number" => own_number() })}</span>
                    </label>
                })}
                <label class="check">
                    <input type="radio" name="number-source" prop:checked=move || source.get() == Source::Hand on:change=move |_| source.set(Source::Hand)/>
                    <span>{move || tr!("minutes-number-hand")}</span>
                </label>
                {move || (source.get() == Source::Hand).then(|| view! {
                    <div class="under-choice">
                        <TextField label=move_tr!("minutes-number-typed") value=typed inputmode="numeric" maxlength=9 error=number_wrong/>
                    </div>
                })}
                <label class="check">
                    <input type="radio" name="number-source" prop:checked=move || source.get() == Source::Register on:change=move |_| source.set(Source::Register)/>
                    <span>
                        {move || tr!("minutes-number-register")}
                        {move || match series.get() {
                            Some(Load::Ready(series)) => Some(view! {
                                <span class="help">{tr!("minutes-number-next", { "number" => format!("{:02}/{}", series.next, series.symbol) })}</span>
                            }.into_any()),
                            Some(Load::Failed(error)) => Some(view! { <span class="help c-warn">{error.say()}</span> }.into_any()),
                            Some(Load::Waiting) | None => None,
                        }}
                    </span>
                </label>
            </fieldset>
            <section class="panel-part acts">
                <PreviewButton/>
                <Button label=move_tr!("minutes-redraft") icon=icon!("history") kind=ButtonKind::Text online=true on_press=Callback::from(move || {
                    spawn_local(async move {
                        store.redraft(Redraft::All).await;
                    });
                })/>
                <p class="t-second">{move || tr!("minutes-redraft-help")}</p>
            </section>
        </div>
        <div class="panel-foot">
            // Beside the act that it holds back.
            <div class="stands" role="status">
                {move || {
                    let (lacks, undecided) = (lacks.get(), undecided.get());
                    if is_cut_off() {
                        view! { <p class="lacks"><Icon of=icon!("wifi-off")/><span>{tr!("minutes-submit-cut")}</span></p> }.into_any()
                    } else if undecided > 0 {
                        view! {
                            <p class="lacks"><Icon of=icon!("history")/><span>{tr!("minutes-behind-first")}</span></p>
                            <Button label=move_tr!("minutes-behind-look") kind=ButtonKind::Text size=Size::Small on_press=Callback::from(show_behind)/>
                        }
                        .into_any()
                    } else if !lacks.is_empty() {
                        let said = tr!("still-missing", { "what" => lacks.join("; ") });
                        if choice().is_none() {
                            // Touched, it leads to the field that waits for the number.
                            view! { <button type="button" class="lacks" on:click=move |_| focus_number()><Icon of=icon!("circle-alert")/><span>{said}</span></button> }.into_any()
                        } else {
                            view! { <p class="lacks"><Icon of=icon!("circle-alert")/><span>{said}</span></p> }.into_any()
                        }
                    } else if !unrecorded.with(Vec::is_empty) {
                        // Said above: it can be submitted, and is not complete.
                        ().into_any()
                    } else {
                        view! { <p class="complete"><Icon of=icon!("circle-check")/><span>{tr!("minutes-complete")}</span></p> }.into_any()
                    }
                }}
            </div>
            <Button
                label=move_tr!("minutes-submit")
                icon=icon!("send")
                kind=ButtonKind::Primary
                wide=true
                online=true
                busy
                disabled=blocked
                on_press=Callback::from(move || asks.set(true))
            />
        </div>
        <SubmitDialog open=asks number=Signal::derive(printed_number) on_yes=Callback::new(submit)/>
    }
}

/// Brings the secretary to the field for the number.
fn focus_number() {
    let found = document().query_selector(".side-panel .under-choice input");
    let field = found.ok().flatten().and_then(|field| field.dyn_into().ok());
    if let Some(field) = field {
        let field: HtmlElement = field;
        field.scroll_into_view();
        let _ = field.focus();
    }
}

/// *Xem bản in*: what was typed goes out first, then the browser's own viewer shows the paper.
#[component]
fn PreviewButton() -> impl IntoView {
    let store = use_minutes();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let show = move || {
        busy.set(true);
        spawn_local(async move {
            if store.saved().await {
                let address = api::preview_address(store.meeting);
                let opened = window().open_with_url_and_target(&address, "_blank");
                if !matches!(opened, Ok(Some(_))) {
                    // A browser that opens no second window shows it here; "back" returns.
                    let _ = window().location().set_href(&address);
                }
            } else {
                toasts.say(tr!("minutes-save-first"));
            }
            let _ = busy.try_set(false);
        });
    };
    view! { <Button label=move_tr!("minutes-preview") icon=icon!("eye") online=true busy wide=true on_press=Callback::from(show)/> }
}

fn capacity_word(capacity: SigningCapacity) -> String {
    match capacity {
        SigningCapacity::Secretary => tr!("capacity-secretary"),
        SigningCapacity::Chair => tr!("capacity-chair"),
    }
}

#[component]
fn Submitted(submitted: SubmittedMinutes) -> impl IntoView {
    let store = use_minutes();
    let session = use_session();
    let meeting = store.meeting;
    let name = move |person| {
        store.view.with(|view| {
            let facts = view.as_ref().map(|view| &view.facts);
            let name = facts.and_then(|facts| name_of(facts, person));
            name.unwrap_or_default().to_owned()
        })
    };
    let next = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().and_then(|view| view.next_signer.clone()))
    });
    let act = Memo::new(move |_| {
        store
            .view
            .with(|view| act(view.as_ref()?, session.person_id()))
    });
    let is_signed = move || next.get().is_none();
    let lines: Vec<_> = [
        (submitted.secretary, SigningCapacity::Secretary),
        (submitted.chair, SigningCapacity::Chair),
    ]
    .into_iter()
    .map(|(person, capacity)| {
        let given = store.view.with_untracked(|view| {
            let given = view.iter().flat_map(|view| &view.signed);
            given
                .filter(|given| given.capacity == capacity)
                .map(|given| given.at)
                .next_back()
        });
        (person, capacity, given)
    })
    .collect();
    view! {
        <div class="panel-body">
            <section class="panel-part">
                <p class="t-second">{move || tr!("minutes-number")}</p>
                <p class="t-section">{submitted.number.clone()}</p>
            </section>
            <ul class="card rows signature-list">
                {lines
                    .into_iter()
                    .map(|(person, capacity, given)| view! {
                        <li class="row">
                            <span class="what">
                                <span class="title" lang="vi">{move || name(person)}</span>
                                <span class="second">{move || capacity_word(capacity)}</span>
                            </span>
                            {match given {
                                Some(at) => view! {
                                    <span class="word valid">
                                        <Icon of=icon!("check") small=true/>
                                        {move || tr!("minutes-signed-at", { "time" => Local::of(at.0).time_with_seconds() })}
                                    </span>
                                }.into_any(),
                                None => view! { <span class="word warn"><Icon of=icon!("hourglass") small=true/>{move || tr!("minutes-waits")}</span> }.into_any(),
                            }}
                        </li>
                    })
                    .collect_view()}
            </ul>
            {move || (act.get() == Some(Act::Sign)).then(|| view! {
                <Banner tone=Tone::Info icon=icon!("pen-line")>{match next.get().map(|next| next.capacity) {
                    Some(SigningCapacity::Chair) => tr!("minutes-your-turn-chair"),
                    _ => tr!("minutes-your-turn-secretary"),
                }}</Banner>
            })}
            {move || is_signed().then(|| view! {
                <Banner tone=Tone::Valid icon=icon!("shield-check")>{tr!("minutes-all-signed")}</Banner>
            })}
            <section class="panel-part acts">
                <FileLink meeting submitted=Signal::stored(Some(submitted.clone())) class="button wide"/>
                {move || (!is_signed()).then(|| view! { <SendBackButton store/> })}
            </section>
        </div>
        <div class="panel-foot">
            {move || match act.get() {
                Some(act) => view! { <ActLink act/> }.into_any(),
                None => view! { <p class="t-second">{tr!("minutes-next", { "name" => next.get().map(|next| unbroken(&next.name)).unwrap_or_default() })}</p> }.into_any(),
            }}
        </div>
    }
}

/// *Trả lại để sửa*, with its reason.
#[component]
fn SendBackButton(store: MinutesStore) -> impl IntoView {
    let toasts = use_toasts();
    let waiting = use_waiting();
    let open = RwSignal::new(false);
    let send = move |reason: String| {
        spawn_local(async move {
            match api::send_back(store.meeting, reason).await {
                Ok(view) => {
                    store.replace(view);
                    waiting.refresh();
                    toasts.say(tr!("sent-back"));
                }
                Err(error) => toasts.say(error.say()),
            }
        });
    };
    view! {
        <Button label=move_tr!("minutes-take-back") icon=icon!("undo-2") kind=ButtonKind::Text online=true on_press=Callback::from(move || open.set(true))/>
        <SendBackDialog open signatures=store.signatures() on_send=Callback::new(send)/>
    }
}

/// Characters of a reason for sending minutes back, as the server takes them.
const REASON: usize = 1_000;

/// Asks for the reason of sending minutes back.
#[component]
pub fn SendBackDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// How many signatures the minutes have, which are lost.
    signatures: Signal<usize>,
    /// Sends it.
    on_send: Callback<String>,
) -> impl IntoView {
    let written = RwSignal::new(String::new());
    let send = Callback::new(move |reason: String| {
        open.set(false);
        on_send.run(reason);
        written.set(String::new());
    });
    view! {
        <ReasonDialog
            open
            title=move_tr!("send-back-title")
            label=move_tr!("send-back-reason")
            reason=written
            most=REASON
            act=move_tr!("send-back")
            missing=move_tr!("write-reason")
            on_act=send
        >
            {move || tr!("send-back-follows")}
            {move || {
                let count = signatures.get();
                (count > 0).then(|| view! { " " {tr!("send-back-drops", { "count" => count })} })
            }}
        </ReasonDialog>
    }
}
