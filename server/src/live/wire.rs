//! What goes through a socket: frames in, frames out, and the last words.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Closed, Session,
};
use futures_util::{FutureExt as _, Stream as _, future::LocalBoxFuture};
use nghisu_protocol::{
    error::ErrorCode,
    socket::{ClientMessage, ServerMessage, close},
};

use super::{members::write, outgoing::Outgoing};

pub(super) type Incoming = AggregatedMessageStream;

/// How a socket ends.
pub(super) enum Ending {
    /// The tablet has gone by itself.
    Gone,
    /// It is closed with a code.
    Close(u16),
    /// It broke the contract (rule ER-1).
    Fault(String),
}

/// What came in.
pub(super) enum Heard {
    Text(String),
    Ping(Vec<u8>),
    Nothing,
    Gone,
    Fault(String),
}

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

pub(super) fn read(text: &str) -> Result<ClientMessage, Ending> {
    serde_json::from_str(text).map_err(|error| Ending::Fault(error.to_string()))
}

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

pub(super) async fn farewell(mut session: Session, ending: Ending) {
    let code = match ending {
        Ending::Gone => {
            let _ = session.close(None).await;
            return;
        }
        Ending::Close(code) => code,
        Ending::Fault(detail) => {
            tracing::debug!(%detail, "a tablet broke the contract");
            let fault: Arc<str> = write(&ServerMessage::Fault {
                code: ErrorCode::ContractBroken.as_str().to_owned(),
                detail,
            });
            if session.text(&*fault).await.is_err() {
                return;
            }
            close::FAULT
        }
    };
    let reason = CloseReason {
        code: CloseCode::from(code),
        description: None,
    };
    // Whoever has gone needs no reason.
    let _ = session.close(Some(reason)).await;
}
