//! A screen as an SVG picture: every sign at its own column, whatever font shows it; lines of frames are drawn.

use std::fmt::Write;
use termlens::{Color, Screen, Style};

/// Columns and rows in pixels; a sign of this size fills a column in common monospaced fonts.
const CELL: (u32, u32) = (9, 19);
const FONT: u32 = 15;
/// Room around the screen.
const MARGIN: u32 = 12;
/// The terminal's own colours, where the console sets none.
const OWN: (&str, &str) = ("#d8dee9", "#1c2028");
const OWN_SIXTEEN: [&str; 16] = [
    "#2a303c", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf", //
    "#7d8799", "#e88a91", "#b5d69c", "#edd09b", "#88c5f5", "#d7a0e8", "#7fcbd4", "#ffffff",
];

/// The picture of a screen.
pub fn svg(screen: &Screen) -> String {
    let (columns, rows) = screen.size();
    let (width, height) = (u32::from(columns) * CELL.0 + 2 * MARGIN, u32::from(rows) * CELL.1 + 2 * MARGIN);
    let (_, ground) = colors(screen.cell(0, 0).unwrap().style());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{ground}\"/>\n\
         <g font-family=\"'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"{FONT}\" xml:space=\"preserve\">\n"
    );
    for row in 0..rows {
        draw_row(screen, row, &ground, &mut svg);
    }
    let (row, column, is_visible) = screen.cursor();
    if is_visible {
        let (x, y) = corner(column, row);
        let _ =
            writeln!(svg, "<rect x=\"{x}\" y=\"{}\" width=\"2\" height=\"15\" fill=\"{}\"/>", y + 2, OWN.0);
    }
    svg + "</g>\n</svg>\n"
}

fn draw_row(screen: &Screen, row: u16, ground: &str, svg: &mut String) {
    let columns = screen.size().0;
    let mut column = 0;
    while column < columns {
        // A run: neighbours of one style.
        let style = *screen.cell(row, column).unwrap().style();
        let end = (column..columns).find(|at| *screen.cell(row, *at).unwrap().style() != style);
        let end = end.unwrap_or(columns);
        let (fg, bg) = colors(&style);
        let (x, y) = corner(column, row);
        let wide = u32::from(end - column) * CELL.0;
        if bg != ground {
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{}\" fill=\"{bg}\"/>",
                CELL.1
            );
        }
        let (mut text, mut places, mut lines) = (String::new(), Vec::new(), String::new());
        for at in column..end {
            let sign = screen.cell(row, at).unwrap().contents();
            let (x, y) = corner(at, row);
            if let Some(path) = line(sign) {
                let _ = write!(lines, "M{x} {y}{path}");
            } else if !sign.trim().is_empty() {
                text.push_str(&sign.replace('&', "&amp;").replace('<', "&lt;"));
                // One place for every character; marks that combine stay where their letter is.
                places.extend(sign.chars().map(|_| x.to_string()));
            }
        }
        if !lines.is_empty() {
            let _ = writeln!(svg, "<path d=\"{lines}\" fill=\"none\" stroke=\"{fg}\"/>");
        }
        if !text.is_empty() {
            let bold = if style.bold { " font-weight=\"bold\"" } else { "" };
            let under = if style.underline { " text-decoration=\"underline\"" } else { "" };
            let dim = if style.dim { " opacity=\"0.66\"" } else { "" };
            let places = places.join(" ");
            let _ = writeln!(
                svg,
                "<text y=\"{}\" fill=\"{fg}\"{bold}{under}{dim} x=\"{places}\">{text}</text>",
                y + FONT - 1
            );
        }
        column = end;
    }
}

fn corner(column: u16, row: u16) -> (u32, u32) {
    (MARGIN + u32::from(column) * CELL.0, MARGIN + u32::from(row) * CELL.1)
}

/// The strokes of a line sign from the corner of its cell.
fn line(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "─" => "m0 9.5h9",
        "│" => "m4.5 0v19",
        "╭" => "m4.5 19v-5q0 -4.5 4.5 -4.5",
        "╮" => "m0 9.5q4.5 0 4.5 4.5v5",
        "╰" => "m4.5 0v5q0 4.5 4.5 4.5",
        "╯" => "m0 9.5q4.5 0 4.5 -4.5v-5",
        _ => return None,
    })
}

/// Colours of sign and ground.
fn colors(style: &Style) -> (String, String) {
    let of = |color: Color, own: &str| match color {
        Color::Default => own.to_owned(),
        Color::Indexed(index) => OWN_SIXTEEN.get(usize::from(index)).unwrap_or(&own).to_string(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    };
    let (fg, bg) = (of(style.fg, OWN.0), of(style.bg, OWN.1));
    if style.reverse { (bg, fg) } else { (fg, bg) }
}
