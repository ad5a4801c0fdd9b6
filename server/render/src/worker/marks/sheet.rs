//! A page as ink on paper: what is darker than the paper around it, in pieces that hang together.

use super::shape::Grid;

/// Paper is measured in tiles of so many pixels on each side,
const TILE: usize = 16;
/// and each tile is compared with so many around it on each side, about 19 mm in all.
const REACH: usize = 3;
/// Ink sends back less than so many parts of 256 of what the paper around it does.
const INK_BELOW: usize = 227;
/// A page with no more red pixels than this has no red stamp.
const FEW_PIXELS: usize = 200;
/// Red ink has so much more red than of the other colours.
const RED_ABOVE: u8 = 26;
/// More stretches of ink than this is no page of letters.
const MAX_RUNS: usize = 400_000;

/// Which pixels are ink.
pub(super) struct Ink {
    pub(super) width: usize,
    pub(super) pixels: Vec<bool>,
}

/// All ink of a page, and its red ink alone where there is some. The page has four bytes a pixel: blue, green, red, unused.
pub(super) fn read(bgrx: &[u8], width: usize, height: usize) -> (Ink, Option<Ink>) {
    let mut light = Vec::with_capacity(width * height);
    let mut redness = Vec::with_capacity(width * height);
    for pixel in bgrx.chunks_exact(4) {
        // Black and red ink both swallow blue and green.
        light.push(pixel[0].min(pixel[1]).min(pixel[2]));
        redness.push(pixel[2].saturating_sub(pixel[0].max(pixel[1])));
    }
    let limits = Limits::of(&light, width, height);
    let mut pixels = vec![false; light.len()];
    for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
        let light = &light[y * width..(y + 1) * width];
        let limits = &limits.tiles[y / TILE * limits.columns..];
        for ((ink, light), limit) in row.chunks_mut(TILE).zip(light.chunks(TILE)).zip(limits) {
            for (ink, light) in ink.iter_mut().zip(light) {
                *ink = light < limit;
            }
        }
    }
    let red: Vec<bool> = pixels
        .iter()
        .zip(&redness)
        .map(|(is_ink, redness)| *is_ink && *redness > RED_ABOVE)
        .collect();
    let is_red = red.iter().filter(|is_red| **is_red).count() > FEW_PIXELS;
    let ink = |pixels| Ink { width, pixels };
    (ink(pixels), is_red.then(|| ink(red)))
}

/// What is darker than this is ink, from tile to tile: paper is never lit evenly.
struct Limits {
    columns: usize,
    tiles: Vec<u8>,
}

impl Limits {
    fn of(light: &[u8], width: usize, height: usize) -> Self {
        let (columns, rows) = (width.div_ceil(TILE), height.div_ceil(TILE));
        let mut sums = vec![0_u32; columns * rows];
        for (y, row) in light.chunks_exact(width).enumerate() {
            for (sum, light) in sums[y / TILE * columns..].iter_mut().zip(row.chunks(TILE)) {
                *sum += light.iter().map(|light| u32::from(*light)).sum::<u32>();
            }
        }
        let edge = |at: usize, count: usize, length: usize| {
            let (first, last) = (at.saturating_sub(REACH), (at + REACH).min(count - 1));
            (first, last, ((last + 1) * TILE).min(length) - first * TILE)
        };
        let mut tiles = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            let (top, bottom, tall) = edge(row, rows, height);
            for column in 0..columns {
                let (left, right, wide) = edge(column, columns, width);
                let sum: u32 = (top..=bottom)
                    .flat_map(|row| &sums[row * columns + left..=row * columns + right])
                    .sum();
                let mean = sum as usize / (tall * wide);
                tiles.push(u8::try_from(mean * INK_BELOW / 256).unwrap_or(255));
            }
        }
        Self { columns, tiles }
    }
}

/// A box of pixels; the right and lower edges lie outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    pub(super) fn width(self) -> i32 {
        self.right - self.left
    }

    pub(super) fn height(self) -> i32 {
        self.bottom - self.top
    }

    /// Its width as a multiple of its height.
    pub(super) fn aspect(self) -> f32 {
        self.width() as f32 / self.height() as f32
    }

    pub(crate) fn centre_x(self) -> i32 {
        i32::midpoint(self.left, self.right)
    }

    pub(crate) fn centre_y(self) -> i32 {
        i32::midpoint(self.top, self.bottom)
    }

    /// They share pixels.
    pub(super) fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// They stand on one line, and could be letters of one word.
    pub(super) fn is_beside(self, other: Self) -> bool {
        let shared = self.bottom.min(other.bottom) - self.top.max(other.top);
        let (low, high) = (
            self.height().min(other.height()),
            self.height().max(other.height()),
        );
        shared * 10 > low * 7 && high * 10 < low * 21
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A stretch of ink in one row.
#[derive(Clone, Copy)]
struct Run {
    y: i32,
    left: i32,
    right: i32,
}

/// Ink that hangs together.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) area: Area,
    pub(super) pixels: i32,
    first_run: usize,
    end_run: usize,
}

/// All pieces of a page, those that are further to the left first.
pub(super) struct Pieces {
    pub(super) all: Vec<Piece>,
    /// The runs of each piece stand together.
    runs: Vec<Run>,
}

impl Pieces {
    /// Nothing when the page is no page of letters.
    pub(super) fn of(ink: &Ink) -> Option<Self> {
        let mut runs: Vec<Run> = Vec::new();
        let mut roots: Vec<usize> = Vec::new();
        let (mut before, mut row_start) = (0, 0);
        for (y, row) in ink.pixels.chunks_exact(ink.width).enumerate() {
            let mut above = before;
            let mut x = 0;
            while let Some(start) = row[x..].iter().position(|is_ink| *is_ink) {
                let left = x + start;
                let right = row[left..]
                    .iter()
                    .position(|is_ink| !is_ink)
                    .map_or(row.len(), |end| left + end);
                let run = Run {
                    y: signed(y),
                    left: signed(left),
                    right: signed(right),
                };
                let this = runs.len();
                if this == MAX_RUNS {
                    return None;
                }
                runs.push(run);
                roots.push(this);
                // Pixels that touch at their corners hang together.
                while above < row_start && runs[above].right < run.left {
                    above += 1;
                }
                let mut touching = above;
                while touching < row_start && runs[touching].left <= run.right {
                    join(&mut roots, touching, this);
                    touching += 1;
                }
                x = right;
            }
            (before, row_start) = (row_start, runs.len());
        }
        Some(Self::group(&runs, &mut roots))
    }

    fn group(runs: &[Run], roots: &mut [usize]) -> Self {
        let mut keyed: Vec<(usize, Run)> = (0..runs.len())
            .map(|run| (root(roots, run), runs[run]))
            .collect();
        // Stable, so that the runs of a piece stay in the order of rows.
        keyed.sort_by_key(|(root, _)| *root);
        let mut all: Vec<Piece> = Vec::new();
        for stretch in keyed.chunk_by(|a, b| a.0 == b.0) {
            let first_run = all.last().map_or(0, |piece| piece.end_run);
            let areas = stretch.iter().map(|(_, run)| Area {
                left: run.left,
                top: run.y,
                right: run.right,
                bottom: run.y + 1,
            });
            let Some(area) = areas.reduce(Area::with) else {
                continue;
            };
            all.push(Piece {
                area,
                pixels: stretch.iter().map(|(_, run)| run.right - run.left).sum(),
                first_run,
                end_run: first_run + stretch.len(),
            });
        }
        all.sort_by_key(|piece| piece.area.left);
        Self {
            all,
            runs: keyed.into_iter().map(|(_, run)| run).collect(),
        }
    }

    /// Draws the pieces with these numbers into a grid that their common box fills, and gives the box.
    pub(super) fn draw<const W: usize, const H: usize>(
        &self,
        numbers: &[usize],
        grid: &mut Grid<W, H>,
    ) -> Option<Area> {
        let areas = numbers.iter().map(|number| self.all[*number].area);
        let area = areas.reduce(Area::with)?;
        let (across, down) = (
            W as f32 / area.width() as f32,
            H as f32 / area.height() as f32,
        );
        for number in numbers {
            let piece = &self.all[*number];
            for run in &self.runs[piece.first_run..piece.end_run] {
                let top = (run.y - area.top) as f32 * down;
                grid.fill(
                    (run.left - area.left) as f32 * across,
                    (run.right - area.left) as f32 * across,
                    top,
                    top + down,
                );
            }
        }
        Some(area)
    }
}

/// The first run of the piece that a run belongs to, as far as is known.
fn root(roots: &mut [usize], mut run: usize) -> usize {
    while roots[run] != run {
        roots[run] = roots[roots[run]];
        run = roots[run];
    }
    run
}

fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    roots[a.max(b)] = a.min(b);
}

fn signed(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
