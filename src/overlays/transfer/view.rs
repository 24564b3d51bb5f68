//! Draws where the secrets go, and the plan below it.

use super::{State, Transfer};
use crate::message::{Outlook, Planned};
use crate::overlays::keys::verb_hints;
use crate::panes::ViewCx;
use crate::provider::Ability;
use crate::theme::Role;
use crate::widgets::{Piece, below, hints, line, popup, prose, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Widest popup, with its frame.
const WIDEST: u16 = 78;
/// Columns of the names of the lines.
const NAMES: u16 = 6;
/// Rows of the frame, the two lines, the summary, the reason and the keys, with those left free.
const OTHERS: u16 = 10;

/// Rows of the plan that are seen at once.
pub(super) fn list_height(area: Rect) -> u16 {
    area.height.saturating_sub(OTHERS).min(12)
}

pub(super) fn draw(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let verb = if state.start.is_move { "Move" } else { "Copy" };
    let what = match &state.start.paths[..] {
        [path] => path.to_string(),
        paths => format!("{} secrets", paths.len()),
    };
    let title = format!("{verb} {what} of {}", state.start.team);
    let high = state.plan.as_ref().map_or(2, |plan| u16::try_from(plan.len()).unwrap_or(u16::MAX));
    let high = high.clamp(2, list_height(area).max(2));
    let inner = popup(&title, (WIDEST, high + OTHERS), cx.theme, area, buf);
    let is_editing = state.plan.is_none() && !state.is_planning;
    let team = named("team", inner, cx, buf);
    let style = cx.style(if is_editing && state.is_on_team { Role::Input } else { Role::Text });
    let reason = cx.shared.why_not_in(&state.team, Ability::Write);
    let reason = reason.map(|reason| format!("  {reason}")).unwrap_or_default();
    let pieces = [(format!("‹ {} ›", state.team).into(), style), (reason.into(), cx.style(Role::Warning))];
    line(pieces, team, buf);
    let path = named("path", below(inner, 1), cx, buf);
    if is_editing && !state.is_on_team {
        buf.set_style(path, cx.style(Role::Input));
    }
    let (seen, column) = state.path.seen(usize::from(path.width));
    if seen.is_empty() {
        line([("the top of the team".into(), cx.style(Role::Dim))], path, buf);
    }
    line([(seen.as_str().into(), cx.style(Role::Text))], path, buf);
    let list = Rect { height: high, ..below(inner, 3) };
    match &state.plan {
        Some(plan) => {
            let unseen =
                rows(plan.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
                    draw_planned(state, &plan[index], cx, row, buf);
                });
            unseen.draw(cx.theme, inner, buf);
        }
        None if state.is_planning => {
            prose("Planning … nothing is written yet.", cx.style(Role::Dim), list, buf);
        }
        None => {
            let missing = cx.shared.known.missing_in(&state.team).unwrap_or_default();
            let labels = if missing.contains(&Ability::Labels) {
                "without kind and labels, which are not kept there"
            } else {
                "with kind and labels"
            };
            let history = format!("The newest version goes, {labels}; older ones stay behind");
            let after = match cx.shared.why_not_in(&state.start.team, Ability::Versions) {
                _ if !state.start.is_move => ".",
                None => ", with the original, in the bin.",
                Some(_) => ": the original will be gone for good.",
            };
            prose(&format!("{history}{after}"), cx.style(Role::Dim), list, buf);
        }
    }
    draw_end(state, cx, below(inner, high + 4), buf);
    let x =
        path.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX)).min(path.right().saturating_sub(1));
    (is_editing && !state.is_on_team).then_some(Position { x, y: path.y })
}

/// Draws the name of a line; answers with the place beside it.
fn named(name: &'static str, area: Rect, cx: &ViewCx<'_>, buf: &mut Buffer) -> Rect {
    let row = Rect { height: area.height.min(1), ..area };
    line([(name.into(), cx.style(Role::FieldName))], row, buf);
    let names = NAMES.min(row.width);
    Rect { x: row.x + names, width: row.width - names, ..row }
}

fn draw_planned(state: &State, planned: &Planned, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let lost =
        [(planned.loss.kind, "kind"), (planned.loss.labels, "labels"), (planned.loss.binary, "binary form")];
    let lost: Vec<&str> = lost.into_iter().filter_map(|(is_lost, what)| is_lost.then_some(what)).collect();
    let lost = if lost.is_empty() { String::new() } else { format!("  without {}", lost.join(", ")) };
    let (sign, role, note) = match &planned.outlook {
        Outlook::Create => ("+ ", Role::Good, String::new()),
        Outlook::Same if state.start.is_move => ("= ", Role::Good, "  the same is there".into()),
        Outlook::Same => ("= ", Role::Dim, "  the same is there".into()),
        Outlook::Exists => ("! ", Role::Warning, "  holds something else, which stays".into()),
        Outlook::Refused(error) => ("✗ ", Role::Bad, format!("  {error}")),
    };
    let pieces: [Piece<'_>; 6] = [
        (sign.into(), cx.style(role)),
        (planned.from.as_str().into(), cx.style(Role::Text)),
        (" → ".into(), cx.style(Role::Dim)),
        (planned.to.as_str().into(), cx.style(Role::Text)),
        (note.into(), cx.style(role)),
        (lost.into(), cx.style(Role::Warning)),
    ];
    line(pieces, row, buf);
}

/// The sum of the plan or what is wrong, and the keys below it.
fn draw_end(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let first = Rect { height: area.height.min(1), ..area };
    if let Some(error) = &state.error {
        line([(error.as_str().into(), cx.style(Role::Bad))], first, buf);
    } else if let Some(plan) = &state.plan {
        let going = plan.iter().filter(|planned| state.goes(planned)).count();
        let verb = if state.start.is_move { "moved" } else { "copied" };
        let stays = match plan.len() - going {
            0 => String::new(),
            rest => format!(" · {rest} left as they are"),
        };
        line([(format!("{going} to be {verb}{stays}").into(), cx.style(Role::Text))], first, buf);
        if let Some(words) = state.losses().words() {
            let text = format!("not kept in {}: {words}", state.team);
            line([(text.into(), cx.style(Role::Warning))], below(area, 1), buf);
        }
    }
    let verbs: &[(&str, &str)] = match (&state.plan, state.is_planning) {
        (Some(_), _) => {
            &[("transfer.go", "do it"), ("transfer.down transfer.up", "look"), ("transfer.back", "back")]
        }
        (None, true) => &[("transfer.back", "stop")],
        (None, false) if state.is_on_team => &[("transfer.go", "next"), ("transfer.back", "close")],
        (None, false) => &[("transfer.go", "plan"), ("transfer.other", "team"), ("transfer.back", "close")],
    };
    let is_choosing = state.plan.is_none() && !state.is_planning && state.is_on_team;
    let choose = is_choosing.then(|| cx.hint("space ← →", "choose"));
    hints(choose.into_iter().chain(verb_hints::<Transfer>(state, verbs, cx)), below(area, 2), buf);
}
