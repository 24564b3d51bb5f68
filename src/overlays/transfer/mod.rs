//! Copy to and move to: where, then the plan, then one task. Nothing is written before the plan was seen.

mod view;

use super::confirm::TOO_EARLY;
use super::input::Input;
use crate::domain::{SecretPath, TeamId};
use crate::message::{
    Action, Answer, Deed, Destination, Key, KeyCode, Level, Losses, Many, Outbox, Outcome, Outlook, Paste,
    Planned, Request, Shared, TransferStart,
};
use crate::panes::{Binding, Cx, Pane, ViewCx, with_moving};
use crate::provider::Ability;
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Transfer;

/// Where the secrets go, and what would become of each.
#[derive(Debug)]
pub(super) struct State {
    start: TransferStart,
    /// The team that gets them.
    team: TeamId,
    /// What their paths begin with there.
    path: Input,
    /// Whether the team has the keys; else the path.
    is_on_team: bool,
    /// Whether the plan is being made.
    is_planning: bool,
    /// The plan; nothing until it was asked for.
    plan: Option<Vec<Planned>>,
    cursor: Cursor,
    error: Option<String>,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move over the plan.
    Move(Step),
    /// The other line.
    Other,
    /// Make the plan; carry it out when it is there.
    Go,
    /// Back to the lines, else close.
    Back,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Transfer {
    const ID: &'static str = "transfer";
    const TITLE: &'static str = "Copy to, move to";
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("transfer", Msg::Move;
        verb(&[Key::plain(KeyCode::Enter)], "transfer.go", "make the plan, then carry it out", Msg::Go),
        verb(
            &[Key::plain(KeyCode::Tab), Key::plain(KeyCode::BackTab)],
            "transfer.other",
            "the other line",
            Msg::Other
        ),
        verb(&[Key::plain(KeyCode::Esc), Key::ctrl('c')], "transfer.back", "back, or close", Msg::Back),
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match (msg, &state.plan) {
            (Msg::Move(step), Some(plan)) => {
                state.cursor.step(step, plan.len(), usize::from(view::list_height(cx.area)).max(1));
            }
            (Msg::Other, None) => state.is_on_team = !state.is_on_team,
            (Msg::Go, Some(_)) if !cx.is_seen => out.say(Level::Info, TOO_EARLY),
            (Msg::Go, Some(_)) => state.carry(out),
            (Msg::Go, None) if state.is_on_team => state.is_on_team = false,
            (Msg::Go, None) => match state.destination() {
                Ok(to) => {
                    state.is_planning = true;
                    state.error = None;
                    out.ask("plan", Request::Plan(state.many(state.start.paths.clone(), to)));
                }
                Err(wrong) => state.error = Some(wrong),
            },
            (Msg::Back, Some(_)) => state.plan = None,
            (Msg::Back, None) if state.is_planning => {
                state.is_planning = false;
                out.drop_question("plan");
            }
            (Msg::Back, None) => out.act(Action::Close),
            (Msg::Move(_), None) | (Msg::Other, Some(_)) => {}
        }
    }

    fn capture(state: &mut State, key: Key, cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        if is_written(key) {
            state.reconsider();
        }
        if state.plan.is_some() || state.is_planning {
            return false;
        }
        if matches!(key.code, KeyCode::Up | KeyCode::Down) {
            state.is_on_team = !state.is_on_team;
            return true;
        }
        let took = if state.is_on_team { state.choose(key, cx.shared) } else { state.path.press(key) };
        if took {
            state.error = None;
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, _out: &mut Outbox) {
        state.reconsider();
        if !state.is_planning && !state.is_on_team {
            state.error = state.path.paste(&paste).err();
        }
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, _out: &mut Outbox) {
        let Answer::End(result) = answer else { return };
        state.is_planning = false;
        match result {
            Ok(Outcome::Planned(plan)) => {
                // What does not simply go is looked at first.
                let odd = plan.iter().position(|planned| planned.outlook != Outlook::Create);
                state.cursor = Cursor(odd.unwrap_or(0));
                state.plan = Some(plan);
            }
            Ok(_) => {}
            Err(error) => state.error = Some(error.to_string()),
        }
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        match msg {
            Msg::Go if state.is_planning => Some("the plan is being made".into()),
            Msg::Move(_) if state.plan.is_none() => Some("there is no plan yet".into()),
            Msg::Other if state.plan.is_some() => Some("the plan stands; back leads to the lines".into()),
            Msg::Go if state.going().is_some_and(|going| going.is_empty()) => {
                Some("nothing of this can go there".into())
            }
            Msg::Go if !state.is_on_team => shared.why_not_in(&state.team, Ability::Write),
            _ => None,
        }
    }

    fn asks(state: &State) -> bool {
        state.plan.is_some()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf)
    }
}

/// Whether this key writes and does nothing else while the plan is looked at.
fn is_written(key: Key) -> bool {
    let is_plain = !key.ctrl && !key.alt;
    match key.code {
        KeyCode::Char(c) => is_plain && !matches!(c, 'j' | 'k' | 'g' | 'G'),
        KeyCode::Backspace => true,
        _ => false,
    }
}

impl State {
    /// Who writes while the plan stands means another place: back to the line, so that nothing old is carried out.
    fn reconsider(&mut self) {
        if self.plan.take().is_some() {
            self.is_on_team = false;
        }
    }

    pub(super) fn new(start: TransferStart) -> Self {
        let mut path = Input::clear();
        path.set(&start.before);
        Self {
            team: start.team.clone(),
            path,
            start,
            is_on_team: false,
            is_planning: false,
            plan: None,
            cursor: Cursor::default(),
            error: None,
        }
    }

    /// Whether several go, so that what is typed is a folder.
    fn is_folder(&self) -> bool {
        self.start.before.is_empty() || self.start.before.ends_with('/')
    }

    /// Another team by space, the arrow keys, or its first letter.
    fn choose(&mut self, key: Key, shared: &Shared) -> bool {
        let teams: Vec<_> = shared.teams.iter().map(|team| &team.id).collect();
        let (count, now) = (teams.len(), teams.iter().position(|team| **team == self.team).unwrap_or(0));
        let next = match key.code {
            _ if count == 0 || key.ctrl || key.alt => return false,
            KeyCode::Char(' ') | KeyCode::Right => (now + 1) % count,
            KeyCode::Left => (now + count - 1) % count,
            KeyCode::Char(c) => {
                let is_it = |index: &usize| teams[*index].as_str().starts_with(c.to_ascii_lowercase());
                (1..=count).map(|step| (now + step) % count).find(is_it).unwrap_or(now)
            }
            _ => return false,
        };
        self.team = teams[next].clone();
        true
    }

    fn destination(&self) -> Result<Destination, String> {
        let (before, mut after) = (self.start.before.clone(), self.path.text().trim().to_owned());
        if self.is_folder() && !after.is_empty() && !after.ends_with('/') {
            after.push('/');
        }
        if self.team == self.start.team && before == after {
            return Err("they are there already: choose another team or type another path".into());
        }
        let to = Destination { team: self.team.clone(), before, after };
        // The first one tells whether the path can be one at all.
        self.start
            .paths
            .first()
            .map_or(Ok(()), |path| to.of(path).map(|_| ()))
            .map_err(|wrong| wrong.to_string())?;
        Ok(to)
    }

    fn many(&self, paths: Vec<SecretPath>, to: Destination) -> Many {
        let deed = if self.start.is_move { Deed::Move } else { Deed::Copy };
        Many { deed, team: self.start.team.clone(), paths, to: Some(to), can_undo: false }
    }

    /// Whether a secret of the plan has something to be done for: one that is there already is only moved.
    fn goes(&self, planned: &Planned) -> bool {
        match planned.outlook {
            Outlook::Create => true,
            Outlook::Same => self.start.is_move,
            Outlook::Exists | Outlook::Refused(_) => false,
        }
    }

    /// What is not kept of those that go.
    fn losses(&self) -> Losses {
        let mut losses = Losses::default();
        let going = self.plan.iter().flatten().filter(|planned| self.goes(planned));
        going.for_each(|planned| losses.add(planned.loss));
        losses
    }

    /// What of the plan can be carried out; nothing while there is no plan.
    fn going(&self) -> Option<Vec<SecretPath>> {
        let plan = self.plan.as_deref()?.iter();
        Some(plan.filter(|planned| self.goes(planned)).map(|planned| planned.from.clone()).collect())
    }

    /// Carries out what can be carried out of the plan.
    fn carry(&mut self, out: &mut Outbox) {
        let going = self.going().unwrap_or_default();
        match self.destination() {
            Ok(to) => {
                let many = self.many(going, to);
                out.act(Action::Close);
                out.act(Action::Many(many));
            }
            Err(wrong) => self.error = Some(wrong),
        }
    }
}
