//! A screen as a picture: every sign at its own columns, in the colours that the console gave it.

use super::canvas::{Canvas, Colour};
use super::signs::{CELL, Signs};
use termlens::{Color, Screen, Style};

/// Room around the screen.
const MARGIN: usize = 16;
/// The terminal's own colours, where the console sets none.
const OWN: (Colour, Colour) = ([0xd8, 0xde, 0xe9], [0x1c, 0x20, 0x28]);
const OWN_SIXTEEN: [u32; 16] = [
    0x2a_303c, 0xe0_6c75, 0x98_c379, 0xe5_c07b, 0x61_afef, 0xc6_78dd, 0x56_b6c2, 0xab_b2bf, //
    0x7d_8799, 0xe8_8a91, 0xb5_d69c, 0xed_d09b, 0x88_c5f5, 0xd7_a0e8, 0x7f_cbd4, 0xff_ffff,
];

/// The picture of a screen.
pub fn screenshot(screen: &Screen) -> Canvas {
    let signs = Signs::new();
    let (columns, rows) = screen.size();
    let ground = colours(screen.cell(0, 0).unwrap().style()).1;
    let side = |cells: u16, cell: usize| usize::from(cells) * cell + 2 * MARGIN;
    let mut canvas = Canvas::new(side(columns, CELL.0), side(rows, CELL.1), ground);
    for row in 0..rows {
        for column in 0..columns {
            let (_, under) = colours(screen.cell(row, column).unwrap().style());
            canvas.fill(corner(column, row), CELL, under);
        }
        for column in 0..columns {
            draw(screen, row, column, &signs, &mut canvas);
        }
    }
    let (row, column, is_visible) = screen.cursor();
    if is_visible {
        let (x, y) = corner(column, row);
        canvas.fill((x, y + 3), (2, 20), OWN.0);
    }
    canvas
}

/// The column and row of a pixel, counted from 0; those of the margin belong to the nearest.
pub fn cell_of((x, y): (usize, usize)) -> (usize, usize) {
    (x.saturating_sub(MARGIN) / CELL.0, y.saturating_sub(MARGIN) / CELL.1)
}

fn draw(screen: &Screen, row: u16, column: u16, signs: &Signs, canvas: &mut Canvas) {
    let cell = screen.cell(row, column).unwrap();
    let style = cell.style();
    let columns = if cell.is_wide() { 2 } else { 1 };
    let (mut ink, under) = colours(style);
    if style.dim {
        let mix = |(ink, under): (u8, u8)| ((u16::from(ink) * 2 + u16::from(under)) / 3).to_le_bytes()[0];
        ink = [0, 1, 2].map(|part| mix((ink[part], under[part])));
    }
    let (x, y) = corner(column, row);
    if !cell.contents().trim().is_empty() {
        let at = |pixels: usize| i32::try_from(pixels).unwrap();
        signs.draw(cell.contents(), style.bold, columns, (at(x), at(y)), ink, canvas);
    }
    if style.underline {
        canvas.fill((x, y + 22), (columns * CELL.0, 1), ink);
    }
}

fn corner(column: u16, row: u16) -> (usize, usize) {
    (MARGIN + usize::from(column) * CELL.0, MARGIN + usize::from(row) * CELL.1)
}

/// Colours of sign and ground.
fn colours(style: &Style) -> (Colour, Colour) {
    let of = |color: Color, own: Colour| match color {
        Color::Default => own,
        Color::Indexed(index) => OWN_SIXTEEN.get(usize::from(index)).map_or(own, |colour| {
            let [_, red, green, blue] = colour.to_be_bytes();
            [red, green, blue]
        }),
        Color::Rgb(red, green, blue) => [red, green, blue],
    };
    let (fg, bg) = (of(style.fg, OWN.0), of(style.bg, OWN.1));
    if style.reverse { (bg, fg) } else { (fg, bg) }
}
