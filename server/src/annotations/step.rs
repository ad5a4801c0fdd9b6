//! Deciding what a command does to the shared annotations of a version: pure (rules AN-1 to AN-5).

use nghisu_protocol::{
    annotation::{
        Annotation, AnnotationCommand, AnnotationEvent, Annotations, Mark, SharedAnnotation,
    },
    ids::{AnnotationId, PersonId},
    room::{Act, Rejection, Room, Viewer, state::Stage},
};
use unicode_normalization::UnicodeNormalization as _;

use crate::live::room::stand_in;

/// Annotations of one version at most: a stream that a tablet can still hold.
pub const MAX_SHARED: usize = 20_000;

/// Decides a command: the events that happen, never none, or why nothing does.
///
/// # Errors
/// The reason, which is final for the command's id (rule HS-5).
pub fn step(
    room: &Room,
    state: &Annotations,
    command: &AnnotationCommand,
    actor: &Viewer,
    on_behalf_of: Option<PersonId>,
) -> Result<Vec<AnnotationEvent>, Rejection> {
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if !room.allows(actor, Act::Annotate) {
        return Err(Rejection::NotAllowed);
    }
    stand_in(room, actor, on_behalf_of)?;
    let (_, _, version) = room
        .version(state.version)
        .filter(|(_, document, _)| room.shows_item(actor, document.item))
        .ok_or(Rejection::UnknownDocument)?;
    if !matches!(room.stage, Stage::Draft | Stage::Published | Stage::Open) {
        return Err(Rejection::WrongStage);
    }
    let author = on_behalf_of.unwrap_or(actor.person);
    match command {
        AnnotationCommand::Share {
            annotation,
            sharing,
        } => {
            if state.shared.contains_key(&annotation.id) {
                return Err(Rejection::UnknownAnnotation);
            }
            if state.shared.len() >= MAX_SHARED {
                return Err(Rejection::TooMany);
            }
            let annotation = composed(annotation);
            if !annotation.is_well_formed() {
                return Err(Rejection::BadAnnotation);
            }
            if annotation.page > version.pages {
                return Err(Rejection::UnknownPage);
            }
            let author_name = room
                .participants
                .get(&author)
                .map(|participant| participant.name.clone())
                .ok_or(Rejection::UnknownPerson)?;
            Ok(vec![AnnotationEvent::AnnotationShared {
                annotation,
                author_name,
                sharing: *sharing,
            }])
        }
        AnnotationCommand::ChangeSharing {
            annotation,
            sharing,
        } => {
            let known = own(state, *annotation, author)?;
            if known.sharing == *sharing {
                return Err(Rejection::NothingToDo);
            }
            Ok(vec![
                AnnotationEvent::AnnotationWithdrawn {
                    annotation: *annotation,
                },
                AnnotationEvent::AnnotationShared {
                    annotation: known.annotation.clone(),
                    author_name: known.author_name.clone(),
                    sharing: *sharing,
                },
            ])
        }
        AnnotationCommand::Withdraw { annotation } => {
            own(state, *annotation, author)?;
            Ok(vec![AnnotationEvent::AnnotationWithdrawn {
                annotation: *annotation,
            }])
        }
    }
}

/// An annotation that the author may change (rule AN-5). Another's is not said to exist.
fn own(
    state: &Annotations,
    id: AnnotationId,
    author: PersonId,
) -> Result<&SharedAnnotation, Rejection> {
    state
        .shared
        .get(&id)
        .filter(|shared| shared.author == author)
        .ok_or(Rejection::UnknownAnnotation)
}

/// The annotation with its words in NFC.
fn composed(annotation: &Annotation) -> Annotation {
    let mut annotation = annotation.clone();
    match &mut annotation.mark {
        Mark::Text { text, .. } => *text = text.nfc().collect(),
        Mark::Highlight { quote, .. } => *quote = quote.nfc().collect(),
        Mark::Ink { .. } => {}
    }
    annotation
}
