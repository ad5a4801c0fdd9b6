//! The viewer: pages as images, on a desk that moves by transforms alone.

pub mod desk;
pub mod first_page;
pub mod gesture;
pub mod held;
pub mod images;
mod keys;
pub mod model;
pub mod near;
pub mod sheet;
pub mod store;
pub mod thumbnails;
pub mod turning;
pub mod view;
pub mod wheel;
