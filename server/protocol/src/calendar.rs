//! The working calendar of an office: from Monday to Friday, but for the days that it names.
//!
//! Public holidays are those of the Labour Code 2019, article 112; the days of Tết, of the Hùng Kings and those that are
//! moved are announced year by year, so an office enters them.

use serde::{Deserialize, Serialize};

/// Characters of a day's name at most.
pub const MAX_DAY_NAME: usize = 100;
/// Days that one request names at most: a year.
pub const MAX_DAYS: usize = 366;

/// A day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    /// The day, `yyyy-MM-dd`.
    pub day: String,
    /// Whether it is worked on: a Saturday that makes up for a day off. Otherwise it is off.
    pub is_working: bool,
    /// What it is: "Quốc khánh".
    pub name: String,
}

/// `PUT /api/v1/calendar`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetCalendarDays {
    /// The days; one that was named before is named anew.
    pub days: Vec<CalendarDay>,
}
