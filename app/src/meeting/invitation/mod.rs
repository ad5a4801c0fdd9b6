//! The invitation: what is said to whoever is invited, what they answer, who has not answered yet.

pub mod answer;
pub mod coming;
pub mod letters;
pub mod list;
pub mod model;
pub mod text;
