//! The rows of the database as sea-orm sees them: one file for each table, columns as in `migrations`.
//!
//! Only stores use them; what leaves a store is a type of the protocol or of its feature.

#![expect(missing_docs, reason = "the columns are described by their migration")]

pub mod activation;
pub mod audit;
pub mod calendar_day;
pub mod command_outcome;
pub mod credential;
pub mod document_number;
pub mod document_version;
pub mod entry;
pub mod erased_file;
pub mod letter;
pub mod meeting;
pub mod meeting_person;
pub mod meeting_version;
pub mod minutes_draft;
pub mod minutes_reading;
pub mod minutes_submission;
pub mod note_key;
pub mod page_words;
pub mod pass;
pub mod passkey_ceremony;
pub mod payload;
pub mod person;
pub mod position;
pub mod role_grant;
pub mod room_tablet;
pub mod sealed_note;
pub mod service_token;
pub mod session;
pub mod signature_image;
pub mod signing_ceremony;
pub mod signing_certificate;
pub mod stream;
pub mod unit;
pub mod unit_name;
pub mod unit_predecessor;
pub mod upload;
