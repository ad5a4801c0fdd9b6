//! Moments as offices write them: dd/MM/yyyy, 24 hours, always +07:00. Pure.

/// Vietnam's offset, without summer time, in milliseconds.
pub const OFFSET_MS: i64 = 7 * 3_600_000;

const DAY_MS: i64 = 86_400_000;

/// A moment in Vietnam's time, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Year.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, 1 to 31.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute, 0 to 59.
    pub minute: u32,
    /// Second, 0 to 59.
    pub second: u32,
    /// Days since 1/1/1970.
    pub day_number: i64,
}

impl Local {
    /// Takes a moment (milliseconds since 1970, UTC) apart.
    pub fn of(at_ms: i64) -> Self {
        let local = at_ms + OFFSET_MS;
        let (day_number, in_day) = (local.div_euclid(DAY_MS), local.rem_euclid(DAY_MS) / 1000);
        let (year, month, day) = civil(day_number);
        Self {
            year,
            month,
            day,
            hour: (in_day / 3600) as u32,
            minute: (in_day / 60 % 60) as u32,
            second: (in_day % 60) as u32,
            day_number,
        }
    }

    /// `16/12/2026`.
    pub fn date(self) -> String {
        format!("{:02}/{:02}/{}", self.day, self.month, self.year)
    }

    /// `16/12`.
    pub fn short_date(self) -> String {
        format!("{:02}/{:02}", self.day, self.month)
    }

    /// `08:47`.
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// `16:05:31`, for signatures.
    pub fn time_with_seconds(self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// Day of the week, Monday 0 to Sunday 6.
    pub fn weekday(self) -> u32 {
        // 1/1/1970 was a Thursday.
        (self.day_number + 3).rem_euclid(7) as u32
    }
}

/// Howard Hinnant's `civil_from_days`: exact for every day of the proleptic Gregorian calendar.
pub fn civil(day_number: i64) -> (i64, u32, u32) {
    let z = day_number + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
