//! Everything about signatures that needs whole documents: made by the crate, judged by it and by others.

mod attacks;
mod filling;
mod hostile;
mod judges;
mod sample;
mod signing;
mod validation;
