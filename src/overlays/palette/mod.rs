//! A line for a verb or a path: everything that can be done now, found by a few letters, with completion.

mod found;
mod line;
mod view;

use super::input::Input;
use crate::message::{Action, Key, KeyCode, Line, Mouse, Outbox, Paste};
use crate::panes::{Binding, Changed, Cx, Pane, Pressed, Verb, ViewCx, point};
use crate::widgets::Cursor;
use found::Found;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Palette;

/// What is typed, and what it could mean.
#[derive(Debug)]
pub(super) struct State {
    /// What the line is for.
    kind: Line,
    /// The line.
    input: Input,
    /// The verbs that can be typed, those that matter most first.
    verbs: Vec<Verb>,
    /// What was typed before, oldest first.
    before: Vec<String>,
    /// Which of those stands in the line.
    recalled: Option<usize>,
    /// What the line could mean, best first.
    found: Vec<Found>,
    /// The one that Enter does.
    cursor: Cursor,
    /// Why Enter did nothing.
    error: Option<String>,
}

impl State {
    /// `groups` are the verbs of the pane that had the keys, then those that work everywhere, then others.
    pub(super) fn new(kind: Line, before: Vec<String>, groups: Vec<(&'static str, Vec<Verb>)>) -> Self {
        let mut groups = groups.into_iter().map(|(_, verbs)| verbs);
        let (pane, everywhere) = (groups.next().unwrap_or_default(), groups.next().unwrap_or_default());
        let (hinted, rest): (Vec<_>, Vec<_>) = pane.into_iter().partition(|verb| verb.is_hinted);
        let everywhere = everywhere.into_iter().filter(|verb| verb.verb != "palette");
        let before = match kind {
            Line::Verb => before,
            Line::Path => {
                before.iter().filter_map(|line| line.strip_prefix("go ")).map(str::to_owned).collect()
            }
        };
        Self {
            kind,
            input: Input::clear(),
            verbs: hinted.into_iter().chain(everywhere).chain(rest).collect(),
            before,
            recalled: None,
            found: Vec::new(),
            cursor: Cursor::default(),
            error: None,
        }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Do what the cursor stands on.
    Run,
    /// Complete the line.
    Complete,
    /// Take the last folder of a path away.
    Out,
    /// To the line before: an older one while the line is empty.
    Up,
    /// To the next line.
    Down,
    /// Close.
    Close,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

/// The keys that lead out of a folder.
const OUT: &[Key] = &[Key::plain(KeyCode::BackTab), Key::ctrl('w')];

impl Pane for Palette {
    const ID: &'static str = "palette";
    const TITLE: &'static str = "Palette";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::plain(KeyCode::Enter)], "palette.run", "do it", Msg::Run),
        verb(&[Key::plain(KeyCode::Tab)], "palette.complete", "complete", Msg::Complete),
        verb(OUT, "palette.out", "out of the folder", Msg::Out),
        verb(&[Key::plain(KeyCode::Up), Key::ctrl('p')], "palette.up", "up; typed before", Msg::Up),
        verb(&[Key::plain(KeyCode::Down), Key::ctrl('n')], "palette.down", "down", Msg::Down),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "palette.close", "close", Msg::Close),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        state.error = None;
        match msg {
            Msg::Close => out.act(Action::Close),
            Msg::Run => line::run(state, cx, out),
            Msg::Complete => line::complete(state, cx),
            Msg::Out => line::out(state, cx),
            Msg::Up => line::up(state, cx),
            Msg::Down => line::down(state, cx),
        }
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key) && !OUT.contains(&key)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        // The one key of a verb here that would edit the line, too.
        let out = cx.shared.keymap.keys("palette.out", OUT);
        let took = !out.contains(&key) && state.input.press(key);
        if took {
            state.recalled = None;
            found::look(state, cx);
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, cx: &Cx<'_>, _out: &mut Outbox) {
        let wrong = state.input.paste(&paste).err();
        found::look(state, cx);
        state.error = wrong;
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let pressed = point(&mut state.cursor, mouse, state.found.len(), view::list(cx.area));
        if pressed == Pressed::Again {
            Self::update(state, Msg::Run, cx, out);
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, _out: &mut Outbox) {
        if matches!(change, Changed::Opened | Changed::Names | Changed::Team) {
            found::look(state, cx);
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}
