//! The public API as a program meets it: a bearer token, JSON, and the socket of a meeting.

use anyhow::{Context as _, bail};
use nghisu_protocol::ids::{CommandId, MeetingId};
use nghisu_protocol::room::{Rejection, RoomCommand};
use nghisu_protocol::socket::{Command, CommandEnvelope, Outcome};
use reqwest::{Method, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// An open socket.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One person's way into the API.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    client: reqwest::Client,
    base: String,
    token: String,
}

impl Api {
    pub(crate) fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        Ok(Self {
            // A proxy of the environment would be asked for this machine itself.
            client: reqwest::Client::builder().no_proxy().build()?,
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
        })
    }

    /// The same server, for another person.
    pub(crate) fn with_token(&self, token: String) -> Self {
        Self {
            token,
            ..self.clone()
        }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        read(self.request(Method::GET, path), path).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        read(self.request(Method::POST, path).json(body), path).await
    }

    /// Commands a meeting. What is as wanted already is no failure.
    pub(crate) async fn command(
        &self,
        meeting: MeetingId,
        room: RoomCommand,
    ) -> anyhow::Result<()> {
        let what = format!("{room:?}");
        let path = format!("meetings/{meeting}/commands");
        let outcome: Outcome = self.post(&path, &envelope(room)).await?;
        match outcome {
            Outcome::Accepted { .. }
            | Outcome::Rejected {
                reason: Rejection::NothingToDo,
            } => Ok(()),
            Outcome::Rejected { reason } => bail!("the meeting refuses {what}: {reason}"),
        }
    }

    /// The socket of a meeting, as a tablet opens it.
    pub(crate) async fn socket(&self, meeting: MeetingId) -> anyhow::Result<Socket> {
        let path = format!("{}/api/v1/meetings/{meeting}/socket", self.base);
        connect(&path, Some(&self.token)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
    }
}

/// Opens a socket without Nagle's algorithm, as browsers do.
pub(crate) async fn connect(address: &str, token: Option<&str>) -> anyhow::Result<Socket> {
    let mut request = address.replacen("http", "ws", 1).into_client_request()?;
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse()?;
        request.headers_mut().insert("Authorization", value);
    }
    let (socket, _) = connect_async_with_config(request, None, true)
        .await
        .with_context(|| format!("{address} opens no socket"))?;
    Ok(socket)
}

/// A command with an id of its own.
pub(crate) fn envelope(room: RoomCommand) -> CommandEnvelope {
    CommandEnvelope {
        id: CommandId(uuid::Uuid::new_v4()),
        on_behalf_of: None,
        command: Command::Room { room },
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder, path: &str) -> anyhow::Result<T> {
    let answer = request.send().await?;
    let status = answer.status();
    let body = answer.text().await?;
    if !status.is_success() {
        bail!("{path}: {status}: {body}");
    }
    serde_json::from_str(&body).with_context(|| format!("the answer to {path} cannot be read"))
}
