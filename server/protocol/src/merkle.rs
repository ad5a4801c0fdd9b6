//! The Merkle tree over a log: roots, inclusion proofs, consistency proofs (RFC 9162, section 2.1).
//!
//! [`Tree`] keeps the leaves' hashes of one stream and answers for any of its earlier sizes. The
//! checks ([`verify_inclusion`], [`verify_consistency`]) need no tree: they are what a tablet, an
//! archive package and `nghisu verify` run.

use sha2::{Digest as _, Sha256};

use crate::log::Hash;

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
fn node(left: Hash, right: Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x01]);
    hasher.update(left.0);
    hasher.update(right.0);
    Hash(hasher.finalize().into())
}

/// The root of the empty tree: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(b"")
}

/// The root over `leaves`, in order.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(root(left), root(right))
        }
    }
}

/// The largest power of two below `n`, for `n` of at least 2.
fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

/// The leaves of one log.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    leaves: Vec<Hash>,
}

impl Tree {
    /// A tree over these leaves.
    pub fn new(leaves: Vec<Hash>) -> Self {
        Self { leaves }
    }

    /// Adds the next entry's leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The root of the first `size` entries; `None` when there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        self.first(size).map(root)
    }

    /// The proof that entry `index` (from 0) stands in the first `size` entries; `None` when it does not.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        let leaves = self.first(size)?;
        let index = usize::try_from(index)
            .ok()
            .filter(|index| *index < leaves.len())?;
        Some(path(index, leaves))
    }

    /// The proof that the first `old` entries are a prefix of the first `new`; `None` unless 0 < old ≤ new ≤ size.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        let leaves = self.first(new)?;
        let old = usize::try_from(old)
            .ok()
            .filter(|old| *old > 0 && *old <= leaves.len())?;
        Some(subproof(old, leaves, true))
    }

    fn first(&self, size: u64) -> Option<&[Hash]> {
        self.leaves.get(..usize::try_from(size).ok()?)
    }
}

fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, sibling) = if index < k {
        (path(index, left), root(right))
    } else {
        (path(index - k, right), root(left))
    };
    proof.push(sibling);
    proof
}

fn subproof(old: usize, leaves: &[Hash], is_whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_whole {
            Vec::new()
        } else {
            vec![root(leaves)]
        };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    if old <= k {
        let mut proof = subproof(old, left, is_whole);
        proof.push(root(right));
        proof
    } else {
        let mut proof = subproof(old - k, right, false);
        proof.push(root(left));
        proof
    }
}

/// Whether `proof` shows that `leaf` is entry `index` (from 0) of a log with this `size` and `root`
/// (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut fine, mut last, mut computed) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if fine & 1 == 1 || fine == last {
            computed = node(*step, computed);
            while fine & 1 == 0 && fine != 0 {
                fine >>= 1;
                last >>= 1;
            }
        } else {
            computed = node(computed, *step);
        }
        fine >>= 1;
        last >>= 1;
    }
    last == 0 && computed == root
}

/// Whether `proof` shows that a log of `old` entries with `old_root` is a prefix of one of `new`
/// entries with `new_root` (RFC 9162, section 2.1.4.2).
pub fn verify_consistency(
    (old, old_root): (u64, Hash),
    (new, new_root): (u64, Hash),
    proof: &[Hash],
) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut steps = proof.iter().copied();
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        steps.next()
    };
    let Some(first) = first else { return false };
    let (mut fine, mut last) = (old - 1, new - 1);
    while fine & 1 == 1 {
        fine >>= 1;
        last >>= 1;
    }
    let (mut old_computed, mut new_computed) = (first, first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if fine & 1 == 1 || fine == last {
            old_computed = node(step, old_computed);
            new_computed = node(step, new_computed);
            while fine & 1 == 0 && fine != 0 {
                fine >>= 1;
                last >>= 1;
            }
        } else {
            new_computed = node(new_computed, step);
        }
        fine >>= 1;
        last >>= 1;
    }
    last == 0 && old_computed == old_root && new_computed == new_root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::leaf;
    use proptest::prelude::*;

    fn tree(size: u64) -> Tree {
        Tree::new((0..size).map(|n| leaf(&n.to_be_bytes())).collect())
    }

    #[test]
    fn ev_4_the_roots_are_those_of_rfc_6962() {
        // The reference vectors of the certificate-transparency test suite.
        let inputs: [&[u8]; 3] = [b"", b"\x00", b"\x10"];
        let leaves: Vec<Hash> = inputs.iter().map(|input| leaf(input)).collect();
        assert_eq!(
            root(&leaves[..2]).to_hex(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
        assert_eq!(
            root(&leaves).to_hex(),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        );
    }

    proptest! {
        #[test]
        fn ev_4_every_entry_of_every_size_is_proved(size in 1_u64..70, at in any::<prop::sample::Index>()) {
            let tree = tree(size);
            let index = at.index(size as usize) as u64;
            let root = tree.root_at(size).unwrap();
            let proof = tree.inclusion(index, size).unwrap();
            let own = leaf(&index.to_be_bytes());
            prop_assert!(verify_inclusion(own, index, size, &proof, root));
            prop_assert!(!verify_inclusion(leaf(b"another"), index, size, &proof, root));
            prop_assert!(!verify_inclusion(own, index + size, size, &proof, root));
        }

        #[test]
        fn ev_5_every_earlier_size_is_a_provable_prefix(new in 1_u64..70, at in any::<prop::sample::Index>()) {
            let tree = tree(new);
            let old = at.index(new as usize) as u64 + 1;
            let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root_at(new).unwrap());
            let proof = tree.consistency(old, new).unwrap();
            prop_assert!(verify_consistency((old, old_root), (new, new_root), &proof));
            prop_assert!(!verify_consistency((old, leaf(b"forged")), (new, new_root), &proof));
            if old != new {
                prop_assert!(!verify_consistency((old, old_root), (new, leaf(b"forged")), &proof));
            }
        }
    }

    #[test]
    fn what_is_out_of_range_has_no_proof() {
        let tree = tree(5);
        assert_eq!(tree.inclusion(5, 5), None);
        assert_eq!(tree.consistency(0, 5), None);
        assert_eq!(tree.consistency(3, 6), None);
        assert_eq!(tree.root_at(6), None);
        assert_eq!(tree.root_at(0), Some(empty_root()));
    }
}
