//! Waiting for a while without holding up the page.

use std::time::Duration;

use futures_channel::oneshot;
use leptos::prelude::set_timeout;

/// Goes on after a time.
pub async fn pause(time: Duration) {
    let (done, waited) = oneshot::channel::<()>();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        time,
    );
    // The sender lives in the browser's timer until it fires.
    let _ = waited.await;
}
