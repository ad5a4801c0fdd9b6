//! *Chờ tôi*: what waits for the person at the tablet after a meeting: minutes to write, to mend, to sign.

pub mod model;
pub mod screen;
pub mod store;
