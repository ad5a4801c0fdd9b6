//! What can go wrong between tablet and server, ready to be shown: the server says its refusals in both languages,
//! so an older client understands the reasons of a newer server.

use serde::Deserialize;
use serde_json::Value;

/// A question that got no useful answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// The server refused, with its reason.
    #[error("{status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stable code, for programs.
        code: String,
        /// The reason in Vietnamese.
        vi: String,
        /// The reason in English.
        en: String,
        /// What else is known: a field's name, seconds to wait.
        details: Option<Value>,
    },
    /// No way to the server.
    #[error("offline")]
    Offline,
    /// The server had a fault and could not say which; what stands in a program's log is only the status.
    #[error("faulty: {0}")]
    Faulty(String),
    /// The server answered something that this client cannot read.
    #[error("unreadable: {0}")]
    Unreadable(String),
}

/// The body of a refusal as it travels.
#[derive(Deserialize)]
struct Body {
    code: String,
    message: Message,
    #[serde(default)]
    details: Option<Value>,
}

#[derive(Deserialize)]
struct Message {
    vi: String,
    en: String,
}

impl ApiError {
    /// Reads a refusal. A body that is not ours (a proxy's page) leaves the status as its code.
    pub fn from_answer(status: u16, body: &str) -> Self {
        match serde_json::from_str::<Body>(body) {
            Ok(Body {
                code,
                message,
                details,
            }) => Self::Refused {
                status,
                code,
                vi: message.vi,
                en: message.en,
                details,
            },
            Err(_) if matches!(status, 502..=504) => Self::Offline,
            Err(_) if status >= 500 => Self::Faulty(format!("http_{status}")),
            Err(_) => Self::Unreadable(format!("http_{status}")),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Offline => "offline",
            Self::Faulty(what) | Self::Unreadable(what) => what,
        }
    }

    /// No way to the server: the tablet may go on with what it has.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Offline)
    }

    /// There is no such thing for this person: asking again does not help.
    pub fn is_not_for_them(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                status: 403 | 404,
                ..
            }
        )
    }

    /// Nobody is signed in (any more).
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
    }

    /// A named detail, such as the field that is wrong.
    pub fn detail(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Refused { details, .. } => details.as_ref()?.get(name),
            Self::Offline | Self::Faulty(_) | Self::Unreadable(_) => None,
        }
    }

    /// The sentence for the person, in the language in use.
    pub fn say(&self) -> String {
        match self {
            Self::Refused { vi, en, .. } => {
                if crate::words::is_english() {
                    en.clone()
                } else {
                    vi.clone()
                }
            }
            Self::Offline => crate::tr!("error-offline"),
            Self::Faulty(_) => crate::tr!("error-faulty"),
            Self::Unreadable(_) => crate::tr!("error-unreadable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_its_code_its_sentences_and_its_details() {
        let body = r#"{"code":"too_many_attempts","message":{"vi":"Hãy đợi.","en":"Wait."},"details":{"retry_after_seconds":30}}"#;
        let error = ApiError::from_answer(429, body);
        assert_eq!(error.code(), "too_many_attempts");
        assert_eq!(error.detail("retry_after_seconds"), Some(&Value::from(30)));
        assert!(!error.is_signed_out());
    }

    #[test]
    fn a_code_newer_than_this_client_is_still_readable() {
        let body = r#"{"code":"from_the_future","message":{"vi":"Không.","en":"No."}}"#;
        assert_eq!(ApiError::from_answer(409, body).code(), "from_the_future");
    }

    #[test]
    fn a_proxy_that_cannot_reach_the_server_counts_as_no_connection() {
        assert!(ApiError::from_answer(502, "<html>Bad Gateway</html>").is_offline());
        assert!(!ApiError::from_answer(404, "<html>").is_offline());
    }

    #[test]
    fn a_fault_without_a_body_is_the_servers_and_no_riddle() {
        let error = ApiError::from_answer(500, "");
        assert_eq!(error, ApiError::Faulty("http_500".into()));
        assert!(!error.is_offline());
        assert!(matches!(
            ApiError::from_answer(404, ""),
            ApiError::Unreadable(_)
        ));
    }
}
