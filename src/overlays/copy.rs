//! The copy menu: says for every form what will be on the clipboard, and puts it there.

use crate::domain::{Address, MASK, variable_of};
use crate::message::{
    Action, Answer, CopyAs, CopyStart, Key, KeyCode, Level, Mouse, MouseKind, Outbox, Outcome, Request,
    Shared,
};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, popup, rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Copying;

/// The forms, and the one that was chosen.
#[derive(Debug)]
pub(super) struct State {
    start: CopyStart,
    items: Vec<Item>,
    cursor: Cursor,
    chosen: usize,
}

/// One form.
#[derive(Debug)]
struct Item {
    key: char,
    form: CopyAs,
    /// Whether it is about all fields.
    is_whole: bool,
    /// What it is called.
    name: String,
    /// What will be on the clipboard, with masks for values.
    shown: String,
    /// Why this secret cannot be copied in this form at all.
    never: Option<String>,
}

impl State {
    pub(super) fn new(start: CopyStart) -> Self {
        let CopyStart { at, which, field, count } = &start;
        let address = Address {
            team: Some(at.team.clone()),
            path: at.path.clone(),
            field: Some(field.clone()),
            version: *which,
        };
        let is_one = (*count < 2).then(|| "it has one field".to_owned());
        let unwritable = (!address.is_readable_back())
            .then(|| "the names in it cannot be written as a reference".to_owned());
        let variable = variable_of(&at.path, field, *count < 2);
        let (all, more) =
            if *count < 2 { ("its field".to_owned(), "") } else { (format!("all {count} fields"), ", …") };
        let item = |key, form, is_whole, name: &str, shown: String, never: &Option<String>| Item {
            key,
            form,
            is_whole,
            name: name.to_owned(),
            shown,
            never: never.clone(),
        };
        let items = vec![
            item('v', CopyAs::Value, false, "value", format!("{field}  {MASK}"), &None),
            item('d', CopyAs::Dotenv, false, "dotenv line", format!("{variable}={MASK}"), &None),
            item('D', CopyAs::Dotenv, true, "dotenv lines", format!("{all}  NAME={MASK} …"), &is_one),
            item('J', CopyAs::Json, true, "JSON", format!("{all}  {{\"{field}\": {MASK}{more}}}"), &None),
            item('r', CopyAs::Reference, false, "reference", address.to_string(), &unwritable),
            item('c', CopyAs::Command, false, "command", address.command(), &unwritable),
        ];
        Self { start, items, cursor: Cursor::default(), chosen: 0 }
    }
}

impl Item {
    /// Why it cannot be copied now.
    fn why_not(&self, shared: &Shared) -> Option<String> {
        let masked = self.form.is_secret().then(|| shared.why_masked()).flatten();
        self.never.clone().or(masked)
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Copy the form under the cursor.
    Take,
    /// Copy the form of this letter.
    Pick(char),
    /// Close.
    Close,
}

const fn pick(keys: &'static [Key], verb: &'static str, help: &'static str, letter: char) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg: Msg::Pick(letter) }
}

impl Pane for Copying {
    const ID: &'static str = "copy";
    const TITLE: &'static str = "Copy";
    const BINDINGS: &'static [Binding<Msg>] = crate::panes::with_moving!("copy", Msg::Move;
        Binding {
            keys: &[Key::plain(KeyCode::Enter), Key::char('y')],
            verb: "copy.take",
            help: "copy",
            is_hinted: true,
            msg: Msg::Take,
        },
        pick(&[Key::char('v')], "copy.value", "the value", 'v'),
        pick(&[Key::char('d')], "copy.dotenv", "a dotenv line", 'd'),
        pick(&[Key::char('D')], "copy.dotenv-all", "dotenv lines of all fields", 'D'),
        pick(&[Key::char('J')], "copy.json", "all fields as JSON", 'J'),
        pick(&[Key::char('r')], "copy.reference", "the reference", 'r'),
        pick(&[Key::char('c')], "copy.command", "the command", 'c'),
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::char('q'), Key::char('Y'), Key::ctrl('c')],
            verb: "copy.close",
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
            Msg::Move(step) => state.cursor.step(step, state.items.len(), cx.page()),
            Msg::Take => copy(state, cx, out),
            Msg::Pick(letter) => {
                if let Some(index) = state.items.iter().position(|item| item.key == letter) {
                    state.cursor = Cursor(index);
                    copy(state, cx, out);
                }
            }
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let item = match msg {
            Msg::Take => state.items.get(state.cursor.0),
            Msg::Pick(letter) => state.items.iter().find(|item| item.key == *letter),
            Msg::Move(_) | Msg::Close => None,
        };
        item.and_then(|item| item.why_not(shared))
    }

    fn mouse(state: &mut State, mouse: Mouse, _cx: &Cx<'_>, _out: &mut Outbox) {
        match mouse.kind {
            MouseKind::WheelUp => state.cursor.step(Step::Up, state.items.len(), 1),
            MouseKind::WheelDown => state.cursor.step(Step::Down, state.items.len(), 1),
            MouseKind::Press => {}
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        match answer {
            Answer::End(Ok(Outcome::Copied { by })) => {
                let Some(item) = state.items.get(state.chosen) else { return };
                out.act(Action::Close);
                out.act(Action::Copied(item.form));
                out.say(Level::Done, format!("copied the {} of {} ({by})", item.name, state.start.at.path));
            }
            // The menu stays: another form may work.
            Answer::End(Err(error)) => out.fail(&error),
            _ => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let count = u16::try_from(state.items.len()).unwrap_or(u16::MAX);
        let inner = popup(&format!("Copy {}", state.start.at.path), (78, count + 5), cx.theme, area, buf);
        let list = Rect { height: inner.height.saturating_sub(3).min(count), ..inner };
        rows(state.items.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
            draw_item(&state.items[index], cx, row, buf);
        });
        let about = below(inner, list.height + 1);
        let text = if cx.is_waiting("copy") {
            "Copying …".to_owned()
        } else {
            let keep = cx.shared.timing.clipboard.as_secs();
            format!("Values leave the clipboard after {keep}s; a reference and a command stay.")
        };
        line([(text.into(), cx.style(Role::Dim))], about, buf);
        let keys = [
            ("y ⏎".into(), cx.style(Role::Key)),
            (" copy  ".into(), cx.style(Role::Dim)),
            ("esc".into(), cx.style(Role::Key)),
            (" close".into(), cx.style(Role::Dim)),
        ];
        line(keys, below(about, 1), buf);
        None
    }
}

fn draw_item(item: &Item, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let why_not = item.why_not(cx.shared);
    let (key, name, shown) = match &why_not {
        Some(_) => (Role::Disabled, Role::Disabled, Role::Disabled),
        None => (Role::Key, Role::Text, Role::Dim),
    };
    let text = why_not.as_deref().unwrap_or(&item.shown);
    let pieces = [
        (format!("{} ", item.key).into(), cx.style(key)),
        (format!("{:<14}", item.name).into(), cx.style(name)),
        (text.into(), cx.style(shown)),
    ];
    line(pieces, row, buf);
}

fn copy(state: &mut State, cx: &Cx<'_>, out: &mut Outbox) {
    let Some(item) = state.items.get(state.cursor.0) else { return };
    state.chosen = state.cursor.0;
    let CopyStart { at, which, field, .. } = state.start.clone();
    let field = (!item.is_whole).then_some(field);
    let keep = cx.shared.timing.clipboard;
    out.ask("copy", Request::Copy { at, which, field, form: item.form, keep });
}
