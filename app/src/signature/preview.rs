//! The image as it will stand on the paper: always on white, also when the screen is dark.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leptos::prelude::*;
use leptos_router::components::A;
use nghisu_protocol::signing::SignatureImage;

use super::api;
use crate::tr;
use crate::ui::Fetch;

/// An image on paper of the shape of its place on the minutes.
#[component]
pub fn Paper(
    /// The image.
    image: SignatureImage,
) -> impl IntoView {
    let address = format!("data:image/png;base64,{}", STANDARD.encode(image.png.0));
    view! {
        <div class="signature-paper">
            <img src=address width=image.width height=image.height alt=move || tr!("signature-image")/>
        </div>
    }
}

/// In the card of the signer: the image that will stand on the minutes, or the way to one. Empty until it is known.
#[component]
pub fn SignaturePreview() -> impl IntoView {
    let image = Fetch::new(|| api::view(None));
    move || {
        image.ready().map(|found| match found.image {
            Some(image) => view! {
                <div class="signature-line">
                    <Paper image/>
                    <p>{move || tr!("sign-image")}</p>
                    <A href="/me#signature-image">{move || tr!("sign-image-change")}</A>
                </div>
            }
            .into_any(),
            None => view! {
                <div class="signature-line">
                    <p>{move || tr!("sign-image-none")}</p>
                    <A href="/me#signature-image">{move || tr!("sign-image-add")}</A>
                </div>
            }
            .into_any(),
        })
    }
}
