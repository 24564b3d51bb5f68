//! The form for setting a team up in a provider: its lines, each step as it comes, and the tokens at the end. An error
//! keeps it open with all that is typed.

mod lines;
mod run;
mod view;

use super::confirm::TOO_EARLY;
use super::input::Input;
use super::leaving::Leaving;
use crate::message::{
    Action, Answer, HandOut, Key, KeyCode, Level, Outbox, Outcome, Overlay, Paste, Request, SetUp,
    SetUpStart, Shared, Slot, Ticket,
};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use crate::provider::{Alteration, Result, Stage};
use lines::{Line, Lines};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use run::{Phase, Run};

/// See the module.
pub(super) struct Setup;

/// The purpose of its change.
const SET_UP: &str = "set-up";

/// What is typed, and how far it is.
#[derive(Debug)]
pub(super) struct State {
    lines: Lines,
    /// The run under way, or the last one.
    run: Run,
    /// What was asked for by it.
    wanted: Option<SetUp>,
    /// What is wrong.
    error: Option<String>,
    /// Whether something was typed that was not carried out.
    is_dirty: bool,
    /// Whether it is left although something would be lost.
    leaving: Leaving,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// To the next line; sets up on the last; hands tokens out when there are some; leaves when all is done.
    Enter,
    /// To the next line.
    Next,
    /// To the line before.
    Back,
    /// Set up.
    Save,
    /// Yes to what would be changed for others too.
    Agree,
    /// To earlier steps.
    Up,
    /// To later steps.
    Down,
    /// Leave, or stop what is under way.
    Leave,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Setup {
    const ID: &'static str = "setup";
    const TITLE: &'static str = "Set a team up";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::ctrl('s')], "setup.save", "set up", Msg::Save),
        verb(&[Key::plain(KeyCode::Enter)], "setup.enter", "next line; set up, hand tokens out", Msg::Enter),
        verb(&[Key::plain(KeyCode::Tab), Key::plain(KeyCode::Down)], "setup.next", "next line", Msg::Next),
        verb(
            &[Key::plain(KeyCode::BackTab), Key::plain(KeyCode::Up)],
            "setup.back",
            "line before",
            Msg::Back,
        ),
        verb(&[Key::ctrl('y')], "setup.agree", "yes, change it for others too", Msg::Agree),
        verb(&[Key::plain(KeyCode::PageUp)], "setup.up", "earlier steps", Msg::Up),
        verb(&[Key::plain(KeyCode::PageDown)], "setup.down", "later steps", Msg::Down),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "setup.leave", "stop, leave", Msg::Leave),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Leave if state.run.is_busy() => state.stop(cx, out),
            Msg::Leave => state.leaving.leave(Self::would_lose(state), out),
            Msg::Next => state.lines.go(1),
            Msg::Back => state.lines.go(lines::LINES.len() - 1),
            Msg::Up | Msg::Down => {
                let (rows, page) = view::pages(state, cx.area);
                state.run.scroll(matches!(msg, Msg::Down), rows, page);
            }
            Msg::Enter | Msg::Save if !state.run.invitations.is_empty() => state.hand_out(out),
            // Nothing was typed since all was done.
            Msg::Enter if state.is_done() => out.act(Action::Close),
            Msg::Enter if state.lines.at != Line::Approvers => state.lines.go(1),
            // The question is answered by its own key: Enter may be on its way to another line.
            Msg::Enter if state.run.phase == Phase::Asking => {}
            Msg::Enter | Msg::Save => state.start(Vec::new(), cx, out),
            Msg::Agree if !cx.is_seen => out.say(Level::Info, TOO_EARLY),
            Msg::Agree => {
                let agreed = std::mem::take(&mut state.run.altering);
                state.start(agreed, cx, out);
            }
        }
    }

    fn why_not(state: &State, msg: &Msg, _shared: &Shared) -> Option<String> {
        let starts = matches!(msg, Msg::Save | Msg::Enter);
        if matches!(msg, Msg::Agree) && state.run.phase != Phase::Asking {
            return Some("nothing is asked".into());
        }
        (starts && state.run.is_busy()).then(|| "it is under way; wait a moment".into())
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, out: &mut Outbox) -> bool {
        if state.leaving.takes::<Self>(key, cx, out) {
            return true;
        }
        if state.run.is_busy() || !state.run.invitations.is_empty() {
            // What is typed now would be neither carried out nor kept.
            return Input::is_typed(key);
        }
        let is_move = matches!(key.code, KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End);
        let took = state.lines.press(key);
        if took && (!is_move || state.lines.at == Line::Provider) {
            state.touched();
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        if state.run.is_busy() || !state.run.invitations.is_empty() {
            return;
        }
        match state.lines.paste(paste) {
            Ok(true) => state.touched(),
            Ok(false) => {}
            Err(wrong) => state.error = Some(wrong),
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        match (purpose, answer) {
            (SET_UP, Answer::Part(Outcome::Stage(told))) => state.told(*told),
            (SET_UP, Answer::End(result)) => state.ended(result, out),
            _ => {}
        }
    }

    fn asks(state: &State) -> bool {
        state.leaving.is_asked() || state.run.phase == Phase::Asking
    }

    fn would_lose(state: &State) -> bool {
        state.is_dirty || !state.run.invitations.is_empty()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

/// The run under way, whichever form has started it.
fn under_way(cx: &Cx<'_>) -> Option<Ticket> {
    let slot = Slot { owner: Setup::ID, purpose: SET_UP };
    cx.tasks.open.iter().find(|task| task.slot == slot).map(|task| task.ticket)
}

impl State {
    pub(super) fn new(start: SetUpStart) -> Self {
        Self {
            lines: Lines::new(start),
            run: Run::default(),
            wanted: None,
            error: None,
            is_dirty: false,
            leaving: Leaving::default(),
        }
    }

    /// Whether all was done that is typed.
    fn is_done(&self) -> bool {
        self.run.phase == Phase::Done && !self.is_dirty
    }

    fn touched(&mut self) {
        self.is_dirty = true;
        self.leaving.stay();
        self.error = None;
        if self.run.phase == Phase::Asking {
            // What was asked may not be so for what is typed now.
            self.run = Run::default();
        }
    }

    /// Starts a run with what is typed.
    fn start(&mut self, agreed: Vec<Alteration>, cx: &Cx<'_>, out: &mut Outbox) {
        if under_way(cx).is_some() {
            // It belongs to a form that was locked away, and its tokens are not for this one.
            self.error = Some("the run before is still coming to its end; wait a moment".into());
            return;
        }
        match self.lines.wanted() {
            Ok(wanted) => {
                self.error = None;
                self.run.begin();
                let wanted = SetUp { agreed, ..wanted };
                self.wanted = Some(wanted.clone());
                out.change(SET_UP, Request::SetUp(Box::new(wanted)));
            }
            Err((line, wrong)) => {
                self.lines.at = line;
                self.error = Some(wrong);
            }
        }
    }

    /// Has the run begin no further step.
    fn stop(&mut self, cx: &Cx<'_>, out: &mut Outbox) {
        if let Some(ticket) = under_way(cx) {
            self.run.phase = Phase::Stopping;
            out.act(Action::Stop(ticket));
        }
    }

    fn told(&mut self, stage: Stage) {
        if let Some(wanted) = &self.wanted {
            self.run.take(stage, wanted);
        }
    }

    /// The run has ended. Nothing typed is lost by it; who has a token needs none any more.
    fn ended(&mut self, result: Result<Outcome>, out: &mut Outbox) {
        let Some(wanted) = &self.wanted else { return };
        match result {
            Ok(Outcome::SetUp(end)) => self.error = self.run.end(*end, wanted),
            Ok(_) => {}
            Err(error) => {
                let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                self.error = Some(format!("not set up: {error}{hint}"));
                self.run.fail(&error);
            }
        }
        self.lines.strike(&self.run.invitations);
        let team = wanted.plan.team.clone();
        if self.run.has_entered {
            out.act(Action::ShowTeam(team.clone()));
        }
        if self.run.has_changed() {
            out.act(Action::Refresh);
        }
        if self.run.phase == Phase::Done {
            self.is_dirty = false;
            let (summary, _) = self.run.summary();
            out.say(Level::Done, format!("set up the team {team} on {}: {summary}", wanted.provider));
        }
    }

    /// Gives the tokens to the view that shows them once.
    fn hand_out(&mut self, out: &mut Outbox) {
        let Some(wanted) = &self.wanted else { return };
        out.open(Overlay::Invitations(Box::new(HandOut {
            team: wanted.plan.team.clone(),
            gate: self.run.gate.clone(),
            trouble: self.run.trouble.take(),
            invitations: std::mem::take(&mut self.run.invitations),
        })));
    }
}
