//! All keys that can be used at this moment, made from the tables that make the keys.

use crate::message::{Action, Key, KeyCode, Outbox};
use crate::panes::{Binding, Cx, Pane, Verb, ViewCx};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, line, popup};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Help;

/// What is shown, and how far it is scrolled.
#[derive(Debug)]
pub(super) struct State {
    lines: Vec<Entry>,
    top: Cursor,
}

/// One line of the help.
#[derive(Debug)]
enum Entry {
    Heading(&'static str),
    Verb(Verb),
}

impl State {
    pub(super) fn new(verbs: Vec<(&'static str, Vec<Verb>)>) -> Self {
        let mut lines = Vec::new();
        for (heading, verbs) in verbs {
            lines.push(Entry::Heading(heading));
            lines.extend(verbs.into_iter().map(Entry::Verb));
        }
        Self { lines, top: Cursor::default() }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Scroll.
    Move(Step),
    /// Close.
    Close,
}

impl Pane for Help {
    const ID: &'static str = "help";
    const TITLE: &'static str = "Keys";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("help", Msg::Move;
        Binding {
            keys: &[
                Key::plain(KeyCode::Esc),
                Key::char('q'),
                Key::char('?'),
                Key::plain(KeyCode::F(1)),
                Key::plain(KeyCode::Enter),
                Key::ctrl('c'),
            ],
            verb: "help.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Close => out.act(Action::Close),
            Msg::Move(step) => {
                let room = usize::from(cx.area.height.saturating_sub(4)).max(1);
                let steps = (state.lines.len() + 1).saturating_sub(room);
                state.top.step(step, steps.max(1), room);
            }
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let inner = popup("Keys", (64, area.height.saturating_sub(2)), cx.theme, area, buf);
        for (row, entry) in (0..inner.height).zip(state.lines.iter().skip(state.top.0)) {
            let row = Rect { y: inner.y + row, height: 1, ..inner };
            match entry {
                Entry::Heading(heading) => {
                    line([((*heading).into(), cx.style(Role::Title))], row, buf);
                }
                Entry::Verb(verb) => {
                    let keys: Vec<String> = verb.keys.iter().map(ToString::to_string).collect();
                    let role = if verb.why_not.is_some() { Role::Disabled } else { Role::Text };
                    let reason =
                        verb.why_not.as_ref().map(|reason| format!("  ({reason})")).unwrap_or_default();
                    let pieces = [
                        (format!("  {:<16}", keys.join(" ")).into(), cx.style(Role::Key)),
                        (verb.help.into(), cx.style(role)),
                        (reason.into(), cx.style(Role::Dim)),
                    ];
                    line(pieces, row, buf);
                }
            }
        }
        None
    }
}
