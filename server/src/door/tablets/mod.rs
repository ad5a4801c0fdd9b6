//! The tablets of the office's rooms, lent to those who have none with them (rules DO-9 and DO-10).

pub mod http;
mod service;
