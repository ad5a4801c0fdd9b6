//! Beside the paper: the three steps, as whom the person signs and with what, what changed, and the one button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use nghisu_protocol::minutes::{MinutesChange, MinutesView};
use nghisu_protocol::room::state::SigningCapacity;
use nghisu_protocol::signing::SigningCertificate;

use super::ceremony::Step;
use super::held::HeldFileLink;
use super::make_key::{KeyMaker, MissingKey};
use super::model::Progress;
use super::store::{Given, Readiness, sign_word, use_signing};
use crate::dates::{self, Local};
use crate::identity::store::use_session;
use crate::minutes::file_link::FileLink;
use crate::minutes::model::unbroken;
use crate::minutes::panel::SendBackDialog;
use crate::signature::preview::SignaturePreview;
use crate::ui::{
    Banner, Button, ButtonKind, Icon, LinkButton, Load, Size, Spinner, Tone, is_cut_off, use_toasts,
};
use crate::{icon, move_tr, tr};

/// The panel.
#[component]
pub fn Panel() -> impl IntoView {
    let store = use_signing();
    let given = Memo::new(move |_| store.given());
    let turn = Memo::new(move |_| store.my_turn());
    let progress = Memo::new(move |_| store.progress());
    let maker = KeyMaker::open();
    move || {
        match (turn.get(), given.get()) {
            // Who signs as secretary and as chair has given one and owes the other.
            (Some(capacity), _) => view! {
                <Steps progress/>
                <div class="panel-body" tabindex="0" role="group" aria-label=move || tr!("sign-as")>
                    <MissingKey maker/>
                    <Changes/>
                    <Capacity capacity/>
                </div>
                <SignFoot maker capacity/>
            }
            .into_any(),
            (None, Some(given)) => view! { <Signed given/> }.into_any(),
            (None, None) => view! { <NotMine/> }.into_any(),
        }
    }
}

#[component]
fn Steps(progress: Memo<Progress>) -> impl IntoView {
    let steps: [(u8, Signal<String>); 3] = [
        (1, move_tr!("sign-step-read")),
        (2, move_tr!("sign-step-changes")),
        (3, move_tr!("sign-step-sign")),
    ];
    view! {
        <ol class="steps">
            {steps
                .into_iter()
                .map(|(number, word)| {
                    let done = move || match number {
                        1 => progress.get().read,
                        2 => progress.get().compared,
                        _ => false,
                    };
                    view! {
                        <li class:done=done aria-current=move || (progress.get().step() == number).then_some("step")>
                            {move || if done() {
                                view! { <Icon of=icon!("circle-check")/><span class="words-only">{tr!("sign-step-done")}</span> }.into_any()
                            } else {
                                view! { <span class="number">{number}</span> }.into_any()
                            }}
                            <span>{move || word.get()}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}

/// As what somebody signs, in the letters above their signature on the paper.
fn printed(capacity: SigningCapacity) -> &'static str {
    match capacity {
        SigningCapacity::Secretary => "THƯ KÝ",
        SigningCapacity::Chair => "CHỦ TỌA",
    }
}

fn position(view: &MinutesView, capacity: SigningCapacity) -> String {
    let Some(next) = &view.next_signer else {
        return String::new();
    };
    let list = match capacity {
        SigningCapacity::Secretary => &view.facts.secretaries,
        SigningCapacity::Chair => &view.facts.chairs,
    };
    list.iter()
        .find(|tenure| tenure.person == next.person)
        .map(|tenure| tenure.position.clone())
        .unwrap_or_default()
}

#[component]
fn Capacity(capacity: SigningCapacity) -> impl IntoView {
    let store = use_signing();
    let session = use_session();
    let name = move || session.name().unwrap_or_default();
    let position = move || {
        store
            .view
            .with(|view| view.as_ref().map(|view| position(view, capacity)))
            .unwrap_or_default()
    };
    let authority = move || {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| match capacity {
                    SigningCapacity::Secretary => view.text.secretary_authority.clone(),
                    SigningCapacity::Chair => view.text.chair_authority.clone(),
                })
                .unwrap_or_default()
        })
    };
    let title = printed(capacity);
    view! {
        <section class="card capacity">
            <div class="who">
                <p class="t-second-strong c-2">{move || tr!("sign-as")}</p>
                <p class="t-item" lang="vi">{name}</p>
                <p lang="vi">{position}</p>
                <p class="title-line">
                    <span class="title-box" lang="vi">{title}</span>
                    <span class="t-second" lang="vi">{move || {
                        let authority = authority();
                        match capacity {
                            // Nobody signs as secretary for somebody else.
                            SigningCapacity::Secretary if authority.is_empty() => String::new(),
                            SigningCapacity::Chair if authority.is_empty() => tr!("sign-no-authority"),
                            _ => authority.replace('\n', " · "),
                        }
                    }}</span>
                </p>
                <SignaturePreview/>
            </div>
            {move || match store.key.get() {
                None | Some(Load::Waiting) => view! { <p class="certificate"><Spinner small=true/> {tr!("sign-key-looking")}</p> }.into_any(),
                Some(Load::Failed(error)) => view! {
                    <div class="certificate">
                        <p class="c-warn">{error.say()}</p>
                        <Button label=move_tr!("retry") size=Size::Small on_press=Callback::from(move || store.find_key())/>
                    </div>
                }
                .into_any(),
                Some(Load::Ready(Some(key))) => view! { <Certificate certificate=key.certificate/> }.into_any(),
                // It is made above.
                Some(Load::Ready(None)) => ().into_any(),
            }}
        </section>
    }
}

#[component]
fn Certificate(certificate: SigningCertificate) -> impl IntoView {
    let until = Local::of(certificate.not_after.0).date();
    view! {
        <dl class="certificate">
            <dt>{move || tr!("sign-certificate")}</dt>
            <dd>
                <p>{move || tr!("sign-key-here")}</p>
                <p class="c-2" lang="vi">{certificate.label.clone()}</p>
            </dd>
            <dt>{move || tr!("sign-valid")}</dt>
            <dd>{move || tr!("sign-valid-until", { "date" => until.clone() })}</dd>
        </dl>
    }
}

#[component]
fn Changes() -> impl IntoView {
    let store = use_signing();
    view! {
        <section class="panel-part changes">
            {move || store.changes.get().map(|found| {
                let count = found.changes.len();
                let none = match found.read_at {
                    None => Some(tr!("sign-first-reading")),
                    Some(at) if count == 0 => Some(tr!("sign-no-changes", { "when" => dates::said(at.0, dates::now()) })),
                    Some(_) => None,
                };
                match none {
                    // Nothing follows: a line, and no heading.
                    Some(said) => view! { <p class="t-second">{said}</p> }.into_any(),
                    None => view! {
                        <h2 class="t-second-strong c-2">{tr!("sign-changes", { "count" => count })}</h2>
                        <ul>{found.changes.into_iter().map(|change| view! { <ChangeRow change/> }).collect_view()}</ul>
                    }.into_any(),
                }
            })}
        </section>
    }
}

#[component]
fn ChangeRow(change: MinutesChange) -> impl IntoView {
    let store = use_signing();
    let MinutesChange {
        place,
        old,
        new,
        page,
    } = change;
    let words = match (old.is_empty(), new.is_empty()) {
        (true, _) => {
            view! { {move || tr!("sign-added")} " " <ins lang="vi">{new}</ins> }.into_any()
        }
        (false, true) => {
            view! { {move || tr!("sign-removed")} " " <del lang="vi">{old}</del> }.into_any()
        }
        (false, false) => view! {
            <del lang="vi">{old}</del>
            <Icon of=icon!("arrow-right") small=true/>
            <ins lang="vi">{new}</ins>
        }
        .into_any(),
    };
    view! {
        <li>
            <p class="words">{words}</p>
            <p class="t-second" lang="vi">{place}</p>
            {page.map(|page| view! {
                <button type="button" class="button text small" on:click=move |_| store.go_to.set(Some(page))>
                    <span>{move || tr!("page-number", { "page" => page })}</span>
                    <Icon of=icon!("chevron-right") small=true/>
                </button>
            })}
        </li>
    }
}

fn step_word(step: Step) -> String {
    match step {
        Step::Preparing => tr!("sign-preparing"),
        Step::Authorising => tr!("sign-authorising"),
        Step::Signing => tr!("sign-signing"),
    }
}

#[component]
fn SignFoot(maker: KeyMaker, capacity: SigningCapacity) -> impl IntoView {
    let store = use_signing();
    let session = use_session();
    let name = move || session.name().unwrap_or_default();
    let readiness = Memo::new(move |_| store.readiness());
    // With nothing missing but the key, making it is the one act.
    let makes = Memo::new(move |_| maker.is_due());
    let word = move || match (is_cut_off(), makes.get()) {
        (true, _) => tr!("sign-cut-first"),
        (false, true) => tr!("sign-key-make"),
        (false, false) => sign_word(&readiness.get(), store.was_tried.get()),
    };
    let seen = move || {
        let desk = store.desk.get()?;
        let unseen = store.unseen()?.len();
        let seen = (desk.pages as usize).saturating_sub(unseen);
        let changes = store
            .changes
            .with(|changes| changes.as_ref().map_or(0, |changes| changes.changes.len()));
        Some((
            unseen == 0,
            tr!("sign-seen", { "seen" => seen, "pages" => desk.pages, "changes" => changes }),
        ))
    };
    view! {
        <div class="panel-foot sign-foot">
            {move || store.problem.get().map(|problem| view! {
                <div role="alert"><Banner tone=Tone::Warn icon=icon!("triangle-alert")>{problem}</Banner></div>
            })}
            <div role="status">
                {move || match store.step.get() {
                    Some(step) => Some(view! { <p class="progress-line"><Spinner small=true/><span>{step_word(step)}</span></p> }.into_any()),
                    None => seen().map(|(all, said)| view! {
                        <p class="progress-line seen" class:done=all>
                            {all.then(|| view! { <Icon of=icon!("circle-check")/> })}
                            <span>{said}</span>
                        </p>
                    }.into_any()),
                }}
            </div>
            // Who signs as what, and what a signature is worth: beside the act itself, where nothing covers it. Without a
            // connection there is no act, and the room is the text's.
            <Show when=move || !is_cut_off()>
                <p class="class-label">
                    <Icon of=icon!("shield-check") small=true/>
                    <span><b>{move || tr!("sign-internal")}</b> " " <span>{move || tr!("sign-internal-means")}</span></span>
                </p>
                <p class="signs-as" lang="vi"><b>{name}</b><span class="title-box">{printed(capacity)}</span></p>
            </Show>
            <Button
                label=Signal::derive(word)
                icon=icon!("pen-line")
                kind=ButtonKind::Primary
                wide=true
                online=true
                busy=Signal::derive(move || store.step.get().is_some() || makes.get() && maker.busy.get())
                disabled=Signal::derive(move || readiness.get() != Readiness::Ready && !makes.get())
                on_press=Callback::from(move || if makes.get_untracked() { maker.make() } else { store.sign() })
            />
            <OtherWays may_send_back=true/>
        </div>
    }
}

/// *Trả lại*, and the file: to keep, or in the tablet's own viewer.
#[component]
fn OtherWays(may_send_back: bool) -> impl IntoView {
    let store = use_signing();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    let submitted = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().and_then(|view| view.submitted.clone()))
    });
    let signatures = Signal::derive(move || {
        store
            .view
            .with(|view| view.as_ref().map_or(0, |view| view.signed.len()))
    });
    let send = Callback::new(move |reason: String| {
        let navigate = navigate.clone();
        spawn_local(async move {
            match store.send_back(reason).await {
                Ok(()) => {
                    toasts.say(tr!("sent-back"));
                    navigate("/waiting", Default::default());
                }
                Err(why) => toasts.say(why),
            }
        });
    });
    view! {
        <div class="other-ways">
            {may_send_back.then(|| view! {
                <Button label=move_tr!("send-back") icon=icon!("undo-2") kind=ButtonKind::Text online=true on_press=Callback::from(move || open.set(true))/>
            })}
            <FileLink meeting=store.meeting submitted class="button text"/>
            <HeldFileLink/>
        </div>
        <SendBackDialog open signatures on_send=send/>
    }
}

#[component]
fn Signed(given: Given) -> impl IntoView {
    let Given { at, next } = given;
    let time = Local::of(at.0).time_with_seconds();
    let next = StoredValue::new(next);
    view! {
        <div class="panel-body">
            <div role="status">
                <Banner tone=Tone::Valid icon=icon!("circle-check")>
                    <b>{move || match next.get_value() {
                        Some(due) => match due.capacity {
                            SigningCapacity::Chair => tr!("signed-next-chair", { "time" => time.clone() }),
                            SigningCapacity::Secretary => tr!("signed-next-secretary", { "time" => time.clone() }),
                        },
                        None => tr!("signed-all", { "time" => time.clone() }),
                    }}</b>
                    {move || next.get_value().map(|due| view! { <p lang="vi">{due.name}</p> })}
                </Banner>
            </div>
            <p class="t-second">{move || tr!("signed-internal")}</p>
        </div>
        <div class="panel-foot">
            <LinkButton href="/".to_owned() label=move_tr!("done") kind=ButtonKind::Primary wide=true/>
            <OtherWays may_send_back=false/>
        </div>
    }
}

#[component]
fn NotMine() -> impl IntoView {
    let store = use_signing();
    let said = move || {
        store.view.with(|view| {
            view.as_ref().map(|view| match &view.next_signer {
                Some(next) => tr!("minutes-next", { "name" => unbroken(&next.name) }),
                None => tr!("minutes-all-signed"),
            })
        })
    };
    view! {
        <div class="panel-body">
            <Banner icon=icon!("info")>{said}</Banner>
        </div>
        <div class="panel-foot">
            <LinkButton href="/".to_owned() label=move_tr!("not-found-way") wide=true/>
            {move || store.desk.get().map(|_| view! { <OtherWays may_send_back=false/> })}
        </div>
    }
}
