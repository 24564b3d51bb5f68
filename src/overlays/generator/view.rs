//! Draws the recipe line by line, and how strong a value made by it is.

use super::{Generator, Line, MadeOf, SETS, State};
use crate::overlays::keys::verb_hints;
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, hints, line, popup, prose};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the names.
const NAMES: u16 = 14;
/// Cells of the bar of strength; a full one stands for 128 bits.
const BAR: usize = 16;

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let wrong = state.error.clone().or_else(|| state.recipe().err());
    // What is wrong may take a second row.
    let around = if wrong.is_some() { 7 } else { 6 };
    let height = u16::try_from(state.lines().len()).unwrap_or(u16::MAX).saturating_add(around);
    let title = format!("Generate {}", state.field);
    let mut left = popup(&title, (64, height), cx.theme, area, buf);
    for item in state.lines() {
        let row = Rect { height: left.height.min(1), ..left };
        line(
            [(name(*item).into(), cx.style(Role::FieldName))],
            Rect { width: NAMES.min(row.width), ..row },
            buf,
        );
        let (text, help) = value(state, *item);
        let style = cx.style(if *item == state.line() { Role::Input } else { Role::Text });
        let place = Rect { x: row.x + NAMES.min(row.width), width: row.width.saturating_sub(NAMES), ..row };
        line([(text.into(), style), (format!("  {help}").into(), cx.style(Role::Dim))], place, buf);
        left = below(left, 1);
    }
    left = below(left, 1);
    if let Ok(recipe) = state.recipe() {
        let bits = recipe.bits();
        let (word, role) = match bits {
            0..50 => ("weak", Role::Bad),
            50..80 => ("fair", Role::Warning),
            80..112 => ("good", Role::Good),
            _ => ("strong", Role::Good),
        };
        let full = (bits * BAR / 128).min(BAR);
        let bar = format!("{}{}", "━".repeat(full), "·".repeat(BAR - full));
        let name = format!("{:<1$}", "strength", usize::from(NAMES));
        let pieces = [
            (name.into(), cx.style(Role::FieldName)),
            (bar.into(), cx.style(role)),
            (format!("  {bits} bits, {word}").into(), cx.style(role)),
        ];
        line(pieces, left, buf);
    }
    left = below(left, 2);
    if let Some(wrong) = wrong {
        prose(&wrong, cx.style(Role::Bad), left, buf);
        return;
    }
    let mut keys = verb_hints::<Generator>(
        state,
        &[("generator.take", "take"), ("generator.less generator.more", "change")],
        cx,
    );
    // Digits are text and no verbs.
    keys.push(cx.hint("0-9", "length"));
    keys.extend(verb_hints::<Generator>(
        state,
        &[("generator.turn", "turn"), ("generator.close", "back")],
        cx,
    ));
    hints(keys, left, buf);
}

fn name(line: Line) -> &'static str {
    match line {
        Line::MadeOf => "made of",
        Line::Length => "length",
        Line::Set(index) => SETS[index].1,
        Line::Distinct => "distinct",
    }
}

fn value(state: &State, line: Line) -> (String, &'static str) {
    let on = |is_on: bool| if is_on { "[x]".to_owned() } else { "[ ]".to_owned() };
    match line {
        Line::MadeOf if state.made_of == MadeOf::Words => ("‹ words ›".into(), "of the EFF's long list"),
        Line::MadeOf => ("‹ characters ›".into(), ""),
        Line::Length => {
            let what = match state.made_of {
                MadeOf::Characters => "characters",
                MadeOf::Words => "words",
                MadeOf::Bytes => "random bytes, as base64",
            };
            (format!("‹ {} ›", state.lengths[state.made_of as usize]), what)
        }
        Line::Set(index) => (on(state.sets[index]), if index == 3 { SETS[3].0.characters() } else { "" }),
        Line::Distinct => (on(state.is_distinct), "leaves out 0O 1lI 5S 2Z 8B"),
    }
}
