//! The pen bar: three pens, highlighter, eraser, typed note, whether fingers draw, undo and redo, and who sees what
//! comes next.
//!
//! Its edge is violet exactly while the next stroke would be seen by others.

use leptos::prelude::*;
use nghisu_protocol::annotation::{Colour, Sharing};

use super::model::{Tool, Visibility};
use super::store::InkStore;
use crate::ui::{ButtonKind, Confirm, Icon, Menu, MenuItem, Svg, use_toasts};
use crate::{icon, move_tr, tr};

/// Where the bar is docked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// Along the lower edge.
    #[default]
    Bottom,
    /// Along the upper edge.
    Top,
    /// Along the left edge.
    Left,
    /// Along the right edge.
    Right,
}

impl Side {
    const fn class(self) -> &'static str {
        match self {
            Self::Bottom => "bottom",
            Self::Top => "top",
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Bottom => Self::Left,
            Self::Left => Self::Top,
            Self::Top => Self::Right,
            Self::Right => Self::Bottom,
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "top" => Self::Top,
            "left" => Self::Left,
            "right" => Self::Right,
            _ => Self::Bottom,
        }
    }
}

/// The bar. It stands over the desk while a tool is held.
#[component]
pub fn PenBar(
    /// The annotations.
    store: InkStore,
    /// How many of one's own annotations on this document others see.
    #[prop(into)]
    shared: Signal<usize>,
) -> impl IntoView {
    let side = RwSignal::new(remembered_side());
    let is_shared = move || matches!(store.visibility.get(), Visibility::Shared(_));
    view! {
        <Show when=move || store.tool.get().is_some()>
            <div
                class=move || format!("pen-bar {}", side.get().class())
                class:shared=is_shared
                role="toolbar"
                aria-label=move || tr!("ink-bar")
            >
                <button
                    type="button"
                    class="grip"
                    title=move || tr!("ink-move-bar")
                    aria-label=move || tr!("ink-move-bar")
                    on:click=move |_| {
                        side.update(|side| *side = side.next());
                        remember_side(side.get_untracked());
                    }
                >
                    <Icon of=icon!("grip-vertical") small=true/>
                </button>
                <ToolButton store tool=Tool::Pen(Colour::Blue) of=icon!("pencil") label=move_tr!("ink-pen-blue") swatch="blue"/>
                <ToolButton store tool=Tool::Pen(Colour::Red) of=icon!("pencil") label=move_tr!("ink-pen-red") swatch="red"/>
                <ToolButton store tool=Tool::Pen(Colour::Black) of=icon!("pencil") label=move_tr!("ink-pen-black") swatch="black"/>
                <ToolButton store tool=Tool::Highlighter of=icon!("highlighter") label=move_tr!("ink-highlighter") swatch="yellow"/>
                <ToolButton store tool=Tool::Eraser of=icon!("eraser") label=move_tr!("ink-eraser") swatch=""/>
                <ToolButton store tool=Tool::Text of=icon!("type") label=move_tr!("ink-text") swatch=""/>
                {(window().navigator().max_touch_points() > 0).then(|| view! {
                    <span class="divider" aria-hidden="true"></span>
                    <button
                        type="button"
                        class="finger"
                        role="switch"
                        aria-checked=move || if store.fingers.draw.get() { "true" } else { "false" }
                        aria-label=move || tr!("ink-finger")
                        title=move || tr!("ink-finger")
                        on:click=move |_| store.fingers.choose(!store.fingers.draw.get_untracked())
                    >
                        <Icon of=icon!("pointer")/>
                        <span class="track" aria-hidden="true"></span>
                    </button>
                })}
                <span class="divider" aria-hidden="true"></span>
                <button
                    type="button"
                    class="tool"
                    aria-label=move || tr!("undo")
                    title=move || tr!("undo")
                    aria-disabled=move || (!store.can_undo.get()).then_some("true")
                    on:click=move |_| store.undo()
                >
                    <Icon of=icon!("undo-2")/>
                </button>
                <button
                    type="button"
                    class="tool"
                    aria-label=move || tr!("ink-redo")
                    title=move || tr!("ink-redo")
                    aria-disabled=move || (!store.can_redo.get()).then_some("true")
                    on:click=move |_| store.redo()
                >
                    <Icon of=icon!("redo-2")/>
                </button>
                <span class="divider" aria-hidden="true"></span>
                <Show
                    when=move || store.may_share.get()
                    fallback=|| view! {
                        <span class="visibility"><Icon of=icon!("lock") small=true/><span>{move || tr!("ink-private")}</span></span>
                    }
                >
                    <VisibilityMenu store/>
                </Show>
                <Show when=move || !store.keeps_everything()>
                    <span class="not-kept" role="status" title=move || tr!("notes-not-kept")>
                        <Icon of=icon!("triangle-alert") small=true/>
                        <span>{move || tr!("ink-not-kept")}</span>
                    </span>
                </Show>
                {move || (shared.get() > 0).then(|| view! {
                    <span class="shared-count" title=tr!("ink-shared-count", { "count" => shared.get() })>
                        <Icon of=icon!("eye") small=true/>
                        <span class="said">{tr!("ink-shared-count", { "count" => shared.get() })}</span>
                        <span class="n" aria-hidden="true">{shared.get()}</span>
                    </span>
                })}
            </div>
        </Show>
    }
}

#[component]
fn ToolButton(
    store: InkStore,
    tool: Tool,
    of: Svg,
    #[prop(into)] label: Signal<String>,
    swatch: &'static str,
) -> impl IntoView {
    let is_held = move || store.tool.get() == Some(tool);
    view! {
        <button
            type="button"
            class="tool"
            aria-pressed=move || if is_held() { "true" } else { "false" }
            aria-label=move || label.get()
            title=move || label.get()
            on:click=move |_| store.hold(Some(tool))
        >
            <Icon of=of/>
            {(!swatch.is_empty()).then(|| view! { <span class=format!("swatch {swatch}") aria-hidden="true"></span> })}
        </button>
    }
}

/// Who sees what is drawn next. The whole meeting is a second step, taken back within eight seconds.
#[component]
fn VisibilityMenu(store: InkStore) -> impl IntoView {
    let toasts = use_toasts();
    let word = move || match store.visibility.get() {
        Visibility::Private => tr!("ink-private"),
        Visibility::Shared(Sharing::Secretary) => tr!("ink-secretary"),
        Visibility::Shared(Sharing::Meeting) => tr!("ink-meeting"),
    };
    let words = move || {
        let all = [tr!("ink-private"), tr!("ink-secretary"), tr!("ink-meeting")];
        all.join("\n")
    };
    let is = move |choice: Visibility| Signal::derive(move || store.visibility.get() == choice);
    let asks = RwSignal::new(false);
    let to_meeting = move |()| {
        let before = store.visibility.get_untracked();
        store.visibility.set(Visibility::Shared(Sharing::Meeting));
        toasts.undo(tr!("ink-now-meeting"), move || {
            // Whoever has left the room begins with their own notes when they come back.
            let _ = store.visibility.try_set(before);
        });
    };
    view! {
        <Menu
            class="visibility"
            label=move_tr!("ink-who-sees")
            up=true
            button=move || view! {
                {move || match store.visibility.get() {
                    Visibility::Private => view! { <Icon of=icon!("lock") small=true/> },
                    Visibility::Shared(_) => view! { <Icon of=icon!("eye") small=true/> },
                }}
                // As wide as the longest of the three, so that no tool moves when another is chosen.
                <span class="words" data-words=words>{word}</span>
                <Icon of=icon!("chevron-down") small=true/>
            }
        >
            <MenuItem
                icon=icon!("lock")
                label=move_tr!("ink-private")
                is_chosen=is(Visibility::Private)
                on_press=move || store.visibility.set(Visibility::Private)
            />
            <MenuItem
                icon=icon!("send")
                label=move_tr!("ink-secretary")
                is_chosen=is(Visibility::Shared(Sharing::Secretary))
                on_press=move || store.visibility.set(Visibility::Shared(Sharing::Secretary))
            />
            <MenuItem
                icon=icon!("users-round")
                label=move_tr!("ink-meeting")
                is_chosen=is(Visibility::Shared(Sharing::Meeting))
                on_press=move || asks.set(store.visibility.get_untracked() != Visibility::Shared(Sharing::Meeting))
            />
        </Menu>
        <Confirm
            open=asks
            title=move_tr!("ink-meeting-sure")
            follows=move_tr!("ink-meeting-follows")
            act=move_tr!("ink-share")
            kind=ButtonKind::Primary
            on_yes=to_meeting
        />
    }
}

const SIDE: &str = "nghisu-pen-bar";

fn remembered_side() -> Side {
    let storage = window().local_storage().ok().flatten();
    let word = storage.and_then(|storage| storage.get_item(SIDE).ok().flatten());
    word.map_or_else(Side::default, |word| Side::from_word(&word))
}

fn remember_side(side: Side) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(SIDE, side.class());
    }
}
