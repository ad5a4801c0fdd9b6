//! Outline icons (Lucide, ISC), embedded from `assets/icons`: no request, no flash, the colour of the text.
//!
//! An icon never stands alone: it is hidden from screen readers and the word beside it says what it means.

use leptos::prelude::*;

/// The source of one icon. Made by [`icon!`](crate::icon) only, so that a missing file fails the build.
#[derive(Clone, Copy, Debug)]
pub struct Svg(pub &'static str);

impl Svg {
    /// What stands between `<svg …>` and `</svg>`: size and stroke come from the style sheet.
    fn inner(self) -> &'static str {
        let after = self
            .0
            .find("<svg")
            .and_then(|at| self.0[at..].find('>').map(|end| &self.0[at + end + 1..]));
        after
            .and_then(|rest| rest.rfind("</svg>").map(|end| rest[..end].trim()))
            .unwrap_or_default()
    }
}

/// Embeds `assets/icons/<name>.svg`: `icon!("wifi")`.
#[macro_export]
macro_rules! icon {
    ($name:literal) => {
        $crate::ui::Svg(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../assets/icons/",
            $name,
            ".svg"
        )))
    };
}

/// Draws an icon: 24 px, or 20 with `small`, or 48 with `large`.
#[component]
pub fn Icon(
    /// Which one.
    of: Svg,
    /// 20 px, for secondary text.
    #[prop(optional)]
    small: bool,
    /// 48 px, for empty states.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <svg class="icon" class:small=small class:large=large viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=of.inner()></svg>
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_drawing_is_kept() {
        let inner = icon!("check").inner();
        assert!(
            inner.starts_with("<path") && inner.ends_with("/>"),
            "{inner}"
        );
    }
}
