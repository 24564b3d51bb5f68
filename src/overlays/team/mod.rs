//! The form of a new team: its name, its provider, its root there. An error keeps it open with all that is typed.

mod view;

use super::input::Input;
use super::leaving::Leaving;
use crate::domain::{Folder, ProviderId, TeamId};
use crate::message::{
    Action, Answer, Key, KeyCode, Level, NewTeam, Outbox, Paste, ProviderFacts, Request, Shared, TeamStart,
};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::provider::Error;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Team;

/// What is typed, and how far saving is.
#[derive(Debug)]
pub(super) struct State {
    /// The providers to choose from; never none.
    providers: Vec<(ProviderId, String)>,
    /// Which of them is chosen.
    chosen: usize,
    name: Input,
    root: Input,
    /// The line that has the keys.
    at: Line,
    /// What is wrong.
    error: Option<String>,
    /// Whether it is being saved.
    is_saving: bool,
    /// Whether something was typed since the start.
    is_dirty: bool,
    /// Whether it is left although something would be lost.
    leaving: Leaving,
}

/// The lines, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Name,
    Provider,
    Root,
}

const LINES: [Line; 3] = [Line::Name, Line::Provider, Line::Root];

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
    /// Leave.
    Leave,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Team {
    const ID: &'static str = "team";
    const TITLE: &'static str = "Team";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::ctrl('s')], "team.save", "save", Msg::Save),
        verb(&[Key::plain(KeyCode::Enter)], "team.enter", "next line, save on the last", Msg::Enter),
        verb(&[Key::plain(KeyCode::Tab), Key::plain(KeyCode::Down)], "team.next", "next line", Msg::Next),
        verb(&[Key::plain(KeyCode::BackTab), Key::plain(KeyCode::Up)], "team.back", "line before", Msg::Back),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "team.leave", "leave", Msg::Leave),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, _cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Leave => state.leaving.leave(state.is_dirty, out),
            Msg::Save => state.save(out),
            Msg::Enter if state.at == Line::Root => state.save(out),
            Msg::Enter | Msg::Next => state.go(1),
            Msg::Back => state.go(LINES.len() - 1),
        }
    }

    fn why_not(state: &State, msg: &Msg, _shared: &Shared) -> Option<String> {
        let is_over = matches!(msg, Msg::Save | Msg::Leave | Msg::Enter);
        (state.is_saving && is_over).then(|| "it is being saved; wait a moment".into())
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if state.leaving.takes::<Self>(key, cx, out) {
            return true;
        }
        if state.is_saving {
            // What is typed now would be neither saved nor kept.
            return Input::is_typed(key);
        }
        let is_move = matches!(key.code, KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End);
        let took = match state.at {
            Line::Name => state.name.press(key),
            Line::Root => state.root.press(key),
            Line::Provider => state.choose(key),
        };
        if took && (!is_move || state.at == Line::Provider) {
            state.touched();
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        let input = match state.at {
            _ if state.is_saving => return,
            Line::Name => &mut state.name,
            Line::Root => &mut state.root,
            Line::Provider => return,
        };
        match input.paste(&paste) {
            Ok(()) => state.touched(),
            Err(wrong) => state.error = Some(wrong),
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        let ("save", Answer::End(result)) = (purpose, answer) else { return };
        state.is_saving = false;
        match (result, TeamId::new(state.typed_name())) {
            (Ok(_), Ok(id)) => {
                let usual = [Key::plain(KeyCode::Enter)];
                let keys = cx.shared.keymap.keys("teams.switch", &usual);
                let next = keys.first().map(|key| format!("; {key} works in it")).unwrap_or_default();
                out.act(Action::Close);
                out.act(Action::ShowTeam(id.clone()));
                out.act(Action::Refresh);
                out.say(Level::Done, format!("made the team {id} on {}{next}", state.provider()));
            }
            (Ok(_), Err(_)) => out.act(Action::Close),
            (Err(Error::Exists { .. }), _) => {
                state.at = Line::Name;
                state.error = Some("a team of this name is there already; choose another name".into());
            }
            (Err(error), _) => {
                let hint = error.hint_in_console().map(|hint| format!("; {hint}")).unwrap_or_default();
                state.error = Some(format!("not saved: {error}{hint}"));
            }
        }
    }

    fn asks(state: &State) -> bool {
        state.leaving.is_asked()
    }

    fn would_lose(state: &State) -> bool {
        state.is_dirty
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

impl State {
    pub(super) fn new(start: TeamStart) -> Self {
        let chosen = start.providers.iter().position(|(id, _)| *id == start.chosen);
        Self {
            providers: start.providers,
            chosen: chosen.unwrap_or(0),
            name: Input::clear(),
            root: Input::clear(),
            at: Line::Name,
            error: None,
            is_saving: false,
            is_dirty: false,
            leaving: Leaving::default(),
        }
    }

    fn typed_name(&self) -> &str {
        self.name.text().trim()
    }

    /// The provider that is chosen.
    fn provider(&self) -> ProviderId {
        self.providers.get(self.chosen).map_or_else(ProviderId::local, |(id, _)| id.clone())
    }

    /// What is known of the provider that is chosen.
    fn facts<'s>(&self, shared: &'s Shared) -> Option<&'s ProviderFacts> {
        let id = self.provider();
        shared.providers.iter().find(|provider| provider.id == id)
    }

    fn go(&mut self, steps: usize) {
        let now = LINES.iter().position(|line| *line == self.at).unwrap_or(0);
        self.at = LINES[(now + steps) % LINES.len()];
    }

    /// Another provider by space or the arrow keys.
    fn choose(&mut self, key: Key) -> bool {
        let count = self.providers.len().max(1);
        let step = match key.code {
            _ if key.ctrl || key.alt => return false,
            KeyCode::Char(' ') | KeyCode::Right => 1,
            KeyCode::Left => count - 1,
            _ => return false,
        };
        self.chosen = (self.chosen + step) % count;
        true
    }

    fn touched(&mut self) {
        self.is_dirty = true;
        self.leaving.stay();
        self.error = None;
    }

    /// What is typed, as a team; fails with the line to mend and what is wrong there.
    fn wanted(&self) -> Result<NewTeam, (Line, String)> {
        let name = self.typed_name();
        if name.is_empty() {
            return Err((Line::Name, "name: missing".into()));
        }
        let id = TeamId::new(name).map_err(|wrong| (Line::Name, wrong.to_string()))?;
        let root = match self.root.text().trim() {
            "" => None,
            root => Some(Folder::new(root).map_err(|wrong| (Line::Root, format!("root: {wrong}")))?),
        };
        Ok(NewTeam { id, provider: self.provider(), root })
    }

    fn save(&mut self, out: &mut Outbox) {
        match self.wanted() {
            Ok(new) => {
                self.error = None;
                self.is_saving = true;
                out.change("save", Request::CreateTeam(new));
            }
            Err((line, wrong)) => {
                self.at = line;
                self.error = Some(wrong);
            }
        }
    }
}
