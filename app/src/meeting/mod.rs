//! Meetings: the calendar of the person, the room of each, and the editor that prepares it.

pub mod agenda_editor;
pub mod agenda_editor_item;
pub mod api;
pub mod bars;
pub mod calendar;
pub mod call_off;
pub mod called_off;
pub mod copying;
pub mod door;
pub mod drop_area;
pub mod editor;
pub mod editor_form;
pub mod editor_order;
pub mod editor_store;
pub mod found_words;
pub mod how_far;
pub mod invitation;
pub mod model;
pub mod newer;
pub mod participants;
pub mod participants_pick;
pub mod paste;
pub mod reading;
pub mod room;
pub mod room_frame;
pub mod screen;
pub mod search;
pub mod spoken;
pub mod upload;
pub mod upload_file;
pub mod upload_model;
pub mod upload_send;
pub mod upload_view;
pub mod working_days;

pub use calendar::MeetingsScreen;
