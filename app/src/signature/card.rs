//! On a person's own page: the image of their signature, and the two ways to one: drawing it, or choosing a picture. An
//! administrator, who scans signatures for others, chooses pictures only.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::signing::{SignatureImage, SignatureImageChange, SignatureImageView};

use super::model::Drawing;
use super::pad::Pad;
use super::preview::Paper;
use super::{api, picture};
use crate::dates;
use crate::identity::store::use_session;
use crate::meeting::upload_file::picked;
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, Fetch, Icon, Loaded, Place, Size, Spinner, Tone,
    is_cut_off, use_toasts,
};
use crate::{icon, move_tr, tr};

/// Where addresses that end in `#signature-image` lead.
const ANCHOR: &str = "signature-image";

/// See the module.
#[component]
pub fn SignatureCard(
    /// Whose it is, for an administrator; without one it is one's own.
    #[prop(optional)]
    of: Option<PersonId>,
) -> impl IntoView {
    let image = Fetch::new(move || api::view(of));
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let draws = RwSignal::new(false);
    let drawing = RwSignal::new(Drawing::default());
    // Who comes from the signing screen is brought to it: the page is built after the browser has looked for the anchor.
    let section = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        let is_meant = window()
            .location()
            .hash()
            .is_ok_and(|hash| hash.strip_prefix('#') == Some(ANCHOR));
        if let Some(section) = section.get().filter(|_| is_meant) {
            section.scroll_into_view();
        }
    });
    // Sends a picture that the browser could make, or says that it could not.
    let send = move |made: Option<Vec<u8>>| async move {
        let outcome = match made {
            Some(png) => api::set(of, png).await.map_err(|error| error.say()),
            None => Err(tr!("signature-unreadable")),
        };
        match outcome {
            Ok(_) => {
                let _ = draws.try_set(false);
                image.refresh();
                toasts.say(tr!("signature-set"));
            }
            Err(said) => {
                let _ = problem.try_set(Some(said));
            }
        }
        let _ = busy.try_set(false);
    };
    let begin = move || {
        busy.set(true);
        problem.set(None);
    };
    let save = Callback::from(move || {
        begin();
        spawn_local(async move {
            let drawn = drawing.get_untracked();
            send(picture::of_drawing(&drawn).await).await;
        });
    });
    let choose = move |file: web_sys::Blob| {
        begin();
        spawn_local(async move { send(picture::of_file(&file).await).await });
    };
    let remove = Callback::new(move |gone: SignatureImage| {
        begin();
        spawn_local(async move {
            match api::remove(of).await {
                Ok(_) => {
                    image.refresh();
                    let png = gone.png.0;
                    toasts.undo(tr!("signature-removed"), move || {
                        let png = png.clone();
                        spawn_local(async move { send(Some(png)).await });
                    });
                }
                Err(error) => {
                    let _ = problem.try_set(Some(error.say()));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let failure = move || {
        problem.get().map(|said| {
            view! { <Banner tone=Tone::Warn icon=icon!("triangle-alert")>{said}</Banner> }
        })
    };
    view! {
        <section id=ANCHOR node_ref=section>
            <div class="head">
                {match of {
                    None => view! { <h2 class="t-section">{move || tr!("signature-image")}</h2> }.into_any(),
                    Some(_) => view! { <h3 class="t-item">{move || tr!("signature-image")}</h3> }.into_any(),
                }}
            </div>
            <p class="t-second">{move || tr!("signature-what")}</p>
            <div class="card signature-card">
                <Loaded of=image failed=move_tr!("signature-image-failed") view=move |found: SignatureImageView| view! {
                    <Shown found=found.clone() of=of/>
                    <div class="acts">
                        {of.is_none().then(|| view! {
                            <Button
                                icon=icon!("pen-line")
                                label=move_tr!("signature-draw")
                                size=Size::Small
                                online=true
                                disabled=busy
                                on_press=Callback::from(move || {
                                    problem.set(None);
                                    drawing.set(Drawing::default());
                                    draws.set(true);
                                })
                            />
                        })}
                        <label
                            class="button small pick"
                            class:cut=is_cut_off
                            title=move || is_cut_off().then(|| tr!("needs-connection"))
                            aria-busy=move || busy.get().then_some("true")
                        >
                            <Icon of=icon!("upload") small=true/>
                            <span>{move || tr!("signature-pick")}</span>
                            <Show when=move || busy.get()><Spinner small=true/></Show>
                            <input
                                type="file"
                                class="words-only"
                                accept="image/png,image/jpeg"
                                disabled=is_cut_off
                                on:change=move |event| {
                                    let field: web_sys::HtmlInputElement = event_target(&event);
                                    let files = picked(field.as_ref());
                                    // The same file may be chosen again.
                                    field.set_value("");
                                    if let Some(file) = files.into_iter().next().filter(|_| !busy.get_untracked()) {
                                        choose(file.bytes);
                                    }
                                }
                            />
                        </label>
                        {found.image.map(|image| view! {
                            <Button
                                kind=ButtonKind::Text
                                size=Size::Small
                                label=move_tr!("signature-remove")
                                disabled=busy
                                on_press=Callback::from(move || remove.run(image.clone()))
                            />
                        })}
                    </div>
                }.into_any()/>
                <div role="alert">{move || (!draws.get()).then(failure)}</div>
            </div>
            <Dialog
                open=draws
                place=Place::CentreWide
                title=move_tr!("signature-draw")
                foot=move || view! {
                    <Button
                        kind=ButtonKind::Text
                        icon=icon!("undo-2")
                        label=move_tr!("undo")
                        disabled=Signal::derive(move || drawing.with(|drawing| !drawing.can_undo()))
                        on_press=Callback::from(move || drawing.update(Drawing::undo))
                    />
                    <Button
                        kind=ButtonKind::Text
                        icon=icon!("eraser")
                        label=move_tr!("signature-clear")
                        disabled=Signal::derive(move || drawing.with(Drawing::is_empty))
                        on_press=Callback::from(move || drawing.update(Drawing::clear))
                    />
                    <Button
                        kind=ButtonKind::Primary
                        label=Signal::derive(move || if drawing.with(Drawing::is_empty) { tr!("signature-save-empty") } else { tr!("signature-save") })
                        busy=busy
                        disabled=Signal::derive(move || drawing.with(Drawing::is_empty))
                        on_press=save
                    />
                }
            >
                <div class="signature-sheet">
                    <p class="t-second">{move || tr!("signature-draw-hint")}</p>
                    <Pad drawing/>
                    <div role="alert">{failure}</div>
                </div>
            </Dialog>
        </section>
    }
}

/// The image on its paper, or that there is none; and who changed it, where that was somebody else.
#[component]
fn Shown(found: SignatureImageView, of: Option<PersonId>) -> impl IntoView {
    let session = use_session();
    let SignatureImageView { image, changed } = found;
    let has_image = image.is_some();
    let by_another = StoredValue::new(changed);
    let said = move || {
        let owner = of.or_else(|| session.person_id())?;
        let SignatureImageChange { at, by, by_name } = by_another.get_value()?;
        let time = dates::said(at.0, dates::now());
        (by != owner).then(|| match has_image {
            true => tr!("signature-set-by", { "name" => by_name, "time" => time }),
            false => tr!("signature-removed-by", { "name" => by_name, "time" => time }),
        })
    };
    view! {
        {match image {
            Some(image) => view! { <Paper image/> }.into_any(),
            None => view! { <p class="none">{move || tr!("signature-none")}</p> }.into_any(),
        }}
        {move || said().map(|said| view! { <Banner tone=Tone::Info icon=icon!("info")>{said}</Banner> })}
    }
}
