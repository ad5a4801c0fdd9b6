//! The public API as a program meets it: addresses below `/api/v1`, a bearer token, JSON.

use anyhow::{Context as _, bail};
use nghisu_protocol::{
    error::ErrorBody,
    ids::{CommandId, MeetingId},
    meetings::MeetingView,
    room::{Rejection, RoomCommand},
    socket::{Command, CommandEnvelope, Outcome},
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::office::id_of;

/// One person's way into the API.
#[derive(Clone)]
pub(super) struct Api {
    client: reqwest::Client,
    base: Url,
    token: String,
}

impl Api {
    pub(super) fn new(base: Url, token: String) -> anyhow::Result<Self> {
        if base.scheme() != "http" {
            bail!(
                "the demonstration is filled on the machine of the server itself: give --url as http://localhost:PORT"
            );
        }
        // A proxy of the environment would be asked for this machine itself.
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self {
            client,
            base,
            token,
        })
    }

    /// The same server, for another person.
    pub(super) fn with_token(&self, token: String) -> Self {
        Self {
            token,
            ..self.clone()
        }
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.read(self.request(Method::GET, path)?, path).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.read(self.request(Method::POST, path)?.json(body), path)
            .await
    }

    /// Sends raw bytes.
    pub(super) async fn put_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<T> {
        let request = self
            .request(Method::PUT, path)?
            .header(reqwest::header::CONTENT_TYPE, "application/octet-stream")
            .body(bytes);
        self.read(request, path).await
    }

    pub(super) async fn delete(&self, path: &str) -> anyhow::Result<()> {
        self.send(self.request(Method::DELETE, path)?, path).await?;
        Ok(())
    }

    /// A meeting, or nothing where there is none for this person.
    pub(super) async fn meeting(&self, id: MeetingId) -> anyhow::Result<Option<MeetingView>> {
        let path = format!("meetings/{id}");
        let response = self.ask(self.request(Method::GET, &path)?).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let response = accepted(response, &path).await?;
        Ok(Some(
            response.json().await.with_context(|| unreadable(&path))?,
        ))
    }

    /// Commands a meeting. The command's id is made of its name: a repeat in a later run is answered with
    /// the first outcome, and nothing happens twice.
    pub(super) async fn command(
        &self,
        meeting: MeetingId,
        name: &str,
        room: RoomCommand,
    ) -> anyhow::Result<()> {
        let envelope = CommandEnvelope {
            id: CommandId(id_of(&format!("{meeting}/{name}"))),
            on_behalf_of: None,
            command: Command::Room { room },
        };
        let outcome: Outcome = self
            .post(&format!("meetings/{meeting}/commands"), &envelope)
            .await?;
        match outcome {
            // Where there is nothing to do, it is as it was wanted.
            Outcome::Accepted { .. }
            | Outcome::Rejected {
                reason: Rejection::NothingToDo,
            } => Ok(()),
            Outcome::Rejected { reason } => bail!("the meeting refuses “{name}”: {reason}"),
        }
    }

    fn request(&self, method: Method, path: &str) -> anyhow::Result<RequestBuilder> {
        let address = self.base.join(&format!("/api/v1/{path}"))?;
        Ok(self
            .client
            .request(method, address.as_str())
            .bearer_auth(&self.token))
    }

    async fn ask(&self, request: RequestBuilder) -> anyhow::Result<Response> {
        request.send().await.with_context(|| {
            format!(
                "the server at {} does not answer; start it with `nghisu serve`, or name it with --url",
                self.base
            )
        })
    }

    async fn send(&self, request: RequestBuilder, path: &str) -> anyhow::Result<Response> {
        accepted(self.ask(request).await?, path).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        path: &str,
    ) -> anyhow::Result<T> {
        let response = self.send(request, path).await?;
        response.json().await.with_context(|| unreadable(path))
    }
}

fn unreadable(path: &str) -> String {
    format!("the server's answer to {path} cannot be read: it is another version than this program")
}

/// The answer, where it is none of refusal; else the server's own sentence.
async fn accepted(response: Response, path: &str) -> anyhow::Result<Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    match response.json::<ErrorBody>().await {
        Ok(body) => bail!("{path}: {} ({status})", body.message.en),
        Err(_) => bail!("{path}: the server answers {status}"),
    }
}
