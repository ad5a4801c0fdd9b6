//! Words as faces have them, to compare drawings with.

use ttf_parser::Face;

use super::shape::{Grid, Outline, Shape};

/// How far a word may be turned, in degrees; a drawing is hardly less alike one degree beside.
const ANGLES: [f32; 5] = [-4.0, -2.0, 0.0, 2.0, 4.0];
/// Where marks stand above letters, and below them, in rows of a grid.
const ABOVE: std::ops::Range<usize> = 0..11;
const BELOW: std::ops::Range<usize> = 25..32;

/// One letter with its marks.
pub(super) type LetterGrid = Grid<24, 32>;
/// Several letters.
pub(super) type WordGrid = Grid<72, 32>;

/// How a word is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    face: usize,
    angle: f32,
    /// How much further letters are apart than they are made for, in parts of the face's size.
    tracking: f32,
}

impl Setting {
    pub(super) fn tracked(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }
}

/// A word in one setting.
pub(super) struct Template {
    pub(super) setting: Setting,
    pub(super) shape: Shape,
}

/// The faces that stamps are compared with.
pub(super) struct Faces(Vec<Face<'static>>);

impl Faces {
    pub(super) fn of(files: &[&'static [u8]]) -> Self {
        let faces = files.iter().filter_map(|file| Face::parse(file, 0).ok());
        Self(faces.collect())
    }

    /// A word in every face at every angle.
    pub(super) fn templates(&self, word: &str, trackings: &[f32]) -> Vec<Template> {
        let mut templates = Vec::new();
        for face in 0..self.0.len() {
            for tracking in trackings.iter().copied() {
                for angle in ANGLES {
                    let setting = Setting {
                        face,
                        angle,
                        tracking,
                    };
                    templates.push(Template {
                        setting,
                        shape: self.draw(word, setting),
                    });
                }
            }
        }
        templates
    }

    pub(super) fn draw(&self, word: &str, setting: Setting) -> Shape {
        let face = &self.0[setting.face];
        let tracking = setting.tracking * f32::from(face.units_per_em());
        let outline = Outline::of(word, face, tracking);
        if word.chars().nth(1).is_none() {
            let (grid, aspect): (LetterGrid, f32) = outline.draw(setting.angle);
            Shape::new(&grid, aspect)
        } else {
            let (grid, aspect): (WordGrid, f32) = outline.draw(setting.angle);
            Shape::new(&grid, aspect)
        }
    }

    /// By how much a drawing is more like the template than like any rival in the same setting. Marks are small and decide:
    /// what stands above and below counts as much as the whole.
    pub(super) fn margin(
        &self,
        shape: &Shape,
        template: &Template,
        rivals: &[&str],
        widths: f32,
    ) -> f32 {
        let marked = |other: &Shape| {
            let parts = [
                shape.likeness(other),
                shape.likeness_of_rows(other, ABOVE),
                shape.likeness_of_rows(other, BELOW),
            ];
            parts.iter().sum::<f32>() / 3.0
        };
        let own = marked(&template.shape);
        rivals
            .iter()
            .map(|rival| self.draw(rival, template.setting))
            .filter(|rival| shape.has_width_of(rival, widths))
            .map(|rival| own - marked(&rival))
            .fold(1.0, f32::min)
    }
}

/// The template that a drawing is most like, among those of about its width that look alike from afar, and how much.
pub(super) fn best<'t>(
    shape: &Shape,
    templates: &'t [Template],
    widths: f32,
    afar: f32,
) -> Option<(f32, &'t Template)> {
    templates
        .iter()
        .filter(|template| shape.has_width_of(&template.shape, widths))
        .filter(|template| shape.coarse_likeness(&template.shape) > afar)
        .map(|template| (shape.likeness(&template.shape), template))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}
