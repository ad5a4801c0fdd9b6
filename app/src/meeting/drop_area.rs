//! A part of a screen on which files are dropped. It says while they hang over it; what becomes of them is its owner's.

use leptos::ev::DragEvent;
use leptos::prelude::*;

use super::upload::{Picked, dropped};

/// See the module. Copy it freely.
#[derive(Clone, Copy)]
pub struct DropArea {
    /// Whether files hang over it.
    pub is_over: RwSignal<bool>,
    on_files: Callback<Vec<Picked>>,
}

impl DropArea {
    /// `on_files` takes what was dropped.
    pub fn new(on_files: impl Fn(Vec<Picked>) + Send + Sync + 'static) -> Self {
        Self {
            is_over: RwSignal::new(false),
            on_files: Callback::new(on_files),
        }
    }

    /// Files hang over it, and may be dropped.
    pub fn over(self, event: &DragEvent) {
        event.prevent_default();
        self.is_over.set(true);
    }

    /// They left it, or only one of the things in it.
    pub fn left(self, event: &DragEvent) {
        if event.target() == event.current_target() {
            self.is_over.set(false);
        }
    }

    /// They were dropped.
    pub fn take(self, event: &DragEvent) {
        event.prevent_default();
        self.is_over.set(false);
        self.on_files.run(dropped(event));
    }
}
