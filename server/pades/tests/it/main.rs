//! Everything about signatures that needs whole documents: made by the crate, judged by it and by others.

mod sample;
mod signing;
