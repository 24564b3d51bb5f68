//! The bin: soft-deleted secrets of the active team; bring one back, or remove it for good.

use super::keys::draw_hints;
use crate::domain::{SecretPath, TeamId, Timestamp};
use crate::message::{
    Action, Answer, Confirm, Deed, Key, KeyCode, Many, Mouse, Outbox, Outcome, Overlay, Request, Target,
};
use crate::panes::{Asked, Binding, Changed, Cx, Pane, Picked, ViewCx, around, point};
use crate::provider::{Ability, Binned, Error, Right};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, padded, popup, popup_room, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Bin;

/// What lies in it; nothing until it was told.
#[derive(Debug, Default)]
pub(super) struct State {
    binned: Option<Vec<Binned>>,
    error: Option<Error>,
    cursor: Cursor,
    /// What is selected for verbs on several.
    picked: Picked,
    /// What was asked about the rights of the login.
    asked: Asked,
}

impl State {
    /// The secret under the cursor.
    fn at(&self, team: &TeamId) -> Option<Target> {
        let binned = self.binned.as_ref()?.get(self.cursor.0)?;
        Some(Target { team: team.clone(), path: binned.secret.path.clone() })
    }

    /// Asks what the login may do with the secret under the cursor and those around it, unless that is known.
    fn ask_rights(&mut self, cx: &Cx<'_>, out: &mut Outbox) {
        let (Some(at), Some(binned)) = (self.at(&cx.shared.team), &self.binned) else { return };
        let rows = around(self.cursor, cx.page(), binned.len());
        self.asked.ask(&at, rows.map(|row| binned[row].secret.path.clone()), cx.shared, out);
    }

    /// The path of a row, for the selection.
    fn path(&self, row: usize) -> Option<Box<str>> {
        Some(self.binned.as_ref()?.get(row)?.secret.path.as_str().into())
    }

    /// Takes the range under way to the row under the cursor.
    fn stretch(&mut self) {
        let mut picked = std::mem::take(&mut self.picked);
        picked.stretch(self.cursor.0, |row| self.path(row));
        self.picked = picked;
    }

    /// The verb on everything selected.
    fn many(&self, deed: Deed, cx: &Cx<'_>) -> Many {
        let paths = self.picked.paths().iter().filter_map(|path| SecretPath::new(path).ok()).collect();
        Many { deed, team: cx.shared.team.clone(), paths, to: None, can_undo: false }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Select the secret, or put it back, and move on.
    Pick,
    /// Begin or end a range.
    Range,
    /// Select all.
    PickAll,
    /// Bring the secret or the selection back.
    Restore,
    /// Remove it for good.
    Erase,
    /// Drop the range, else the selection, else close.
    Leave,
    /// Close.
    Close,
}

impl Pane for Bin {
    const ID: &'static str = "bin";
    const TITLE: &'static str = "Bin";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("bin", Msg::Move;
        Binding {
            keys: &[Key::char('u'), Key::plain(KeyCode::Enter)],
            verb: "bin.restore",
            help: "restore",
            is_hinted: true,
            msg: Msg::Restore,
        },
        Binding {
            keys: &[Key::char('D')],
            verb: "bin.erase",
            help: "remove for good",
            is_hinted: true,
            msg: Msg::Erase,
        },
        Binding {
            keys: &[Key::char(' ')],
            verb: "bin.select",
            help: "select, and move on",
            is_hinted: false,
            msg: Msg::Pick,
        },
        Binding {
            keys: &[Key::char('v')],
            verb: "bin.select-range",
            help: "begin or end a range",
            is_hinted: false,
            msg: Msg::Range,
        },
        Binding {
            keys: &[Key::ctrl('a')],
            verb: "bin.select-all",
            help: "select all",
            is_hinted: false,
            msg: Msg::PickAll,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc)],
            verb: "bin.leave",
            help: "drop the selection, or close",
            is_hinted: false,
            msg: Msg::Leave,
        },
        Binding {
            keys: &[Key::char('q'), Key::char('b'), Key::ctrl('c')],
            verb: "bin.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        let at = state.at(&cx.shared.team);
        let count = state.binned.as_ref().map_or(0, Vec::len);
        match (msg, at) {
            (Msg::Close, _) => out.act(Action::Close),
            (Msg::Leave, _) if state.picked.is_empty() => out.act(Action::Close),
            (Msg::Leave, _) => _ = state.picked.clear(),
            (Msg::Move(step), _) => {
                state.cursor.step(step, count, cx.page());
                state.stretch();
            }
            (Msg::Pick, Some(at)) => {
                state.picked.toggle(vec![at.path.as_str().into()]);
                state.cursor.step(Step::Down, count, cx.page());
            }
            (Msg::Range, _) => {
                state.picked.range(state.cursor.0);
                state.stretch();
            }
            (Msg::PickAll, _) => {
                state.picked.end_range();
                let all: Vec<_> = (0..count).filter_map(|row| state.path(row)).collect();
                state.picked.add(all);
            }
            (Msg::Restore, _) if !state.picked.is_empty() => {
                state.picked.end_range();
                out.act(Action::Many(state.many(Deed::Restore, cx)));
            }
            (Msg::Erase, _) if !state.picked.is_empty() => {
                state.picked.end_range();
                let typed = state.picked.len().to_string();
                if let Some(confirm) = state.many(Deed::Erase, cx).question(Some(typed)) {
                    out.open(Overlay::Confirm(confirm));
                }
            }
            (Msg::Restore, Some(at)) => out.act(Action::Commit {
                then: Box::new(Request::Undelete(at.clone(), None)),
                done: format!("{} is back", at.path),
                at: Some(at),
                can_undo: false,
            }),
            (Msg::Erase, Some(at)) => out.open(Overlay::Confirm(Confirm {
                question: format!("Remove {} with all its versions?", at.path),
                detail: "Nothing of it remains, and nothing brings it back.".into(),
                typed: Some(at.path.name().to_owned()),
                then: Request::Erase(at.clone()),
                done: format!("removed {} for good", at.path),
                can_undo: false,
                at: Some(at),
            })),
            _ => {}
        }
        state.ask_rights(cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &crate::message::Shared) -> Option<String> {
        match msg {
            Msg::Move(_) | Msg::Leave | Msg::Close => None,
            _ if state.error.is_some() => state.error.as_ref().map(ToString::to_string),
            _ if state.binned.is_none() => Some("what lies in it is not known yet".into()),
            _ if state.binned.as_ref().is_some_and(Vec::is_empty) => Some("the bin is empty".into()),
            Msg::Restore | Msg::Erase if !state.picked.is_empty() => shared.why_not(Ability::Write),
            Msg::Restore => shared.why_not_to(&state.at(&shared.team)?, Right::Undelete),
            Msg::Erase => shared.why_not_to(&state.at(&shared.team)?, Right::Erase),
            _ => None,
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        if let Changed::Many(tally) = change
            && tally.team == cx.shared.team
        {
            // What failed or was not touched stays selected.
            state.picked.drop_paths(|path| tally.has_settled(path));
            out.ask("bin", Request::Bin(cx.shared.team.clone()));
        }
        if matches!(change, Changed::Opened | Changed::Refresh | Changed::Wrote(..) | Changed::Deleted(..)) {
            out.ask("bin", Request::Bin(cx.shared.team.clone()));
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        match answer {
            Answer::End(Ok(Outcome::Rights(grants))) => {
                state.asked.clear();
                out.act(Action::Rights(grants));
            }
            Answer::End(Err(_)) if purpose == "rights" => {}
            Answer::End(Ok(Outcome::Bin(binned))) => {
                state.cursor.clamp(binned.len());
                state.picked.end_range();
                let row_of = |path: &str| binned.binary_search_by(|it| it.secret.path.as_str().cmp(path));
                state.picked.drop_paths(|path| row_of(path).is_err());
                state.binned = Some(binned);
                state.error = None;
                state.ask_rights(cx, out);
            }
            Answer::End(Err(error)) => state.error = Some(error),
            _ => {}
        }
    }

    /// A press only moves the cursor: what is brought back is written, and a stray press must not write.
    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let (count, list) = (state.binned.as_ref().map_or(0, Vec::len), list(state, cx.area));
        point(&mut state.cursor, mouse, count, list);
        state.stretch();
        state.ask_rights(cx, out);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let mut title = format!("Bin of {}", cx.shared.team);
        if !state.picked.is_empty() {
            title = format!("{title} · {} selected", state.picked.len());
        }
        let inner = popup(&title, size(state, area), cx.theme, area, buf);
        let list = list(state, area);
        let text = match (&state.binned, &state.error) {
            (_, Some(error)) => Some(error.to_string()),
            (None, None) => Some("Looking …".to_owned()),
            (Some(binned), None) if binned.is_empty() => Some("The bin is empty.".to_owned()),
            _ => None,
        };
        let binned = state.binned.as_deref().unwrap_or_default();
        if let Some(text) = text {
            prose(&text, cx.style(Role::Dim), list, buf);
        } else {
            let column = binned.iter().map(|binned| width(binned.secret.path.as_str())).max().unwrap_or(0);
            let column = column.min(usize::from(list.width) / 2);
            let unseen =
                rows(binned.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
                    let Binned { secret, deleted, until } = &binned[index];
                    let mut when = deleted.map(|at| deleted_when(at, cx.now.wall)).unwrap_or_default();
                    if let Some(until) = until {
                        when = format!("{when}, gone at {until}");
                    }
                    let is_picked = state.picked.has(secret.path.as_str());
                    let (sign, role) = if is_picked { ("✓ ", Role::Accent) } else { ("  ", Role::Text) };
                    let pieces = [
                        (sign.into(), cx.style(role)),
                        (padded(secret.path.as_str(), column).into(), cx.style(Role::Text)),
                        (format!("  {when}").into(), cx.style(Role::Dim)),
                    ];
                    line(pieces, row, buf);
                });
            unseen.draw(cx.theme, inner, buf);
        }
        let verbs = [
            ("bin.restore", "restore"),
            ("bin.select bin.select-range", "select"),
            ("bin.erase", "remove for good"),
            ("bin.leave", "close"),
        ];
        draw_hints::<Self>(state, &verbs, cx, below(inner, list.height + 1), buf);
        None
    }
}

/// As high as what lies in it, with the frame, a free row and the keys.
fn size(state: &State, area: Rect) -> (u16, u16) {
    let count = state.binned.as_ref().map_or(0, Vec::len);
    let high = u16::try_from(count + 4).unwrap_or(u16::MAX).max(8);
    (70, high.min(area.height.saturating_sub(4)).min(24))
}

/// Where its list lies.
fn list(state: &State, area: Rect) -> Rect {
    let inner = popup_room(size(state, area), area);
    Rect { height: inner.height.saturating_sub(2), ..inner }
}

fn deleted_when(at: Timestamp, now: Timestamp) -> String {
    match at.ago(now).as_str() {
        "now" => "deleted just now".into(),
        ago => format!("deleted {ago} ago"),
    }
}
