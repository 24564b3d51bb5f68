//! The bin: soft-deleted secrets of the active team; bring one back, or remove it for good.

use crate::domain::Timestamp;
use crate::message::{Action, Answer, Confirm, Key, KeyCode, Outbox, Outcome, Overlay, Request, Target};
use crate::panes::{Binding, Changed, Cx, Pane, ViewCx};
use crate::provider::{Ability, Binned, Error};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, padded, popup, prose, rows, width};
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
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Bring the secret back.
    Restore,
    /// Remove it for good.
    Erase,
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
            keys: &[Key::plain(KeyCode::Esc), Key::char('q'), Key::char('b'), Key::ctrl('c')],
            verb: "bin.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        let selected = state.binned.as_ref().and_then(|binned| binned.get(state.cursor.0));
        let at =
            selected.map(|binned| Target { team: cx.shared.team.clone(), path: binned.secret.path.clone() });
        match (msg, at) {
            (Msg::Close, _) => out.act(Action::Close),
            (Msg::Move(step), _) => {
                let count = state.binned.as_ref().map_or(0, Vec::len);
                state.cursor.step(step, count, cx.page());
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
    }

    fn why_not(state: &State, msg: &Msg, shared: &crate::message::Shared) -> Option<String> {
        match msg {
            Msg::Restore | Msg::Erase if state.binned.as_ref().is_none_or(Vec::is_empty) => {
                Some("the bin is empty".into())
            }
            Msg::Restore | Msg::Erase => shared.why_not(Ability::Write),
            _ => None,
        }
    }

    fn changed(_state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        if matches!(change, Changed::Opened | Changed::Refresh | Changed::Wrote(_) | Changed::Deleted(..)) {
            out.ask("bin", Request::Bin(cx.shared.team.clone()));
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, _out: &mut Outbox) {
        match answer {
            Answer::End(Ok(Outcome::Bin(binned))) => {
                state.cursor.clamp(binned.len());
                state.binned = Some(binned);
                state.error = None;
            }
            Answer::End(Err(error)) => state.error = Some(error),
            _ => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        // As high as what lies in it, with the frame, a free row and the keys.
        let count = state.binned.as_ref().map_or(0, Vec::len);
        let height =
            u16::try_from(count + 4).unwrap_or(u16::MAX).max(8).min(area.height.saturating_sub(4)).min(24);
        let inner = popup(&format!("Bin of {}", cx.shared.team), (70, height), cx.theme, area, buf);
        let list = Rect { height: inner.height.saturating_sub(2), ..inner };
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
            rows(binned.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
                let Binned { secret, deleted, until } = &binned[index];
                let mut when = deleted.map(|at| deleted_when(at, cx.now.wall)).unwrap_or_default();
                if let Some(until) = until {
                    when = format!("{when}, gone at {until}");
                }
                let pieces = [
                    (padded(secret.path.as_str(), column).into(), cx.style(Role::Text)),
                    (format!("  {when}").into(), cx.style(Role::Dim)),
                ];
                line(pieces, row, buf);
            });
        }
        let keys = [
            (cx.spell("u ⏎"), cx.style(Role::Key)),
            (" restore  ".into(), cx.style(Role::Dim)),
            ("D".into(), cx.style(Role::Key)),
            (" remove for good  ".into(), cx.style(Role::Dim)),
            ("esc".into(), cx.style(Role::Key)),
            (" close".into(), cx.style(Role::Dim)),
        ];
        line(keys, below(inner, list.height + 1), buf);
        None
    }
}

fn deleted_when(at: Timestamp, now: Timestamp) -> String {
    match at.ago(now).as_str() {
        "now" => "deleted just now".into(),
        ago => format!("deleted {ago} ago"),
    }
}
