//! The frame outside the room: rail left, or a bar below on narrow screens, and each screen's top bar.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{A, Outlet};
use leptos_router::hooks::{use_location, use_navigate};

use super::bar::Strips;
use super::choice::Segmented;
use super::field::next_id;
use super::icon::{Icon, Svg};
use super::menu::{Menu, MenuItem};
use super::states::Skeleton;
use super::toast::use_toasts;
use crate::identity::store::{Session, use_session};
use crate::link::{Connection, use_link};
use crate::settings::{Paper, TextSize, Theme, use_settings};
use crate::waiting::store::use_waiting;
use crate::words::Language;
use crate::{icon, move_tr, tr, words};

/// A place in the rail. `at` is also the prefix under which the place counts as the current one.
struct RailPlace {
    at: &'static str,
    icon: Svg,
    label: Signal<String>,
}

/// The frame with the screen inside (`Outlet`). Sends whoever is not signed in to the sign-in screen, and back after.
#[component]
pub fn Frame() -> impl IntoView {
    view! {
        <SignedIn>
            <div class="frame">
                <Rail/>
                <main class="screen-place"><Outlet/></main>
            </div>
        </SignedIn>
    }
}

/// Shows its children only to a signed-in person; anyone else goes to the sign-in screen and comes back after. A session
/// that reaches one meeting only is led to its room from anywhere else.
/// Screens outside the frame (the room, signing) wrap themselves in it.
#[component]
pub fn SignedIn(
    /// What only a signed-in person sees.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let replace = leptos_router::NavigateOptions {
            replace: true,
            ..Default::default()
        };
        if session.is_out() {
            let way = untrack(|| session.way_in());
            if way == "/sign-in" {
                let from = format!(
                    "{}{}",
                    location.pathname.get_untracked(),
                    location.search.get_untracked()
                );
                session.remember_return(&from);
            }
            navigate(way, replace);
        } else if let Some(only) = session.only_address(&location.pathname.get()) {
            navigate(&only, replace);
        }
    });
    let known = Memo::new(move |_| {
        session.person_id().is_some() && session.only_address(&location.pathname.get()).is_none()
    });
    let children = StoredValue::new(children);
    move || {
        if known.get() {
            children.get_value()().into_any()
        } else {
            view! { <Skeleton/> }.into_any()
        }
    }
}

#[component]
fn Rail() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let places = move || {
        let mut places = vec![RailPlace {
            at: "/",
            icon: icon!("calendar-days"),
            label: move_tr!("rail-meetings"),
        }];
        places.extend(
            crate::app::rail_places()
                .into_iter()
                .map(|(at, icon, label)| RailPlace { at, icon, label }),
        );
        if session.is_administrator() {
            places.push(RailPlace {
                at: "/admin",
                icon: icon!("settings"),
                label: move_tr!("rail-admin"),
            });
        }
        places
    };
    let office = move || session.office.get();
    view! {
        <aside class="rail">
            {move || office().map(|office| view! {
                <div class="office">
                    <span class="mark" aria-hidden="true">{crate::identity::model::mark_letters(&office.name)}</span>
                    <span lang="vi">{office.name.clone()}</span>
                </div>
            })}
            <nav aria-label=move || tr!("rail-label")>
                {move || {
                    places()
                        .into_iter()
                        .map(|RailPlace { at, icon, label }| {
                            let is_current = move || is_under(&location.pathname.get(), at);
                            view! {
                                <a href=at aria-current=move || is_current().then_some("page")>
                                    <Icon of=icon/>
                                    <span>{move || label.get()}</span>
                                    {(at == "/waiting").then(|| view! { <WaitingCount/> })}
                                </a>
                            }
                        })
                        .collect_view()
                }}
            </nav>
            {move || office().and_then(|office| office.support).map(|support| view! {
                <p class="support"><span>{tr!("support")}</span><span lang="vi">{support.replacen(", ", ",\n", 1)}</span></p>
            })}
        </aside>
    }
}

/// How many things wait, beside *Chờ tôi*; nothing while nothing does.
#[component]
fn WaitingCount() -> impl IntoView {
    let waiting = use_waiting();
    move || {
        waiting
            .count()
            .filter(|count| *count > 0)
            .map(|count| view! { <span class="count">{count}</span> })
    }
}

/// Whether an address belongs to a place of the rail. Meetings own `/` and `/meetings/…`.
fn is_under(path: &str, place: &str) -> bool {
    match place {
        "/" => path == "/" || path.starts_with("/meetings"),
        place => {
            path == place
                || path
                    .strip_prefix(place)
                    .is_some_and(|rest| rest.starts_with('/'))
        }
    }
}

/// One screen in the frame: top bar with its title, strip, then the children (usually `<div class="scroll">`).
#[component]
pub fn Screen(
    /// The title, in the top bar and in the browser's tab.
    #[prop(into)]
    title: Signal<String>,
    /// Where the arrow before the title leads.
    #[prop(optional, into)]
    back: Option<String>,
    /// Stands beside the connection word, such as "Đã lưu 14:32".
    #[prop(optional, into)]
    status: Option<ViewFn>,
    /// Contents.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| document().set_title(&format!("{} · Nghị Sự", title.get())));
    // After a change of screen the reader begins at the new title; on the very first screen nothing is taken away.
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && document()
                .active_element()
                .is_none_or(|active| active.tag_name() == "BODY")
        {
            let _ = heading.focus();
        }
    });
    view! {
        <div class="screen">
            <header class="top">
                {back.map(|back| view! {
                    <A href=back attr:class="back">
                        <Icon of=icon!("chevron-left")/>
                        <span class="words-only">{move || tr!("back")}</span>
                    </A>
                })}
                <h1 node_ref=heading tabindex="-1">{move || title.get()}</h1>
                {status.map(|status| status.run())}
                <ConnectionWord/>
                <TextSizes/>
                <PersonMenu/>
            </header>
            <Strips/>
            {children()}
        </div>
    }
}

/// "Đã kết nối" or "Mất kết nối", for top bars.
#[component]
pub fn ConnectionWord() -> impl IntoView {
    let link = use_link();
    let offline = move || link.connection.get() == Connection::Offline;
    view! {
        <span class="connection" class:offline=offline>
            {move || if offline() {
                view! { <Icon of=icon!("wifi-off") small=true/> }
            } else {
                view! { <Icon of=icon!("wifi") small=true/> }
            }}
            <span class="said">{move || if offline() { tr!("offline") } else { tr!("connected") }}</span>
        </span>
    }
}

/// A · A+ · A++.
#[component]
pub fn TextSizes() -> impl IntoView {
    let chosen = use_settings().text_size;
    // Two of them may stand on one screen.
    let name = next_id("text-size");
    view! {
        <div class="text-sizes" role="radiogroup" aria-label=move || tr!("text-size")>
            {TextSize::ALL
                .iter()
                .map(|size| {
                    let (letter, word) = match size {
                        TextSize::Normal => ("A", move_tr!("text-size-normal")),
                        TextSize::Large => ("A+", move_tr!("text-size-large")),
                        TextSize::Larger => ("A++", move_tr!("text-size-larger")),
                    };
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=name.clone()
                                aria-label=move || word.get()
                                prop:checked=move || chosen.get() == *size
                                on:change=move |_| chosen.set(*size)
                            />
                            <span aria-hidden="true">{letter}</span>
                        </label>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// The same with its name before it, where no top bar has room for it: at the end of a column.
#[component]
pub fn TextSizeLine() -> impl IntoView {
    view! {
        <div class="text-size-line">
            <span aria-hidden="true">{move || tr!("text-size")}</span>
            <TextSizes/>
        </div>
    }
}

/// The person's menu: language, theme, paper, own page, sign out.
#[component]
pub fn PersonMenu() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let name = move || session.name().unwrap_or_default();
    view! {
        <Menu
            class="me"
            label=move_tr!("person-menu")
            button=move || view! {
                <Icon of=icon!("circle-user-round")/>
                <span class="said" lang="vi">{name}</span>
            }
        >
            <Preferences/>
            <hr/>
            <MenuItem label=move_tr!("my-page") icon=icon!("key-round") on_press=Callback::from({
                let navigate = navigate.clone();
                move || navigate("/me", Default::default())
            })/>
            <MenuItem label=move_tr!("sign-out") icon=icon!("log-out") on_press=Callback::from(move || Session::sign_out(session))/>
        </Menu>
    }
}

/// Language, theme and paper: in the person's menu and on their own page.
#[component]
pub fn Preferences() -> impl IntoView {
    let settings = use_settings();
    let language = RwSignal::new(words::asked().id());
    let toasts = use_toasts();
    Effect::new(move |_| {
        let chosen = Language::of(language.get());
        // Also for the language in use: it takes back one whose words are still on their way.
        spawn_local(async move {
            if let Err(error) = words::choose(chosen).await {
                let _ = language.try_set(words::asked().id());
                toasts.say(error.say());
            }
        });
    });
    view! {
        <div class="group">
            <span class="label">{move || tr!("language")}</span>
            <Segmented
                wide=true
                label=move_tr!("language")
                value=language
                options=[Language::Vietnamese, Language::English].map(|one| (one.id(), one.name().into())).to_vec()
            />
        </div>
        <div class="group">
            <span class="label">{move || tr!("theme")}</span>
            <Segmented
                wide=true
                label=move_tr!("theme")
                value=settings.theme
                options=vec![
                    (Theme::Light, move_tr!("theme-light")),
                    (Theme::Dark, move_tr!("theme-dark")),
                    (Theme::Device, move_tr!("theme-device")),
                ]
            />
        </div>
        <div class="group">
            <span class="label">{move || tr!("paper")}</span>
            <Segmented
                wide=true
                label=move_tr!("paper")
                value=settings.paper
                options=vec![
                    (Paper::White, move_tr!("paper-white")),
                    (Paper::Ivory, move_tr!("paper-ivory")),
                    (Paper::Soft, move_tr!("paper-soft")),
                ]
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::is_under;

    #[test]
    fn a_meeting_belongs_to_the_calendar_and_a_lookalike_to_nobody() {
        assert!(is_under("/", "/"));
        assert!(is_under("/meetings/42", "/"));
        assert!(!is_under("/archive", "/"));
        assert!(is_under("/admin/units", "/admin"));
        assert!(!is_under("/administration", "/admin"));
    }
}
