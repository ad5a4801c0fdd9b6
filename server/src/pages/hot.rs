//! The images in memory: the few that every tablet of a room asks for within a second. Bounded by bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use nghisu_protocol::log::Hash;

use super::cache::{EncodedImage, Key};

/// The most recently used images, at most so many bytes of them.
#[derive(Debug)]
pub(super) struct Hot {
    limit: usize,
    bytes: usize,
    uses: u64,
    images: HashMap<Key, (u64, Arc<EncodedImage>)>,
    by_use: BTreeMap<u64, Key>,
}

impl Hot {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            bytes: 0,
            uses: 0,
            images: HashMap::new(),
            by_use: BTreeMap::new(),
        }
    }

    pub(super) fn get(&mut self, key: &Key) -> Option<Arc<EncodedImage>> {
        let (used, image) = self.images.get_mut(key)?;
        self.by_use.remove(used);
        self.uses += 1;
        *used = self.uses;
        self.by_use.insert(self.uses, *key);
        Some(Arc::clone(image))
    }

    pub(super) fn put(&mut self, key: Key, image: Arc<EncodedImage>) {
        self.remove(&key);
        self.uses += 1;
        self.bytes += image.bytes.len();
        self.by_use.insert(self.uses, key);
        self.images.insert(key, (self.uses, image));
        while self.bytes > self.limit {
            let Some((_, key)) = self.by_use.first_key_value() else {
                break;
            };
            let key = *key;
            self.remove(&key);
        }
    }

    /// Lets go of all images of a content.
    pub(super) fn forget(&mut self, content: Hash) {
        let keys: Vec<Key> = self
            .images
            .keys()
            .filter(|key| key.content == content)
            .copied()
            .collect();
        for key in keys {
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &Key) {
        if let Some((used, image)) = self.images.remove(key) {
            self.bytes -= image.bytes.len();
            self.by_use.remove(&used);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_render::MediaType;

    #[test]
    fn the_least_used_image_makes_room() {
        let key = |page| Key {
            content: Hash::of(b"x"),
            page,
            long_edge: 256,
            tile: None,
        };
        let image = Arc::new(EncodedImage {
            media_type: MediaType::Webp,
            width: 1,
            height: 1,
            bytes: vec![0; 10].into(),
        });
        let mut hot = Hot::new(25);
        hot.put(key(1), Arc::clone(&image));
        hot.put(key(2), Arc::clone(&image));
        assert!(hot.get(&key(1)).is_some());
        hot.put(key(3), Arc::clone(&image));
        let kept: Vec<u32> = (1..=3)
            .filter(|page| hot.get(&key(*page)).is_some())
            .collect();
        assert_eq!(kept, [1, 3]);
        hot.put(key(3), image);
        assert_eq!(hot.bytes, 20);
    }
}
