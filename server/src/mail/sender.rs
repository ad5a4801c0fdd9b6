//! The office's mail server, and how a letter is handed to it (RFC 5321).
//!
//! The commands are said one by one: what a refusal means follows from the command that it answers. It is the office that is
//! refused as the sender, or one address, or one letter; without any answer the server as such is away.

use std::{net::IpAddr, time::Duration};

use lettre::{
    Address,
    message::Mailbox,
    transport::smtp::{
        Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Tls, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailParameter},
    },
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::Url;

use super::letter::{self, Draft};

/// How long the mail server may take to let in, and then to take a letter.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it may take to say good-bye; the letter's fate is known by then.
const FAREWELL: Duration = Duration::from_secs(5);

/// The office's mail server, and in whose name letters go out.
#[derive(Clone)]
pub struct Sender {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    /// How the office's server names itself.
    own_name: ClientId,
    from: Mailbox,
    patience: Duration,
}

impl std::fmt::Debug for Sender {
    // The credentials hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("from", &self.from).finish()
    }
}

/// Why a letter did not go.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsent {
    /// It never will: the address is none, or the mail server does not take it.
    #[error("{0}")]
    Never(String),
    /// The mail server takes no letters in the office's name.
    #[error("{0}")]
    Sender(String),
    /// Perhaps later; others may go meanwhile.
    #[error("{0}")]
    Later(String),
    /// The mail server cannot be reached, does not let in, or does not answer: no other letter would go now.
    #[error("{0}")]
    Away(String),
}

impl Sender {
    /// From the operator's settings: `smtp://user:password@host:587?tls=required`, `smtps://…`, or `smtp://localhost` for a
    /// mail server on the same machine; and `Văn phòng UBND tỉnh <hop@tinh.gov.vn>`.
    ///
    /// # Errors
    /// One sentence on what is wrong. It repeats nothing of the server's address, which may hold a password.
    pub fn read(server: &str, from: &str) -> Result<Self, String> {
        let from = from
            .parse()
            .map_err(|_| format!("--mail-from {from}: write Name <address@host>"))?;
        let sender = Self::at(server, from).ok_or_else(|| {
            "--mail-server: write smtp://user:password@host:587?tls=required, smtps://user:password@host, or smtp://localhost"
                .to_owned()
        })?;
        let is_encrypted = matches!(sender.tls, Tls::Required(_) | Tls::Wrapper(_));
        if sender.credentials.is_some() && !is_encrypted && !is_here(&sender.host) {
            let in_clear = "--mail-server: the password would go over the network in clear: add ?tls=required, or write smtps://";
            return Err(in_clear.to_owned());
        }
        Ok(sender)
    }

    /// `None` also where a user has no password, or a password no user.
    fn at(server: &str, from: Mailbox) -> Option<Self> {
        let url = Url::parse(server).ok()?;
        // An address of IPv6 stands in brackets.
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        let wanted = url.query_pairs().find(|(key, _)| key == "tls");
        let encrypted = || TlsParameters::new(host.clone()).ok();
        let (tls, port) = match (url.scheme(), wanted.as_ref().map(|(_, tls)| tls.as_ref())) {
            ("smtp", None) => (Tls::None, SMTP_PORT),
            ("smtp", Some("required")) => (Tls::Required(encrypted()?), SUBMISSION_PORT),
            ("smtp", Some("opportunistic")) => (Tls::Opportunistic(encrypted()?), SUBMISSION_PORT),
            ("smtps", None) => (Tls::Wrapper(encrypted()?), SUBMISSIONS_PORT),
            _ => return None,
        };
        let decoded = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return None,
            (user, Some(password)) => Some(Credentials::new(decoded(user)?, decoded(password)?)),
        };
        let own_name = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Some(Self {
            host,
            port: url.port().unwrap_or(port),
            tls,
            credentials,
            own_name,
            from,
            patience: PATIENCE,
        })
    }

    /// The same, giving a mail server that does not answer up after this time instead of a minute.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(super) async fn send(&self, draft: &Draft<'_>) -> Result<(), Unsent> {
        let message = letter::message(draft, &self.from).map_err(Unsent::Never)?;
        let mut connection = self
            .within_patience(async { self.connect().await.map_err(away) })
            .await?;
        let outcome = self
            .within_patience(self.hand_over(&mut connection, &draft.address, &message))
            .await;
        let _ = timeout(FAREWELL, connection.abort()).await;
        outcome
    }

    /// The library waits for an answer as long as the connection stands.
    async fn within_patience<T>(
        &self,
        step: impl Future<Output = Result<T, Unsent>>,
    ) -> Result<T, Unsent> {
        timeout(self.patience, step)
            .await
            .unwrap_or_else(|_| Err(Unsent::Away("the mail server does not answer".to_owned())))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let wrapper = match &self.tls {
            Tls::Wrapper(tls) => Some(tls.clone()),
            _ => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, None, &self.own_name, wrapper, None).await?;
        match &self.tls {
            Tls::Opportunistic(_) if !connection.can_starttls() => {}
            Tls::Opportunistic(tls) | Tls::Required(tls) => {
                connection.starttls(tls.clone(), &self.own_name).await?;
            }
            Tls::None | Tls::Wrapper(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        to: &Address,
        message: &[u8],
    ) -> Result<(), Unsent> {
        let from = &self.from.email;
        let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let mut parameters = Vec::new();
        if !is_ascii(from) || !is_ascii(to) {
            // RFC 6531, 3.5: to a server that does not offer it such an address is not told.
            if !connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                let why = "the mail server takes no addresses with letters outside ASCII";
                return Err(Unsent::Never(why.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let mail = Mail::new(Some(from.clone()), parameters);
        connection.command(mail).await.map_err(|error| {
            if error.is_permanent() {
                Unsent::Sender(in_short(&error))
            } else {
                away(error)
            }
        })?;
        let to = Rcpt::new(to.clone(), Vec::new());
        connection.command(to).await.map_err(of_letter)?;
        connection.command(Data).await.map_err(of_letter)?;
        connection.message(message).await.map_err(of_letter)?;
        Ok(())
    }
}

/// Whether a mail server is on this machine.
fn is_here(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn away(error: Error) -> Unsent {
    Unsent::Away(in_short(&error))
}

/// What went wrong, without the mail server's own words, which mostly repeat the address.
fn in_short(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answers {code}"),
        None if error.is_response() => "the mail server's answer cannot be read".to_owned(),
        None => error.to_string(),
    }
}

/// What the mail server says of one address or one letter: 550 to 553 refuse it for good (RFC 5321, 4.2.3). Where it says
/// nothing, it is away.
fn of_letter(error: Error) -> Unsent {
    match error.status().map(u16::from) {
        Some(550..=553) => Unsent::Never(in_short(&error)),
        Some(_) => Unsent::Later(in_short(&error)),
        None => away(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_named_with_its_port_its_encryption_and_who_may_use_it() {
        let from = "Văn phòng <hop@thanhgiang.gov.vn>";
        let read = |server: &str| Sender::read(server, from);
        let plain = read("smtp://localhost").unwrap();
        assert_eq!((plain.host.as_str(), plain.port), ("localhost", 25));
        assert!(matches!(plain.tls, Tls::None) && plain.credentials.is_none());
        let usual = read("smtp://hop:b%40o%20mat@mail.example.vn?tls=required").unwrap();
        assert_eq!(usual.port, 587);
        assert!(matches!(usual.tls, Tls::Required(_)));
        let told = Credentials::new("hop".to_owned(), "b@o mat".to_owned());
        assert_eq!(usual.credentials, Some(told));
        let wrapped = read("smtps://[::1]:4650/hop.example.vn").unwrap();
        assert_eq!((wrapped.host.as_str(), wrapped.port), ("::1", 4650));
        assert_eq!(
            wrapped.own_name,
            ClientId::Domain("hop.example.vn".to_owned())
        );
        for bad in [
            "localhost",
            "http://mail",
            "smtp://mail?tls=maybe",
            "smtp:",
            "smtp://hop@mail?tls=required",
            "smtp://hop:@mail?tls=required",
            "smtps://:matkhau@mail",
        ] {
            assert!(read(bad).unwrap_err().contains("--mail-server"), "{bad}");
        }
        let nobody = Sender::read("smtp://localhost", "Văn phòng").unwrap_err();
        assert!(nobody.contains("--mail-from"), "{nobody}");
    }

    #[test]
    fn a_password_goes_over_the_network_encrypted_or_not_at_all() {
        let read = |server: &str| Sender::read(server, "Văn phòng <hop@thanhgiang.gov.vn>");
        for open in [
            "smtp://hop:matkhau@mail.example.vn",
            "smtp://hop:matkhau@mail.example.vn?tls=opportunistic",
            "smtp://hop:matkhau@10.0.0.5:25",
        ] {
            let said = read(open).unwrap_err();
            assert!(said.contains("--mail-server") && said.contains("tls=required"));
            assert!(!said.contains("matkhau"), "{said}");
        }
        for closed in [
            "smtp://hop:matkhau@mail.example.vn?tls=required",
            "smtps://hop:matkhau@mail.example.vn",
            "smtp://hop:matkhau@localhost",
            "smtp://hop:matkhau@127.0.0.1:2525",
            "smtp://hop:matkhau@[::1]?tls=opportunistic",
            "smtp://mail.example.vn?tls=opportunistic",
        ] {
            assert!(read(closed).is_ok(), "{closed}");
        }
    }

    #[tokio::test]
    async fn of_a_refusal_its_code_is_told_and_no_address() {
        use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = server.local_addr().unwrap().port();
        let refuses = async {
            let (stream, _) = server.accept().await.unwrap();
            let (lines, mut answer) = stream.into_split();
            let mut lines = BufReader::new(lines).lines();
            answer.write_all(b"220 mail\r\n").await.unwrap();
            while let Some(line) = lines.next_line().await.unwrap() {
                let said: &[u8] = match line.split([' ', ':']).next() {
                    Some("RCPT") => b"550 5.1.1 <triet@example.vn> is nobody here\r\n",
                    _ => b"250 mail\r\n",
                };
                answer.write_all(said).await.unwrap();
            }
        };
        let address = format!("smtp://127.0.0.1:{port}");
        let sender = Sender::read(&address, "Văn phòng <hop@example.vn>").unwrap();
        let sends = async {
            let mut connection = sender.connect().await.unwrap();
            let to = "triet@example.vn".parse().unwrap();
            sender.hand_over(&mut connection, &to, b"").await
        };
        let (outcome, ()) = tokio::join!(sends, refuses);
        let Err(Unsent::Never(why)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(why, "the mail server answers 550");
    }
}
