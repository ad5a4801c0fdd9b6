//! The form that looks like the paper: what the log says stands in the words in which it will be printed and cannot
//! be changed; what a secretary words can.

use leptos::prelude::*;
use nghisu_protocol::minutes::{MinutesFacts, MinutesItem, Tenure};

use super::model::Part;
use super::print;
use super::store::use_minutes;
use crate::ui::{Choice, Ground, Icon, Select, TextArea, TextField};
use crate::{icon, move_tr, tr};

/// The whole sheet.
#[component]
pub fn Sheet(
    /// What the log says.
    facts: MinutesFacts,
) -> impl IntoView {
    let store = use_minutes();
    let may_edit = Memo::new(move |_| store.may_edit());
    let missing = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| view.missing.clone())
                .unwrap_or_default()
        })
    });
    let needs = move |part| {
        Signal::derive(move || {
            if missing.with(|missing| missing.contains(&part)) {
                Ground::Need
            } else {
                Ground::Plain
            }
        })
    };
    let off = Signal::derive(move || !may_edit.get());
    let place = needs(nghisu_protocol::minutes::MissingPart::Place);
    let agency = needs(nghisu_protocol::minutes::MissingPart::IssuingAgency);
    view! {
        <fieldset class="sheet-paper" disabled=move || off.get()>
            <legend class="words-only">{move || tr!("minutes")}</legend>
            <div class="letterhead">
                <div class="agency">
                    <TextArea label=move_tr!("minutes-superior") value=store.field(Part::Superior) error=store.excess(Part::Superior) one_line=true optional=true/>
                    <TextArea label=move_tr!("minutes-issuing") value=store.field(Part::Issuing) error=store.excess(Part::Issuing) one_line=true need=Signal::derive(move || agency.get() == Ground::Need)/>
                    <TextField label=move_tr!("minutes-symbol") value=store.field(Part::Symbol) error=store.excess(Part::Symbol) help=move_tr!("minutes-symbol-help")/>
                </div>
                <p class="motto" lang="vi">
                    <b>"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"</b>
                    <b class="ruled">"Độc lập - Tự do - Hạnh phúc"</b>
                </p>
            </div>
            <h2 class="paper-name" lang="vi">
                <span>"BIÊN BẢN"</span>
                <span>{facts.title.clone()}</span>
            </h2>
            <Fact label="Thời gian bắt đầu">
                {facts.started_at.map_or_else(|| "…".to_owned(), |at| format!("{}.", print::moment(at)))}
            </Fact>
            <TextField label=move_tr!("minutes-place") value=store.field(Part::Place) error=store.excess(Part::Place) ground=place/>
            <TextArea label=move_tr!("minutes-basis") value=store.field(Part::Basis) error=store.excess(Part::Basis) one_line=true optional=true/>
            <Participants facts=facts.clone()/>
            <Tenures label="Chủ tọa" list=facts.chairs.clone()/>
            <Tenures label="Thư ký" list=facts.secretaries.clone()/>
            <h3 class="paper-part" lang="vi">"Nội dung"</h3>
            {facts.items.iter().map(|item| view! { <ItemSheet item=item.clone()/> }).collect_view()}
            <TextArea label=move_tr!("minutes-adoption") value=store.field(Part::Adoption) error=store.excess(Part::Adoption) rows=2 optional=true/>
            <p class="fact" lang="vi">
                "Cuộc họp kết thúc vào "
                {facts.ended_at.map_or_else(|| "…".to_owned(), |at| format!("{}./.", print::moment(at)))}
            </p>
            <div class="signers">
                <Signer
                    title="THƯ KÝ"
                    label=move_tr!("minutes-signer-secretary")
                    who=Part::Secretary
                    // Nobody signs as secretary for somebody else (Mẫu 1.9); words that are there can be struck out.
                    authority=(!store.field(Part::SecretaryAuthority).with_untracked(|said| said.trim().is_empty())).then_some(Part::SecretaryAuthority)
                    from=facts.secretaries.clone()
                />
                <Signer
                    title="CHỦ TỌA"
                    label=move_tr!("minutes-signer-chair")
                    who=Part::Chair
                    authority=Some(Part::ChairAuthority)
                    help=move_tr!("minutes-authority-help")
                    from=facts.chairs.clone()
                />
            </div>
            <div class="recipients">
                <TextArea label=move_tr!("minutes-recipients") value=store.field(Part::Recipients) error=store.excess(Part::Recipients) rows=3 help=move_tr!("minutes-one-a-line")/>
                <TextField label=move_tr!("minutes-archive") value=store.field(Part::Archive) error=store.excess(Part::Archive)/>
            </div>
            {facts.log_size.zip(facts.log_root).map(|(size, root)| view! {
                <p class="seal">
                    <Icon of=icon!("shield-check") small=true/>
                    <span>{move || tr!("minutes-seal", { "count" => size })} " " <code>{short(&root.to_hex())}</code></span>
                </p>
            })}
        </fieldset>
    }
}

/// The beginning of a long row of digits; the whole stands in print.
fn short(digits: &str) -> String {
    format!("{} {}…", &digits[..4], &digits[4..8])
}

#[component]
fn Fact(label: &'static str, children: Children) -> impl IntoView {
    view! { <p class="fact" lang="vi"><b>{label} ":"</b> " " {children()}</p> }
}

#[component]
fn Participants(facts: MinutesFacts) -> impl IntoView {
    view! {
        <section class="fact-part" lang="vi">
            <h3 class="paper-part">"Thành phần tham dự"</h3>
            {print::groups(&facts)
                .into_iter()
                .map(|group| view! {
                    <p class="people-group">{group.heading}</p>
                    <ol>{group.people.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ol>
                })
                .collect_view()}
        </section>
    }
}

#[component]
fn Tenures(label: &'static str, list: Vec<Tenure>) -> impl IntoView {
    match list.as_slice() {
        [] => ().into_any(),
        [one] => {
            view! { <Fact label=label>{format!("{}.", print::tenure(one))}</Fact> }.into_any()
        }
        _ => view! {
            <section class="fact-part" lang="vi">
                <h3 class="paper-part">{label}</h3>
                <ul>{list.iter().map(|one| view! { <li>{print::tenure(one)}</li> }).collect_view()}</ul>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn ItemSheet(item: MinutesItem) -> impl IntoView {
    let store = use_minutes();
    let id = item.item;
    view! {
        <section class="item-sheet">
            <h4 lang="vi">{format!("{}. {}", item.number, item.title)}</h4>
            {print::presented(&item).map(|said| view! { <p class="fact quiet" lang="vi">{said}</p> })}
            <TextArea label=move_tr!("minutes-course") value=store.field(Part::Course(id)) error=store.excess(Part::Course(id)) rows=3/>
            {print::outcome(item.status).map(|said| view! { <p class="fact" lang="vi">{said}</p> })}
            {item
                .votes
                .iter()
                .map(|vote| view! {
                    <p class="fact vote" lang="vi"><Icon of=icon!("vote") small=true/><span>{print::vote(vote)}</span></p>
                })
                .collect_view()}
            <TextArea label=move_tr!("minutes-conclusions") value=store.field(Part::Conclusions(id)) error=store.excess(Part::Conclusions(id)) rows=2 help=move_tr!("minutes-conclusions-help")/>
        </section>
    }
}

#[component]
fn Signer(
    title: &'static str,
    #[prop(into)] label: Signal<String>,
    who: Part,
    /// The field for the words that say by what right, where there can be any.
    authority: Option<Part>,
    #[prop(optional, into)] help: Option<Signal<String>>,
    from: Vec<Tenure>,
) -> impl IntoView {
    let store = use_minutes();
    let mut choices: Vec<Choice> = Vec::new();
    for tenure in from {
        let id = tenure.person.to_string();
        // Who held the chair twice is one person to choose.
        if choices.iter().all(|choice| choice.value != id) {
            choices.push(Choice::new(id, tenure.name));
        }
    }
    view! {
        <div class="signer">
            <b lang="vi">{title}</b>
            <Select label=label value=store.field(who) choices=Signal::stored(choices) prompt=move_tr!("minutes-signer-choose")/>
            {authority.map(|authority| view! {
                <TextArea label=move_tr!("minutes-authority") value=store.field(authority) error=store.excess(authority) rows=1 optional=true help=help.unwrap_or_default()/>
            })}
        </div>
    }
}
