//! Administration: people, units, the system.
