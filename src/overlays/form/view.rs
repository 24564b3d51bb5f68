//! Draws the form: names on the left, masked inputs on the right, the reason of a refusal below.

use super::{Busy, Form, Item, State, Subject, What, recipe};
use crate::domain::{MASK, SecretKind, Shape};
use crate::overlays::keys::{keyed, verb_hints};
use crate::overlays::leaving::QUESTION;
use crate::panes::ViewCx;
use crate::theme::Role;
use crate::widgets::{below, hints, line, popup, prose, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Widest form, with its frame.
const WIDEST: u16 = 78;
/// Rows of a text of several lines that are seen at once.
const TALLEST: usize = 10;

/// Columns of a text of several lines in a form on this area.
pub(super) fn columns(area: Rect) -> usize {
    usize::from(WIDEST.min(area.width).saturating_sub(6))
}

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = match &state.subject {
        Subject::New(team) => format!("New secret in {team}"),
        Subject::Edit { at, .. } => format!("Edit {}", at.path),
    };
    let tall = |item: &Item| {
        if item.input.is_area() { 1 + item.input.height(columns(area), TALLEST).max(3) } else { 1 }
    };
    // Where lines are short, a reason takes more of them.
    let narrow: u16 = if state.error.is_some() && area.width < WIDEST { 2 } else { 0 };
    let wanted: usize = 7 + usize::from(narrow) + state.items.iter().map(tall).sum::<usize>();
    let wanted = u16::try_from(wanted).unwrap_or(u16::MAX);
    let inner = popup(&title, (WIDEST, wanted.max(14)), cx.theme, area, buf);
    let message_rows = (3 + narrow).min(inner.height);
    let list = Rect { height: inner.height - message_rows, ..inner };
    let message = below(inner, list.height);
    let names = state.items.iter().map(|item| width(&label(&item.what)));
    let column = u16::try_from(names.max().unwrap_or(0) + 2).unwrap_or(u16::MAX).min(list.width / 2);
    let room = usize::from(list.height).max(1);
    // The lines above are scrolled away as far as the one with the keys needs room; only that one can be tall.
    let top = (state.at + tall(&state.items[state.at]).min(room)).saturating_sub(room);
    let (mut left, mut cursor) = (list, None);
    for (index, item) in state.items.iter().enumerate().skip(top) {
        if left.height == 0 {
            break;
        }
        let is_active = index == state.at;
        let seconds = state.shown_until.filter(|_| is_active).map(|end| cx.now.seconds_to(end));
        let (place, used) = draw_item(item, is_active, seconds, column, cx, left, buf);
        if is_active && state.busy.is_none() {
            cursor = place;
        }
        left = below(left, used);
    }
    draw_message(state, cx, message, buf);
    cursor
}

fn draw_item(
    item: &Item,
    is_active: bool,
    seconds: Option<u64>,
    column: u16,
    cx: &ViewCx<'_>,
    left: Rect,
    buf: &mut Buffer,
) -> (Option<Position>, u16) {
    let is_adding = matches!(item.what, What::AddField | What::AddLabel);
    let role = if is_adding { Role::Dim } else { Role::FieldName };
    line([(label(&item.what).into(), cx.style(role))], Rect { width: column, height: 1, ..left }, buf);
    let mut row = Rect { x: left.x + column, width: left.width.saturating_sub(column), height: 1, ..left };
    if let Some((choice, help)) = choice(item) {
        let style = cx.style(if is_active { Role::Input } else { Role::Text });
        let pieces =
            [(format!("‹ {choice} ›").into(), style), (format!("  {help}").into(), cx.style(Role::Dim))];
        line(pieces, row, buf);
        return (None, 1);
    }
    if let Some(seconds) = seconds {
        let countdown = format!(" {seconds}s");
        let wide = u16::try_from(countdown.len()).unwrap_or(u16::MAX).min(row.width);
        row.width -= wide;
        line(
            [(countdown.into(), cx.style(Role::Countdown))],
            Rect { x: row.right(), width: wide, ..row },
            buf,
        );
    }
    if is_active && !item.input.is_area() {
        buf.set_style(row, cx.style(Role::Input));
    }
    let text_role = if item.input.shows_value() { Role::Revealed } else { Role::Text };
    if item.input.is_area() {
        return draw_area(item, cx, left, buf);
    }
    let (mut seen, at) = item.input.seen(usize::from(row.width));
    // What a kind calls no secret is one all the same while others look on.
    if cx.shared.is_presenting && matches!(item.what, What::Field { .. }) && !seen.is_empty() {
        MASK.clone_into(&mut seen);
    }
    if is_active && seen.is_empty() {
        line([(keyed::<Form>(prompt(&item.what), cx), cx.style(Role::Dim))], row, buf);
    }
    line([(seen.as_str().into(), cx.style(text_role))], row, buf);
    let x = row.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(row.right().saturating_sub(1));
    (Some(Position { x, y: row.y }), 1)
}

/// Draws a text of several lines below its name; answers with the place of the cursor and the rows used.
fn draw_area(item: &Item, cx: &ViewCx<'_>, left: Rect, buf: &mut Buffer) -> (Option<Position>, u16) {
    let under = below(left, 1);
    let under = Rect { x: under.x + 2.min(under.width), width: under.width.saturating_sub(2), ..under };
    let columns = usize::from(under.width);
    let room = item.input.height(columns, TALLEST).max(3).min(usize::from(under.height));
    let height = u16::try_from(room).unwrap_or(under.height);
    let seen = item.input.area(columns, room.max(1));
    let place = Rect { height, ..under };
    buf.set_style(place, cx.style(Role::Input));
    for (text, y) in seen.rows.iter().zip(place.top()..place.bottom()) {
        let role = if item.input.is_secret() { Role::Revealed } else { Role::Text };
        line([(text.as_str().into(), cx.style(role))], Rect { y, height: 1, ..place }, buf);
    }
    for (is_more, y, mark) in
        [(seen.more.0, place.top(), "↑"), (seen.more.1, place.bottom().saturating_sub(1), "↓")]
    {
        if is_more && place.height > 0 {
            let beside = Rect { x: left.x, y, width: 1.min(left.width), height: 1 };
            line([(mark.into(), cx.style(Role::Dim))], beside, buf);
        }
    }
    let (column, row) = seen.cursor;
    let x = place.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
    let y = place.y.saturating_add(u16::try_from(row).unwrap_or(u16::MAX));
    let cursor = Position { x: x.min(place.right().saturating_sub(1)), y };
    ((place.height > 0).then_some(cursor), height + 1)
}

pub(super) fn label(what: &What) -> String {
    match what {
        What::Name => "name".into(),
        What::Kind(_) => "kind".into(),
        What::Field { name, shape: Shape::Text, .. } => name.clone(),
        What::Field { name, shape: Shape::Json, .. } => format!("{name} (json)"),
        What::Field { name, shape: Shape::Binary, .. } => format!("{name} (base64)"),
        What::Label(name) => format!("label {name}"),
        What::AddField => "+ field".into(),
        What::AddLabel => "+ label".into(),
    }
}

fn prompt(what: &What) -> &'static str {
    match what {
        What::Name => "folder/name",
        What::AddField => "name of a further field, then {form.enter}",
        What::AddLabel => "name=value, then {form.enter}",
        _ => "",
    }
}

fn choice(item: &Item) -> Option<(&str, &'static str)> {
    match &item.what {
        What::Kind(kind) => Some((kind.as_str(), kind.spec().help)),
        What::Field { choices, .. } if !choices.is_empty() => Some((item.input.text(), "")),
        _ => None,
    }
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    if state.leaving.is_asked() {
        prose(QUESTION, cx.style(Role::Warning), below(area, 1), buf);
    } else if let Some(busy) = &state.busy {
        let text = match busy {
            Busy::Saving(_) => "saving …",
            Busy::Reading(_) => "someone wrote it meanwhile; reading what they wrote …",
        };
        prose(text, cx.style(Role::Dim), below(area, 1), buf);
    } else if let Some(error) = &state.error {
        prose(&keyed::<Form>(error, cx), cx.style(Role::Bad), below(area, 1), buf);
    } else {
        let item = &state.items[state.at];
        // In a text of several lines Enter is text and no verb.
        let enter = item.input.takes_enter().then(|| cx.hint("⏎", "new line"));
        hints(enter.into_iter().chain(verb_hints::<Form>(state, &verbs(item), cx)), below(area, 2), buf);
        if let Some(note) = &state.note {
            line([(keyed::<Form>(note, cx), cx.style(Role::Good))], below(area, 1), buf);
        } else if let Some(hint) = hint(item, state.kind()) {
            line([(keyed::<Form>(hint, cx), cx.style(Role::Dim))], below(area, 1), buf);
        }
    }
}

/// The verbs that matter in this line, the most important first.
fn verbs(item: &Item) -> Vec<(&'static str, &'static str)> {
    let mut keys =
        if item.input.takes_enter() { vec![("form.next", "next")] } else { vec![("form.enter", "next")] };
    keys.push(("form.save", "save"));
    if item.input.is_secret() && !item.is_choice() {
        keys.push(("form.show", if item.input.is_shown { "hide" } else { "show" }));
    }
    keys.push(("form.leave", "leave"));
    if item.is_removable() {
        keys.push(("form.remove", "remove"));
    }
    keys
}

fn hint(item: &Item, kind: SecretKind) -> Option<&'static str> {
    match &item.what {
        What::Kind(_) => Some("space ← → or a letter choose; it never changes later"),
        What::Field { choices, .. } if !choices.is_empty() => Some("space ← → or a letter choose"),
        What::Field { is_fixed: false, .. } => {
            Some("{form.generate} generates · {form.shape} text or JSON · alt-⏎ new line")
        }
        What::Field { .. } if recipe(item, kind).is_some() => Some("{form.generate} generates a value"),
        What::Label(_) | What::AddLabel => Some("labels are not secret: they are kept and shown in clear"),
        _ => None,
    }
}
