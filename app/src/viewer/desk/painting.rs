//! What stands on the sheets: which pages, which images are asked for, what is painted, and who is told.

use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{request_animation_frame, set_timeout_with_handle};
use nghisu_protocol::frame::{LADDER, PageImage};
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::socket::Priority;

use super::Inner;
use crate::tr;
use crate::viewer::first_page;
use crate::viewer::model::{self, Camera, Near, Size};
use crate::viewer::sheet::{Sheet, pixel_ratio};

/// How long a frame takes to the screen, on a slow tablet: drawing comes after painting, and is done by others.
const ON_SCREEN: Duration = Duration::from_millis(50);

impl Inner {
    /// Gives the sheets their pages, sizes and places, and paints what is here.
    pub(super) fn lay_out(&self) {
        let Some(version) = self.version() else {
            return;
        };
        let current = self.page.get();
        let wanted: Vec<(VersionId, u32)> = [current, current + 1, current.wrapping_sub(1)]
            .into_iter()
            .filter(|page| (1..=self.pages()).contains(page))
            .map(|page| (version, page))
            .collect();
        {
            let mut sheets = self.sheets.borrow_mut();
            let missing: Vec<_> = wanted
                .iter()
                .filter(|page| !sheets.iter().any(|sheet| sheet.page() == Some(**page)))
                .copied()
                .collect();
            let mut missing = missing.into_iter();
            for sheet in sheets.iter_mut() {
                if !sheet.page().is_some_and(|page| wanted.contains(&page)) {
                    let page = missing.next();
                    let waiting =
                        page.map(|(_, page)| tr!("viewer-page-waiting", { "page" => page }));
                    sheet.take(page, &waiting.unwrap_or_default());
                }
                if let Some((_, page)) = sheet.page() {
                    sheet.resize(self.sheet_size(page));
                }
            }
        }
        self.place_sheets(0.0);
        self.paint_sheets();
        self.draw_ink();
        self.ask();
    }

    /// Does the same, and says what is shown, when the reader sees the page that moved in: until then every image that
    /// is decoded and every word that is laid out would only keep them waiting.
    pub(super) fn lay_out_soon(self: &Rc<Self>) {
        if self.is_layout_due.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        request_animation_frame(move || {
            let after = move || {
                if let Some(this) = weak.upgrade() {
                    this.is_layout_due.set(false);
                    let _ = this.root.class_list().remove_1("turning");
                    this.lay_out();
                    this.tell_shown();
                    // It may have rested before a late frame came.
                    this.rest_soon();
                }
            };
            let _ = set_timeout_with_handle(after, ON_SCREEN);
        });
    }

    /// Moves the sheets, the neighbours beside the desk; `way` is how far a swipe has taken them.
    pub(super) fn place_sheets(&self, way: f64) {
        let desk = self.size.get();
        for sheet in self.sheets.borrow().iter() {
            let Some((_, page)) = sheet.page() else {
                continue;
            };
            let camera = self.camera.get();
            sheet.glide(self.glide.get());
            if page == self.page.get() {
                sheet.place(Camera {
                    x: camera.x + way,
                    ..camera
                });
            } else {
                let side = if page > self.page.get() {
                    desk.width
                } else {
                    -desk.width
                };
                let rest = self.rest_of(page, sheet.size());
                sheet.place(Camera {
                    x: rest.x + side + way,
                    ..rest
                });
            }
        }
    }

    /// Lays the neighbours under the page while it rests, where it hides them: the browser rasters what lies within the
    /// desk, and begins with what lies beside it only when it is turned to.
    pub(super) fn tuck(&self) {
        if self.glide.get() != 0 || self.is_moving() {
            return;
        }
        let (desk, camera) = (self.size.get(), self.camera.get());
        let current = self.sheet_size(self.page.get());
        for sheet in self.sheets.borrow().iter() {
            let Some((_, page)) = sheet.page() else {
                continue;
            };
            let is_current = page == self.page.get();
            sheet.raise(is_current);
            let rest = self.rest_of(page, sheet.size());
            if !is_current && camera.hides(current, rest, sheet.size(), desk) {
                sheet.place(rest);
            }
        }
    }

    /// How a neighbour will stand when it is turned to.
    fn rest_of(&self, page: u32, size: Size) -> Camera {
        if page > self.page.get() {
            Camera::top(self.size.get(), size)
        } else {
            Camera::foot(self.size.get(), size)
        }
    }

    pub(super) fn device_pixels(&self, page: u32) -> f64 {
        let size = self.sheet_size(page);
        size.width.max(size.height) * pixel_ratio()
    }

    /// Asks for what is shown, and for what comes next once that stands: until then every byte that arrives and every
    /// image that is decoded would only keep the reader waiting.
    pub(super) fn ask(&self) {
        let Some(version) = self.version() else {
            return;
        };
        let current = self.page.get();
        let whole = |page: u32, long_edge: u16| PageImage {
            version,
            page,
            long_edge,
            tile: None,
        };
        let sharp = |page: u32| whole(page, model::rung(self.device_pixels(page)));
        let wanted = [current, current + 1, current.wrapping_sub(1), current + 2];
        let tiles = self.tile_images();
        self.images.keep_asking_for(|image| {
            image.version == version
                && (tiles.contains(image) || (image.tile.is_none() && wanted.contains(&image.page)))
        });
        let last = self.pages();
        let shown = sharp(current);
        let is_here = self.images.get(&shown).is_some();
        let stands = is_here || self.images.refusal(&shown).is_some();
        for (index, page) in wanted
            .into_iter()
            .filter(|page| (1..=last).contains(page))
            .take(if stands { wanted.len() } else { 1 })
            .enumerate()
        {
            self.images.want(
                whole(page, LADDER[0]),
                if index == 0 {
                    Priority::Visible
                } else {
                    Priority::Next
                },
            );
            let priority = match index {
                0 => Priority::Visible,
                1 => Priority::Next,
                _ => Priority::Later,
            };
            self.images.want(sharp(page), priority);
        }
        if let Some(near) = self.near_rung().filter(|_| is_here) {
            self.images.want(whole(current, near), Priority::Visible);
        }
        for tile in tiles {
            self.images.want(tile, Priority::Visible);
        }
    }

    /// The sharper rung that the page wants where it was brought nearer, once it rests.
    fn near_rung(&self) -> Option<u16> {
        if self.is_moving() || self.rest.get().is_some() {
            return None;
        }
        model::near_rung(self.device_pixels(self.page.get()), self.camera.get().zoom)
    }

    /// Asks again for what the server would not send of the page.
    pub(super) fn ask_anew(&self) {
        if let Some(version) = self.version() {
            self.images.try_again(version, self.page.get());
            self.ask();
            self.paint_sheets();
        }
    }

    /// Says whether the tablet is cut off: what is not here yet does not come now.
    pub(super) fn cut_off(&self, is_cut: bool) {
        if self.is_cut.replace(is_cut) != is_cut {
            self.say_what_is_lacking();
        }
    }

    /// Says in the place of each page that is not here why it is not.
    fn say_what_is_lacking(&self) {
        let mut lack = None;
        for sheet in self.sheets.borrow().iter() {
            let Some((version, page)) = sheet.page().filter(|_| sheet.sharpness().is_none()) else {
                continue;
            };
            let sharp = PageImage {
                version,
                page,
                long_edge: model::rung(self.device_pixels(page)),
                tile: None,
            };
            let refusal = self.images.refusal(&sharp);
            sheet.say(&if refusal.is_some() {
                tr!("viewer-page-refused", { "page" => page })
            } else if self.is_cut.get() {
                tr!("viewer-page-not-here", { "page" => page })
            } else {
                tr!("viewer-page-waiting", { "page" => page })
            });
            if self.is_current(sheet) {
                lack = refusal;
            }
        }
        let watcher = self.watcher.borrow().clone();
        if let Some(watcher) = watcher {
            watcher.lacks(lack.as_deref());
        }
    }

    pub(super) fn tile_images(&self) -> Vec<PageImage> {
        let page = self.page.get();
        let camera = self.camera.get();
        let (Some(version), Some(long_edge)) = (
            self.version(),
            model::tile_edge(self.device_pixels(page) * camera.zoom),
        ) else {
            return Vec::new();
        };
        model::visible_tiles(camera, self.size.get(), self.sheet_size(page), long_edge)
            .into_iter()
            .map(|tile| PageImage {
                version,
                page,
                long_edge,
                tile: Some(tile),
            })
            .collect()
    }

    pub(super) fn is_moving(&self) -> bool {
        self.gesture.borrow().is_moving() || self.taken.get().is_some()
    }

    pub(super) fn arrived(&self, image: PageImage) {
        if self.is_moving() {
            self.is_dirty.set(true);
            return;
        }
        if image.tile.is_some() {
            self.paint_tiles();
            if self.images.get(&image).is_none() {
                self.ask();
            }
            return;
        }
        self.paint_sheets();
        if image.page == self.page.get() {
            self.ask();
        }
    }

    /// Paints what is here onto the sheets that lack it.
    pub(super) fn paint_sheets(&self) {
        let mut is_current_painted = false;
        for sheet in self.sheets.borrow_mut().iter_mut() {
            let Some((version, page)) = sheet.page() else {
                continue;
            };
            let is_magnified = self.camera.get().zoom > 1.0;
            sheet.lie_near(is_magnified && page == self.page.get());
            if let Some((image, long_edge)) = self.images.best(version, page) {
                let did = sheet.show(&image, long_edge);
                is_current_painted |= did && page == self.page.get();
            } else if let Some(url) = self.images.thumbnail(version, page) {
                sheet.show_coarse(&url);
            }
            is_current_painted |= page == self.page.get() && sheet.sharpness().is_some();
        }
        self.say_what_is_lacking();
        if is_current_painted {
            self.begin();
            self.tell_painted();
        }
    }

    /// The desk's first page stands: it takes the place of the one that was there before the client.
    fn begin(&self) {
        if self.has_begun.replace(true) {
            return;
        }
        let sheet = self.sheet_size(self.page.get());
        let rung = model::rung(self.device_pixels(self.page.get()));
        let top = Camera::top(self.size.get(), sheet);
        if self.is_first {
            first_page::keep(&self.root, top, sheet, rung);
        }
        first_page::take_away();
    }

    /// Lays and paints the tiles of what is shown, where the ladder is not sharp enough.
    pub(super) fn paint_tiles(&self) {
        let tiles: Vec<_> = self
            .tile_images()
            .into_iter()
            .map(|image| (image, self.images.get(&image)))
            .collect();
        for sheet in self.sheets.borrow_mut().iter_mut() {
            if self.is_current(sheet) {
                sheet.lay_tiles(&tiles);
            }
        }
    }

    /// Draws the ink of the sheets that lack it.
    pub(super) fn draw_ink(&self) {
        self.draw_ink_of(|_| true);
    }

    fn draw_ink_of(&self, is_due: impl Fn(&Sheet) -> bool) {
        let Some(ink) = self.ink.borrow().clone() else {
            return;
        };
        for sheet in self.sheets.borrow_mut().iter_mut() {
            if let Some((version, page)) = sheet.page()
                && is_due(sheet)
            {
                let near = self.near(sheet);
                if sheet.lacks_ink(near) {
                    ink.draw(sheet, version, page, self.points(page), near);
                    sheet.ink_is_drawn(near);
                }
            }
        }
    }

    /// What the desk shows of a sheet, where it was brought nearer.
    pub(super) fn near(&self, sheet: &Sheet) -> Option<Near> {
        let camera = self.camera.get();
        let near = camera.near(self.size.get(), sheet.size());
        near.filter(|_| self.is_current(sheet))
    }

    /// Draws the ink anew: of the page at once, of its neighbours when the desk rests.
    pub(super) fn redraw_ink(self: &Rc<Self>) {
        for sheet in self.sheets.borrow_mut().iter_mut() {
            sheet.ink_is_old();
        }
        self.draw_ink_of(|sheet| self.is_current(sheet));
        self.rest_sometime();
    }

    pub(super) fn draw_line(&self, line: Option<f64>) {
        for sheet in self.sheets.borrow().iter() {
            sheet.draw_line(line.filter(|_| self.is_current(sheet)));
        }
    }

    pub(super) fn tell_painted(&self) {
        let watcher = self.watcher.borrow().clone();
        if let (Some(watcher), Some(place)) = (watcher, self.place()) {
            watcher.painted(place);
        }
    }

    /// Says where the reader's hand has turned to: at once to whoever acts on it; to whoever shows it when the page is on
    /// the screen, where a turn waits for that.
    pub(super) fn tell_turned(&self) {
        let watcher = self.watcher.borrow().clone();
        if let (Some(watcher), Some(place)) = (watcher, self.place()) {
            watcher.turned(place);
        }
        if !self.is_layout_due.get() {
            self.tell_shown();
        }
    }

    pub(super) fn tell_shown(&self) {
        let watcher = self.watcher.borrow().clone();
        if let (Some(watcher), Some(place)) = (watcher, self.place()) {
            watcher.shows(place);
            watcher.ends(self.ends());
        }
    }

    pub(super) fn tell_ends(&self) {
        let watcher = self.watcher.borrow().clone();
        if let Some(watcher) = watcher {
            watcher.ends(self.ends());
        }
    }
}
