//! What the viewer decides: sizes and places. Pure; all lengths are CSS pixels unless they say otherwise.
//!
//! What rests on the desk is drawn from as many pixels as the screen has for it: from a rung of the ladder up to its
//! last, from tiles above it. Only the farthest zooms are softer: no page is drawn longer than 8 192 pixels (rule
//! PG-1), which is 700 dots an inch of an A4 sheet, more than scanners give.

use nghisu_protocol::frame::{LADDER, TILE, Tile};

/// Width of the reading column in landscape.
pub const COLUMN: f64 = 860.0;
/// Free space around a page that is shown whole.
pub const MARGIN: f64 = 12.0;
/// The farthest zoom, relative to the layout.
pub const MAX_ZOOM: f64 = 6.0;
/// The longest page of which tiles are cut, in pixels (rule PG-1).
const LONGEST: f64 = 8192.0;
/// A page that is wider than tall is shown whole where it is at least this part as wide as the reading column then.
const WHOLE: f64 = 0.8;
/// A page is drawn from a rung that has at least this part of the pixels that it covers.
const SHARP_ENOUGH: f64 = 0.93;

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// How a page is laid out on the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole page: portrait tablets, and the big screen.
    Page,
    /// A column as wide as reading wants, turned by half pages: landscape tablets.
    Column,
}

impl Fit {
    /// The default for a desk: portrait shows the page, landscape the column.
    pub fn for_desk(desk: Size) -> Self {
        if desk.width > desk.height {
            Self::Column
        } else {
            Self::Page
        }
    }
}

/// The size of a page's sheet at zoom 1. `page` is in points.
pub fn sheet(fit: Fit, desk: Size, page: Size) -> Size {
    let whole =
        ((desk.width - 2.0 * MARGIN) / page.width).min((desk.height - 2.0 * MARGIN) / page.height);
    let scale = match fit {
        Fit::Page => whole,
        Fit::Column => {
            let column = (desk.width - 2.0 * MARGIN).min(COLUMN) / page.width;
            // A drawing is seen as a whole, unless it would be much smaller for it.
            let is_wide = page.width > page.height;
            if is_wide && whole >= column * WHOLE {
                whole
            } else {
                column.max(whole)
            }
        }
    };
    Size {
        width: (page.width * scale).max(1.0),
        height: (page.height * scale).max(1.0),
    }
}

/// A part of a sheet, in the sheet's pixels at zoom 1 from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// What it covers.
    pub size: Size,
}

impl Part {
    /// All of a sheet.
    pub fn whole(sheet: Size) -> Self {
        Self {
            left: 0.0,
            top: 0.0,
            size: sheet,
        }
    }
}

/// What the desk shows of a sheet that was brought nearer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The part that is shown.
    pub part: Part,
    /// How near.
    pub zoom: f64,
}

/// What part of a sheet the desk shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// The sheet's left edge from the desk's left edge.
    pub x: f64,
    /// The sheet's top edge from the desk's top edge.
    pub y: f64,
    /// Zoom: 1 is the layout's size.
    pub zoom: f64,
}

impl Camera {
    /// The camera at the top of a page, not zoomed.
    pub fn top(desk: Size, sheet: Size) -> Self {
        Self {
            x: 0.0,
            y: f64::MAX,
            zoom: 1.0,
        }
        .kept_inside(desk, sheet)
    }

    /// The camera at the foot of a page, not zoomed.
    pub fn foot(desk: Size, sheet: Size) -> Self {
        Self {
            x: 0.0,
            y: f64::MIN,
            zoom: 1.0,
        }
        .kept_inside(desk, sheet)
    }

    /// The camera that shows a height of the page (0 to 10,000) at the desk's top. `showFirstPage` of
    /// `app/static/boot.js` puts a page by the same rule before the client is there; the desk's journey compares both.
    pub fn at_height(desk: Size, sheet: Size, y: u16) -> Self {
        let top = f64::from(y.min(10_000)) / 10_000.0 * sheet.height;
        Self {
            x: 0.0,
            y: if y == 0 { f64::MAX } else { -top },
            zoom: 1.0,
        }
        .kept_inside(desk, sheet)
    }

    /// The height of the page (0 to 10,000) that stands at the desk's top.
    pub fn height(self, sheet: Size) -> u16 {
        let top = (-self.y / self.zoom / sheet.height * 10_000.0).round();
        top.clamp(0.0, 10_000.0) as u16
    }

    /// The part of the sheet that lies on the desk.
    pub fn shown(self, desk: Size, sheet: Size) -> Part {
        let axis = |at: f64, desk: f64, sheet: f64| {
            let from = (-at / self.zoom).clamp(0.0, sheet);
            let to = ((desk - at) / self.zoom).clamp(from, sheet);
            (from, to - from)
        };
        let (left, width) = axis(self.x, desk.width, sheet.width);
        let (top, height) = axis(self.y, desk.height, sheet.height);
        Part {
            left,
            top,
            size: Size { width, height },
        }
    }

    /// What the desk shows of the sheet where it was brought nearer; `None` where it stands as it is laid out.
    pub fn near(self, desk: Size, sheet: Size) -> Option<Near> {
        (self.zoom > 1.0).then(|| Near {
            part: self.shown(desk, sheet),
            zoom: self.zoom,
        })
    }

    /// Whether a sheet that stands like this, with the margin that it brings along, hides all that the desk would show of
    /// another; pages of a paper may differ in size.
    pub fn hides(self, sheet: Size, other: Self, other_sheet: Size, desk: Size) -> bool {
        let shown = |at: f64, length: f64, desk: f64| (at.max(0.0), (at + length).min(desk));
        let within = |(from, to): (f64, f64), (other_from, other_to): (f64, f64)| {
            other_from >= from - MARGIN && other_to <= to + MARGIN
        };
        within(
            shown(self.x, sheet.width * self.zoom, desk.width),
            shown(other.x, other_sheet.width * other.zoom, desk.width),
        ) && within(
            shown(self.y, sheet.height * self.zoom, desk.height),
            shown(other.y, other_sheet.height * other.zoom, desk.height),
        )
    }

    /// Centres a sheet that is smaller than the desk and keeps a larger one from leaving it.
    pub fn kept_inside(self, desk: Size, sheet: Size) -> Self {
        let zoom = self.zoom.clamp(1.0, MAX_ZOOM);
        let axis = |at: f64, desk: f64, sheet: f64| {
            let free = desk - sheet * zoom;
            if free >= 2.0 * MARGIN {
                free / 2.0
            } else {
                at.clamp(free - MARGIN, MARGIN)
            }
        };
        Self {
            x: axis(self.x, desk.width, sheet.width),
            y: axis(self.y, desk.height, sheet.height),
            zoom,
        }
    }

    /// Zooms by a factor so that what lies under a point of the desk stays there.
    pub fn zoomed_at(self, factor: f64, (x, y): (f64, f64), desk: Size, sheet: Size) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, MAX_ZOOM);
        let ratio = zoom / self.zoom;
        Self {
            x: x - (x - self.x) * ratio,
            y: y - (y - self.y) * ratio,
            zoom,
        }
        .kept_inside(desk, sheet)
    }

    /// Moves the sheet.
    pub fn moved(self, dx: f64, dy: f64, desk: Size, sheet: Size) -> Self {
        Self {
            x: self.x + dx,
            y: self.y + dy,
            zoom: self.zoom,
        }
        .kept_inside(desk, sheet)
    }

    /// Whether the sheet can still move left or right.
    pub fn pans_sideways(self, desk: Size, sheet: Size) -> bool {
        sheet.width * self.zoom > desk.width
    }
}

/// The rung of the ladder for a sheet whose long edge covers this many device pixels.
pub fn rung(device_pixels: f64) -> u16 {
    let [_, rest @ ..] = LADDER;
    rest.into_iter()
        .find(|rung| f64::from(*rung) >= device_pixels * SHARP_ENOUGH)
        .unwrap_or(LADDER[3])
}

/// The rung for a page that has been brought nearer: sharper than the one from which it is drawn otherwise. `None` where
/// that one is enough, and where tiles are laid over the page.
pub fn near_rung(device_pixels: f64, zoom: f64) -> Option<u16> {
    let near = rung(device_pixels * zoom);
    (tile_edge(device_pixels * zoom).is_none() && near > rung(device_pixels)).then_some(near)
}

/// The long edge at which tiles are drawn for this many device pixels; `None` while the ladder is enough.
pub fn tile_edge(device_pixels: f64) -> Option<u16> {
    if device_pixels * SHARP_ENOUGH <= f64::from(LADDER[3]) {
        return None;
    }
    let steps = (device_pixels / f64::from(TILE * 2)).ceil() * f64::from(TILE * 2);
    Some(steps.min(LONGEST) as u16)
}

/// The tiles of a page that the desk shows, nearest to its middle first. `long_edge` is in pixels.
pub fn visible_tiles(camera: Camera, desk: Size, sheet: Size, long_edge: u16) -> Vec<Tile> {
    let scale = f64::from(long_edge) / sheet.width.max(sheet.height) / camera.zoom;
    let tile = f64::from(TILE);
    let last = |length: f64| ((length * camera.zoom * scale / tile).ceil() as i64 - 1).max(0);
    let index =
        |at: f64, length: f64| ((at * scale / tile).floor() as i64).clamp(0, last(length)) as u16;
    let columns = index(-camera.x, sheet.width)..=index(desk.width - camera.x - 1.0, sheet.width);
    let rows = index(-camera.y, sheet.height)..=index(desk.height - camera.y - 1.0, sheet.height);
    let middle = (
        (*columns.start() + *columns.end()) / 2,
        (*rows.start() + *rows.end()) / 2,
    );
    let mut tiles: Vec<Tile> = rows
        .flat_map(|row| columns.clone().map(move |column| Tile { column, row }))
        .collect();
    tiles.sort_by_key(|tile| {
        (
            tile.column.abs_diff(middle.0) + tile.row.abs_diff(middle.1),
            tile.row,
            tile.column,
        )
    });
    tiles
}

/// What a finished drag means for a page that is not zoomed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swipe {
    /// To the next page.
    Next,
    /// To the previous page.
    Previous,
    /// Back to where it was.
    Stay,
}

/// Decides a swipe by its way and its speed (pixels a millisecond), both positive to the right.
pub fn swipe(way: f64, speed: f64, desk_width: f64, is_first: bool, is_last: bool) -> Swipe {
    let is_far = way.abs() > desk_width * 0.28;
    let is_quick = speed.abs() > 0.45 && way.abs() > 24.0 && speed.signum() == way.signum();
    if !(is_far || is_quick) {
        Swipe::Stay
    } else if way < 0.0 && !is_last {
        Swipe::Next
    } else if way > 0.0 && !is_first {
        Swipe::Previous
    } else {
        Swipe::Stay
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const A4: Size = Size {
        width: 595.0,
        height: 842.0,
    };
    pub(in super::super) const PORTRAIT: Size = Size {
        width: 834.0,
        height: 1070.0,
    };
    pub(in super::super) const LANDSCAPE: Size = Size {
        width: 906.0,
        height: 718.0,
    };

    #[test]
    fn portrait_shows_the_page_and_landscape_the_column() {
        assert_eq!(Fit::for_desk(PORTRAIT), Fit::Page);
        assert_eq!(Fit::for_desk(LANDSCAPE), Fit::Column);
        let page = sheet(Fit::Page, PORTRAIT, A4);
        assert!(page.width > 730.0 && page.height <= PORTRAIT.height);
        let column = sheet(Fit::Column, LANDSCAPE, A4);
        assert!((column.width - COLUMN).abs() < 1.0);
    }

    #[test]
    fn of_a_page_that_was_brought_nearer_the_desk_shows_the_part_around_where_it_was_pinched() {
        let sheet = sheet(Fit::Page, PORTRAIT, A4);
        let top = Camera::top(PORTRAIT, sheet);
        assert_eq!(top.near(PORTRAIT, sheet), None);
        assert_eq!(top.shown(PORTRAIT, sheet), Part::whole(sheet));
        let at = (PORTRAIT.width / 2.0, PORTRAIT.height / 2.0);
        let camera = top.zoomed_at(4.0, at, PORTRAIT, sheet);
        let near = camera.near(PORTRAIT, sheet).unwrap();
        assert_eq!(near.zoom, 4.0);
        let Part { left, top, size } = near.part;
        assert!((left + size.width / 2.0 - sheet.width / 2.0).abs() < 0.01);
        assert!((top + size.height / 2.0 - sheet.height / 2.0).abs() < 0.01);
        assert!((size.width * 4.0 - PORTRAIT.width).abs() < 0.01);
        assert!((size.height * 4.0 - PORTRAIT.height).abs() < 0.01);
        // In a corner the sheet's own edge and the margin of the desk end it.
        let corner = camera.moved(1e9, 1e9, PORTRAIT, sheet);
        let part = corner.shown(PORTRAIT, sheet);
        assert_eq!((part.left, part.top), (0.0, 0.0));
        assert!((part.size.width * 4.0 - (PORTRAIT.width - MARGIN)).abs() < 0.01);
    }

    #[test]
    fn a_wide_drawing_fits_the_column_by_its_width() {
        let drawing = sheet(
            Fit::Column,
            LANDSCAPE,
            Size {
                width: 2384.0,
                height: 1684.0,
            },
        );
        assert!(drawing.width <= LANDSCAPE.width && drawing.height <= LANDSCAPE.height);
    }

    #[test]
    fn a_wide_drawing_is_seen_as_a_whole_above_what_lies_at_the_foot_of_the_desk() {
        let drawing = Size {
            width: 2384.0,
            height: 1684.0,
        };
        let low = Size {
            width: 992.0,
            height: 580.0,
        };
        let seen = sheet(Fit::Column, low, drawing);
        assert!(seen.height <= low.height - 2.0 * MARGIN + 0.01, "{seen:?}");
        // On a desk that is lower still it would be too small: it keeps the column's width.
        let flat = Size {
            width: 936.0,
            height: 430.0,
        };
        assert!((sheet(Fit::Column, flat, drawing).width - COLUMN).abs() < 0.01);
    }

    #[test]
    fn a_height_is_found_again() {
        let sheet = sheet(Fit::Column, LANDSCAPE, A4);
        for y in [0, 1200, 2500] {
            let camera = Camera::at_height(LANDSCAPE, sheet, y);
            assert!(
                camera.height(sheet).abs_diff(y) <= 1,
                "{y}: {}",
                camera.height(sheet)
            );
        }
    }

    #[test]
    fn a_page_hides_its_like_wherever_it_stands_and_nothing_that_looks_out() {
        let wide = Size {
            width: A4.height,
            height: A4.width,
        };
        for (fit, desk) in [(Fit::Page, PORTRAIT), (Fit::Column, LANDSCAPE)] {
            let upright = sheet(fit, desk, A4);
            let (top, foot) = (Camera::top(desk, upright), Camera::foot(desk, upright));
            for camera in [top, foot, top.zoomed_at(2.0, (300.0, 200.0), desk, upright)] {
                assert!(
                    camera.hides(upright, top, upright, desk),
                    "{fit:?} {camera:?}"
                );
                assert!(
                    camera.hides(upright, foot, upright, desk),
                    "{fit:?} {camera:?}"
                );
            }
            let wide = sheet(fit, desk, wide);
            assert!(
                !Camera::top(desk, wide).hides(wide, top, upright, desk),
                "{fit:?}"
            );
        }
        // As wide as the column, and less high: nothing of it looks out there; in portrait it would at the sides.
        let [portrait, landscape] =
            [(Fit::Page, PORTRAIT), (Fit::Column, LANDSCAPE)].map(|(fit, desk)| {
                let (upright, wide) = (sheet(fit, desk, A4), sheet(fit, desk, wide));
                Camera::top(desk, upright).hides(upright, Camera::top(desk, wide), wide, desk)
            });
        assert_eq!((portrait, landscape), (false, true));
    }

    #[test]
    fn zooming_keeps_what_lies_under_the_fingers() {
        let sheet = sheet(Fit::Column, LANDSCAPE, A4);
        let camera = Camera::top(LANDSCAPE, sheet).zoomed_at(2.0, (400.0, 300.0), LANDSCAPE, sheet);
        let again = camera.zoomed_at(1.5, (400.0, 300.0), LANDSCAPE, sheet);
        let under = |camera: Camera| {
            (
                (400.0 - camera.x) / camera.zoom,
                (300.0 - camera.y) / camera.zoom,
            )
        };
        assert!((under(camera).0 - under(again).0).abs() < 0.5);
        assert!((under(camera).1 - under(again).1).abs() < 0.5);
        assert_eq!(
            again.zoomed_at(0.01, (0.0, 0.0), LANDSCAPE, sheet).zoom,
            1.0
        );
    }

    #[test]
    fn a_rung_is_sharp_enough_and_no_larger() {
        assert_eq!(rung(900.0), 1200);
        assert_eq!(rung(1216.0), 1200);
        assert_eq!(rung(2116.0), 2000);
        assert_eq!(rung(2432.0), 2800);
        assert_eq!(rung(9000.0), 2800);
        assert_eq!(tile_edge(2900.0), None);
        assert_eq!(tile_edge(4000.0), Some(4096));
        assert_eq!(tile_edge(20_000.0), Some(8192));
    }

    #[test]
    fn at_every_zoom_a_page_has_the_pixels_of_the_screen_up_to_the_longest() {
        for (fit, desk, ratio) in [
            (Fit::Page, PORTRAIT, 1.0),
            (Fit::Column, LANDSCAPE, 1.0),
            (Fit::Page, PORTRAIT, 2.0),
            (Fit::Column, LANDSCAPE, 2.0),
        ] {
            let pixels = sheet(fit, desk, A4).height * ratio;
            for hundredths in 100..=(MAX_ZOOM * 100.0) as u32 {
                let zoom = f64::from(hundredths) / 100.0;
                let covered = pixels * zoom;
                let drawn = tile_edge(covered)
                    .or(near_rung(pixels, zoom))
                    .unwrap_or(rung(pixels));
                assert!(
                    f64::from(drawn) >= (covered * SHARP_ENOUGH).min(LONGEST),
                    "{drawn} for {covered}"
                );
            }
        }
        assert_eq!(near_rung(1216.0, 1.0), None);
        assert_eq!(near_rung(1216.0, 2.0), Some(2800));
        assert_eq!(near_rung(2432.0, 2.0), None, "tiles");
    }

    #[test]
    fn visible_tiles_cover_the_desk_and_stay_on_the_page() {
        let sheet = sheet(Fit::Column, LANDSCAPE, A4);
        let camera = Camera::top(LANDSCAPE, sheet).zoomed_at(4.0, (100.0, 100.0), LANDSCAPE, sheet);
        let edge = 6144;
        let tiles = visible_tiles(camera, LANDSCAPE, sheet, edge);
        assert!(!tiles.is_empty() && tiles.len() <= 20, "{}", tiles.len());
        let last = edge.div_ceil(TILE);
        assert!(
            tiles
                .iter()
                .all(|tile| tile.column < last && tile.row < last)
        );
    }

    #[test]
    fn a_short_quick_swipe_turns_and_a_slow_short_one_does_not() {
        assert_eq!(swipe(-60.0, -0.8, 800.0, false, false), Swipe::Next);
        assert_eq!(swipe(-60.0, -0.1, 800.0, false, false), Swipe::Stay);
        assert_eq!(swipe(300.0, 0.0, 800.0, false, false), Swipe::Previous);
        assert_eq!(swipe(300.0, 0.0, 800.0, true, false), Swipe::Stay);
        assert_eq!(swipe(-300.0, 0.0, 800.0, false, true), Swipe::Stay);
    }
}
