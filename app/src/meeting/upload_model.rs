//! How an upload goes, as a machine of steps: what was heard moves it on, anything else leaves it where it is.

use nghisu_protocol::documents::{MAX_FILE, UploadState};

use crate::link::ApiError;

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The server's words.
    Said {
        /// The sentence in Vietnamese.
        vi: String,
        /// The sentence in English.
        en: String,
    },
    /// It has no bytes.
    Empty,
    /// It is larger than a paper may be.
    TooLarge,
    /// It is no PDF.
    NotPdf,
    /// The tablet's disk no longer gives it.
    Unread,
    /// The server's answer cannot be read.
    Unreadable,
}

/// What an upload waits for. It goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// A way to the server.
    Offline,
    /// Its owner, who is no longer signed in.
    SignedOut,
    /// The server, which cannot take it now.
    Busy,
}

/// Where an upload stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// In the queue; so many bytes are there.
    Waiting {
        /// Bytes on the server.
        sent: u64,
    },
    /// Bytes go out.
    Sending {
        /// Bytes on the server.
        sent: u64,
    },
    /// All of it is there; it becomes a paper once the files before it are papers of its item.
    Behind {
        /// Bytes on the server.
        sent: u64,
    },
    /// The person paused it.
    Paused {
        /// Bytes on the server.
        sent: u64,
    },
    /// Something is in the way; it goes on by itself.
    Stalled {
        /// Bytes on the server.
        sent: u64,
        /// What it waits for.
        why: Stall,
    },
    /// Begun on an earlier visit: the file has to be chosen again.
    Interrupted {
        /// Bytes on the server.
        sent: u64,
    },
    /// Another tablet of the same person sends it now.
    OnAnother {
        /// Bytes on the server.
        sent: u64,
    },
    /// Somebody else sends it, or has left it.
    Elsewhere {
        /// Bytes on the server.
        sent: u64,
    },
    /// The server looks at the file.
    Checking,
    /// Page 1 carries a mark of secrecy.
    Asking {
        /// The mark.
        mark: String,
    },
    /// It is a paper of the meeting.
    Ready {
        /// Pages.
        pages: u32,
        /// Signatures on the file.
        signatures: u32,
    },
    /// It was not taken.
    Refused(Reason),
}

/// What is heard of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The person paused it.
    Pause,
    /// The person lets it go on.
    Resume,
    /// Its turn has come, or the network is back.
    Turn,
    /// A file before it is not yet a paper of its item.
    Behind,
    /// So many bytes are there.
    Received(u64),
    /// Whether bytes of it arrive that this tablet does not send.
    Arrives(bool),
    /// Something came in the way.
    Stalled(Stall),
    /// The server said how far it is.
    Server(UploadState),
    /// It was refused.
    Refused(Reason),
}

impl Step {
    /// Where it stands after something was heard.
    #[must_use]
    pub fn after(self, heard: Heard) -> Self {
        match (self, heard) {
            (_, Heard::Refused(reason)) => Self::Refused(reason),
            (
                Self::Waiting { sent }
                | Self::Sending { sent }
                | Self::Behind { sent }
                | Self::Stalled { sent, .. },
                Heard::Pause,
            ) => Self::Paused { sent },
            (Self::Paused { sent } | Self::Interrupted { sent }, Heard::Resume) => {
                Self::Waiting { sent }
            }
            (
                Self::Waiting { sent } | Self::Behind { sent } | Self::Stalled { sent, .. },
                Heard::Turn,
            ) => Self::Sending { sent },
            (Self::Sending { sent }, Heard::Behind) => Self::Behind { sent },
            (Self::Sending { .. }, Heard::Received(sent)) => Self::Sending { sent },
            // The piece that was under way when the person paused has arrived all the same.
            (Self::Paused { .. }, Heard::Received(sent)) => Self::Paused { sent },
            (Self::Elsewhere { .. }, Heard::Received(sent)) => Self::Elsewhere { sent },
            (Self::Interrupted { .. }, Heard::Received(sent)) => Self::Interrupted { sent },
            (Self::Interrupted { sent } | Self::OnAnother { sent }, Heard::Arrives(true)) => {
                Self::OnAnother { sent }
            }
            (Self::OnAnother { .. }, Heard::Received(sent)) => Self::OnAnother { sent },
            (Self::OnAnother { sent }, Heard::Arrives(false)) => Self::Interrupted { sent },
            (Self::Sending { sent }, Heard::Stalled(why)) => Self::Stalled { sent, why },
            // A refusal is final: a late answer about an earlier step does not bring the file back.
            (Self::Refused(reason), Heard::Server(_)) => Self::Refused(reason),
            (step, Heard::Server(state)) => match state {
                UploadState::Receiving => step,
                UploadState::Checking => Self::Checking,
                UploadState::AwaitingConfirmation { mark } => Self::Asking { mark },
                UploadState::Ready { pages, signatures } => Self::Ready { pages, signatures },
                UploadState::Refused { message, .. } => Self::Refused(Reason::Said {
                    vi: message.vi,
                    en: message.en,
                }),
            },
            (step, _) => step,
        }
    }

    /// What an upload of an earlier visit, or of somebody else, is at first.
    #[must_use]
    pub fn found(state: UploadState, received: u64, is_own: bool) -> Self {
        let left = if is_own {
            Self::Interrupted { sent: received }
        } else {
            Self::Elsewhere { sent: received }
        };
        left.after(Heard::Server(state))
    }

    /// Bytes on the server, while they are still counted.
    pub fn sent(&self) -> Option<u64> {
        match self {
            Self::Waiting { sent }
            | Self::Sending { sent }
            | Self::Behind { sent }
            | Self::Paused { sent }
            | Self::Stalled { sent, .. }
            | Self::Interrupted { sent }
            | Self::OnAnother { sent }
            | Self::Elsewhere { sent } => Some(*sent),
            Self::Checking | Self::Asking { .. } | Self::Ready { .. } | Self::Refused(_) => None,
        }
    }

    /// Whether it takes one of the places on the line.
    pub fn is_on_the_line(&self) -> bool {
        matches!(
            self,
            Self::Sending { .. } | Self::Behind { .. } | Self::Stalled { .. }
        )
    }

    /// Whether it goes on to be a paper, or to be refused, without anybody's doing and without a place on the line that
    /// is still to come free. What the server does not take for now may stay so for long, and holds nobody up.
    pub fn comes_by_itself(&self) -> bool {
        matches!(
            self,
            Self::Sending { .. } | Self::Behind { .. } | Self::Checking
        )
    }

    /// Whether bytes are still to be sent from this tablet.
    pub fn is_unfinished(&self) -> bool {
        matches!(
            self,
            Self::Waiting { .. }
                | Self::Sending { .. }
                | Self::Behind { .. }
                | Self::Paused { .. }
                | Self::Stalled { .. }
        )
    }
}

/// Milliseconds after which bytes that no longer arrive are not on their way either: a piece takes as long on a slow line.
const QUIET: i64 = 30_000;
/// Milliseconds for which an upload is looked at anew, to see whether another tablet goes on with it.
const ATTENTION: i64 = 60_000;

/// Whether bytes of an own upload arrive that this tablet does not send. Times are milliseconds of the tablet's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// When it was found, or last grew.
    at: i64,
    /// How often it grew, up to two. A piece that was under way when a tablet stopped makes it grow once.
    grown: u8,
}

impl Arrivals {
    /// Of an upload that is seen for the first time.
    pub fn found(now: i64) -> Self {
        Self { at: now, grown: 0 }
    }

    /// After the server named another or the same number of bytes.
    #[must_use]
    pub fn after(self, has_grown: bool, now: i64) -> Self {
        if has_grown {
            Self {
                at: now,
                grown: (self.grown + 1).min(2),
            }
        } else if now - self.at < QUIET {
            self
        } else {
            Self { grown: 0, ..self }
        }
    }

    /// Whether another tablet sends it.
    pub fn are_coming(self) -> bool {
        self.grown >= 2
    }

    /// Whether it is worth another look.
    pub fn may_come(self, now: i64) -> bool {
        now - self.at < ATTENTION
    }
}

/// What an answer that is none means for an upload: one that may go better later is waited for, the others are final.
pub fn heard_of(error: &ApiError) -> Heard {
    match error {
        ApiError::Offline => Heard::Stalled(Stall::Offline),
        ApiError::Faulty(_) => Heard::Stalled(Stall::Busy),
        ApiError::Refused { status: 401, .. } => Heard::Stalled(Stall::SignedOut),
        ApiError::Refused {
            status: 408 | 429 | 500..,
            ..
        } => Heard::Stalled(Stall::Busy),
        ApiError::Refused { vi, en, .. } => Heard::Refused(Reason::Said {
            vi: vi.clone(),
            en: en.clone(),
        }),
        ApiError::Unreadable(_) => Heard::Refused(Reason::Unreadable),
    }
}

/// Why a file cannot be a paper, as far as its name and size say.
pub fn fault_of(name: &str, size: u64) -> Option<Reason> {
    if size > MAX_FILE {
        return Some(Reason::TooLarge);
    }
    if size == 0 {
        return Some(Reason::Empty);
    }
    let end = name.len().checked_sub(4).and_then(|at| name.get(at..));
    (!end.is_some_and(|end| end.eq_ignore_ascii_case(".pdf"))).then_some(Reason::NotPdf)
}

/// `6,5 MB`: megabytes with one digit, kilobytes below that; `mark` is the decimal mark.
pub fn size_words(bytes: u64, mark: char) -> String {
    if bytes < 100_000 {
        return format!("{} KB", bytes.div_ceil(1_000));
    }
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}{mark}{} MB", tenths / 10, tenths % 10)
}

/// The reasons that a sheet offers are data in Vietnamese: they are kept with the version.
pub const REASONS: [&str; 3] = ["Cập nhật số liệu", "Sửa lỗi", "Bổ sung phụ lục"];

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::error::{ErrorCode, Message};

    fn reason() -> Reason {
        Reason::Said {
            vi: "Hỏng.".to_owned(),
            en: "Broken.".to_owned(),
        }
    }

    #[test]
    fn what_another_tablet_of_mine_sends_is_interrupted_only_when_nothing_comes_any_more() {
        let found = Arrivals::found(0);
        assert!(!found.are_coming());
        // A piece that was under way when this very tablet stopped.
        let once = found.after(true, 2_000);
        assert!(!once.are_coming());
        let twice = once.after(true, 7_000);
        assert!(twice.are_coming());
        assert!(twice.after(false, 36_000).are_coming());
        let over = twice.after(false, 37_000);
        assert!(!over.are_coming() && over.may_come(60_000) && !over.may_come(67_000));

        let step = Step::found(UploadState::Receiving, 5, true).after(Heard::Received(9));
        assert_eq!(step, Step::Interrupted { sent: 9 });
        let step = step.after(Heard::Arrives(true)).after(Heard::Received(12));
        assert_eq!(step, Step::OnAnother { sent: 12 });
        assert_eq!(
            step.after(Heard::Arrives(false)),
            Step::Interrupted { sent: 12 }
        );
    }

    #[test]
    fn an_upload_goes_from_the_queue_to_a_paper() {
        let step = Step::Waiting { sent: 0 }.after(Heard::Turn);
        assert_eq!(step, Step::Sending { sent: 0 });
        let step = step.after(Heard::Received(1_048_576));
        assert_eq!(step.sent(), Some(1_048_576));
        let step = step.after(Heard::Server(UploadState::Checking));
        assert_eq!(step, Step::Checking);
        let step = step.after(Heard::Server(UploadState::Ready {
            pages: 40,
            signatures: 3,
        }));
        assert_eq!(
            step,
            Step::Ready {
                pages: 40,
                signatures: 3
            }
        );
    }

    #[test]
    fn a_pause_keeps_what_was_sent_and_what_was_under_way() {
        let step = Step::Sending { sent: 5 }
            .after(Heard::Pause)
            .after(Heard::Received(9));
        assert_eq!(step, Step::Paused { sent: 9 });
        assert_eq!(
            step.clone().after(Heard::Turn),
            step,
            "only the person lets it go on"
        );
        assert_eq!(step.after(Heard::Resume), Step::Waiting { sent: 9 });
    }

    #[test]
    fn what_comes_after_another_file_of_its_item_says_so_and_goes_on_in_its_turn() {
        let step = Step::Sending { sent: 9 }.after(Heard::Behind);
        assert_eq!(step, Step::Behind { sent: 9 });
        assert!(step.is_unfinished() && step.is_on_the_line());
        assert!(step.comes_by_itself(), "a third file waits for it too");
        assert_eq!(step.clone().after(Heard::Turn), Step::Sending { sent: 9 });
        assert_eq!(step.clone().after(Heard::Pause), Step::Paused { sent: 9 });
        let refused = step.after(Heard::Refused(Reason::Unread));
        assert_eq!(refused.clone().after(Heard::Behind), refused);
        let paused = Step::Paused { sent: 9 };
        assert_eq!(paused.clone().after(Heard::Behind), paused);
    }

    #[test]
    fn what_may_go_better_later_is_waited_for_and_what_has_arrived_counts() {
        let refused = |status| {
            let body = r#"{"code":"any","message":{"vi":"Hỏng.","en":"Broken."}}"#;
            ApiError::from_answer(status, body)
        };
        for (error, why) in [
            (ApiError::Offline, Stall::Offline),
            (refused(401), Stall::SignedOut),
            (refused(429), Stall::Busy),
            (refused(500), Stall::Busy),
            (refused(503), Stall::Busy),
            (refused(507), Stall::Busy),
            (ApiError::Faulty("http_500".into()), Stall::Busy),
        ] {
            let step = Step::Sending { sent: 5 }.after(heard_of(&error));
            assert_eq!(step, Step::Stalled { sent: 5, why });
            assert!(step.is_on_the_line() && step.is_unfinished());
            assert_eq!(step.clone().after(Heard::Turn), Step::Sending { sent: 5 });
            assert_eq!(step.after(Heard::Pause), Step::Paused { sent: 5 });
        }
        for status in [403, 409, 413, 422] {
            let step = Step::Sending { sent: 5 }.after(heard_of(&refused(status)));
            assert_eq!(step, Step::Refused(reason()), "{status}");
        }
    }

    #[test]
    fn up_8_what_somebody_else_sends_is_not_taken_for_an_upload_of_ones_own() {
        let step = Step::found(UploadState::Receiving, 7, false);
        assert_eq!(step, Step::Elsewhere { sent: 7 });
        assert!(!step.is_unfinished() && !step.is_on_the_line());
        for heard in [Heard::Pause, Heard::Resume, Heard::Turn] {
            assert_eq!(step.clone().after(heard), step, "nothing of it is ours");
        }
        let step = step.after(Heard::Received(9));
        assert_eq!(step.sent(), Some(9));
        let step = step.after(Heard::Server(UploadState::Checking));
        assert_eq!(step, Step::Checking);
    }

    #[test]
    fn a_mark_of_secrecy_is_asked_about_and_the_answer_is_the_servers() {
        let step = Step::Checking.after(Heard::Server(UploadState::AwaitingConfirmation {
            mark: "MẬT".to_owned(),
        }));
        assert_eq!(
            step,
            Step::Asking {
                mark: "MẬT".to_owned()
            }
        );
        let refused = UploadState::Refused {
            code: ErrorCode::Internal,
            message: Message {
                vi: "Hỏng.".to_owned(),
                en: "Broken.".to_owned(),
            },
        };
        assert_eq!(step.after(Heard::Server(refused)), Step::Refused(reason()));
    }

    #[test]
    fn a_refusal_is_final() {
        let step = Step::Refused(reason());
        assert_eq!(
            step.clone().after(Heard::Server(UploadState::Checking)),
            step
        );
        assert_eq!(step.clone().after(Heard::Resume), step);
        assert_eq!(step.clone().after(Heard::Received(1)), step);
    }

    #[test]
    fn what_was_begun_on_an_earlier_visit_needs_its_file_again() {
        assert_eq!(
            Step::found(UploadState::Receiving, 7, true),
            Step::Interrupted { sent: 7 }
        );
        assert_eq!(Step::found(UploadState::Checking, 7, true), Step::Checking);
    }

    #[test]
    fn what_cannot_be_a_paper_never_leaves_the_tablet() {
        assert_eq!(fault_of("1. Bao cao.PDF", 10), None);
        assert_eq!(fault_of("1. Bao cao.docx", 10), Some(Reason::NotPdf));
        assert_eq!(fault_of("ồ", 10), Some(Reason::NotPdf));
        assert_eq!(fault_of("1. Bao cao.pdf", 0), Some(Reason::Empty));
        assert_eq!(
            fault_of("1. Bao cao.pdf", MAX_FILE + 1),
            Some(Reason::TooLarge)
        );
    }

    #[test]
    fn sizes_are_said_with_one_digit() {
        assert_eq!(size_words(2_140_000, ','), "2,1 MB");
        assert_eq!(size_words(6_500_000, '.'), "6.5 MB");
        assert_eq!(size_words(48_200, ','), "49 KB");
        assert_eq!(size_words(524_288_000, ','), "524,3 MB");
    }
}
