//! The copy menu: says for every form what will be on the clipboard, and puts it there.

use super::keys::{self, draw_hints};
use crate::domain::{Address, MASK, variable_of};
use crate::message::{
    Action, Answer, CopyAs, CopyStart, Key, KeyCode, Level, Mouse, Outbox, Outcome, ProviderFacts, Request,
    Shared, Target,
};
use crate::panes::{Binding, Cx, Pane, Pressed, ViewCx, point};
use crate::provider::Right;
use crate::theme::Role;
use crate::widgets::{Cursor, Step, below, line, popup, popup_room, rows};
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
    /// The verb that copies it.
    verb: &'static str,
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
        let item = |verb, form, is_whole, name: &str, shown: String, never: &Option<String>| Item {
            verb,
            form,
            is_whole,
            name: name.to_owned(),
            shown,
            never: never.clone(),
        };
        let items = vec![
            item("copy.value", CopyAs::Value, false, "value", format!("{field}  {MASK}"), &None),
            item("copy.dotenv", CopyAs::Dotenv, false, "dotenv line", format!("{variable}={MASK}"), &None),
            item(
                "copy.dotenv-all",
                CopyAs::Dotenv,
                true,
                "dotenv lines",
                format!("{all}  NAME={MASK} …"),
                &is_one,
            ),
            item(
                "copy.json",
                CopyAs::Json,
                true,
                "JSON",
                format!("{all}  {{\"{field}\": {MASK}{more}}}"),
                &None,
            ),
            item("copy.reference", CopyAs::Reference, false, "reference", address.to_string(), &unwritable),
            item("copy.command", CopyAs::Command, false, "command", address.command(), &unwritable),
        ];
        Self { start, items, cursor: Cursor::default(), chosen: 0 }
    }
}

impl Item {
    /// Why it cannot be copied now.
    fn why_not(&self, at: &Target, shared: &Shared) -> Option<String> {
        // A reference and a command are made of names alone; values must be read.
        let provider = || shared.provider_of(&at.team).and_then(ProviderFacts::why_unusable);
        let unreadable = || provider().or_else(|| shared.why_not_to(at, Right::Read));
        let masked = || shared.why_masked().or_else(unreadable);
        self.never.clone().or_else(|| self.form.is_secret().then(masked).flatten())
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Copy the form under the cursor.
    Take,
    /// Copy the form of this verb.
    Pick(&'static str),
    /// Close.
    Close,
}

const fn pick(keys: &'static [Key], verb: &'static str, help: &'static str) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg: Msg::Pick(verb) }
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
        pick(&[Key::char('v')], "copy.value", "the value"),
        pick(&[Key::char('d')], "copy.dotenv", "a dotenv line"),
        pick(&[Key::char('D')], "copy.dotenv-all", "dotenv lines of all fields"),
        pick(&[Key::char('J')], "copy.json", "all fields as JSON"),
        pick(&[Key::char('r')], "copy.reference", "the reference"),
        pick(&[Key::char('c')], "copy.command", "the command"),
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
            Msg::Pick(verb) => {
                if let Some(index) = state.items.iter().position(|item| item.verb == verb) {
                    state.cursor = Cursor(index);
                    copy(state, cx, out);
                }
            }
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let item = match msg {
            Msg::Take => state.items.get(state.cursor.0),
            Msg::Pick(verb) => state.items.iter().find(|item| item.verb == *verb),
            Msg::Move(_) | Msg::Close => None,
        };
        item.and_then(|item| item.why_not(&state.start.at, shared))
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let (_, list) = places(state, cx.area);
        if point(&mut state.cursor, mouse, state.items.len(), list) == Pressed::Again {
            match Self::why_not(state, &Msg::Take, cx.shared) {
                Some(reason) => out.say(Level::Info, format!("copy: {reason}")),
                None => copy(state, cx, out),
            }
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
        let (size, list) = places(state, area);
        let inner = popup(&format!("Copy {}", state.start.at.path), size, cx.theme, area, buf);
        let unseen =
            rows(state.items.len(), state.cursor, cx.is_focused, cx.theme, list, buf, |index, row, buf| {
                let item = &state.items[index];
                draw_item(item, item.why_not(&state.start.at, cx.shared).as_deref(), cx, row, buf);
            });
        unseen.draw(cx.theme, inner, buf);
        let about = below(inner, list.height + 1);
        let text = if cx.is_waiting("copy") {
            "Copying …".to_owned()
        } else {
            let keep = cx.shared.timing.clipboard.as_secs();
            format!("Values leave the clipboard after {keep}s; a reference and a command stay.")
        };
        line([(text.into(), cx.style(Role::Dim))], about, buf);
        draw_hints::<Self>(
            state,
            &[("copy.take", "copy"), ("copy.close", "close")],
            cx,
            below(about, 1),
            buf,
        );
        None
    }
}

/// The size of the menu, and where its list lies.
fn places(state: &State, area: Rect) -> ((u16, u16), Rect) {
    let count = u16::try_from(state.items.len()).unwrap_or(u16::MAX);
    let size = (78, count.saturating_add(5));
    let inner = popup_room(size, area);
    (size, Rect { height: inner.height.saturating_sub(3).min(count), ..inner })
}

fn draw_item(item: &Item, why_not: Option<&str>, cx: &ViewCx<'_>, row: Rect, buf: &mut Buffer) {
    let (key, name, shown) = match &why_not {
        Some(_) => (Role::Disabled, Role::Disabled, Role::Disabled),
        None => (Role::Key, Role::Text, Role::Dim),
    };
    let text = why_not.unwrap_or(&item.shown);
    let pieces = [
        (format!("{} ", cx.spell(&keys::key::<Copying>(item.verb, &cx.shared.keymap))).into(), cx.style(key)),
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
