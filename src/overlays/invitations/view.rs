//! Draws the people with what became of their tokens, and the token of the one under the cursor, masked or as a lease.

use super::{Invitations, Row, State};
use crate::domain::MASK;
use crate::overlays::keys::{draw_hints, keyed};
use crate::panes::ViewCx;
use crate::provider::Gate;
use crate::theme::Role;
use crate::widgets::{
    below, line, noted, padded, popup, popup_room, prose, prose_rows, rows, width, wrapped,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the popup.
const WIDE: u16 = 84;
/// Rows for what stands above the list: whether changes wait, or what has gone wrong.
const ABOVE: u16 = 2;
/// Rows below the list: a free one, the person with the time, the token, what there is to say, the keys.
const BELOW: u16 = 1 + 1 + TOKEN + MESSAGE + 1;
/// Rows of a token.
const TOKEN: u16 = 3;
/// Rows for what there is to say.
const MESSAGE: u16 = 2;
/// Columns of a countdown.
const SECONDS: u16 = 5;

fn size(state: &State, area: Rect) -> (u16, u16) {
    let count = u16::try_from(state.rows.len()).unwrap_or(u16::MAX);
    (WIDE, count.saturating_add(above(state, area) + BELOW + 2))
}

/// Rows above the list, with a free one.
fn above(state: &State, area: Rect) -> u16 {
    let rows = prose_rows(&told(state), WIDE.min(area.width).saturating_sub(4));
    u16::try_from(rows).unwrap_or(u16::MAX).min(ABOVE) + 1
}

/// What stands above the list.
fn told(state: &State) -> String {
    let gate = state.gate.as_ref().map(ToString::to_string);
    state.trouble.clone().or(gate).unwrap_or_default()
}

/// Where the list lies.
pub(super) fn list(state: &State, area: Rect) -> Rect {
    let inner = popup_room(size(state, area), area);
    let left = below(inner, above(state, area));
    Rect { height: left.height.saturating_sub(BELOW), ..left }
}

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let title = format!("Tokens for the people of {}", state.team);
    let inner = popup(&title, size(state, area), cx.theme, area, buf);
    draw_above(state, cx, Rect { height: inner.height.min(ABOVE), ..inner }, buf);
    let list = list(state, area);
    let column = state.rows.iter().map(|row| width(row.invitation.person.name.as_str())).max().unwrap_or(0);
    let unseen =
        rows(state.rows.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, place, buf| {
            draw_row(&state.rows[index], column, cx, place, buf);
        });
    unseen.draw(cx.theme, inner, buf);
    let under =
        Rect { y: list.bottom() + 1, height: inner.bottom().saturating_sub(list.bottom() + 1), ..inner };
    if let Some(row) = state.rows.get(state.cursor.0) {
        draw_token(state, row, cx, under, buf);
    }
    draw_message(state, cx, below(under, 1 + TOKEN), buf);
}

fn draw_above(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let role = match (&state.trouble, &state.gate) {
        (Some(_), _) => Role::Bad,
        (None, Some(Gate::Enforced)) => Role::Good,
        (None, _) => Role::Warning,
    };
    prose(&told(state), cx.style(role), area, buf);
}

fn draw_row(row: &Row, column: usize, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let person = &row.invitation.person;
    let (note, role) = match (row.was_shown, row.was_copied) {
        (true, true) => ("revealed, copied", Role::Good),
        (true, false) => ("revealed", Role::Good),
        (false, true) => ("copied", Role::Good),
        (false, false) => ("not handed out", Role::Warning),
    };
    let pieces = [
        (padded(person.name.as_str(), column + 2).into(), cx.style(Role::Text)),
        (person.role().into(), cx.style(Role::Dim)),
    ];
    noted(pieces, (note.into(), cx.style(role)), area, buf);
}

/// Whose token it is, until when it can be opened, and the token.
fn draw_token(state: &State, row: &Row, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let until = row.invitation.until;
    let (left, role) = match until.left(cx.now.wall) {
        left if left.is_empty() => ("its time is over".to_owned(), Role::Bad),
        left => (format!("within {left}, by {until}"), Role::Dim),
    };
    let heading = [
        (format!("{}  ", row.invitation.person.name).into(), cx.style(Role::FieldName)),
        (left.into(), cx.style(role)),
    ];
    line(heading, area, buf);
    let under = below(area, 1);
    let place = Rect { width: under.width.saturating_sub(SECONDS), height: under.height.min(TOKEN), ..under };
    let Some(end) = state.shown_until else {
        line([(MASK.into(), cx.style(Role::Mask))], place, buf);
        return;
    };
    let token = &row.invitation.token;
    let drawn = token.expose_text(|token| wrapped(token, cx.style(Role::Revealed), place, buf));
    if !drawn.is_some_and(|(_, is_whole)| is_whole) {
        let note = Rect { y: place.bottom().saturating_sub(1), height: place.height.min(1), ..place };
        line([("there is no room for all of it; copy it".into(), cx.style(Role::Warning))], note, buf);
    }
    let seconds = format!("{:>1$}", format!("{}s", cx.now.seconds_to(end)), usize::from(SECONDS));
    let right = Rect { x: place.right(), width: under.right().saturating_sub(place.right()), ..under };
    line([(seconds.into(), cx.style(Role::Countdown))], right, buf);
}

fn draw_message(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let (text, role) = if state.leaving.is_asked() {
        let names = state.waiting();
        let tokens = if names.len() == 1 { "token" } else { "tokens" };
        let text = format!(
            "Lost, if you leave: the {tokens} of {}. y leaves, any other key goes on.",
            names.join(", ")
        );
        (text, Role::Warning)
    } else if cx.is_waiting("copy") {
        ("Copying …".to_owned(), Role::Dim)
    } else {
        let text = "They are handed out here and nowhere else. Each is opened once, by `provider register` or \
                    `login`; another run makes new ones.";
        (text.to_owned(), Role::Dim)
    };
    let told = Rect { height: area.height.min(MESSAGE), ..area };
    prose(&keyed::<Invitations>(&text, cx), cx.style(role), told, buf);
    let verbs = [
        ("invitations.reveal", "reveal"),
        ("invitations.copy", "copy"),
        ("invitations.down invitations.up", "choose"),
        ("invitations.leave", "leave"),
    ];
    draw_hints::<Invitations>(state, &verbs, cx, below(area, MESSAGE), buf);
}
