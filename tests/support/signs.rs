//! The signs of a screen as ink: letters from the font, lines of frames and what the font lacks drawn by hand, each
//! in its own columns.

use super::canvas::{Canvas, Colour};
use ab_glyph::{Font, FontRef, Point, PxScale};
use ab_glyph_rasterizer::{Rasterizer, point};

/// One column and one row in pixels: what JetBrains Mono fills at this size.
pub const CELL: (usize, usize) = (12, 26);
/// Pixels of an em.
const EM: f32 = 20.0;
/// Where letters stand, from the top of a row.
const BASE: f32 = 20.0;

/// Both weights of the font.
pub struct Signs {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Signs {
    /// The fonts that lie beside this file.
    pub fn new() -> Self {
        let font = |bytes: &'static [u8]| FontRef::try_from_slice(bytes).unwrap();
        Self {
            regular: font(include_bytes!("fonts/JetBrainsMono-Regular.ttf")),
            bold: font(include_bytes!("fonts/JetBrainsMono-Bold.ttf")),
        }
    }

    /// Draws a sign that begins at this corner and takes this many columns.
    pub fn draw(
        &self,
        sign: &str,
        is_bold: bool,
        columns: usize,
        corner: (i32, i32),
        colour: Colour,
        canvas: &mut Canvas,
    ) {
        if let Some(shape) = shape(sign) {
            return fill(&shape, corner, colour, canvas);
        }
        let font = if is_bold { &self.bold } else { &self.regular };
        let scale = PxScale::from(EM * font.height_unscaled() / font.units_per_em().unwrap());
        for c in sign.chars() {
            let id = font.glyph_id(c);
            if id.0 == 0 {
                return fill(&unknown(columns), corner, colour, canvas);
            }
            let glyph = id.with_scale_and_position(scale, Point { x: 0.0, y: BASE });
            let Some(outlined) = font.outline_glyph(glyph) else { continue };
            let bounds = outlined.px_bounds();
            outlined.draw(|x, y, part| {
                let at = |offset: u32, from: f32| offset.cast_signed() + whole(from);
                canvas.ink(corner.0 + at(x, bounds.min.x), corner.1 + at(y, bounds.min.y), colour, part);
            });
        }
    }
}

/// A closed outline: straight to a point, or bent towards a second one on the way.
enum Step {
    To(f32, f32),
    Bent((f32, f32), (f32, f32)),
}
use Step::{Bent, To};

fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Vec<Step> {
    vec![To(left, top), To(right, top), To(right, bottom), To(left, bottom)]
}

/// The outlines of a sign that is drawn by hand: frames without gaps between the cells, and a key of keyboards that
/// the font has not.
fn shape(sign: &str) -> Option<Vec<Vec<Step>>> {
    // A corner, as it is between the right and the lower side; the others are its mirror images.
    let corner = |is_left: bool, is_above: bool| {
        let x = |x: f32| if is_left { 12.0 - x } else { x };
        let y = |y: f32| if is_above { 26.0 - y } else { y };
        vec![vec![
            To(x(5.0), y(26.0)),
            To(x(5.0), y(19.0)),
            Bent((x(5.0), y(12.0)), (x(12.0), y(12.0))),
            To(x(12.0), y(14.0)),
            Bent((x(7.0), y(14.0)), (x(7.0), y(19.0))),
            To(x(7.0), y(26.0)),
        ]]
    };
    Some(match sign {
        "─" => vec![rectangle(0.0, 12.0, 12.0, 14.0)],
        "━" => vec![rectangle(0.0, 11.0, 12.0, 15.0)],
        "│" => vec![rectangle(5.0, 0.0, 7.0, 26.0)],
        "╭" => corner(false, false),
        "╮" => corner(true, false),
        "╰" => corner(false, true),
        "╯" => corner(true, true),
        "⏎" => vec![vec![
            To(0.5, 14.5),
            To(5.0, 10.0),
            To(5.0, 13.6),
            To(9.4, 13.6),
            To(9.4, 7.5),
            To(11.2, 7.5),
            To(11.2, 15.4),
            To(5.0, 15.4),
            To(5.0, 19.0),
        ]],
        _ => return None,
    })
}

/// The frame of a sign that neither font nor hand knows, as wide as the sign.
fn unknown(columns: usize) -> Vec<Vec<Step>> {
    let right = f32::from(u16::try_from(columns * CELL.0).unwrap()) - 2.0;
    vec![
        rectangle(2.0, 6.0, right, 7.5),
        rectangle(2.0, 19.5, right, 21.0),
        rectangle(2.0, 7.5, 3.5, 19.5),
        rectangle(right - 1.5, 7.5, right, 19.5),
    ]
}

fn fill(shape: &[Vec<Step>], corner: (i32, i32), colour: Colour, canvas: &mut Canvas) {
    // Wide enough for a sign of two columns.
    let mut rasterizer = Rasterizer::new(2 * CELL.0, CELL.1);
    for outline in shape {
        let end = |step: &Step| match step {
            To(x, y) | Bent(_, (x, y)) => point(*x, *y),
        };
        let mut from = end(outline.last().unwrap());
        for step in outline {
            match step {
                To(..) => rasterizer.draw_line(from, end(step)),
                Bent((x, y), _) => rasterizer.draw_quad(from, point(*x, *y), end(step)),
            }
            from = end(step);
        }
    }
    rasterizer.for_each_pixel_2d(|x, y, part| {
        canvas.ink(corner.0 + x.cast_signed(), corner.1 + y.cast_signed(), colour, part);
    });
}

#[expect(clippy::cast_possible_truncation, reason = "bounds of a glyph in whole pixels")]
fn whole(pixels: f32) -> i32 {
    pixels as i32
}
