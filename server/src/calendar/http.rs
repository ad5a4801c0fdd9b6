//! The routes of the calendar.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use nghisu_protocol::{
    calendar::{CalendarDay, MAX_DAY_NAME, MAX_DAYS, SetCalendarDays},
    error::ErrorBody,
    people::Role,
};
use serde_json::json;

use super::{CalendarError, store};
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::{Actor, audit},
    server::AppState,
    text::{is_day, line},
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => calendar,
        ADMINISTRATORS => set_calendar_days,
        ADMINISTRATORS => remove_calendar_day,
    ]
}

/// The days that are not what their weekday says, in order.
#[utoipa::path(get, path = "/api/v1/calendar", tag = "calendar", responses((status = 200, body = [CalendarDay])))]
async fn calendar(state: Data<AppState>) -> Result<Json<Vec<CalendarDay>>, ApiError> {
    let days = store::list(state.db.read())
        .await
        .map_err(CalendarError::from)?;
    Ok(Json(days))
}

/// Name days off, or days that are worked on to make up for them; all of them or none.
#[utoipa::path(put, path = "/api/v1/calendar", tag = "calendar", request_body = SetCalendarDays, responses((status = 200, body = [CalendarDay]), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_calendar_days(
    state: Data<AppState>,
    actor: Actor,
    request: Json<SetCalendarDays>,
) -> Result<Json<Vec<CalendarDay>>, ApiError> {
    may_change(&state, &actor).await?;
    let days = checked(request.into_inner().days)?;
    let named: Vec<_> = days.iter().map(|day| day.day.clone()).collect();
    let details = json!({ "days": named });
    let entry = state
        .identity
        .entry(&actor, "calendar_days_set", None, details);
    let days = state
        .db
        .write(move |txn| async move {
            store::put(&*txn, days).await?;
            audit::add(&*txn, entry).await?;
            Ok::<_, CalendarError>(store::list(&*txn).await?)
        })
        .await?;
    Ok(Json(days))
}

/// Take a day out: it is what its weekday says again.
#[utoipa::path(delete, path = "/api/v1/calendar/{day}", tag = "calendar", params(("day" = String, Path, description = "`yyyy-MM-dd`")), responses((status = 204, description = "Taken out"), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove_calendar_day(
    state: Data<AppState>,
    actor: Actor,
    day: Path<String>,
) -> Result<HttpResponse, ApiError> {
    may_change(&state, &actor).await?;
    let day = day.into_inner();
    if !is_day(&day) {
        return Err(CalendarError::Field("day").into());
    }
    let entry = state
        .identity
        .entry(&actor, "calendar_day_removed", None, json!({ "day": &day }));
    state
        .db
        .write(move |txn| async move {
            store::remove(&*txn, &day).await?;
            Ok::<_, CalendarError>(audit::add(&*txn, entry).await?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The calendar is the whole office's.
async fn may_change(state: &AppState, actor: &Actor) -> Result<(), CalendarError> {
    if actor.administers(&state.identity.tree().await?, None) {
        Ok(())
    } else {
        Err(CalendarError::Denied)
    }
}

fn checked(days: Vec<CalendarDay>) -> Result<Vec<CalendarDay>, CalendarError> {
    if days.is_empty() || days.len() > MAX_DAYS {
        return Err(CalendarError::Field("days"));
    }
    let mut seen = BTreeSet::new();
    days.into_iter()
        .map(|day| {
            if !is_day(&day.day) || !seen.insert(day.day.clone()) {
                return Err(CalendarError::Field("day"));
            }
            let name =
                line(&day.name, 1, MAX_DAY_NAME).map_err(|_| CalendarError::Field("name"))?;
            Ok(CalendarDay { name, ..day })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, name: &str) -> CalendarDay {
        CalendarDay {
            day: day.to_owned(),
            is_working: false,
            name: name.to_owned(),
        }
    }

    #[test]
    fn each_day_is_named_once_in_one_spelling_and_has_a_name() {
        let whole = checked(vec![
            day("2026-09-02", " Quốc khánh "),
            day("2026-09-01", "Quốc khánh"),
        ]);
        assert_eq!(whole.unwrap()[0].name, "Quốc khánh");
        let long = "x".repeat(MAX_DAY_NAME + 1);
        for bad in [
            vec![],
            vec![day("2026-02-30", "x")],
            vec![day("20260902", "x")],
            vec![day("2026-09-02", " ")],
            vec![day("2026-09-02", &long)],
            vec![day("2026-09-02", "x"), day("2026-09-02", "y")],
        ] {
            assert!(checked(bad.clone()).is_err(), "{bad:?}");
        }
    }
}
