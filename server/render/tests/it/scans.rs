//! Office papers, and what a scanner makes of them.

use std::fmt::Write as _;

use nghisu_render::{Encoding, Pool, Priority};

use crate::pdf::{page_with, stream};
use crate::{Pixels, document};

/// A face of the worker's own, as papers name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Face {
    Serif,
    SerifBold,
    Sans,
    SansBold,
}

const FACES: [(&str, &[u8]); 4] = [
    (
        "TimesNewRomanPSMT",
        include_bytes!("../../../../assets/fonts/tinos/Tinos-Regular.ttf"),
    ),
    (
        "TimesNewRomanPS-BoldMT",
        include_bytes!("../../../../assets/fonts/tinos/Tinos-Bold.ttf"),
    ),
    (
        "ArialMT",
        include_bytes!("../../../../assets/fonts/arimo/Arimo-Regular.ttf"),
    ),
    (
        "Arial-BoldMT",
        include_bytes!("../../../../assets/fonts/arimo/Arimo-Bold.ttf"),
    ),
];

/// A page of 595 × 842 points that is being written.
#[derive(Default)]
pub(crate) struct Paper {
    content: String,
    letters: [Vec<char>; 4],
}

/// How words are set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f32,
    /// Points between letters.
    pub(crate) tracking: f32,
    /// The width of letters in percent.
    pub(crate) stretch: f32,
    pub(crate) colour: [f32; 3],
}

impl Style {
    pub(crate) const fn black(face: Face, size: f32) -> Self {
        Self {
            face,
            size,
            tracking: 0.0,
            stretch: 100.0,
            colour: [0.1, 0.1, 0.1],
        }
    }

    pub(crate) fn red(self) -> Self {
        Self {
            colour: [0.82, 0.1, 0.12],
            ..self
        }
    }

    fn parsed(self) -> ttf_parser::Face<'static> {
        ttf_parser::Face::parse(FACES[self.face as usize].1, 0).unwrap()
    }

    /// The words' letters as paths that are filled, without being text.
    pub(crate) fn outlines(self, x: f32, y: f32, words: &str) -> String {
        let face = self.parsed();
        let mut path = Path {
            content: String::new(),
            x,
            y,
            scale: self.size / f32::from(face.units_per_em()),
        };
        for letter in words.chars() {
            face.outline_glyph(face.glyph_index(letter).unwrap(), &mut path);
            path.x += advance(&face, letter) * self.size / 1000.0;
        }
        path.content + "f"
    }

    /// How wide the words become, in points.
    pub(crate) fn width(self, words: &str) -> f32 {
        words
            .chars()
            .map(|letter| {
                (advance(&self.parsed(), letter) * self.size / 1000.0 + self.tracking)
                    * self.stretch
                    / 100.0
            })
            .sum()
    }
}

/// In thousandths of the size.
fn advance(face: &ttf_parser::Face<'_>, letter: char) -> f32 {
    let glyph = face.glyph_index(letter).unwrap();
    f32::from(face.glyph_hor_advance(glyph).unwrap()) * 1000.0 / f32::from(face.units_per_em())
}

/// Outlines as PDF has them. A quadratic curve is drawn by its control point: nobody sees the difference.
struct Path {
    content: String,
    x: f32,
    y: f32,
    scale: f32,
}

impl Path {
    fn add(&mut self, points: &[(f32, f32)], operator: &str) {
        for (x, y) in points {
            let (x, y) = (self.x + x * self.scale, self.y + y * self.scale);
            write!(self.content, "{x:.2} {y:.2} ").unwrap();
        }
        writeln!(self.content, "{operator}").unwrap();
    }
}

impl ttf_parser::OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add(&[(x, y)], "m");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add(&[(x, y)], "l");
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add(&[(x1, y1), (x, y)], "v");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add(&[(x1, y1), (x2, y2), (x, y)], "c");
    }

    fn close(&mut self) {
        self.add(&[], "h");
    }
}

impl Paper {
    /// Words from `x` on, with their baseline `y` points above the page's lower edge.
    pub(crate) fn write(&mut self, x: f32, y: f32, style: Style, words: &str) {
        let letters = &mut self.letters[style.face as usize];
        let mut codes = String::new();
        for letter in words.chars() {
            let code = letters
                .iter()
                .position(|known| *known == letter)
                .unwrap_or_else(|| {
                    letters.push(letter);
                    letters.len() - 1
                });
            write!(codes, "{:02X}", 33 + code).unwrap();
        }
        let [red, green, blue] = style.colour;
        writeln!(
            self.content,
            "BT {red} {green} {blue} rg /F{} {} Tf {} Tc {} Tz {x} {y} Td <{codes}> Tj ET",
            style.face as usize, style.size, style.tracking, style.stretch
        )
        .unwrap();
    }

    /// The same with its middle at `x`.
    pub(crate) fn centre(&mut self, x: f32, y: f32, style: Style, words: &str) {
        self.write(x - style.width(words) / 2.0, y, style, words);
    }

    /// Anything else that is drawn.
    pub(crate) fn draw(&mut self, content: &str) {
        writeln!(self.content, "{content}").unwrap();
    }

    pub(crate) fn pdf(&self) -> Vec<u8> {
        let mut fonts = String::new();
        let mut objects = Vec::new();
        for (number, (name, bytes)) in FACES.iter().enumerate() {
            let letters = &self.letters[number];
            assert!(letters.len() < 222, "a paper has few letters");
            let face = ttf_parser::Face::parse(bytes, 0).unwrap();
            let (mut widths, mut names) = (String::new(), String::new());
            for letter in letters {
                write!(widths, "{} ", advance(&face, *letter)).unwrap();
                write!(names, "/uni{:04X}", u32::from(*letter)).unwrap();
            }
            write!(fonts, "/F{number} {} 0 R", 5 + number).unwrap();
            objects.push(format!(
                "<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 33/LastChar {}/Widths[{widths}]\
                 /FontDescriptor<</Type/FontDescriptor/FontName/{name}/Flags 32/ItalicAngle 0/Ascent 900/Descent -200\
                 /CapHeight 700/StemV 80/FontBBox[0 -200 1000 900]>>\
                 /Encoding<</BaseEncoding/WinAnsiEncoding/Differences[33{names}]>>>>",
                32 + letters.len().max(1)
            ));
        }
        page_with(
            &format!("/MediaBox[0 0 595 842]/Resources<</Font<<{fonts}>>>>"),
            &self.content,
            &objects,
        )
        .bytes()
    }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    /// From `low` to `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.next() as f32 / (1_u32 << 31) as f32
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.next() as usize % from.len()]
    }
}

/// What happens to a paper on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanner {
    pub(crate) dots_per_inch: u32,
    /// Degrees by which the paper lies askew.
    pub(crate) askew: f32,
    /// How far light spreads, in inches × 1000.
    pub(crate) blur: f32,
    /// Of 255.
    pub(crate) noise: f32,
    /// How much of the ink is left.
    pub(crate) ink: f32,
    pub(crate) is_grey: bool,
    pub(crate) quality: u8,
}

impl Scanner {
    /// A file whose only page is one picture.
    pub(crate) async fn scan(&self, pool: &Pool, paper: &Paper, dice: &mut Dice) -> Vec<u8> {
        let long_edge = self.dots_per_inch * 842 / 72;
        let drawn = pool
            .raster(
                &document(&paper.pdf()),
                0,
                long_edge,
                Encoding::Lossless,
                Priority::Visible,
            )
            .await
            .unwrap();
        let (width, height) = (drawn.width as usize, drawn.height as usize);
        let pixels = Pixels::of(&drawn).rgb;
        let mut turned = self.turn(&pixels, width, height);
        let reach = self.blur * self.dots_per_inch as f32 / 500.0;
        blur(&mut turned, width, reach);
        let paper_tone = [246.0, 244.0, 238.0];
        for (at, pixel) in turned.chunks_exact_mut(3).enumerate() {
            let shade = 1.0 - 0.08 * (at % width) as f32 / width as f32;
            let grain = dice.between(-self.noise, self.noise) * 1.4;
            for (sample, tone) in pixel.iter_mut().zip(paper_tone) {
                let left = 1.0 - (1.0 - *sample / 255.0) * self.ink;
                *sample = (left * tone * shade + grain).clamp(0.0, 255.0);
            }
        }
        let rgb: Vec<u8> = turned
            .chunks_exact(3)
            .flat_map(|pixel| match self.is_grey {
                true => {
                    let grey = pixel[0] * 0.3 + pixel[1] * 0.59 + pixel[2] * 0.11;
                    [grey as u8; 3]
                }
                false => [pixel[0] as u8, pixel[1] as u8, pixel[2] as u8],
            })
            .collect();
        picture_pdf(&jpeg(&rgb, width, height, self.quality), width, height)
    }

    fn turn(&self, rgb: &[u8], width: usize, height: usize) -> Vec<f32> {
        let (sin, cos) = self.askew.to_radians().sin_cos();
        let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
        let mut turned = vec![255.0; rgb.len()];
        for y in 0..height {
            for x in 0..width {
                let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
                let (from_x, from_y) = (
                    dx * cos + dy * sin + middle_x,
                    dy * cos - dx * sin + middle_y,
                );
                let (left, top) = (from_x.floor(), from_y.floor());
                if left < 0.0 || top < 0.0 {
                    continue;
                }
                let (part_x, part_y) = (from_x - left, from_y - top);
                let (left, top) = (left as usize, top as usize);
                if left + 1 >= width || top + 1 >= height {
                    continue;
                }
                let at = (top * width + left) * 3;
                for channel in 0..3 {
                    let sample = |offset: usize| f32::from(rgb[at + offset + channel]);
                    let upper = sample(0) * (1.0 - part_x) + sample(3) * part_x;
                    let lower = sample(width * 3) * (1.0 - part_x) + sample(width * 3 + 3) * part_x;
                    turned[(y * width + x) * 3 + channel] = upper * (1.0 - part_y) + lower * part_y;
                }
            }
        }
        turned
    }
}

/// Each pixel spread over its neighbours, along rows and then along columns.
fn blur(rgb: &mut [f32], width: usize, reach: f32) {
    let side = reach / (1.0 + 2.0 * reach);
    for step in [3, width * 3] {
        let last = rgb.len() - step;
        let mut before = rgb[..step].to_vec();
        for at in step..last {
            let here = rgb[at];
            let place = &mut before[at % step];
            rgb[at] = here * (1.0 - 2.0 * side) + (*place + rgb[at + step]) * side;
            *place = here;
        }
    }
}

fn jpeg(rgb: &[u8], width: usize, height: usize, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, quality)
        .encode(
            rgb,
            u16::try_from(width).unwrap(),
            u16::try_from(height).unwrap(),
            jpeg_encoder::ColorType::Rgb,
        )
        .unwrap();
    bytes
}

/// A page of nothing but specks.
pub(crate) fn noise(width: usize, height: usize) -> Vec<u8> {
    let mut dice = Dice(3);
    let specks: Vec<u8> = (0..width * height)
        .flat_map(|_| [dice.pick(&[0, 255]); 3])
        .collect();
    picture_pdf(&jpeg(&specks, width, height, 90), width, height)
}

fn picture_pdf(jpeg: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut hex = String::with_capacity(jpeg.len() * 2);
    for byte in jpeg {
        write!(hex, "{byte:02x}").unwrap();
    }
    let picture = stream(
        &format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8\
             /Filter[/ASCIIHexDecode/DCTDecode]"
        ),
        &hex,
    );
    page_with(
        "/MediaBox[0 0 595 842]/Resources<</XObject<</P 5 0 R>>>>",
        "595 0 0 842 0 0 cm /P Do",
        &[picture],
    )
    .bytes()
}
