//! How alike two drawings are: each drawn into a small grid that its box fills, blurred a little, and compared by
//! normalised cross-correlation, which does not care how dark a drawing is.

use ttf_parser::{Face, OutlineBuilder};

/// Samples of a row of the grid when an outline is filled.
const SAMPLES: usize = 4;

/// How much of each cell is ink.
#[derive(Clone)]
pub(super) struct Grid<const W: usize, const H: usize> {
    cells: Box<[[f32; W]; H]>,
}

impl<const W: usize, const H: usize> Grid<W, H> {
    pub(super) fn new() -> Self {
        Self {
            cells: Box::new([[0.0; W]; H]),
        }
    }

    /// Adds the ink of a rectangle, to each cell as much as lies in it.
    pub(super) fn fill(&mut self, left: f32, right: f32, top: f32, bottom: f32) {
        let last_row = (bottom.ceil() as usize).min(H);
        for y in (top.max(0.0) as usize)..last_row {
            let covered = bottom.min(y as f32 + 1.0) - top.max(y as f32);
            self.fill_row(y, left, right, covered);
        }
    }

    fn fill_row(&mut self, y: usize, left: f32, right: f32, ink: f32) {
        let last = (right.ceil() as usize).min(W);
        for x in (left.max(0.0) as usize)..last {
            let covered = right.min(x as f32 + 1.0) - left.max(x as f32);
            self.cells[y][x] += covered.max(0.0) * ink;
        }
    }

    /// The grid as a vector that others are compared with: blurred, without its mean, of length one.
    fn vector(&self) -> Vec<f32> {
        let near = |at: usize, last: usize| [at.saturating_sub(1), at, (at + 1).min(last)];
        let mut values = Vec::with_capacity(W * H);
        for y in 0..H {
            for x in 0..W {
                let mut sum = 0.0;
                for (from_y, part_y) in near(y, H - 1).into_iter().zip([1.0, 2.0, 1.0]) {
                    for (from_x, part_x) in near(x, W - 1).into_iter().zip([1.0, 2.0, 1.0]) {
                        sum += self.cells[from_y][from_x].min(1.0) * part_y * part_x;
                    }
                }
                values.push(sum);
            }
        }
        normalised(values)
    }

    /// The same of a grid whose cells are so much larger.
    fn coarse_vector(&self, times: usize) -> Vec<f32> {
        let (width, height) = (W / times, H / times);
        let values = (0..width * height)
            .map(|at| {
                let (x, y) = (at % width * times, at / width * times);
                let rows = &self.cells[y..y + times];
                rows.iter().flat_map(|row| &row[x..x + times]).sum()
            })
            .collect();
        normalised(values)
    }
}

/// Without their mean, and of length one.
fn normalised(mut values: Vec<f32>) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    for value in &mut values {
        *value -= mean;
    }
    let length = product(&values, &values).sqrt();
    if length > 0.0 {
        for value in &mut values {
            *value /= length;
        }
    }
    values
}

fn product(a: &[f32], b: &[f32]) -> f32 {
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a
        .remainder()
        .iter()
        .zip(b.remainder())
        .map(|(a, b)| a * b)
        .sum();
    let mut sums = [0.0; 8];
    for (a, b) in a.zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// A drawing ready to be compared with others.
pub(super) struct Shape {
    /// Its width as a multiple of its height.
    aspect: f32,
    columns: usize,
    coarse: Vec<f32>,
    fine: Vec<f32>,
}

impl Shape {
    pub(super) fn new<const W: usize, const H: usize>(grid: &Grid<W, H>, aspect: f32) -> Self {
        Self {
            aspect,
            columns: W,
            coarse: grid.coarse_vector(4),
            fine: grid.vector(),
        }
    }

    /// The widths differ no more than by this factor.
    pub(super) fn has_width_of(&self, other: &Self, factor: f32) -> bool {
        self.is_as_wide(other.aspect, factor)
    }

    /// The same for a width as a multiple of a height.
    pub(super) fn is_as_wide(&self, aspect: f32, factor: f32) -> bool {
        self.aspect < aspect * factor && aspect < self.aspect * factor
    }

    /// Seen from afar, from -1 to 1.
    pub(super) fn coarse_likeness(&self, other: &Self) -> f32 {
        product(&self.coarse, &other.coarse)
    }

    /// From -1 to 1, which is the same drawing.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        product(&self.fine, &other.fine)
    }

    /// The same for some rows only.
    pub(super) fn likeness_of_rows(&self, other: &Self, rows: std::ops::Range<usize>) -> f32 {
        let part = |shape: &Self| {
            normalised(shape.fine[rows.start * self.columns..rows.end * self.columns].to_vec())
        };
        product(&part(self), &part(other))
    }
}

/// The outline of a word in units of its face, as straight lines.
#[derive(Clone, Default)]
pub(super) struct Outline {
    lines: Vec<[(f32, f32); 2]>,
    start: (f32, f32),
    pen: (f32, f32),
    /// Where the next letter begins.
    advance: f32,
}

impl Outline {
    /// A word in a face, its letters so many units further apart than they are made for.
    pub(super) fn of(word: &str, face: &Face<'_>, tracking: f32) -> Self {
        let mut outline = Self::default();
        for letter in word.chars() {
            let Some(glyph) = face.glyph_index(letter) else {
                continue;
            };
            face.outline_glyph(glyph, &mut outline);
            outline.advance += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) + tracking;
        }
        outline
    }

    /// Turned by an angle, in degrees.
    fn turned(&self, angle: f32) -> Vec<[(f32, f32); 2]> {
        let (sin, cos) = angle.to_radians().sin_cos();
        // Grids count downwards.
        let turn = |(x, y): (f32, f32)| (x * cos - y * sin, -(x * sin + y * cos));
        self.lines.iter().map(|line| line.map(turn)).collect()
    }

    /// Drawn at an angle into a grid that its box fills, with the box's width as a multiple of its height.
    pub(super) fn draw<const W: usize, const H: usize>(&self, angle: f32) -> (Grid<W, H>, f32) {
        let mut grid = Grid::new();
        let lines = self.turned(angle);
        let points = || lines.iter().flatten();
        let ends = |of: fn(&(f32, f32)) -> f32| {
            let values = points().map(of);
            values.fold((f32::MAX, f32::MIN), |(least, most), value| {
                (least.min(value), most.max(value))
            })
        };
        let ((left, right), (top, bottom)) = (ends(|point| point.0), ends(|point| point.1));
        if left >= right || top >= bottom {
            return (grid, 1.0);
        }
        let (across, down) = (W as f32 / (right - left), H as f32 / (bottom - top));
        let part = 1.0 / SAMPLES as f32;
        let mut crossings: Vec<(f32, i32)> = Vec::new();
        for sample in 0..H * SAMPLES {
            let y = top + (sample as f32 + 0.5) * part / down;
            crossings.clear();
            crossings.extend(lines.iter().filter_map(|[from, to]| {
                let is_down = from.1 <= y && to.1 > y;
                let is_up = to.1 <= y && from.1 > y;
                (is_down || is_up).then(|| {
                    let x = from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0);
                    ((x - left) * across, if is_down { 1 } else { -1 })
                })
            }));
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut winding = 0;
            for pair in crossings.windows(2) {
                winding += pair[0].1;
                if winding != 0 {
                    grid.fill_row(sample / SAMPLES, pair[0].0, pair[1].0, part);
                }
            }
        }
        (grid, (right - left) / (bottom - top))
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen = (x + self.advance, y);
        self.start = self.pen;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = (x + self.advance, y);
        self.lines.push([self.pen, to]);
        self.pen = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (from_x, from_y) = (self.pen.0 - self.advance, self.pen.1);
        let third = |end: f32, control: f32| end + (control - end) * 2.0 / 3.0;
        let (x2, y2) = (third(x, x1), third(y, y1));
        self.curve_to(third(from_x, x1), third(from_y, y1), x2, y2, x, y);
    }

    /// Four straight lines are as round as a grid can show.
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (from_x, from_y) = (self.pen.0 - self.advance, self.pen.1);
        for step in 1..=4 {
            let t = step as f32 / 4.0;
            let s = 1.0 - t;
            let at = |from: f32, a: f32, b: f32, to: f32| {
                s * s * s * from + 3.0 * s * s * t * a + 3.0 * s * t * t * b + t * t * t * to
            };
            self.line_to(at(from_x, x1, x2, x), at(from_y, y1, y2, y));
        }
    }

    fn close(&mut self) {
        self.lines.push([self.pen, self.start]);
        self.pen = self.start;
    }
}
