//! What the server's answer to an annotation's command means for the copy on this tablet. Pure.
//!
//! A note that is shared stays its author's own until the server says that it is shared: a meeting may have ended, or a
//! disk be full, and nothing that was written may go because of it. The answer may come in another visit than the
//! question, so that everything is decided by what there is now.

use nghisu_protocol::annotation::{Annotation, AnnotationCommand};
use nghisu_protocol::ids::AnnotationId;
use nghisu_protocol::room::Rejection;
use nghisu_protocol::socket::Outcome;

/// What this tablet knows of the annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Whether a private copy is here.
    pub has_copy: bool,
    /// Whether the room shares it; nothing where the version's annotations are not here yet.
    pub is_shared: Option<bool>,
    /// Whether it is withdrawn by a command that still waits.
    pub is_withdrawn_next: bool,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing.
    Nothing,
    /// It is shared: the private copy goes.
    EraseCopy(AnnotationId),
    /// It was not shared: it stays with its author alone.
    StaysPrivate {
        /// What is to be kept, where no copy is here.
        kept: Option<Annotation>,
        /// Which.
        id: AnnotationId,
        /// Why it was refused.
        why: Rejection,
    },
    /// It was not taken back: others go on seeing it.
    StaysShared {
        /// The copy that was made meanwhile and goes.
        copy: Option<AnnotationId>,
        /// Why it was refused.
        why: Rejection,
    },
    /// The same people see it as before.
    SeenAsBefore(Rejection),
}

/// Which annotation a command concerns.
pub fn concerned(command: &AnnotationCommand) -> AnnotationId {
    match command {
        AnnotationCommand::Share { annotation, .. } => annotation.id,
        AnnotationCommand::ChangeSharing { annotation, .. }
        | AnnotationCommand::Withdraw { annotation } => *annotation,
    }
}

/// What follows from an answer.
pub fn consequence(command: &AnnotationCommand, outcome: &Outcome, known: Known) -> Consequence {
    let id = concerned(command);
    match (command, outcome) {
        // Whoever shared it has taken it back meanwhile; the copy is as they left it.
        (AnnotationCommand::Share { .. }, _) if known.is_withdrawn_next => Consequence::Nothing,
        (AnnotationCommand::Share { .. }, Outcome::Accepted { .. }) if known.has_copy => {
            Consequence::EraseCopy(id)
        }
        (AnnotationCommand::Share { annotation, .. }, Outcome::Rejected { reason })
            if known.is_shared != Some(true) =>
        {
            Consequence::StaysPrivate {
                kept: (!known.has_copy).then(|| annotation.clone()),
                id,
                why: *reason,
            }
        }
        // What is not there is withdrawn, and what is seen so is seen so.
        (
            AnnotationCommand::Withdraw { .. },
            Outcome::Rejected {
                reason: Rejection::UnknownAnnotation,
            },
        )
        | (
            AnnotationCommand::ChangeSharing { .. },
            Outcome::Rejected {
                reason: Rejection::NothingToDo,
            },
        ) => Consequence::Nothing,
        (AnnotationCommand::Withdraw { .. }, Outcome::Rejected { reason })
            if known.is_shared != Some(false) =>
        {
            Consequence::StaysShared {
                // Without the room's annotations at hand the copy may be the only one.
                copy: (known.has_copy && known.is_shared == Some(true)).then_some(id),
                why: *reason,
            }
        }
        (AnnotationCommand::ChangeSharing { .. }, Outcome::Rejected { reason }) => {
            Consequence::SeenAsBefore(*reason)
        }
        _ => Consequence::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::annotation::{Mark, Point, Sharing};
    use nghisu_protocol::ids::Uuid;

    const ACCEPTED: Outcome = Outcome::Accepted { seq: 7 };
    const REJECTED: Outcome = Outcome::Rejected {
        reason: Rejection::WrongStage,
    };
    const KNOWN: Known = Known {
        has_copy: true,
        is_shared: Some(false),
        is_withdrawn_next: false,
    };

    fn note() -> Annotation {
        Annotation {
            id: AnnotationId(Uuid::from_u128(1)),
            page: 1,
            mark: Mark::Text {
                at: Point(0, 0),
                text: "Đề nghị nêu tên 6 dự án.".into(),
            },
        }
    }

    fn share() -> AnnotationCommand {
        AnnotationCommand::Share {
            annotation: note(),
            sharing: Sharing::Meeting,
        }
    }

    fn withdraw() -> AnnotationCommand {
        AnnotationCommand::Withdraw {
            annotation: note().id,
        }
    }

    #[test]
    fn the_private_copy_of_a_note_goes_only_once_the_server_shares_it() {
        assert_eq!(
            consequence(&share(), &ACCEPTED, KNOWN),
            Consequence::EraseCopy(note().id)
        );
        assert_eq!(
            consequence(&share(), &REJECTED, KNOWN),
            Consequence::StaysPrivate {
                kept: None,
                id: note().id,
                why: Rejection::WrongStage
            }
        );
    }

    #[test]
    fn what_was_drawn_for_all_and_refused_is_kept_for_its_author() {
        for is_shared in [Some(false), None] {
            let known = Known {
                has_copy: false,
                is_shared,
                ..KNOWN
            };
            assert_eq!(
                consequence(&share(), &REJECTED, known),
                Consequence::StaysPrivate {
                    kept: Some(note()),
                    id: note().id,
                    why: Rejection::WrongStage
                }
            );
        }
    }

    #[test]
    fn a_note_that_was_taken_back_meanwhile_is_left_alone() {
        let known = Known {
            is_withdrawn_next: true,
            ..KNOWN
        };
        for outcome in [ACCEPTED, REJECTED] {
            assert_eq!(consequence(&share(), &outcome, known), Consequence::Nothing);
        }
    }

    #[test]
    fn what_others_go_on_seeing_is_said() {
        let known = Known {
            is_shared: Some(true),
            ..KNOWN
        };
        assert_eq!(
            consequence(&withdraw(), &REJECTED, known),
            Consequence::StaysShared {
                copy: Some(note().id),
                why: Rejection::WrongStage
            }
        );
        assert_eq!(
            consequence(&withdraw(), &REJECTED, KNOWN),
            Consequence::Nothing
        );
        let gone = Outcome::Rejected {
            reason: Rejection::UnknownAnnotation,
        };
        assert_eq!(consequence(&withdraw(), &gone, known), Consequence::Nothing);
    }
}
