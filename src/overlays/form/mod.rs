//! The form of a secret: its lines are made from the kind; nothing typed is lost by an error.

mod item;
mod save;
mod view;

use super::input::Input;
use crate::domain::{SecretKind, TeamId, VersionNumber};
use crate::message::{
    Action, Answer, FormStart, Key, KeyCode, Level, Outbox, Outcome, Paste, Shared, Target,
};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::provider::{Base, Error};
use item::{Item, What};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Form;

/// What is typed and what it will become.
#[derive(Debug)]
pub(super) struct State {
    /// The secret that is edited, or the team and folder of a new one.
    subject: Subject,
    /// The kind of the secret that is edited.
    kept: SecretKind,
    /// The lines, from top to bottom.
    items: Vec<Item>,
    /// The line that has the keys.
    at: usize,
    /// What is wrong.
    error: Option<String>,
    /// The version that somebody else wrote meanwhile.
    theirs: Option<VersionNumber>,
    /// Whether a save is under way.
    saving: Option<Target>,
    /// Whether something was typed since the start.
    is_dirty: bool,
    /// Whether Esc was pressed once although something would be lost.
    is_leaving: bool,
}

/// What the form is about.
#[derive(Debug)]
enum Subject {
    /// A new secret of this team.
    New(TeamId),
    /// A new version of this secret.
    Edit { at: Target, base: Base },
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// To the next line; saves on the last.
    Enter,
    /// To the next line.
    Next,
    /// To the line before.
    Back,
    /// Save.
    Save,
    /// Show or hide what is typed in this line.
    Show,
    /// Switch the field between text and JSON.
    Shape,
    /// Take the line out.
    Remove,
    /// Write over what somebody else wrote.
    Overwrite,
    /// Leave.
    Leave,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Form {
    const ID: &'static str = "form";
    const TITLE: &'static str = "Form";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::ctrl('s')], "form.save", "save", Msg::Save),
        verb(&[Key::plain(KeyCode::Enter)], "form.enter", "next line, save on the last", Msg::Enter),
        verb(&[Key::plain(KeyCode::Tab), Key::plain(KeyCode::Down)], "form.next", "next line", Msg::Next),
        verb(&[Key::plain(KeyCode::BackTab), Key::plain(KeyCode::Up)], "form.back", "line before", Msg::Back),
        verb(&[Key::ctrl('r')], "form.show", "show what is typed", Msg::Show),
        verb(&[Key::ctrl('t')], "form.shape", "text or JSON", Msg::Shape),
        verb(&[Key::ctrl('x')], "form.remove", "remove the line", Msg::Remove),
        verb(&[Key::ctrl('o')], "form.overwrite", "write over theirs", Msg::Overwrite),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "form.leave", "leave", Msg::Leave),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, _cx: &Cx<'_>, out: &mut Outbox) {
        let was_leaving = std::mem::take(&mut state.is_leaving);
        match msg {
            Msg::Leave if state.saving.is_some() => {
                state.error = Some("it is being saved; wait a moment".into());
            }
            Msg::Leave if state.is_dirty && !was_leaving => state.is_leaving = true,
            Msg::Leave => out.act(Action::Close),
            Msg::Next => state.go((state.at + 1) % state.items.len()),
            Msg::Back => state.go((state.at + state.items.len() - 1) % state.items.len()),
            Msg::Enter => state.enter(out),
            Msg::Save => save::start(state, out),
            Msg::Show => {
                let item = &mut state.items[state.at];
                item.input.is_shown = !item.input.is_shown;
            }
            Msg::Shape => state.switch_shape(),
            Msg::Remove => state.remove(),
            Msg::Overwrite => save::overwrite(state, out),
        }
    }

    fn why_not(_state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        if matches!(msg, Msg::Show) { shared.why_masked() } else { None }
    }

    fn capture(state: &mut State, key: Key, _cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        if state.saving.is_some() {
            // What is typed now would be neither saved nor kept.
            return matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace) && !key.ctrl;
        }
        let took = state.items[state.at].press(key);
        if took {
            state.touched();
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        if state.saving.is_some() {
            return;
        }
        match state.items[state.at].input.paste(&paste) {
            Ok(()) => state.touched(),
            Err(wrong) => state.error = Some(wrong),
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        let (Answer::End(result), Some(at)) = (answer, state.saving.take()) else { return };
        match result {
            Ok(Outcome::Written { version, is_new }) => {
                let text = if is_new {
                    format!("{} saved as version {version}", at.path)
                } else {
                    format!("nothing changed; version {version} holds the same")
                };
                out.say(Level::Done, text);
                out.act(Action::Close);
                out.act(Action::Wrote(at));
            }
            Ok(_) => out.act(Action::Close),
            Err(Error::Conflict { current }) => {
                state.theirs = current;
                state.error = Some(match current {
                    Some(version) => format!(
                        "someone wrote version {version} meanwhile; nothing was written. \
                         ctrl-o writes yours as a newer version, esc leaves"
                    ),
                    None => "someone changed it meanwhile; nothing was written".into(),
                });
            }
            Err(Error::Exists { .. }) => {
                state.go(0);
                state.error = Some("this name exists already; choose another, or edit that secret".into());
            }
            Err(error) => {
                let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                state.error = Some(format!("not saved: {error}{hint}"));
            }
        }
    }

    fn hide(state: &mut State, _out: &mut Outbox) {
        for item in &mut state.items {
            item.input.is_shown = false;
        }
    }

    fn shows_value(state: &State) -> bool {
        state.items.iter().any(|item| item.input.shows_value())
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

impl State {
    pub(super) fn new(start: FormStart) -> Self {
        let (subject, kept, items) = match start {
            FormStart::New { team, folder } => {
                let mut items = vec![
                    Item::new(What::Name, Input::clear().with(&folder)),
                    Item::new(What::Kind(SecretKind::KeyValue), Input::clear()),
                ];
                item::rebuild(&mut items, SecretKind::KeyValue);
                (Subject::New(team), SecretKind::KeyValue, items)
            }
            FormStart::Edit { at, kind, labels, content, base } => {
                (Subject::Edit { at, base }, kind, item::of_content(kind, &content, &labels))
            }
        };
        Self {
            subject,
            kept,
            items,
            at: 0,
            error: None,
            theirs: None,
            saving: None,
            is_dirty: false,
            is_leaving: false,
        }
    }

    /// Moves the keys to another line; what was shown in the old one is hidden.
    fn go(&mut self, at: usize) {
        self.items[self.at].input.is_shown = false;
        self.at = at.min(self.items.len() - 1);
    }

    fn touched(&mut self) {
        self.is_dirty = true;
        self.is_leaving = false;
        self.error = None;
        if let What::Kind(kind) = self.items[self.at].what {
            item::rebuild(&mut self.items, kind);
        }
    }

    fn enter(&mut self, out: &mut Outbox) {
        let text = self.items[self.at].input.text().trim().to_owned();
        match self.items[self.at].what {
            What::AddField | What::AddLabel if !text.is_empty() => self.add(&text),
            _ if self.at + 1 == self.items.len() => save::start(self, out),
            _ => self.go(self.at + 1),
        }
    }

    /// Adds the field or label whose name was typed, and puts the keys there.
    fn add(&mut self, text: &str) {
        let is_field = self.items[self.at].what == What::AddField;
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if !is_field => (name.trim(), value.trim()),
            _ => (text, ""),
        };
        let is_taken = self.items.iter().any(|item| item.is_named(name, is_field));
        if is_taken || name.is_empty() {
            self.error = Some(format!("{name} is there already"));
            return;
        }
        let item = if is_field { Item::field(name) } else { Item::label(name, value) };
        self.items[self.at].input.empty();
        self.items.insert(self.at, item);
        if !value.is_empty() {
            self.at += 1;
        }
        self.is_dirty = true;
        self.error = None;
    }

    fn remove(&mut self) {
        if self.items[self.at].is_removable() {
            self.items.remove(self.at);
            self.is_dirty = true;
        } else {
            self.error = Some("this line belongs to the kind and stays".into());
        }
    }

    fn switch_shape(&mut self) {
        match self.items[self.at].switch_shape() {
            Ok(()) => self.touched(),
            Err(wrong) => self.error = Some(wrong.into()),
        }
    }
}
