//! What a socket sends next: control messages first, then visible images, the next page, thumbnails,
//! the rest (rule PG-4), images only as far as the tablet has taken the ones before (rule PG-5). Pure.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use nghisu_protocol::{
    frame::{Description, LADDER, PageImage, TILE, frames},
    socket::{FIRST_CREDIT, MAX_UNDER_WAY, Priority},
};

use crate::pages::EncodedImage;

/// The number of an image on its socket: the tablet's own, or the server's for what it pushes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum RequestKey {
    Asked(u32),
    Pushed(u32),
}

/// Images that one tablet may wait for.
const MOST_IMAGES: usize = 512;
/// Pixels that these may have together: eight pages at the largest size. Thumbnails are bounded by their number.
const MOST_PIXELS: u64 = 64 * 1024 * 1024;
/// Control messages that wait for a tablet before it is no longer listened to (rule ER-4).
const MOST_CONTROL: usize = 256;

/// What goes out next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outgoing {
    Text(Arc<str>),
    Pong(Vec<u8>),
    Binary(Vec<u8>),
}

/// The order of one socket's sending.
#[derive(Debug)]
pub(super) struct Queue {
    control: VecDeque<Outgoing>,
    /// Images by priority, then in the order in which they were asked for.
    images: BTreeMap<(Priority, u64), Sending>,
    places: HashMap<RequestKey, (Priority, u64)>,
    asked: u64,
    credit: usize,
    under_way: usize,
}

#[derive(Debug)]
struct Sending {
    key: RequestKey,
    image: PageImage,
    /// The image, between its making and its first frame; all who wait for it share its bytes.
    made: Option<Arc<EncodedImage>>,
    /// The frames that are left once it is begun.
    frames: VecDeque<Vec<u8>>,
}

impl Sending {
    fn begin(&mut self) {
        let Some(made) = self.made.take() else { return };
        let (request, is_pushed) = match self.key {
            RequestKey::Asked(request) => (request, false),
            RequestKey::Pushed(request) => (request, true),
        };
        let description = Description {
            image: self.image,
            media_type: made.media_type.as_str().to_owned(),
            width: made.width,
            height: made.height,
        };
        self.frames = frames(request, is_pushed, &description, &made.bytes).into();
    }
}

/// What an image counts; the shape of its page is not known.
fn pixels(image: &PageImage) -> u64 {
    let edge = match image.tile {
        Some(_) => TILE,
        None if image.long_edge == LADDER[0] => 0,
        None => image.long_edge,
    };
    u64::from(edge).pow(2)
}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            control: VecDeque::new(),
            images: BTreeMap::new(),
            places: HashMap::new(),
            asked: 0,
            credit: FIRST_CREDIT as usize,
            under_way: 0,
        }
    }

    pub(super) fn say(&mut self, text: Arc<str>) {
        self.control.push_back(Outgoing::Text(text));
    }

    /// Answers a sign of life.
    pub(super) fn pong(&mut self, token: Vec<u8>) {
        self.control.push_back(Outgoing::Pong(token));
    }

    /// How many control messages wait.
    pub(super) fn backlog(&self) -> usize {
        self.control.len()
    }

    /// Whether more may be taken in: each message may be answered with one, and what a tablet does not read stays here.
    pub(super) fn is_listening(&self) -> bool {
        self.control.len() < MOST_CONTROL
    }

    /// Whether one more image may wait to be sent.
    pub(super) fn has_room_for(&self, image: &PageImage) -> bool {
        let waiting: u64 = self.images.values().map(|one| pixels(&one.image)).sum();
        self.images.len() < MOST_IMAGES && waiting + pixels(image) <= MOST_PIXELS
    }

    /// Keeps a place for an image. False when the number is in use.
    pub(super) fn expect(&mut self, key: RequestKey, image: PageImage, priority: Priority) -> bool {
        if self.places.contains_key(&key) {
            return false;
        }
        let place = (priority, self.asked);
        self.asked += 1;
        self.places.insert(key, place);
        self.images.insert(
            place,
            Sending {
                key,
                image,
                made: None,
                frames: VecDeque::new(),
            },
        );
        true
    }

    /// The image is made: it is sent when its turn comes.
    pub(super) fn ready(&mut self, key: RequestKey, made: Arc<EncodedImage>) {
        if let Some(place) = self.places.get(&key)
            && let Some(sending) = self.images.get_mut(place)
        {
            sending.made = Some(made);
        }
    }

    /// The images that wait, or are under way, and may no longer be given.
    pub(super) fn withdrawn(
        &self,
        may_be_given: impl Fn(&PageImage) -> bool,
    ) -> Vec<(RequestKey, PageImage)> {
        self.images
            .values()
            .filter(|sending| !may_be_given(&sending.image))
            .map(|sending| (sending.key, sending.image))
            .collect()
    }

    /// The image is no longer wanted, or cannot be made. What was not sent yet is not sent.
    pub(super) fn forget(&mut self, key: RequestKey) {
        if let Some(place) = self.places.remove(&key) {
            self.images.remove(&place);
        }
    }

    /// So many bytes have arrived.
    pub(super) fn credit(&mut self, bytes: u32) {
        let bytes = bytes as usize;
        // A tablet may widen its window to what its connection holds, within reason.
        self.credit = (self.credit + bytes).min(8 * FIRST_CREDIT as usize);
        self.under_way = self.under_way.saturating_sub(bytes);
    }

    /// What goes out next; nothing when nothing may.
    pub(super) fn next(&mut self) -> Option<Outgoing> {
        if let Some(control) = self.control.pop_front() {
            return Some(control);
        }
        let (place, sending) = self
            .images
            .iter_mut()
            .find(|(_, sending)| sending.made.is_some() || !sending.frames.is_empty())?;
        sending.begin();
        let length = sending.frames.front().map_or(0, Vec::len);
        if length > self.credit || self.under_way + length > MAX_UNDER_WAY as usize {
            return None;
        }
        let frame = sending.frames.pop_front()?;
        if sending.frames.is_empty() {
            let (place, key) = (*place, sending.key);
            self.images.remove(&place);
            self.places.remove(&key);
        }
        self.credit -= length;
        self.under_way += length;
        Some(Outgoing::Binary(frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::{
        frame::FrameHeader,
        ids::{Uuid, VersionId},
    };

    fn image(page: u32) -> PageImage {
        PageImage {
            version: VersionId(Uuid::from_u128(1)),
            page,
            long_edge: 1200,
            tile: None,
        }
    }

    fn made(bytes: usize) -> Arc<EncodedImage> {
        Arc::new(EncodedImage {
            media_type: nghisu_render::MediaType::Webp,
            width: 849,
            height: 1200,
            bytes: vec![7; bytes].into(),
        })
    }

    fn sent(queue: &mut Queue) -> Vec<String> {
        std::iter::from_fn(|| queue.next())
            .map(|next| match next {
                Outgoing::Text(text) => text.to_string(),
                Outgoing::Pong(_) => "pong".to_owned(),
                Outgoing::Binary(frame) => FrameHeader::read(&frame).unwrap().request.to_string(),
            })
            .collect()
    }

    #[test]
    fn pg_4_control_goes_first_then_what_is_visible_then_the_rest() {
        let mut queue = Queue::new();
        for (request, priority) in [
            (1, Priority::Later),
            (2, Priority::Thumbnail),
            (3, Priority::Visible),
            (4, Priority::Next),
            (5, Priority::Visible),
        ] {
            assert!(queue.expect(RequestKey::Asked(request), image(request), priority));
        }
        for request in [1, 2, 5, 4, 3] {
            queue.ready(RequestKey::Asked(request), made(100));
        }
        queue.say("vote".into());
        assert_eq!(sent(&mut queue), ["vote", "3", "5", "4", "2", "1"]);
    }

    #[test]
    fn pg_4_a_visible_image_overtakes_one_that_is_under_way() {
        let mut queue = Queue::new();
        queue.expect(RequestKey::Asked(1), image(1), Priority::Later);
        queue.ready(RequestKey::Asked(1), made(100_000));
        assert!(matches!(queue.next(), Some(Outgoing::Binary(_))));
        queue.expect(RequestKey::Asked(2), image(2), Priority::Visible);
        queue.ready(RequestKey::Asked(2), made(100));
        queue.say("vote".into());
        assert_eq!(sent(&mut queue), ["vote", "2", "1", "1", "1"]);
    }

    #[test]
    fn pg_5_no_more_is_under_way_than_the_tablet_has_given_credit_for() {
        let mut queue = Queue::new();
        queue.expect(RequestKey::Asked(1), image(1), Priority::Visible);
        queue.ready(RequestKey::Asked(1), made(2_000_000));
        let mut total = 0;
        while let Some(Outgoing::Binary(frame)) = queue.next() {
            total += frame.len();
        }
        assert!(total <= MAX_UNDER_WAY as usize && total > 200_000);
        // A message is not held up by that.
        queue.say("vote".into());
        assert_eq!(sent(&mut queue), ["vote"]);
        queue.credit(65_536);
        assert_eq!(sent(&mut queue), ["1", "1"]);
    }

    #[test]
    fn what_is_cancelled_is_not_sent_on() {
        let mut queue = Queue::new();
        queue.expect(RequestKey::Asked(1), image(1), Priority::Visible);
        assert!(!queue.expect(RequestKey::Asked(1), image(1), Priority::Visible));
        queue.ready(RequestKey::Asked(1), made(100_000));
        assert!(queue.next().is_some());
        queue.forget(RequestKey::Asked(1));
        assert_eq!(queue.next(), None);
        // An image that is made too late finds no place, and harms nobody.
        queue.ready(RequestKey::Asked(1), made(100));
        assert_eq!((queue.next(), queue.images.len()), (None, 0));
    }
    #[test]
    fn pg_8_no_more_waits_for_a_tablet_than_the_memory_of_eight_large_pages() {
        let mut queue = Queue::new();
        let large = |page| PageImage {
            long_edge: 2800,
            ..image(page)
        };
        let thumbnail = |page| PageImage {
            long_edge: LADDER[0],
            ..image(page)
        };
        for page in 1..=8 {
            assert!(queue.has_room_for(&large(page)));
            queue.expect(RequestKey::Asked(page), large(page), Priority::Later);
        }
        assert!(!queue.has_room_for(&large(9)));
        queue.forget(RequestKey::Asked(1));
        assert!(queue.has_room_for(&large(9)));
        for page in 9..=513 {
            assert!(queue.has_room_for(&thumbnail(page)));
            queue.expect(
                RequestKey::Asked(page),
                thumbnail(page),
                Priority::Thumbnail,
            );
        }
        assert!(!queue.has_room_for(&thumbnail(514)));
    }

    #[test]
    fn pg_6_what_may_no_longer_be_seen_is_found_also_in_the_middle() {
        let mut queue = Queue::new();
        for page in [1, 2, 3] {
            queue.expect(RequestKey::Asked(page), image(page), Priority::Visible);
        }
        queue.ready(RequestKey::Asked(1), made(100_000));
        assert!(queue.next().is_some());
        queue.ready(RequestKey::Asked(2), made(100));
        let withdrawn = queue.withdrawn(|image| image.page == 3);
        let pages: Vec<u32> = withdrawn.iter().map(|(_, image)| image.page).collect();
        assert_eq!(pages, [1, 2]);
    }
}
