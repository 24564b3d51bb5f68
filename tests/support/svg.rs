//! A screen as an SVG picture: every glyph stands at its own column, whatever font the reader has.

use std::fmt::Write;
use termlens::{Color, Screen, Style};

/// One cell, in pixels: the shape of usual monospaced fonts at this size.
const CELL: (usize, usize) = (9, 18);
const FONT_SIZE: usize = 15;
const MARGIN: usize = 14;
const INK: &str = "#d8dee9";
const PAPER: &str = "#1b212c";

/// The picture of this screen with these rows of text in the place of its own.
pub fn svg(screen: &Screen, rows: &[String]) -> String {
    let (width, height) = (usize::from(screen.cols()) * CELL.0, usize::from(screen.rows()) * CELL.1);
    let (width, height) = (width + 2 * MARGIN, height + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"{FONT_SIZE}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for (row, text) in rows.iter().enumerate() {
        let cells: Vec<(usize, char, Style)> = text
            .chars()
            .enumerate()
            .map(|(column, glyph)| (column, glyph, style(screen, row, column)))
            .collect();
        for run in cells.chunk_by(|one, next| one.2 == next.2) {
            push_run(&mut svg, row, run);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn style(screen: &Screen, row: usize, column: usize) -> Style {
    let place = (u16::try_from(row).expect("a row"), u16::try_from(column).expect("a column"));
    *screen.cell(place.0, place.1).expect("a cell of the screen").style()
}

/// Draws neighbours of one style: their ground, then their glyphs.
fn push_run(svg: &mut String, row: usize, run: &[(usize, char, Style)]) {
    let (column, _, style) = run[0];
    let (ink, paper) = if style.reverse { (style.bg, style.fg) } else { (style.fg, style.bg) };
    let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
    if paper != Color::Default || style.reverse {
        let fill = color(paper, if style.reverse { INK } else { PAPER });
        let (width, height) = (run.len() * CELL.0, CELL.1);
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
        );
    }
    let glyphs: Vec<&(usize, char, Style)> = run.iter().filter(|(_, glyph, _)| *glyph != ' ').collect();
    if glyphs.is_empty() {
        return;
    }
    let columns: Vec<String> =
        glyphs.iter().map(|(column, ..)| (MARGIN + column * CELL.0).to_string()).collect();
    let _ = write!(svg, "<text y=\"{}\" x=\"{}\"", y + FONT_SIZE - 1, columns.join(" "));
    let _ = write!(svg, " fill=\"{}\"", color(ink, if style.reverse { PAPER } else { INK }));
    for (is_set, attribute) in [
        (style.bold, " font-weight=\"bold\""),
        (style.dim, " opacity=\"0.6\""),
        (style.underline, " text-decoration=\"underline\""),
    ] {
        if is_set {
            svg.push_str(attribute);
        }
    }
    svg.push('>');
    for (_, glyph, _) in glyphs {
        match glyph {
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '&' => svg.push_str("&amp;"),
            glyph => svg.push(*glyph),
        }
    }
    svg.push_str("</text>\n");
}

/// A colour as themes give it: in full, or none.
fn color(color: Color, otherwise: &str) -> String {
    match color {
        Color::Rgb(..) => color.to_string(),
        Color::Default | Color::Indexed(_) => otherwise.to_owned(),
    }
}
