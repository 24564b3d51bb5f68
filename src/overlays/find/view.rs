//! Draws what was found, and below it how far the looking is.

use super::{Find, Place, Standing, State};
use crate::message::Found;
use crate::overlays::keys::draw_hints;
use crate::panes::{ViewCx, lit};
use crate::theme::Role;
use crate::widgets::{below, line, popup, popup_room, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows for the count, what is still asked, what could not be read, and the keys.
const STATUS: u16 = 5;
/// Widest the names of teams may be.
const WIDEST_TEAM: usize = 16;

/// Where the list lies: without frame, input and status.
pub(super) fn list(area: Rect) -> Rect {
    let inner = popup_room(size(area), area);
    let status = STATUS.min(inner.height.saturating_sub(1));
    Rect { height: inner.height.saturating_sub(1 + status), ..below(inner, 1) }
}

/// The size of the overlay in this room: all of a low one.
fn size(area: Rect) -> (u16, u16) {
    (100, if area.height > 24 { area.height - 4 } else { area.height })
}

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Position {
    let inner = popup("Find in all teams", size(area), cx.theme, area, buf);
    let input = Rect { height: 1.min(inner.height), ..inner };
    let cursor = draw_input(state, cx, input, buf);
    let list = list(area);
    if state.found.is_empty() {
        let text = match (state.input.text().trim().is_empty(), cx.is_waiting("find")) {
            (true, _) => "Type a part of a name; letters may be left out.",
            (false, true) => "Looking …",
            (false, false) if state.is_asking() => "Nothing matches so far.",
            (false, false) => "Nothing matches.",
        };
        prose(text, cx.style(Role::Dim), list, buf);
    }
    let teams = state.places.iter().map(|place| width(place.team.as_str())).max().unwrap_or(0);
    let wide = teams.min(WIDEST_TEAM);
    let unseen =
        rows(state.found.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
            draw_found(&state.found[index], wide, cx, row, buf);
        });
    unseen.draw(cx.theme, inner, buf);
    draw_status(state, cx, below(inner, 1 + list.height), buf);
    cursor
}

fn draw_input(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Position {
    buf.set_style(area, cx.style(Role::Input));
    let x = line([("f ".into(), cx.style(Role::Key))], area, buf);
    let value = Rect { x, width: area.right().saturating_sub(x), ..area };
    let (seen, column) = state.input.seen(usize::from(value.width));
    line([(seen.as_str().into(), cx.style(Role::Input))], value, buf);
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Position { x: value.x.saturating_add(column), y: value.y }
}

fn draw_found(found: &Found, wide: usize, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let team = Rect { width: u16::try_from(wide).unwrap_or(u16::MAX).min(area.width), ..area };
    line([(found.team.as_str().into(), cx.style(Role::Accent))], team, buf);
    let x = team.right().saturating_add(2).min(area.right());
    let name = Rect { x, width: area.right() - x, ..area };
    line(lit(&found.name.path, &found.name.lit, cx), name, buf);
}

/// How much was found where, what has not answered yet, and what could not be read and why.
fn draw_status(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let answered = state.places.iter().filter(|place| matches!(place.standing, Standing::Listed)).count();
    let more = match state.count.saturating_sub(state.found.len()) {
        0 => String::new(),
        _ => format!(", the best {} shown", state.found.len()),
    };
    let count = format!("{} found in {answered} of {} teams{more}", state.count, state.places.len());
    line([(count.into(), cx.style(Role::Text))], area, buf);

    let asked = state.places.iter().filter(|place| matches!(place.standing, Standing::Asked));
    let asked: Vec<_> = asked.map(Place::named).collect();
    if !asked.is_empty() {
        let text = format!("not answered yet: {}", asked.join(", "));
        line([(text.into(), cx.style(Role::Warning))], below(area, 1), buf);
    }

    let unread = state.unread();
    if !unread.is_empty() {
        let places = if unread.len() == 1 { "place" } else { "places" };
        let text = format!("{} {places} could not be read: {}", unread.len(), unread.join("; "));
        prose(&text, cx.style(Role::Bad), Rect { height: 2.min(area.height), ..below(area, 2) }, buf);
    }

    let verbs = [("find.go", "go there"), ("find.up find.down", "move"), ("find.close", "close")];
    draw_hints::<Find>(state, &verbs, cx, below(area, area.height.saturating_sub(1)), buf);
}

impl Place {
    fn named(&self) -> String {
        format!("{} ({})", self.team, self.provider)
    }
}

impl State {
    fn is_asking(&self) -> bool {
        self.places.iter().any(|place| matches!(place.standing, Standing::Asked))
    }

    /// Teams, and folders in them, that could not be read, each with the reason.
    fn unread(&self) -> Vec<String> {
        let mut unread = Vec::new();
        for place in &self.places {
            if let Standing::Failed(error) = &place.standing {
                unread.push(format!("{}: {}", place.named(), error.reason()));
            }
            let folders = place.names.iter().flat_map(|names| &names.unreadable);
            unread.extend(
                folders.map(|(folder, error)| format!("{folder} in {}: {}", place.named(), error.reason())),
            );
        }
        unread
    }
}
