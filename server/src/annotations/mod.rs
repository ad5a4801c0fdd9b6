//! Annotations: deciding on shared ones, keeping sealed private ones.

pub mod step;
