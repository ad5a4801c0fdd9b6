//! A socket's frames, in and out: what actix hands over and takes, in the words of a session.
//!
//! It reads no message and decides nothing; `session` does.

use std::future::poll_fn;
use std::pin::Pin;

use actix_ws::{AggregatedMessage, AggregatedMessageStream, Closed, Session};
use futures_util::{FutureExt as _, Stream as _, future::LocalBoxFuture};

use super::outgoing::Outgoing;

/// What a tablet sends.
pub(super) type Incoming = AggregatedMessageStream;

/// What came in.
pub(super) enum Heard {
    /// A message, not yet read.
    Text(String),
    /// To be answered with the same bytes (RFC 6455, section 5.5.3).
    Ping(Vec<u8>),
    /// A sign of life.
    Nothing,
    /// The tablet has gone by itself.
    Gone,
    /// It broke the contract (rule ER-2).
    Fault(String),
}

/// The next frame of a tablet.
pub(super) async fn receive(incoming: &mut Incoming) -> Heard {
    let next = poll_fn(|cx| Pin::new(&mut *incoming).poll_next(cx)).await;
    match next {
        Some(Ok(AggregatedMessage::Text(text))) => Heard::Text(text.to_string()),
        Some(Ok(AggregatedMessage::Ping(token))) => Heard::Ping(token.to_vec()),
        Some(Ok(AggregatedMessage::Pong(_))) => Heard::Nothing,
        Some(Ok(AggregatedMessage::Close(_))) | None => Heard::Gone,
        // Rule ER-2.
        Some(Ok(AggregatedMessage::Binary(_))) => {
            Heard::Fault("a tablet sends no binary frames".to_owned())
        }
        Some(Err(error)) => Heard::Fault(error.to_string()),
    }
}

/// Hands one frame to the network.
pub(super) fn send(
    mut session: Session,
    next: Outgoing,
) -> LocalBoxFuture<'static, Result<(), Closed>> {
    async move {
        match next {
            Outgoing::Text(text) => session.text(&*text).await,
            Outgoing::Pong(token) => session.pong(&token).await,
            Outgoing::Binary(frame) => session.binary(frame).await,
        }
    }
    .boxed_local()
}
