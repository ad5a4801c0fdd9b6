//! What a check of a package found: the verdict in one sentence, what is wrong, who signed, and behind a fold everything
//! that was checked, by its path and its code.

use leptos::prelude::*;
use nghisu_protocol::archive::{Finding, SignatureFinding, Verdict, Verification};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::room::Room;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::about::{About, Named, about};
use super::api;
use super::model::{grouped, told};
use super::verdict::{headline, reason, verdict_sign};
use crate::dates::{self, Local};
use crate::ui::{Banner, Fetch, Icon, StatusWord};
use crate::{icon, tr, words};

fn in_language(vi: &str, en: &str) -> String {
    if words::is_english() { en } else { vi }.to_owned()
}

/// What a check came to.
#[component]
pub(super) fn Check(
    /// Of which meeting.
    meeting: MeetingId,
    /// What was found.
    found: Verification,
    /// Whether the details are unfolded; they stay so when a tablet is turned.
    is_unfolded: RwSignal<bool>,
) -> impl IntoView {
    let (icon, tone, _) = verdict_sign(found.verdict);
    let told_of = found.clone();
    let said = move || headline(&told_of, in_language(&told_of.vi, &told_of.en));
    // What is wrong is said at once; what is right stands in the details.
    let wrong: Vec<Finding> = found
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Valid)
        .cloned()
        .collect();
    let (file, checked_at) = (found.file, found.checked_at);
    let (count, right) = (found.findings.len(), found.findings.len() - wrong.len());
    // A package names its files by their paths; which papers they are, the meeting says.
    let told = (!wrong.is_empty()).then(|| Fetch::new(move || api::meeting(meeting)));
    let told = Memo::new(move |_| told.and_then(Fetch::ready).map(|view| view.room));
    view! {
        <div class="stack" role="status">
            <div class="verdict">
                <Banner tone=tone icon=icon>
                    {said}
                    <span class="checked">{move || tr!("archive-checked", { "when" => dates::said(checked_at.0, dates::now()) })}</span>
                </Banner>
            </div>
            {(!wrong.is_empty()).then(|| view! {
                <ul class="card rows">{wrong.into_iter().map(|finding| view! { <WrongRow finding told/> }).collect_view()}</ul>
            })}
            {(!found.signatures.is_empty()).then(|| view! {
                <ul class="card rows">
                    {found.signatures.clone().into_iter().map(|signature| view! { <SignatureRow signature/> }).collect_view()}
                </ul>
            })}
            <details
                class="card technical"
                open=move || is_unfolded.get()
                on:toggle=move |event| {
                    let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                    if let Some(details) = details {
                        is_unfolded.set(details.has_attribute("open"));
                    }
                }
            >
                <summary>
                    <Icon of=icon!("chevron-right") small=true/>
                    <span class="t-strong">{move || tr!("technical-details")}</span>
                    <span class="t-second" class:c-live={right < count}>{move || tr!("archive-findings", { "right" => right, "count" => count })}</span>
                </summary>
                <ul class="rows">
                    <li class="row"><span class="what"><span class="title">"SHA-256"</span><code class="hash">{grouped(&file.to_hex())}</code></span></li>
                    {found.signatures.into_iter().map(|signature| view! { <Technical signature/> }).collect_view()}
                    {found.findings.into_iter().map(|finding| view! { <FindingRow finding/> }).collect_view()}
                </ul>
            </details>
        </div>
    }
}

#[component]
fn SignatureRow(signature: SignatureFinding) -> impl IntoView {
    let (icon, tone, word) = verdict_sign(signature.verdict);
    let field = signature.field.clone();
    let at = signature.signed_at;
    view! {
        <li class="row">
            <span class="what">
                <span class="title" lang="vi">{signature.signer.clone()}</span>
                <span class="second">
                    {move || match field.as_str() {
                        "ThuKy" => tr!("capacity-secretary"),
                        "ChuToa" => tr!("capacity-chair"),
                        other => other.to_owned(),
                    }}
                    {at.map(|at| {
                        let local = Local::of(at.0);
                        format!(" · {}, {}", local.time_with_seconds(), local.date())
                    })}
                    {signature.is_internal.then(|| view! { " · " {move || tr!("archive-internal")} })}
                </span>
            </span>
            <StatusWord label=word icon=icon tone=tone/>
        </li>
    }
}

#[component]
fn Technical(signature: SignatureFinding) -> impl IntoView {
    let (from, until) = (
        Local::of(signature.not_before.0).date(),
        Local::of(signature.not_after.0).date(),
    );
    let issuer = signature.issuer.clone();
    view! {
        <li class="row">
            <span class="what">
                <span class="title" lang="vi">{signature.signer.clone()}</span>
                <span class="second">{move || tr!("archive-certificate", { "issuer" => issuer.clone(), "from" => from.clone(), "until" => until.clone() })}</span>
            </span>
        </li>
    }
}

#[component]
fn FindingRow(finding: Finding) -> impl IntoView {
    let (icon, tone, word) = verdict_sign(finding.verdict);
    let (vi, en) = (finding.vi.clone(), finding.en.clone());
    let subject = Some(finding.subject.clone()).filter(|subject| !subject.is_empty());
    view! {
        <li class="row">
            <span class="what">
                {move || {
                    let (words, digest) = told(&in_language(&vi, &en));
                    view! {
                        <span class="title">{words}</span>
                        {digest.map(|digest| view! { <code class="hash">{digest}</code> })}
                    }
                }}
                <span class="second">
                    {subject.map(|subject| format!("{subject} · "))}
                    {move || tr!("archive-check-code")}
                    " "
                    <code>{finding.code.clone()}</code>
                </span>
            </span>
            <StatusWord label=word icon=icon tone=tone/>
        </li>
    }
}

/// What is wrong, told by what it is about; the path stands in the technical details.
#[component]
fn WrongRow(finding: Finding, told: Memo<Option<Room>>) -> impl IntoView {
    let (icon, tone, word) = verdict_sign(finding.verdict);
    let subject = finding.subject.clone();
    let said = move || reason(&finding, in_language(&finding.vi, &finding.en));
    let about = Memo::new(move |_| told.with(|room| about(&subject, room.as_ref())));
    view! {
        <li class="row wrong">
            <span class="what">
                {move || about_words(about.get())}
                <span class="said">{said}</span>
            </span>
            <StatusWord label=word icon=icon tone=tone/>
        </li>
    }
}

/// What a finding is about: a title, and below it what else tells one paper from another.
fn about_words(about: About) -> impl IntoView {
    let (title, paper) = match about {
        About::Paper(None) => (tr!("archive-about-paper"), None),
        About::Paper(Some(named)) => (named.title.clone(), Some((named, false))),
        About::Notes(None) => (tr!("archive-about-notes"), None),
        About::Notes(Some(named)) => (named.title.clone(), Some((named, true))),
        About::Minutes => (tr!("minutes"), None),
        About::Signature { is_chairs: false } => (tr!("archive-about-secretary"), None),
        About::Signature { is_chairs: true } => (tr!("archive-about-chair"), None),
        About::Log => (tr!("archive-about-log"), None),
        About::List => (tr!("archive-about-list"), None),
        About::Signing => (tr!("archive-about-signing"), None),
        About::Whole => (tr!("archive-about-whole"), None),
    };
    let is_title = paper.is_some();
    view! {
        <span class="title" lang=is_title.then_some("vi")>{title}</span>
        {paper.map(|(Named { version, item, .. }, is_notes)| {
            let item = item.map(|(number, title)| (tr!("room-item", { "number" => number }), title));
            let version = version.map(|number| tr!("paper-version", { "number" => number }));
            let notes = is_notes.then(|| tr!("archive-about-notes"));
            let parts: Vec<String> = [notes, version].into_iter().flatten().collect();
            let apart = (item.is_some() && !parts.is_empty()).then_some(" · ");
            view! {
                <span class="second">
                    {item.map(|(number, title)| view! { {number} ": " <span lang="vi">{title}</span> })}
                    {apart}
                    {parts.join(" · ")}
                </span>
            }
        })}
    }
}
