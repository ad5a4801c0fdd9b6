//! What is shown of a version: what the room shares, what still waits for the server laid over it, and what is one's
//! own alone. Pure.

use std::collections::BTreeMap;

use nghisu_protocol::annotation::{Annotation, AnnotationCommand, SharedAnnotation};
use nghisu_protocol::ids::{AnnotationId, PersonId};

use super::model::{Placed, Visibility};
use nghisu_protocol::ids::VersionId;

/// An annotation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is.
    pub annotation: Annotation,
    /// Who sees it.
    pub visibility: Visibility,
    /// Whose it is, where it is another's.
    pub author: Option<(PersonId, String)>,
}

impl Shown {
    fn mine(annotation: Annotation, visibility: Visibility) -> Self {
        Self {
            annotation,
            visibility,
            author: None,
        }
    }

    /// The same with its place.
    pub fn placed(self, version: VersionId) -> Placed {
        Placed {
            version,
            annotation: self.annotation,
            visibility: self.visibility,
        }
    }
}

/// What the room shares of a version, as one person sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay(BTreeMap<AnnotationId, Shown>);

impl Overlay {
    /// What the server has.
    pub fn of(shared: &BTreeMap<AnnotationId, SharedAnnotation>, me: Option<PersonId>) -> Self {
        let shown = shared.iter().map(|(id, shared)| {
            let author =
                (Some(shared.author) != me).then(|| (shared.author, shared.author_name.clone()));
            let shown = Shown {
                annotation: shared.annotation.clone(),
                visibility: Visibility::Shared(shared.sharing),
                author,
            };
            (*id, shown)
        });
        Self(shown.collect())
    }

    /// Lays what waits over it, as if the server had it.
    pub fn lay(&mut self, command: AnnotationCommand) {
        match command {
            AnnotationCommand::Share {
                annotation,
                sharing,
            } => {
                let visibility = Visibility::Shared(sharing);
                self.0
                    .insert(annotation.id, Shown::mine(annotation, visibility));
            }
            AnnotationCommand::ChangeSharing {
                annotation,
                sharing,
            } => {
                if let Some(shown) = self.0.get_mut(&annotation) {
                    shown.visibility = Visibility::Shared(sharing);
                }
            }
            AnnotationCommand::Withdraw { annotation } => {
                self.0.remove(&annotation);
            }
        }
    }

    /// Everything together. The private copy of what is shared is not shown: it goes once the server has answered, and
    /// where a reload took that moment it may stay.
    pub fn with_private<'a>(self, own: impl Iterator<Item = &'a Annotation>) -> Vec<Shown> {
        let own: Vec<_> = own
            .filter(|annotation| !self.0.contains_key(&annotation.id))
            .map(|annotation| Shown::mine(annotation.clone(), Visibility::Private))
            .collect();
        self.0.into_values().chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::annotation::{Mark, Point, Sharing};
    use nghisu_protocol::ids::Uuid;

    fn note(n: u128) -> Annotation {
        Annotation {
            id: AnnotationId(Uuid::from_u128(n)),
            page: 1,
            mark: Mark::Text {
                at: Point(0, 0),
                text: "Hỏi lại số liệu.".into(),
            },
        }
    }

    #[test]
    fn a_private_note_that_is_being_shared_is_shown_once_and_is_there_again_when_it_is_refused() {
        let own = [note(1), note(2)];
        let mut waiting = Overlay::default();
        waiting.lay(AnnotationCommand::Share {
            annotation: note(1),
            sharing: Sharing::Meeting,
        });
        let seen = |overlay: Overlay| {
            let shown = overlay.with_private(own.iter());
            let mut seen: Vec<_> = shown
                .iter()
                .map(|shown| (shown.annotation.id.0.as_u128(), shown.visibility))
                .collect();
            seen.sort_by_key(|(id, _)| *id);
            seen
        };
        let private = Visibility::Private;
        assert_eq!(
            seen(waiting),
            [(1, Visibility::Shared(Sharing::Meeting)), (2, private)]
        );
        assert_eq!(seen(Overlay::default()), [(1, private), (2, private)]);
    }
}
