//! What a socket sends next: control messages first, then visible images, the next page, thumbnails,
//! the rest (rule PG-4), images only as far as the tablet has taken the ones before (rule PG-5). Pure.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use nghisu_protocol::{
    frame::{Description, PageImage, frames},
    socket::{FIRST_CREDIT, MAX_UNDER_WAY, Priority},
};

use crate::pages::EncodedImage;

/// The number of an image on its socket: the tablet's own, or the server's for what it pushes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum RequestKey {
    Asked(u32),
    Pushed(u32),
}

/// What goes out next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outgoing {
    Text(Arc<str>),
    Binary(Vec<u8>),
}

/// The order of one socket's sending.
#[derive(Debug)]
pub(super) struct Queue {
    control: VecDeque<Arc<str>>,
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
    /// The frames that are left; none until the image is made.
    frames: VecDeque<Vec<u8>>,
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
        self.control.push_back(text);
    }

    /// How many control messages wait.
    pub(super) fn backlog(&self) -> usize {
        self.control.len()
    }

    /// How many images are asked for and not sent.
    pub(super) fn images(&self) -> usize {
        self.images.len()
    }

    /// Keeps a place for an image. False when the number is in use.
    pub(super) fn expect(&mut self, key: RequestKey, priority: Priority) -> bool {
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
                frames: VecDeque::new(),
            },
        );
        true
    }

    /// The image is made: it is sent when its turn comes.
    pub(super) fn ready(&mut self, key: RequestKey, image: PageImage, made: &EncodedImage) {
        let Some(sending) = self
            .places
            .get(&key)
            .and_then(|place| self.images.get_mut(place))
        else {
            return;
        };
        let (request, is_pushed) = match key {
            RequestKey::Asked(request) => (request, false),
            RequestKey::Pushed(request) => (request, true),
        };
        let description = Description {
            image,
            media_type: made.media_type.as_str().to_owned(),
            width: made.width,
            height: made.height,
        };
        sending.frames = frames(request, is_pushed, &description, &made.bytes).into();
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
        if let Some(text) = self.control.pop_front() {
            return Some(Outgoing::Text(text));
        }
        let (place, sending) = self
            .images
            .iter_mut()
            .find(|(_, sending)| !sending.frames.is_empty())?;
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

    fn made(bytes: usize) -> EncodedImage {
        EncodedImage {
            media_type: nghisu_render::MediaType::Webp,
            width: 849,
            height: 1200,
            bytes: vec![7; bytes].into(),
        }
    }

    fn sent(queue: &mut Queue) -> Vec<String> {
        std::iter::from_fn(|| queue.next())
            .map(|next| match next {
                Outgoing::Text(text) => text.to_string(),
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
            assert!(queue.expect(RequestKey::Asked(request), priority));
        }
        for request in [1, 2, 5, 4, 3] {
            queue.ready(RequestKey::Asked(request), image(request), &made(100));
        }
        queue.say("vote".into());
        assert_eq!(sent(&mut queue), ["vote", "3", "5", "4", "2", "1"]);
    }

    #[test]
    fn pg_4_a_visible_image_overtakes_one_that_is_under_way() {
        let mut queue = Queue::new();
        queue.expect(RequestKey::Asked(1), Priority::Later);
        queue.ready(RequestKey::Asked(1), image(1), &made(100_000));
        assert!(matches!(queue.next(), Some(Outgoing::Binary(_))));
        queue.expect(RequestKey::Asked(2), Priority::Visible);
        queue.ready(RequestKey::Asked(2), image(2), &made(100));
        queue.say("vote".into());
        assert_eq!(sent(&mut queue), ["vote", "2", "1", "1", "1"]);
    }

    #[test]
    fn pg_5_no_more_is_under_way_than_the_tablet_has_given_credit_for() {
        let mut queue = Queue::new();
        queue.expect(RequestKey::Asked(1), Priority::Visible);
        queue.ready(RequestKey::Asked(1), image(1), &made(2_000_000));
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
        queue.expect(RequestKey::Asked(1), Priority::Visible);
        assert!(!queue.expect(RequestKey::Asked(1), Priority::Visible));
        queue.ready(RequestKey::Asked(1), image(1), &made(100_000));
        assert!(queue.next().is_some());
        queue.forget(RequestKey::Asked(1));
        assert_eq!(queue.next(), None);
        // An image that is made too late finds no place, and harms nobody.
        queue.ready(RequestKey::Asked(1), image(1), &made(100));
        assert_eq!((queue.next(), queue.images()), (None, 0));
    }
}
