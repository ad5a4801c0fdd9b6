//! The printable set (bản in): all papers that this person may read, as one PDF or as files in a ZIP, made by the server.

pub mod api;
pub mod model;
pub mod sheet;
