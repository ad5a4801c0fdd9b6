//! The page images that a tablet holds, and which it has asked for.
//!
//! All are blobs behind object URLs. Sharp pages and tiles are elements that the browser has decoded, so that whoever
//! lays them on the desk waits for nothing, and are bounded by their pixels (Safari fails somewhere above 256 MB of
//! them); thumbnails are decoded when they are shown. No pixel passes through a canvas: what an element shows is
//! decoded and rasterised away from the main thread, and moves without being drawn again.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::set_timeout;
use nghisu_protocol::frame::{LADDER, PageImage};
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::socket::{ClientMessage, Priority};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlImageElement, Url};

use crate::link::backoff;
use crate::link::images::Arrived;

/// Pixels of decoded pages at most: about 130 MB.
const MAX_PIXELS: u64 = 32_000_000;

/// An element that shows a picture as soon as it is laid somewhere, and the address that it came by.
struct Decoded {
    element: HtmlImageElement,
    url: String,
}

impl Decoded {
    async fn from(blob: &Blob) -> Option<Self> {
        let decoded = Self {
            element: HtmlImageElement::new().ok()?,
            url: Url::create_object_url_with_blob(blob).ok()?,
        };
        let element = &decoded.element;
        element.set_alt("");
        element.set_draggable(false);
        // Shown in the frame in which it is laid there, not an empty frame later.
        element.set_decoding("sync");
        element.set_src(&decoded.url);
        JsFuture::from(element.decode()).await.ok()?;
        Some(decoded)
    }

    fn pixels(&self) -> u64 {
        u64::from(self.element.natural_width()) * u64::from(self.element.natural_height())
    }
}

impl Drop for Decoded {
    fn drop(&mut self) {
        // A sheet that shows it goes on showing it.
        let _ = Url::revoke_object_url(&self.url);
    }
}

struct Held {
    picture: Decoded,
    used: u64,
}

/// How often the waits grow before an image is asked for again: the first is a little more than two seconds.
const FIRST_WAIT: u32 = 3;

/// What the server would not send.
struct Refused {
    code: String,
    /// How often it was refused, one after the other.
    times: u32,
}

/// Whether a refusal passes by itself.
pub fn is_passing(code: &str) -> bool {
    matches!(code, "too_many_attempts" | "unavailable")
}

struct Asked {
    request: u32,
    priority: Priority,
}

/// How the images speak to the server.
pub type Say = Rc<dyn Fn(&ClientMessage) -> bool>;
/// Who wants to know that an image is there.
pub type Painter = Rc<dyn Fn(PageImage)>;
/// The same, who may be gone.
type WeakPainter = Weak<dyn Fn(PageImage)>;

/// Which versions a person may see.
type Welcome = Rc<dyn Fn(VersionId) -> bool>;

/// See the module.
pub struct Images {
    say: Say,
    held: RefCell<HashMap<PageImage, Held>>,
    thumbnails: RefCell<HashMap<(VersionId, u32), String>>,
    asked: RefCell<HashMap<PageImage, Asked>>,
    refused: RefCell<HashMap<PageImage, Refused>>,
    /// How often an image that is asked for again was refused before.
    refusals: RefCell<HashMap<PageImage, u32>>,
    /// Which versions this person may see: what arrives of another, or is being decoded, is dropped.
    welcome: RefCell<Option<Welcome>>,
    painter: RefCell<Option<WeakPainter>>,
    on_thumbnail: RefCell<Option<Rc<dyn Fn()>>>,
    clock: Cell<u64>,
    next_request: Cell<u32>,
}

impl Images {
    /// An empty store.
    pub fn new(say: Say) -> Rc<Self> {
        Rc::new(Self {
            say,
            held: RefCell::default(),
            thumbnails: RefCell::default(),
            asked: RefCell::default(),
            refused: RefCell::default(),
            refusals: RefCell::default(),
            welcome: RefCell::new(None),
            painter: RefCell::new(None),
            on_thumbnail: RefCell::new(None),
            clock: Cell::new(0),
            next_request: Cell::new(1),
        })
    }

    /// Says who paints from now on, as long as whoever owns the painter keeps it: a desk that goes late takes nothing
    /// from the one that came after it.
    pub fn paint_with(&self, painter: &Painter) {
        *self.painter.borrow_mut() = Some(Rc::downgrade(painter));
    }

    /// Says who wants to know that a thumbnail is there.
    pub fn tell_thumbnails(&self, listener: Rc<dyn Fn()>) {
        *self.on_thumbnail.borrow_mut() = Some(listener);
    }

    /// The image, where it is here: one element, which stands in one place at a time.
    pub fn get(&self, image: &PageImage) -> Option<HtmlImageElement> {
        let mut held = self.held.borrow_mut();
        let found = held.get_mut(image)?;
        found.used = self.tick();
        Some(found.picture.element.clone())
    }

    /// The best image of a whole page that is here, with its long edge.
    pub fn best(&self, version: VersionId, page: u32) -> Option<(HtmlImageElement, u16)> {
        LADDER.iter().rev().find_map(|long_edge| {
            let image = PageImage {
                version,
                page,
                long_edge: *long_edge,
                tile: None,
            };
            self.get(&image).map(|element| (element, *long_edge))
        })
    }

    /// The object URL of a page's thumbnail.
    pub fn thumbnail(&self, version: VersionId, page: u32) -> Option<String> {
        self.thumbnails.borrow().get(&(version, page)).cloned()
    }

    /// Why an image cannot be had: a code of the table of errors.
    pub fn refusal(&self, image: &PageImage) -> Option<String> {
        let refused = self.refused.borrow();
        refused.get(image).map(|refused| refused.code.clone())
    }

    /// Asks for an image unless it is here or on its way at least as soon.
    pub fn want(&self, image: PageImage, priority: Priority) {
        let is_thumbnail = image.tile.is_none() && image.long_edge == LADDER[0];
        let is_here = self.held.borrow().contains_key(&image)
            || (is_thumbnail
                && self
                    .thumbnails
                    .borrow()
                    .contains_key(&(image.version, image.page)));
        if is_here || self.refused.borrow().contains_key(&image) {
            return;
        }
        if let Some(asked) = self.asked.borrow().get(&image)
            && asked.priority <= priority
        {
            return;
        }
        let request = self
            .next_request
            .replace(self.next_request.get().wrapping_add(1));
        let outrun = self
            .asked
            .borrow_mut()
            .insert(image, Asked { request, priority });
        (self.say)(&ClientMessage::Page {
            request,
            image,
            priority,
        });
        if let Some(outrun) = outrun {
            (self.say)(&ClientMessage::CancelPage {
                request: outrun.request,
            });
        }
    }

    /// Asks for a page's thumbnail.
    pub fn want_thumbnail(&self, version: VersionId, page: u32) {
        let image = PageImage {
            version,
            page,
            long_edge: LADDER[0],
            tile: None,
        };
        self.want(image, Priority::Thumbnail);
    }

    /// Takes back what is no longer needed: sharp images and tiles but those that `keeps` wants.
    pub fn keep_asking_for(&self, keeps: impl Fn(&PageImage) -> bool) {
        self.ask_only_for(|image| image.long_edge == LADDER[0] || keeps(image));
    }

    fn ask_only_for(&self, keeps: impl Fn(&PageImage) -> bool) {
        self.asked.borrow_mut().retain(|image, asked| {
            let is_kept = keeps(image);
            if !is_kept {
                (self.say)(&ClientMessage::CancelPage {
                    request: asked.request,
                });
            }
            is_kept
        });
    }

    /// Forgets every image of versions that `keeps` does not name, asks for none of them, and takes none any more.
    pub fn forget_all_but(&self, keeps: impl Fn(VersionId) -> bool + 'static) {
        self.ask_only_for(|image| keeps(image.version));
        self.refused
            .borrow_mut()
            .retain(|image, _| keeps(image.version));
        self.held
            .borrow_mut()
            .retain(|image, _| keeps(image.version));
        self.thumbnails.borrow_mut().retain(|(version, _), url| {
            let is_kept = keeps(*version);
            if !is_kept {
                let _ = Url::revoke_object_url(url);
            }
            is_kept
        });
        *self.welcome.borrow_mut() = Some(Rc::new(keeps));
    }

    fn is_welcome(&self, version: VersionId) -> bool {
        let welcome = self.welcome.borrow().clone();
        welcome.is_none_or(|welcome| welcome(version))
    }

    /// Lets what was refused of a page be asked for again.
    pub fn try_again(&self, version: VersionId, page: u32) {
        self.refused
            .borrow_mut()
            .retain(|image, _| (image.version, image.page) != (version, page));
    }

    /// Asks again for everything that was on its way when the connection was lost. What was refused is asked for by
    /// whoever still wants it.
    pub fn ask_again(&self) {
        let refused: Vec<_> = self.refused.borrow_mut().drain().collect();
        self.refusals.borrow_mut().clear();
        let asked: Vec<_> = self
            .asked
            .borrow_mut()
            .drain()
            .map(|(image, asked)| (image, asked.priority))
            .collect();
        for (image, priority) in asked {
            self.want(image, priority);
        }
        for (image, _) in refused {
            self.tell(image);
        }
    }

    /// The server cannot send an image. Where that passes, whoever still wants it asks again after a while.
    pub fn refuse(self: &Rc<Self>, request: u32, code: String) {
        let image = self
            .asked
            .borrow()
            .iter()
            .find_map(|(image, asked)| (asked.request == request).then_some(*image));
        if let Some(image) = image {
            self.asked.borrow_mut().remove(&image);
            let times = self.refusals.borrow_mut().remove(&image).unwrap_or(0) + 1;
            if is_passing(&code) {
                self.let_pass(image, times);
            }
            self.refused
                .borrow_mut()
                .insert(image, Refused { code, times });
            self.tell(image);
        }
    }

    fn let_pass(self: &Rc<Self>, image: PageImage, times: u32) {
        let weak = Rc::downgrade(self);
        let wait = backoff::delay(FIRST_WAIT + times - 1, js_sys::Math::random());
        set_timeout(
            move || {
                let Some(this) = weak.upgrade() else { return };
                let mut refused = this.refused.borrow_mut();
                // It may have been asked for since, and refused anew.
                if refused.get(&image).is_some_and(|one| one.times == times) {
                    refused.remove(&image);
                    drop(refused);
                    this.refusals.borrow_mut().insert(image, times);
                    this.tell(image);
                }
            },
            Duration::from_millis(u64::from(wait)),
        );
    }

    /// Takes an image that arrived, decodes it away from the main thread and tells the painter.
    pub fn take(self: &Rc<Self>, arrived: Arrived) {
        let image = arrived.description.image;
        self.refusals.borrow_mut().remove(&image);
        if !self.is_welcome(image.version) {
            return;
        }
        if image.tile.is_none() && image.long_edge == LADDER[0] {
            self.asked.borrow_mut().remove(&image);
            if let Ok(url) = Url::create_object_url_with_blob(&arrived.blob) {
                let old = self
                    .thumbnails
                    .borrow_mut()
                    .insert((image.version, image.page), url);
                if let Some(old) = old {
                    let _ = Url::revoke_object_url(&old);
                }
            }
            self.tell(image);
            let listener = self.on_thumbnail.borrow().clone();
            if let Some(listener) = listener {
                listener();
            }
            return;
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        spawn_local(async move {
            let decoded = Decoded::from(&arrived.blob).await;
            let Some(this) = weak.upgrade() else { return };
            this.asked.borrow_mut().remove(&image);
            if let Some(picture) = decoded {
                let used = this.tick();
                let held = Held { picture, used };
                // It may have been taken away while it was decoded.
                if !this.is_welcome(image.version) {
                    return;
                }
                this.held.borrow_mut().insert(image, held);
                this.forget_the_oldest(&image);
                this.tell(image);
            }
        });
    }

    fn forget_the_oldest(&self, newest: &PageImage) {
        let mut held = self.held.borrow_mut();
        let mut sum: u64 = held.values().map(|held| held.picture.pixels()).sum();
        while sum > MAX_PIXELS {
            let oldest = held
                .iter()
                .filter(|(image, _)| *image != newest)
                .min_by_key(|(_, held)| held.used)
                .map(|(image, _)| *image);
            let Some(gone) = oldest.and_then(|image| held.remove(&image)) else {
                break;
            };
            sum -= gone.picture.pixels();
        }
    }

    fn tell(&self, image: PageImage) {
        let painter = self.painter.borrow().as_ref().and_then(Weak::upgrade);
        if let Some(painter) = painter {
            painter(image);
        }
    }

    fn tick(&self) -> u64 {
        self.clock.replace(self.clock.get() + 1)
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        for url in self.thumbnails.borrow().values() {
            let _ = Url::revoke_object_url(url);
        }
    }
}
