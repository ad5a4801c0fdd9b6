//! Arbitrary damage: never a panic, and never "valid" once a signed byte differs.

use crate::sample;
use crate::validation::options;
use nghisu_pades::{Options, Verdict, add_fields, prepare, validate};
use proptest::prelude::*;
use std::sync::LazyLock;

static OPTIONS: LazyLock<Options> = LazyLock::new(options);
static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(sample::signed_twice);

/// The unsigned gap of the last signature; everything else is covered by it.
static GAP: LazyLock<std::ops::Range<usize>> = LazyLock::new(|| {
    let prepared = sample::chair().prepare(
        &sample::secretary().sign(&sample::with_fields(), "ThuKy"),
        "ChuToa",
    );
    let [_, first, second, _] = prepared.slot.byte_range;
    first + 1..second - 1
});

#[test]
fn no_single_flipped_bit_of_a_signed_byte_stays_valid() {
    let mut pdf = SIGNED.clone();
    // Two of three bytes outside of the gaps, one bit each, walking through the bits. The first signature's gap is covered by
    // the second signature and holds mostly zeros: a sample of it suffices.
    let is_digit = |at: usize| {
        pdf[at].is_ascii_hexdigit() && pdf[at - 4..at].iter().all(u8::is_ascii_hexdigit)
    };
    let positions: Vec<usize> = (0..pdf.len())
        .filter(|at| {
            !GAP.contains(at) && (*at < 4 || !is_digit(*at) || at % 61 == 0) && at % 3 != 1
        })
        .collect();
    assert!(positions.len() > 2_500);
    for at in positions {
        let flip = 1 << (at % 8);
        pdf[at] ^= flip;
        assert_ne!(
            validate(&pdf, &OPTIONS).verdict,
            Verdict::Valid,
            "byte {at}"
        );
        pdf[at] ^= flip;
    }
}

#[test]
fn no_truncation_stays_valid() {
    for length in 0..SIGNED.len() {
        let report = validate(&SIGNED[..length], &OPTIONS);
        // What is cut off exactly at the end of the first signature is that signature's sound document.
        let is_first = report.signatures.len() == 1 && report.revisions == 3;
        assert!(
            report.verdict != Verdict::Valid || is_first,
            "{length} bytes"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_changed_bytes_never_stay_valid(
        changes in prop::collection::vec((0..SIGNED.len(), any::<u8>()), 1..6)
    ) {
        let mut pdf = SIGNED.clone();
        let mut is_changed = false;
        for (at, value) in changes {
            is_changed |= pdf[at] != value && !GAP.contains(&at);
            pdf[at] = value;
        }
        let is_same = pdf.iter().zip(SIGNED.iter()).enumerate().all(|(at, (a, b))| a == b || GAP.contains(&at));
        let verdict = validate(&pdf, &OPTIONS).verdict;
        prop_assert!(!is_changed || is_same || verdict != Verdict::Valid);
    }

    #[test]
    fn appended_bytes_never_stay_valid(extra in prop::collection::vec(any::<u8>(), 1..200)) {
        let pdf = [SIGNED.as_slice(), &extra].concat();
        prop_assert_ne!(validate(&pdf, &OPTIONS).verdict, Verdict::Valid);
    }

    #[test]
    fn reordered_blocks_never_stay_valid(
        from in 0..SIGNED.len() - 64, to in 0..SIGNED.len() - 64, length in 1..64usize
    ) {
        let mut pdf = SIGNED.clone();
        let block: Vec<u8> = pdf.drain(from..from + length).collect();
        let to = to.min(pdf.len());
        pdf.splice(to..to, block);
        let is_same = pdf.iter().zip(SIGNED.iter()).enumerate().all(|(at, (a, b))| a == b || GAP.contains(&at));
        prop_assert!(is_same || validate(&pdf, &OPTIONS).verdict != Verdict::Valid);
    }

    #[test]
    fn every_door_bears_arbitrary_damage(
        changes in prop::collection::vec((0..4000usize, any::<u8>()), 1..30), cut in 0..400usize
    ) {
        let mut pdf = sample::with_fields();
        for (at, value) in changes {
            let at = at % pdf.len();
            pdf[at] = value;
        }
        pdf.truncate(pdf.len() - cut.min(pdf.len()));
        let _ = validate(&pdf, &OPTIONS);
        let _ = add_fields(&pdf, &[sample::field("Moi", 10.0)]);
        let _ = prepare(&sample::with_fields(), "ThuKy", &Default::default(), Some(&pdf), 4096);
        let _ = prepare(&pdf, "ThuKy", &Default::default(), None, 4096);
    }
}
