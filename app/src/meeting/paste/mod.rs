//! What a secretary has in other programs, taken over by pasting: an agenda from a word processor, people from a
//! spreadsheet. The models read and match; the sheets show what they found before anything is added.

pub mod adding;
pub mod agenda_body;
mod agenda_frame;
pub mod agenda_line;
pub mod agenda_model;
pub mod agenda_row;
pub mod agenda_sheet;
pub mod agenda_table;
mod agenda_titles;
pub mod field;
pub mod html;
pub mod people_model;
pub mod people_row;
pub mod people_sheet;
pub mod people_units;
pub mod text;
pub mod times;

#[cfg(test)]
mod agenda_tests;
#[cfg(test)]
mod people_tests;
#[cfg(test)]
mod test_people;
