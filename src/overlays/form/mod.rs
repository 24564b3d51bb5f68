//! The form of a secret: its lines are made from the kind; nothing typed is lost by an error.

mod item;
mod reply;
mod save;
mod view;

use super::input::Input;
use super::leaving::Leaving;
use crate::domain::{Recipe, SecretKind, Shape, TeamId, visible};
use crate::message::{Answer, Draft, FormStart, Given, Key, KeyCode, Outbox, Overlay, Paste, Shared, Target};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::provider::Base;
use item::{Item, What};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

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
    /// What was typed into fields that the kind chosen now does not have.
    aside: Vec<Item>,
    /// The line that has the keys.
    at: usize,
    /// What is wrong.
    error: Option<String>,
    /// What has just been done.
    note: Option<String>,
    /// What somebody else made of it meanwhile.
    theirs: Option<Base>,
    /// What is under way.
    busy: Option<Busy>,
    /// When the line that is shown is masked again; activity does not move it.
    shown_until: Option<Duration>,
    /// Whether something was typed since the start.
    is_dirty: bool,
    /// Whether no answer came to a save, so that it may have been made.
    is_uncertain: bool,
    /// Whether it is left although something would be lost.
    leaving: Leaving,
}

/// What the form is about.
#[derive(Debug)]
enum Subject {
    /// A new secret of this team.
    New(TeamId),
    /// A new version of this secret, based on what was read.
    Edit { at: Target, base: Base, read: Draft },
}

/// What is under way.
#[derive(Debug)]
enum Busy {
    /// A save.
    Saving(Target),
    /// What somebody else wrote is being read.
    Reading(Target),
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
    /// Make up a value for this line.
    Generate,
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
        verb(&[Key::ctrl('g')], "form.generate", "generate a value", Msg::Generate),
        verb(&[Key::ctrl('t')], "form.shape", "text or JSON", Msg::Shape),
        verb(&[Key::ctrl('x')], "form.remove", "remove the line", Msg::Remove),
        verb(&[Key::ctrl('o')], "form.overwrite", "write over theirs", Msg::Overwrite),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "form.leave", "leave", Msg::Leave),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Leave if matches!(state.busy, Some(Busy::Reading(_))) => {
                state.busy = None;
                out.drop_question("theirs");
                state.error =
                    Some("someone wrote it meanwhile; nothing was written. {form.save} tries again".into());
            }
            Msg::Leave if state.busy.is_some() => {
                state.error = Some("it is being saved; wait a moment".into());
            }
            Msg::Leave => state.leaving.leave(state.is_dirty, out),
            Msg::Next => state.go((state.at + 1) % state.items.len()),
            Msg::Back => state.go((state.at + state.items.len() - 1) % state.items.len()),
            Msg::Enter => state.enter(out),
            Msg::Save => save::start(state, out),
            Msg::Show if state.shown_until.is_some() => state.conceal(),
            Msg::Show => {
                state.note = None;
                state.items[state.at].input.is_shown = true;
                state.shown_until = Some(cx.now.clock + cx.shared.timing.reveal);
            }
            // What is being saved stays as it is.
            _ if state.busy.is_some() => {}
            Msg::Generate => {
                let item = &state.items[state.at];
                if let Some(recipe) = recipe(item, state.kind()) {
                    out.open(Overlay::Generator(view::label(&item.what), recipe));
                }
            }
            Msg::Shape => state.switch_shape(),
            Msg::Remove => state.remove(),
            Msg::Overwrite => save::overwrite(state, out),
        }
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if state.leaving.takes::<Self>(key, cx, out) {
            return true;
        }
        if state.busy.is_some() {
            // What is typed now would be neither saved nor kept.
            let is_text = matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete);
            return is_text && !key.ctrl;
        }
        let item = &mut state.items[state.at];
        let was_unseen = item.input.is_unseen();
        let took = item.press(key, view::columns(cx.area));
        // Moving the cursor changes nothing that could be lost.
        let is_changed = item.input.take_edited() || item.is_choice();
        let is_masked_break = key.code == KeyCode::Enter && item.input.is_secret() && !item.input.is_shown;
        if took && is_changed {
            state.touched();
            state.tell_added(was_unseen);
            if is_masked_break {
                state.note = Some("a line break went in; {form.next} goes on, {form.save} saves".into());
            }
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        if state.busy.is_some() {
            return;
        }
        let input = &mut state.items[state.at].input;
        let was_unseen = input.is_unseen();
        match input.paste(&paste) {
            Ok(()) => {
                state.touched();
                state.tell_added(was_unseen);
            }
            Err(wrong) => state.error = Some(wrong),
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        reply::take(state, answer, out);
    }

    fn given(state: &mut State, given: Given, _cx: &Cx<'_>, _out: &mut Outbox) {
        reply::given(state, given);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let item = &state.items[state.at];
        let reason = match msg {
            Msg::Generate | Msg::Shape | Msg::Remove | Msg::Overwrite if state.busy.is_some() => {
                "it is being saved; wait a moment"
            }
            Msg::Show if !item.input.is_secret() => "nothing is masked in this line",
            Msg::Show if state.shown_until.is_none() => return shared.why_masked(),
            Msg::Generate if recipe(item, state.kind()).is_none() => "nothing can be made up for this line",
            _ => return None,
        };
        Some(reason.into())
    }

    fn deadline(state: &State) -> Option<Duration> {
        state.shown_until
    }

    fn expire(state: &mut State, _cx: &Cx<'_>, _out: &mut Outbox) {
        state.conceal();
    }

    fn hide(state: &mut State, _out: &mut Outbox) {
        state.conceal();
    }

    fn asks(state: &State) -> bool {
        state.leaving.is_asked()
    }

    fn would_lose(state: &State) -> bool {
        state.is_dirty
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
                item::rebuild(&mut items, &mut Vec::new(), SecretKind::KeyValue);
                (Subject::New(team), SecretKind::KeyValue, items)
            }
            FormStart::Edit { at, kind, labels, content, base } => {
                let read = Draft { fields: content.fields, labels };
                let items = item::of_draft(kind, &read);
                (Subject::Edit { at, base, read }, kind, items)
            }
        };
        Self {
            subject,
            kept,
            items,
            aside: Vec::new(),
            at: 0,
            error: None,
            note: None,
            theirs: None,
            busy: None,
            shown_until: None,
            is_dirty: false,
            is_uncertain: false,
            leaving: Leaving::default(),
        }
    }

    /// Moves the keys to another line; what was shown in the old one is hidden.
    fn go(&mut self, at: usize) {
        self.conceal();
        self.note = None;
        self.at = at.min(self.items.len() - 1);
    }

    /// Masks what is shown.
    fn conceal(&mut self) {
        self.shown_until = None;
        for item in &mut self.items {
            item.input.is_shown = false;
        }
    }

    fn touched(&mut self) {
        self.is_dirty = true;
        self.leaving.stay();
        (self.error, self.note) = (None, None);
        if let What::Kind(kind) = self.items[self.at].what {
            item::rebuild(&mut self.items, &mut self.aside, kind);
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
        let wrong = match name {
            "" => Some("a name is not empty".to_owned()),
            _ if is_taken => Some(format!("{name} is there already")),
            _ if visible(name) != name => Some("a name has no control characters".into()),
            _ => None,
        };
        if wrong.is_some() {
            self.error = wrong;
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

    /// What was behind the mask is still there when something is typed behind it: that is told.
    fn tell_added(&mut self, was_unseen: bool) {
        if was_unseen && !self.items[self.at].input.text().is_empty() {
            self.note = Some("this changes the value behind the mask; ctrl-u empties the line first".into());
        }
    }

    fn remove(&mut self) {
        if self.items[self.at].is_removable() {
            self.conceal();
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

/// What a value for this line is made of at first; nothing where it must come from elsewhere.
fn recipe(item: &Item, kind: SecretKind) -> Option<Recipe> {
    let What::Field { name, shape, choices: [], .. } = &item.what else { return None };
    match kind {
        _ if !item.input.is_secret() || *shape == Shape::Binary => None,
        SecretKind::Jwt | SecretKind::PrivateKey => None,
        SecretKind::KeyStore if name == "content" => None,
        SecretKind::SecretKey => Some(Recipe::Bytes(32)),
        _ => Some(Recipe::default()),
    }
}
