//! Things that belong to page images and weigh together no more than a limit: what was seen least recently goes first,
//! what is in view never. Pure: weights come in.

use std::collections::HashMap;

use nghisu_protocol::frame::PageImage;

struct One<T> {
    thing: T,
    weight: u64,
    /// When it was seen last.
    seen: u64,
}

/// See the module.
pub struct Held<T> {
    /// What all weigh at most.
    limit: u64,
    all: HashMap<PageImage, One<T>>,
    /// Counts what is seen.
    clock: u64,
    /// When somebody said last what is in view: what was seen since then is not let go.
    viewed: Option<u64>,
}

impl<T> Held<T> {
    /// Holds nothing yet.
    pub fn new(limit: u64) -> Self {
        Self {
            limit,
            all: HashMap::new(),
            clock: 0,
            viewed: None,
        }
    }

    /// Whether it is here. That is not seeing it.
    pub fn has(&self, image: &PageImage) -> bool {
        self.all.contains_key(image)
    }

    /// It is seen, where it is here.
    pub fn see(&mut self, image: &PageImage) -> Option<&T> {
        let seen = self.tick();
        let one = self.all.get_mut(image)?;
        one.seen = seen;
        Some(&one.thing)
    }

    /// Says what is in view from now on.
    pub fn view(&mut self, is_in_view: impl Fn(&PageImage) -> bool) {
        let now = self.tick();
        self.viewed = Some(now);
        for (image, one) in &mut self.all {
            if is_in_view(image) {
                one.seen = now;
            }
        }
    }

    /// Takes a thing, and lets go of what is too much then: never of the newest.
    pub fn insert(&mut self, image: PageImage, thing: T, weight: u64) {
        let seen = self.tick();
        self.all.insert(
            image,
            One {
                thing,
                weight,
                seen,
            },
        );
        let mut sum: u64 = self.all.values().map(|one| one.weight).sum();
        while sum > self.limit {
            let oldest = self
                .all
                .iter()
                .filter(|(other, _)| **other != image)
                .filter(|(_, one)| self.viewed.is_none_or(|viewed| one.seen < viewed))
                .min_by_key(|(_, one)| one.seen)
                .map(|(other, _)| *other);
            let Some(gone) = oldest.and_then(|other| self.all.remove(&other)) else {
                break;
            };
            sum -= gone.weight;
        }
    }

    /// Lets go of one.
    pub fn remove(&mut self, image: &PageImage) {
        self.all.remove(image);
    }

    /// Lets go of all that `keeps` does not name.
    pub fn retain(&mut self, keeps: impl Fn(&PageImage) -> bool) {
        self.all.retain(|image, _| keeps(image));
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::VersionId;
    use uuid::Uuid;

    use super::*;
    use crate::viewer::images::{MAX_BYTES, MAX_PIXELS};

    fn page(page: u32) -> PageImage {
        PageImage {
            version: VersionId(Uuid::from_u128(1)),
            page,
            long_edge: 2800,
            tile: None,
        }
    }

    fn pages<T>(held: &Held<T>, of: u32) -> Vec<u32> {
        (1..=of).filter(|number| held.has(&page(*number))).collect()
    }

    fn filled(limit: u64, count: u32, weight: u64) -> Held<()> {
        let mut held = Held::new(limit);
        for number in 1..=count {
            held.insert(page(number), (), weight);
        }
        held
    }

    #[test]
    fn what_was_seen_least_recently_goes_first() {
        let mut held = filled(30, 3, 10);
        assert!(held.see(&page(1)).is_some());
        held.insert(page(4), (), 10);
        assert_eq!(pages(&held, 4), [1, 3, 4]);
        assert!(held.see(&page(2)).is_none());
        // Asking whether it is here is not seeing it.
        assert!(held.has(&page(3)));
        held.insert(page(5), (), 10);
        assert_eq!(pages(&held, 5), [1, 4, 5]);
    }

    #[test]
    fn neither_what_is_in_view_nor_the_newest_goes_however_much_it_weighs() {
        let mut held = filled(30, 3, 10);
        held.view(|image| image.page <= 2);
        held.insert(page(4), (), 100);
        assert_eq!(pages(&held, 4), [1, 2, 4]);
        // What is no longer in view goes.
        held.view(|image| image.page == 4);
        held.insert(page(5), (), 10);
        assert_eq!(pages(&held, 5), [4, 5]);
        let only = filled(30, 1, 100);
        assert_eq!(pages(&only, 1), [1]);
    }

    #[test]
    fn one_that_comes_again_weighs_once() {
        let mut held = filled(30, 3, 10);
        held.insert(page(3), (), 10);
        assert_eq!(pages(&held, 3), [1, 2, 3]);
    }

    #[test]
    fn what_is_taken_away_is_gone() {
        let mut held = filled(30, 3, 10);
        held.retain(|image| image.page != 2);
        held.remove(&page(3));
        assert_eq!(pages(&held, 3), [1]);
    }

    #[test]
    fn a_paper_of_forty_pages_stays_whole_as_it_arrived_and_only_its_last_pages_decoded() {
        // A page of A3 drawings as JPEG weighs 1448 KB at 2000 pixels: the heaviest kind that was measured.
        let drawing = 1_448_000 * 28 * 28 / (20 * 20);
        assert_eq!(
            pages(&filled(MAX_BYTES, 40, drawing), 40),
            Vec::from_iter(1..=40)
        );
        let decoded = filled(MAX_PIXELS, 40, 2800 * 1980);
        assert_eq!(pages(&decoded, 40), Vec::from_iter(36..=40));
    }
}
