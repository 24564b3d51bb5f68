//! What is under way, and what has ended in this session; stops what can be stopped.

use super::keys::{keyed, verb_hints};
use crate::message::{Action, Ending, Key, KeyCode, Level, Mouse, Nature, Now, Outbox, Slot, Tasks, Ticket};
use crate::panes::{Binding, Cx, Pane, ViewCx, point};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, hints, line, popup, popup_room, prose, rows, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// Rows below the list: a free one, three for the story of the task under the cursor, one for the keys.
const STORY: u16 = 5;

/// The size of the overlay in this room.
fn size(area: Rect) -> (u16, u16) {
    (90, area.height.saturating_sub(2).min(24))
}

/// Where its list lies.
fn list(area: Rect) -> Rect {
    let inner = popup_room(size(area), area);
    Rect { height: inner.height.saturating_sub(STORY), ..inner }
}

/// See the module.
pub(super) struct Running;

/// Which task the cursor is on; the first one until it was moved. Rows come and go, so it is no number of a row.
#[derive(Debug, Default)]
pub(super) struct State {
    on: Option<Ticket>,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Stop the task under the cursor.
    Stop,
    /// Close.
    Close,
}

/// One line: a task, or one that has ended.
struct Row<'t> {
    ticket: Ticket,
    slot: Slot,
    what: &'t str,
    sign: &'static str,
    role: Role,
    /// How far it is.
    progress: String,
    /// How long it has taken.
    took: Duration,
    /// What there is to tell.
    text: String,
}

/// What is under way, changes before questions and the oldest first; then what has ended, the newest first.
fn lines(tasks: &Tasks, now: Now) -> Vec<Row<'_>> {
    let sort = |nature| tasks.open.iter().filter(move |task| task.nature == nature);
    let open = sort(Nature::Change).chain(sort(Nature::Question)).filter_map(|task| {
        let text = match (task.why_not_stop(), task.nature) {
            (Some(reason), _) => reason,
            (None, Nature::Change) if task.progress.is_some() => {
                "{tasks.stop} stops it before the next secret"
            }
            (None, Nature::Change) => "{tasks.stop} stops it before its next step",
            (None, Nature::Question) => "{tasks.stop} gives it up",
        };
        Some(Row {
            ticket: task.ticket,
            slot: task.slot,
            what: task.shown(now)?,
            sign: if task.is_stopping { "■" } else { "▸" },
            role: if task.is_stopping { Role::Warning } else { Role::Accent },
            progress: task
                .progress
                .map(|progress| format!("{}/{}", progress.ended(), progress.of))
                .unwrap_or_default(),
            took: now.clock.saturating_sub(task.since.clock),
            text: text.into(),
        })
    });
    let finished = tasks.finished.iter().map(|task| {
        let (sign, role, word) = match &task.end {
            Ending::Done(_) => ("✓", Role::Good, "done"),
            Ending::Pending(_) => ("◐", Role::Warning, "waits for approval"),
            Ending::Failed(_) => ("✗", Role::Bad, "failed"),
            Ending::Stopped(_) => ("■", Role::Warning, "stopped"),
        };
        let text = if task.end.text().is_empty() { word } else { task.end.text() };
        let (ticket, slot, what, text) = (task.ticket, task.slot, task.what.as_str(), text.into());
        Row { ticket, slot, what, sign, role, progress: String::new(), took: task.took, text }
    });
    open.chain(finished).collect()
}

impl State {
    fn cursor(&self, lines: &[Row<'_>]) -> Cursor {
        Cursor(lines.iter().position(|line| Some(line.ticket) == self.on).unwrap_or(0))
    }
}

impl Pane for Running {
    const ID: &'static str = "tasks";
    const TITLE: &'static str = "Tasks";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("tasks", Msg::Move;
        Binding {
            keys: &[Key::char('x'), Key::plain(KeyCode::Enter)],
            verb: "tasks.stop",
            help: "stop",
            is_hinted: true,
            msg: Msg::Stop,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::char('q'), Key::char('w'), Key::ctrl('c')],
            verb: "tasks.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        let lines = lines(cx.tasks, cx.now);
        let mut cursor = state.cursor(&lines);
        match msg {
            Msg::Close => out.act(Action::Close),
            Msg::Move(step) => {
                let page = usize::from(list(cx.area).height).max(1);
                cursor.step(step, lines.len(), page);
                state.on = lines.get(cursor.0).map(|line| line.ticket);
            }
            Msg::Stop => {
                let ticket = lines.get(cursor.0).map(|line| line.ticket);
                let task = cx.tasks.open.iter().find(|task| Some(task.ticket) == ticket);
                match task.map(|task| (task.ticket, task.why_not_stop())) {
                    Some((ticket, None)) => {
                        // It stays under the cursor when it moves among those that have ended.
                        state.on = Some(ticket);
                        out.act(Action::Stop(ticket));
                    }
                    Some((_, Some(reason))) => out.say(Level::Info, format!("stop: {reason}")),
                    None => out.say(Level::Info, "stop: nothing is under way here"),
                }
            }
        }
    }

    /// A press only moves the cursor: what is under way is not to be stopped by a stray one.
    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        let lines = lines(cx.tasks, cx.now);
        let mut cursor = state.cursor(&lines);
        point(&mut cursor, mouse, lines.len(), list(cx.area));
        state.on = lines.get(cursor.0).map(|line| line.ticket);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let inner = popup("Tasks", size(area), cx.theme, area, buf);
        let list = list(area);
        let lines = lines(cx.tasks, cx.now);
        let cursor = state.cursor(&lines);
        if lines.is_empty() {
            prose("Nothing is under way, and nothing has been.", cx.style(Role::Dim), list, buf);
        }
        let unseen = rows(lines.len(), cursor, cx.is_focused, cx.theme, list, buf, |index, area, buf| {
            draw(&lines[index], cx, area, buf);
        });
        unseen.draw(cx.theme, inner, buf);
        let story = Rect { height: 3.min(inner.height), ..below(inner, list.height + 1) };
        if let Some(row) = lines.get(cursor.0) {
            prose(&keyed::<Self>(&row.text, cx), cx.style(Role::Dim), story, buf);
        }
        let verbs = [("tasks.stop", "stop"), ("tasks.close", "close")];
        let mut keys = verb_hints::<Self>(state, &verbs, cx);
        let on = lines.get(cursor.0).and_then(|row| cx.tasks.open.iter().find(|it| it.ticket == row.ticket));
        if on.is_none_or(|task| task.why_not_stop().is_some()) {
            let grey = cx.style(Role::Disabled);
            (keys[0].key_style, keys[0].help_style) = (grey, grey);
        }
        hints(keys, below(inner, inner.height.saturating_sub(1)), buf);
        None
    }
}

fn draw(row: &Row<'_>, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    let owner = if row.slot.owner == "app" { "" } else { row.slot.owner };
    let right = format!("{}  {owner:<9} {:>5}", row.progress, format!("{}s", row.took.as_secs()));
    let wide = u16::try_from(width(&right)).unwrap_or(u16::MAX).min(area.width / 2);
    let left = Rect { width: area.width.saturating_sub(wide + 1), ..area };
    let pieces = [
        (row.sign.into(), cx.style(row.role)),
        (" ".into(), cx.style(Role::Text)),
        (row.what.into(), cx.style(Role::Text)),
    ];
    line(pieces, left, buf);
    let place = Rect { x: area.right() - wide, width: wide, ..area };
    line([(right.into(), cx.style(Role::Dim))], place, buf);
}
