//! Text fields. Telex and VNI rewrite letters that were already typed, so the element's own value is the truth:
//! it is never written to between `compositionstart` and `compositionend`, nor when it already says the same.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Svg};

/// How a field's ground speaks without an error: something is needed before the form can go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Nothing to say.
    #[default]
    Plain,
    /// Needed, still missing.
    Need,
}

/// Ids tie label, help and error to their input; they only have to differ within the page.
pub(crate) fn next_id(prefix: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A line of text with label, help and error.
#[component]
pub fn TextField(
    /// The label above the box.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// What is wrong and what to do; empty while nothing is.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `text`, `search`, `email`, `date`, `time`, `number`, `tel`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Browser's fill-in hint; `off` unless it helps.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keyboard to show.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Shown while empty; never instead of a label.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
    /// Icon inside the box.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Longest text, in UTF-16 units.
    #[prop(optional)]
    maxlength: Option<i32>,
    /// Marks the label "không bắt buộc".
    #[prop(optional)]
    optional: bool,
    /// The label is for screen readers only (search).
    #[prop(optional)]
    quiet_label: bool,
    /// See [`Ground`].
    #[prop(optional, into)]
    ground: Signal<Ground>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// Called when the field is left or Enter is pressed (autosave).
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = next_id("field");
    let described = format!("{id}-help {id}-error");
    let node = NodeRef::<html::Input>::new();
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(input) = node.get()
            && !composing.get_value()
            && input.value() != wanted
        {
            input.set_value(&wanted);
        }
    });
    if focus {
        Effect::new(move |_| {
            if let Some(input) = node.get() {
                let _ = input.focus();
            }
        });
    }
    view! {
        <div class="field" class:bad=move || error.get().is_some() class:need=move || ground.get() == Ground::Need>
            <Label of=id.clone() text=label quiet=quiet_label optional=optional/>
            <span class="box">
                {icon.map(|icon| view! { <Icon of=icon small=true/> })}
                <input
                    node_ref=node
                    id=id.clone()
                    type=kind
                    autocomplete=autocomplete
                    inputmode=inputmode
                    maxlength=maxlength
                    placeholder=move || placeholder.map(|p| p.get())
                    prop:disabled=disabled
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:compositionstart=move |_| composing.set_value(true)
                    on:compositionend=move |event: ev::CompositionEvent| {
                        composing.set_value(false);
                        value.set(event_target_value(&event));
                    }
                    on:input=move |event| value.set(event_target_value(&event))
                    on:change=move |event| {
                        if let Some(changed) = on_change {
                            // A field that is taken away loses the focus, and says so when nobody hears it any more.
                            let _ = changed.try_run(event_target_value(&event));
                        }
                    }
                />
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// A day as offices write it, dd/mm/yyyy, whatever the device's own habit; the calendar of the device is one touch
/// away. `value` is the day as it travels (`2026-12-16`) and stays empty while what is typed is no day.
#[component]
pub fn DateField(
    /// The label above the box.
    #[prop(into)]
    label: Signal<String>,
    /// The day, `yyyy-MM-dd`.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// The day is needed and missing: the field says so in amber.
    #[prop(optional, into)]
    need: Signal<bool>,
    /// Marks the label "không bắt buộc".
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = next_id("date");
    let described = format!("{id}-help {id}-error");
    let (typed, picker) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let wrong = RwSignal::new(false);
    Effect::new(move |_| {
        let day = value.get();
        if let Some(input) = typed.get()
            && read_day(&input.value()).unwrap_or_default() != day
        {
            input.set_value(&crate::dates::shown_day(&day));
        }
    });
    let error = Signal::derive(move || wrong.get().then(|| crate::tr!("date-wrong")));
    view! {
        <div class="field" class:bad=wrong class:need=need>
            <Label of=id.clone() text=label quiet=false optional=optional/>
            <span class="box">
                <input
                    node_ref=typed
                    id=id.clone()
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    placeholder=move || crate::tr!("date-form")
                    aria-describedby=described
                    aria-invalid=move || wrong.get().then_some("true")
                    on:input=move |event| {
                        wrong.set(false);
                        value.set(read_day(&event_target_value(&event)).unwrap_or_default());
                    }
                    on:change=move |event| {
                        let text = event_target_value(&event);
                        wrong.set(!text.trim().is_empty() && read_day(&text).is_none());
                        if let (Some(day), Some(input)) = (read_day(&text), typed.get_untracked()) {
                            input.set_value(&crate::dates::shown_day(&day));
                        }
                    }
                />
                <button
                    type="button"
                    class="icon-button bare"
                    title=move || crate::tr!("choose-day")
                    on:click=move |_| {
                        if let Some(picker) = picker.get_untracked() {
                            picker.set_value(&value.get_untracked());
                            // Where the browser has no calendar to show, typing is the way.
                            let _ = picker.show_picker();
                        }
                    }
                >
                    <Icon of=crate::icon!("calendar") small=true/>
                    <span class="words-only">{move || crate::tr!("choose-day")}</span>
                </button>
                <input
                    node_ref=picker
                    class="picker"
                    type="date"
                    tabindex="-1"
                    aria-hidden="true"
                    on:change=move |event| {
                        wrong.set(false);
                        value.set(event_target_value(&event));
                    }
                />
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// Reads a day as people type it: `16/12/2026`, `16.12.2026`, `16-12-2026`, `16122026`.
fn read_day(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        vec![&typed[..2], &typed[2..4], &typed[4..]]
    } else {
        typed.split(['/', '.', '-', ' ']).collect()
    };
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    crate::dates::moment(&iso, "00:00").map(|_| iso)
}

/// Several lines of text; the box grows with them.
#[component]
pub fn TextArea(
    /// The label above the box.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
    /// Lines shown at least.
    #[prop(default = 3)]
    rows: u32,
    /// Marks the label "không bắt buộc".
    #[prop(optional)]
    optional: bool,
    /// The label is for screen readers only.
    #[prop(optional)]
    quiet_label: bool,
    /// How many characters it may hold. Longer text stays, for whoever pasted it to shorten, and the field says by how much.
    #[prop(optional)]
    most: Option<usize>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// It is needed and missing: the field says so in amber.
    #[prop(optional, into)]
    need: Signal<bool>,
    /// One line in its meaning, however many it needs on screen: the Enter key breaks none.
    #[prop(optional)]
    one_line: bool,
    /// Called when the field is left (autosave).
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let rows = if one_line { 1 } else { rows };
    let read = move |event: &web_sys::Event| {
        let typed = event_target_value(event);
        if one_line && typed.contains('\n') {
            typed.replace('\n', " ")
        } else {
            typed
        }
    };
    let error = Signal::derive(move || {
        let too_long = most.and_then(|most| {
            let over = too_many(&value.read(), most)?;
            Some(crate::tr!("text-too-long", { "most" => most, "over" => over }))
        });
        too_long.or_else(|| error.get())
    });
    let id = next_id("area");
    let described = format!("{id}-help {id}-error");
    let node = NodeRef::<html::Textarea>::new();
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(area) = node.get()
            && !composing.get_value()
            && area.value() != wanted
        {
            area.set_value(&wanted);
        }
    });
    if focus {
        Effect::new(move |_| {
            if let Some(area) = node.get() {
                let _ = area.focus();
            }
        });
    }
    view! {
        <div class="field" class:bad=move || error.get().is_some() class:need=need>
            <Label of=id.clone() text=label quiet=quiet_label optional=optional/>
            <span class="box" class:one-line=one_line>
                <textarea
                    node_ref=node
                    id=id.clone()
                    rows=rows.to_string()
                    on:keydown=move |event: ev::KeyboardEvent| {
                        if one_line && event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                        }
                    }
                    placeholder=move || placeholder.map(|p| p.get())
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:compositionstart=move |_| composing.set_value(true)
                    on:compositionend=move |event: ev::CompositionEvent| {
                        composing.set_value(false);
                        value.set(read(&event));
                    }
                    on:input=move |event| value.set(read(&event))
                    on:change=move |event| {
                        if let Some(changed) = on_change {
                            // A field that is taken away loses the focus, and says so when nobody hears it any more.
                            let _ = changed.try_run(read(&event));
                        }
                    }
                ></textarea>
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// By how many characters a text is too long, counted as it is kept: trimmed.
fn too_many(text: &str, most: usize) -> Option<usize> {
    let length = text.trim().chars().count();
    (length > most).then(|| length - most)
}

/// The words above a field.
#[component]
pub(super) fn Label(
    /// Id of the input.
    of: String,
    /// The words.
    text: Signal<String>,
    /// For screen readers only.
    quiet: bool,
    /// Says that the field may stay empty.
    optional: bool,
) -> impl IntoView {
    view! {
        <label class="label" class:words-only=quiet for=of>
            {move || text.get()}
            {optional.then(|| view! {
                // A line may end after the dot, never before it.
                <span class="optional"><span>" ·"</span>" "<span>{move || crate::tr!("optional")}</span></span>
            })}
        </label>
    }
}

/// The sentence below a field, and above all its error.
#[component]
pub(crate) fn HelpAndError(
    /// Id of the input.
    id: String,
    /// Help.
    help: Option<Signal<String>>,
    /// Error.
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        {help.map(|help| view! { <p class="help" id=format!("{id}-help")>{move || help.get()}</p> })}
        <div id=format!("{id}-error") role="alert" class="error" hidden=move || error.get().is_none()>
            <Icon of=crate::icon!("circle-alert") small=true/>
            <span>{move || error.get()}</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{read_day, too_many};

    #[test]
    fn a_text_is_too_long_by_the_letters_that_people_see() {
        assert_eq!(too_many("Hội nghị", 8), None);
        assert_eq!(too_many(" Hội nghị\n", 8), None);
        assert_eq!(too_many("Hội nghị", 5), Some(3));
    }

    #[test]
    fn a_day_is_read_however_an_office_writes_it() {
        for typed in [
            "16/12/2026",
            "16.12.2026",
            "16-12-2026",
            "16122026",
            " 16/12/2026 ",
        ] {
            assert_eq!(read_day(typed).as_deref(), Some("2026-12-16"), "{typed}");
        }
        assert_eq!(
            read_day("1/2/2027").as_deref(),
            Some("2027-02-01"),
            "day before month"
        );
    }

    #[test]
    fn what_is_no_day_is_not_made_into_one() {
        for typed in ["", "31/02/2026", "16/12/26", "2026-12-16", "hôm nay"] {
            assert_eq!(read_day(typed), None, "{typed}");
        }
    }
}
