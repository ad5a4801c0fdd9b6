//! The page images that a tablet holds, and which it has asked for.
//!
//! All are blobs of the browser's: no byte of them enters the client's memory. Sharp pages and tiles are held twice. As
//! they arrived they are bounded by their bytes, and so generously that whole papers stay readable without a connection;
//! as elements that the browser has decoded, so that whoever lays them on the desk waits for nothing, by their pixels
//! (Safari fails somewhere above 256 MB of them). What is no longer decoded is decoded again, and never asked for twice.
//! Thumbnails are decoded when they are shown. No pixel passes through a canvas: what an element shows is decoded and
//! rasterised away from the main thread, and moves without being drawn again.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::set_timeout;
use nghisu_protocol::frame::{LADDER, PageImage};
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::socket::{ClientMessage, Priority};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlImageElement, Url};

use super::held::Held;
use crate::link::backoff;
use crate::link::images::Arrived;

/// Pixels of decoded pages at most: about 130 MB.
pub(super) const MAX_PIXELS: u64 = 32_000_000;
/// Bytes of pages as they arrived at most, of all papers together. Forty pages of the heaviest drawings, 2800 pixels
/// long, are about 115 MB; as many of text 30 MB.
pub(super) const MAX_BYTES: u64 = 192_000_000;

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
    /// Sharp images as they arrived.
    kept: RefCell<Held<Blob>>,
    /// Those of them that are decoded.
    decoded: RefCell<Held<Decoded>>,
    /// Those that are being decoded.
    decoding: RefCell<HashSet<PageImage>>,
    thumbnails: RefCell<HashMap<(VersionId, u32), String>>,
    asked: RefCell<HashMap<PageImage, Asked>>,
    refused: RefCell<HashMap<PageImage, Refused>>,
    /// How often an image that is asked for again was refused before.
    refusals: RefCell<HashMap<PageImage, u32>>,
    /// Which versions this person may see: what arrives of another, or is being decoded, is dropped.
    welcome: RefCell<Option<Welcome>>,
    painter: RefCell<Option<WeakPainter>>,
    on_thumbnail: RefCell<Option<Rc<dyn Fn()>>>,
    next_request: Cell<u32>,
}

impl Images {
    /// An empty store.
    pub fn new(say: Say) -> Rc<Self> {
        Rc::new(Self {
            say,
            kept: RefCell::new(Held::new(MAX_BYTES)),
            decoded: RefCell::new(Held::new(MAX_PIXELS)),
            decoding: RefCell::default(),
            thumbnails: RefCell::default(),
            asked: RefCell::default(),
            refused: RefCell::default(),
            refusals: RefCell::default(),
            welcome: RefCell::new(None),
            painter: RefCell::new(None),
            on_thumbnail: RefCell::new(None),
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

    /// The image, where it is decoded: one element, which stands in one place at a time.
    pub fn get(&self, image: &PageImage) -> Option<HtmlImageElement> {
        let mut decoded = self.decoded.borrow_mut();
        let element = decoded.see(image)?.element.clone();
        self.kept.borrow_mut().see(image);
        Some(element)
    }

    /// The best image of a whole page that is decoded, with its long edge.
    pub fn best(&self, version: VersionId, page: u32) -> Option<(HtmlImageElement, u16)> {
        let mut found = wholes(version, page);
        found.find_map(|image| self.get(&image).map(|element| (element, image.long_edge)))
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

    /// Asks for an image unless it is here or on its way at least as soon. What is here and no longer decoded is
    /// decoded again.
    pub fn want(self: &Rc<Self>, image: PageImage, priority: Priority) {
        if self.is_here(&image) || self.bring_back(image) {
            return;
        }
        if image.tile.is_none() && !is_thumbnail(&image) {
            self.bring_back_another(image.version, image.page);
        }
        if self.refused.borrow().contains_key(&image) {
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

    fn is_here(&self, image: &PageImage) -> bool {
        if is_thumbnail(image) {
            let thumbnails = self.thumbnails.borrow();
            thumbnails.contains_key(&(image.version, image.page))
        } else {
            self.decoded.borrow().has(image)
        }
    }

    /// Decodes an image that is kept; whether it is.
    fn bring_back(self: &Rc<Self>, image: PageImage) -> bool {
        let blob = self.kept.borrow_mut().see(&image).cloned();
        let is_kept = blob.is_some();
        if let Some(blob) = blob {
            self.decode(image, blob);
        }
        is_kept
    }

    /// Decodes the sharpest image of a whole page that is kept, where none is decoded: it stands there until the one that
    /// is wanted comes, which without a connection it does not.
    fn bring_back_another(self: &Rc<Self>, version: VersionId, page: u32) {
        let is_any_decoded = wholes(version, page).any(|image| self.decoded.borrow().has(&image));
        if !is_any_decoded {
            let _ = wholes(version, page).any(|image| self.bring_back(image));
        }
    }

    /// Asks for a page's thumbnail.
    pub fn want_thumbnail(self: &Rc<Self>, version: VersionId, page: u32) {
        let image = PageImage {
            version,
            page,
            long_edge: LADDER[0],
            tile: None,
        };
        self.want(image, Priority::Thumbnail);
    }

    /// Takes back what is no longer needed: sharp images and tiles but those that `keeps` wants, which are in view from
    /// now on.
    pub fn keep_asking_for(&self, keeps: impl Fn(&PageImage) -> bool) {
        self.kept.borrow_mut().view(&keeps);
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
        self.kept.borrow_mut().retain(|image| keeps(image.version));
        self.decoded
            .borrow_mut()
            .retain(|image| keeps(image.version));
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
    pub fn ask_again(self: &Rc<Self>) {
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
        self.asked.borrow_mut().remove(&image);
        if is_thumbnail(&image) {
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
        let blob = arrived.blob;
        let bytes = blob.size() as u64;
        self.kept.borrow_mut().insert(image, blob.clone(), bytes);
        self.decode(image, blob);
    }

    fn decode(self: &Rc<Self>, image: PageImage, blob: Blob) {
        if !self.decoding.borrow_mut().insert(image) {
            return;
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        spawn_local(async move {
            let decoded = Decoded::from(&blob).await;
            let Some(this) = weak.upgrade() else { return };
            this.decoding.borrow_mut().remove(&image);
            // It may have been taken away while it was decoded.
            if !this.is_welcome(image.version) {
                return;
            }
            match decoded {
                Some(decoded) => {
                    let pixels = decoded.pixels();
                    this.decoded.borrow_mut().insert(image, decoded, pixels);
                    this.tell(image);
                }
                // Whoever wants it asks for another copy.
                None => this.kept.borrow_mut().remove(&image),
            }
        });
    }

    fn tell(&self, image: PageImage) {
        let painter = self.painter.borrow().as_ref().and_then(Weak::upgrade);
        if let Some(painter) = painter {
            painter(image);
        }
    }
}

fn is_thumbnail(image: &PageImage) -> bool {
    image.tile.is_none() && image.long_edge == LADDER[0]
}

/// The sharp images of a whole page, the sharpest first.
fn wholes(version: VersionId, page: u32) -> impl Iterator<Item = PageImage> {
    let [_, sharp @ ..] = LADDER;
    sharp.into_iter().rev().map(move |long_edge| PageImage {
        version,
        page,
        long_edge,
        tile: None,
    })
}

impl Drop for Images {
    fn drop(&mut self) {
        for url in self.thumbnails.borrow().values() {
            let _ = Url::revoke_object_url(url);
        }
    }
}
