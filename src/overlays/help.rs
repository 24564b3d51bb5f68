//! All keys, made from the tables that make the keys: this pane first; `/` searches.

use super::input::Input;
use super::keys::draw_hints;
use crate::message::{Action, Key, KeyCode, Level, Mouse, MouseKind, Outbox, Paste};
use crate::panes::{Binding, Cx, Pane, Verb, ViewCx};
use crate::theme::Role;
use crate::widgets::{Cursor, Piece, Step, Unseen, below, line, lit, popup, popup_room, prose};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Help;

/// What is shown, and how far it is scrolled.
#[derive(Debug)]
pub(super) struct State {
    groups: Vec<(&'static str, Vec<Verb>)>,
    lines: Vec<Entry>,
    top: Cursor,
    /// What is searched for.
    search: Input,
    /// Whether keys go into the search.
    is_typing: bool,
    /// The line that was pressed; pressing it once more does its verb.
    pressed: Option<usize>,
}

/// One line of the help.
#[derive(Debug)]
enum Entry {
    Heading(&'static str),
    /// A verb, with the letters of its help that were searched for, and whether it can be done from here: those of the
    /// pane that has the keys, and those that work everywhere.
    Verb(Verb, Vec<usize>, bool),
}

impl State {
    pub(super) fn new(groups: Vec<(&'static str, Vec<Verb>)>) -> Self {
        let (search, top) = (Input::clear(), Cursor::default());
        let mut state = Self { groups, lines: Vec::new(), top, search, is_typing: false, pressed: None };
        state.look();
        state
    }

    /// Keeps the lines that hold what is searched for. A verb is found by what it does, its name or one of its keys.
    fn look(&mut self) {
        let search = self.search.text().trim();
        self.lines.clear();
        self.top = Cursor::default();
        self.pressed = None;
        for (group, (heading, verbs)) in self.groups.iter().enumerate() {
            let found = verbs.iter().filter_map(|verb| {
                let is_key = verb.keys.iter().any(|key| key.to_string() == search);
                let lit = held(search, verb.help);
                let lit = lit.or_else(|| (is_key || held(search, verb.verb).is_some()).then(Vec::new))?;
                Some(Entry::Verb(verb.clone(), lit, group < HERE))
            });
            let mut found = found.peekable();
            if found.peek().is_some() {
                self.lines.push(Entry::Heading(heading));
                self.lines.extend(found);
            }
        }
    }

    /// A press marks a verb; once more does it, or says why not.
    fn press(&mut self, mouse: Mouse, list: Rect, out: &mut Outbox) {
        let is_inside = list.contains(Position { x: mouse.column, y: mouse.row });
        let line = is_inside.then(|| self.top.0 + usize::from(mouse.row.saturating_sub(list.y)));
        let before = std::mem::replace(&mut self.pressed, line);
        let Some(Entry::Verb(verb, _, is_here)) = line.and_then(|line| self.lines.get(line)) else {
            self.pressed = None;
            return;
        };
        match (before == line, &verb.why_not) {
            (false, _) => {}
            (true, Some(reason)) => out.say(Level::Info, format!("{}: {reason}", verb.help)),
            (true, None) if !is_here => {
                out.say(Level::Info, format!("{}: works where it belongs, not from here", verb.help));
            }
            (true, None) => {
                out.act(Action::Close);
                out.act(Action::Do(verb.verb));
            }
        }
    }

    fn scroll(&mut self, step: Step, cx: &Cx<'_>) {
        let room = usize::from(list(cx.area).height).saturating_sub(1).max(1);
        let steps = (self.lines.len() + 1).saturating_sub(room);
        self.top.step(step, steps.max(1), room);
    }
}

/// Groups whose verbs can be done from here: those of the pane that has the keys, and those that work everywhere.
const HERE: usize = 2;

/// The size of the overlay in this room.
fn size(area: Rect) -> (u16, u16) {
    (72, area.height.saturating_sub(2))
}

/// Where its lines lie.
fn list(area: Rect) -> Rect {
    let inner = popup_room(size(area), area);
    // Below them a free row and the keys.
    Rect { height: inner.height.saturating_sub(2), ..inner }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Scroll.
    Move(Step),
    /// Start typing a search.
    Search,
    /// Drop the search, or close.
    Back,
    /// Close.
    Close,
}

impl Pane for Help {
    const ID: &'static str = "help";
    const TITLE: &'static str = "Keys";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("help", Msg::Move;
        Binding {
            keys: &[Key::char('/')],
            verb: "help.search",
            help: "search",
            is_hinted: true,
            msg: Msg::Search,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc)],
            verb: "help.back",
            help: "drop the search, then close",
            is_hinted: false,
            msg: Msg::Back,
        },
        Binding {
            keys: &[
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
            Msg::Back if !state.search.text().is_empty() => {
                state.search.empty();
                state.look();
            }
            Msg::Close | Msg::Back => out.act(Action::Close),
            Msg::Search => state.is_typing = true,
            Msg::Move(step) => state.scroll(step, cx),
        }
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        if !state.is_typing {
            return false;
        }
        match key.code {
            KeyCode::Enter => state.is_typing = false,
            KeyCode::Esc => {
                state.is_typing = false;
                state.search.empty();
                state.look();
            }
            KeyCode::Backspace if state.search.text().is_empty() => state.is_typing = false,
            KeyCode::Up => state.scroll(Step::Up, cx),
            KeyCode::Down => state.scroll(Step::Down, cx),
            _ if state.search.press(key) => state.look(),
            _ => return false,
        }
        true
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        // What cannot be searched for is no search; nothing is lost by leaving it out.
        if state.is_typing && state.search.paste(&paste).is_ok() {
            state.look();
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        match mouse.kind {
            MouseKind::WheelUp => state.scroll(Step::Up, cx),
            MouseKind::WheelDown => state.scroll(Step::Down, cx),
            MouseKind::Press => state.press(mouse, list(cx.area), out),
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let inner = popup("Keys", size(area), cx.theme, area, buf);
        let list = list(area);
        if state.lines.is_empty() {
            prose("Nothing is called so.", cx.style(Role::Dim), list, buf);
        }
        for (line_at, (index, entry)) in
            (0..list.height).zip(state.lines.iter().enumerate().skip(state.top.0))
        {
            let row = Rect { y: list.y + line_at, height: 1, ..list };
            match entry {
                Entry::Heading(heading) => {
                    line([((*heading).into(), cx.style(Role::Title))], row, buf);
                }
                Entry::Verb(verb, letters, _) => draw_verb(verb, letters, cx, row, buf),
            }
            if state.pressed == Some(index) {
                buf.set_style(row, cx.style(Role::Cursor));
            }
        }
        let rest = state.lines.len().saturating_sub(state.top.0 + usize::from(list.height));
        Unseen { above: state.top.0, below: rest }.draw(cx.theme, inner, buf);
        draw_foot(state, cx, below(inner, inner.height.saturating_sub(1)), buf)
    }
}

/// The characters of a text that are the searched ones, whatever their case; nothing when it does not hold them.
fn held(search: &str, text: &str) -> Option<Vec<usize>> {
    let start = text.to_lowercase().find(&search.to_lowercase())?;
    let start = text.get(..start)?.chars().count();
    Some((start..start + search.chars().count()).collect())
}

fn draw_verb(verb: &Verb, letters: &[usize], cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let is_possible = verb.why_not.is_none();
    let (key, help) = if is_possible { (Role::Key, Role::Text) } else { (Role::Disabled, Role::Disabled) };
    let mut pieces: Vec<Piece<'_>> =
        vec![(format!("  {:<16} ", cx.spell(&verb.keys_text())).into(), cx.style(key))];
    pieces.extend(lit(verb.help, letters, cx.style(help), cx.style(Role::Lit)));
    if let Some(reason) = &verb.why_not {
        pieces.push((format!("  ({reason})").into(), cx.style(Role::Dim)));
    }
    line(pieces, row, buf);
}

/// The search while there is one, else the keys of the help itself.
fn draw_foot(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let (key, dim) = (cx.style(Role::Key), cx.style(Role::Dim));
    if !state.is_typing && state.search.text().is_empty() {
        let verbs = [("help.search", "search"), ("help.down help.up", "scroll"), ("help.back", "close")];
        draw_hints::<Help>(state, &verbs, cx, area, buf);
        return None;
    }
    let x = line([("/".into(), key)], area, buf);
    let place = Rect { x, width: area.right().saturating_sub(x), ..area };
    let (seen, column) = state.search.seen(usize::from(place.width));
    let end = line([(seen.as_str().into(), cx.style(Role::Input))], place, buf);
    if !state.is_typing {
        let rest = Rect { x: end, width: area.right().saturating_sub(end), ..area };
        let back = super::keys::key::<Help>("help.back", &cx.shared.keymap);
        line([(format!("   {back}").into(), key), (" shows all keys".into(), dim)], rest, buf);
        return None;
    }
    let x = place.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
    Some(Position { x, y: place.y }).filter(|place| area.contains(*place))
}
