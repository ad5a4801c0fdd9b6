//! What both sheets do with what was read and looked at: it is added all at once, with one way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::room::RoomCommand;

use crate::meeting::editor_store::Editor;
use crate::ui::Openings;

/// A sheet into which something is pasted.
#[derive(Clone, Copy)]
pub struct PasteSheet {
    /// Whether it is open.
    pub open: RwSignal<bool>,
    /// What was pasted.
    pub text: RwSignal<String>,
    /// Whether it is being added.
    pub busy: RwSignal<bool>,
    openings: Openings<bool>,
}

impl PasteSheet {
    /// A sheet without text.
    pub fn new(open: RwSignal<bool>) -> Self {
        Self {
            open,
            text: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            openings: Openings::of(open),
        }
    }

    /// Adds what was chosen and says so; the undo takes exactly that away again. Once it is kept, the sheet in which it
    /// was chosen is empty and closed.
    pub fn add<T>(
        self,
        editor: Editor,
        chosen: Vec<T>,
        said: String,
        take_away: fn(&T) -> RoomCommand,
        add: impl FnOnce(Vec<T>) -> RoomCommand,
    ) {
        let undo = chosen.iter().map(take_away).collect();
        let command = add(chosen);
        let (added, close) = (self.text.get_untracked(), self.openings.closer());
        self.busy.set(true);
        spawn_local(async move {
            if editor.acts.did_with_undo(command, said, undo).await {
                // What was pasted meanwhile is yet to be added.
                if self.text.try_with_untracked(|text| *text == added) == Some(true) {
                    let _ = self.text.try_set(String::new());
                }
                close();
            }
            let _ = self.busy.try_set(false);
        });
    }
}
