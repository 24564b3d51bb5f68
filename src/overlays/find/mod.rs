//! Finding a name over all teams: what each team lists is asked once, what is typed is matched at every key.

mod view;

use super::input::Input;
use crate::domain::{ProviderId, TeamId};
use crate::message::{
    Action, Answer, Found, Key, KeyCode, Level, Mouse, Names, Outbox, Outcome, Paste, Request, Target,
};
use crate::panes::{Binding, Changed, Cx, Pane, Pressed, ViewCx, point};
use crate::provider::Error;
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

/// See the module.
pub(super) struct Find;

/// What is typed, where it is looked for, and what was found.
#[derive(Debug)]
pub(super) struct State {
    input: Input,
    /// Every team, in the order of the configuration.
    places: Vec<Place>,
    /// The best that match.
    found: Vec<Found>,
    /// How many match in all.
    count: usize,
    cursor: Cursor,
    /// Whether the cursor was moved; until then it stays on the best.
    has_moved: bool,
}

/// A team with what it has told.
#[derive(Debug)]
struct Place {
    team: TeamId,
    provider: ProviderId,
    /// Its names, as far as they are known.
    names: Option<Arc<Names>>,
    standing: Standing,
}

/// How far a team is.
#[derive(Debug)]
enum Standing {
    /// It has not told everything yet.
    Asked,
    /// It has told everything.
    Listed,
    /// It could not be read.
    Failed(Error),
}

impl Default for State {
    fn default() -> Self {
        Self {
            input: Input::clear(),
            places: Vec::new(),
            found: Vec::new(),
            count: 0,
            cursor: Cursor::default(),
            has_moved: false,
        }
    }
}

impl State {
    /// Asks what matches now, of all names that are there.
    fn ask(&self, out: &mut Outbox) {
        let pattern = self.input.text().trim();
        if pattern.is_empty() {
            out.drop_question("find");
            return;
        }
        let known = self.places.iter().filter_map(|place| Some((place.team.clone(), place.names.clone()?)));
        out.ask("find", Request::Find { places: known.collect(), pattern: pattern.to_owned() });
    }

    /// Another pattern: what was found for the last one is as good as nothing once the answer is there.
    fn typed(&mut self, out: &mut Outbox) {
        self.has_moved = false;
        if self.input.text().trim().is_empty() {
            self.show(Vec::new(), 0);
        }
        self.ask(out);
    }

    /// Shows what was found; the cursor stays on its secret once it was moved.
    fn show(&mut self, found: Vec<Found>, count: usize) {
        let is_same = |old: &Found, new: &Found| old.team == new.team && old.name.path == new.name.path;
        let on = self.found.get(self.cursor.0).filter(|_| self.has_moved);
        let row = on.and_then(|on| found.iter().position(|new| is_same(on, new)));
        self.cursor = Cursor(row.unwrap_or(0));
        (self.found, self.count) = (found, count);
    }

    /// Those that have not told everything will not do so any more.
    fn give_up(&mut self, error: &Error) {
        for place in &mut self.places {
            if matches!(place.standing, Standing::Asked) {
                place.standing = Standing::Failed(error.clone());
            }
        }
    }
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Go to the secret under the cursor.
    Go,
    /// Close.
    Close,
}

const fn to(keys: &'static [Key], verb: &'static str, help: &'static str, step: Step) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: false, msg: Msg::Move(step) }
}

impl Pane for Find {
    const ID: &'static str = "find";
    const TITLE: &'static str = "Find";
    const BINDINGS: &'static [Binding<Msg>] = &[
        to(&[Key::plain(KeyCode::Up), Key::ctrl('p')], "find.up", "up", Step::Up),
        to(&[Key::plain(KeyCode::Down), Key::ctrl('n')], "find.down", "down", Step::Down),
        to(&[Key::plain(KeyCode::PageUp)], "find.page-up", "a page up", Step::PageUp),
        to(&[Key::plain(KeyCode::PageDown), Key::ctrl('d')], "find.page-down", "a page down", Step::PageDown),
        Binding {
            keys: &[Key::plain(KeyCode::Enter)],
            verb: "find.go",
            help: "go there",
            is_hinted: true,
            msg: Msg::Go,
        },
        Binding {
            keys: &[Key::plain(KeyCode::Esc), Key::ctrl('c')],
            verb: "find.close",
            help: "close",
            is_hinted: true,
            msg: Msg::Close,
        },
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        match msg {
            Msg::Close => out.act(Action::Close),
            Msg::Move(step) => {
                let room = usize::from(view::list(cx.area).height).max(1);
                state.cursor.step(step, state.found.len(), room);
                state.has_moved = true;
            }
            Msg::Go => {
                let Some(found) = state.found.get(state.cursor.0) else { return };
                let Ok(path) = crate::domain::SecretPath::new(&found.name.path) else { return };
                let place = state.places.iter().find(|place| place.team == found.team);
                let names = place.and_then(|place| place.names.clone());
                let at = Target { team: found.team.clone(), path };
                out.act(Action::Close);
                out.act(Action::GoTo(at, names));
            }
        }
    }

    fn is_typed(key: Key) -> bool {
        Input::is_typed(key)
    }

    fn capture(state: &mut State, key: Key, _cx: &Cx<'_>, out: &mut Outbox) -> bool {
        let before = state.input.text().to_owned();
        let took = state.input.press(key);
        if took && state.input.text() != before {
            state.typed(out);
        }
        took
    }

    fn paste(state: &mut State, paste: Paste, _cx: &Cx<'_>, out: &mut Outbox) {
        match state.input.paste(&paste) {
            Ok(()) => state.typed(out),
            Err(wrong) => out.say(Level::Error, wrong),
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let before = state.cursor;
        let pressed = point(&mut state.cursor, mouse, state.found.len(), view::list(cx.area));
        state.has_moved |= state.cursor != before;
        if pressed == Pressed::Again {
            Self::update(state, Msg::Go, cx, out);
        }
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        if *change == Changed::Opened {
            let places = cx.shared.teams.iter().map(|team| Place {
                team: team.id.clone(),
                provider: team.provider.clone(),
                names: None,
                standing: Standing::Asked,
            });
            state.places = places.collect();
            out.ask("listings", Request::ListAll);
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        match (purpose, answer) {
            ("listings", Answer::Part(Outcome::Listed { team, names, is_all })) => {
                let Some(place) = state.places.iter_mut().find(|place| place.team == team) else { return };
                match names {
                    Ok(names) => {
                        place.names = Some(names);
                        place.standing = if is_all { Standing::Listed } else { Standing::Asked };
                        state.ask(out);
                    }
                    Err(error) => place.standing = Standing::Failed(error),
                }
            }
            ("listings", Answer::End(Err(error))) => state.give_up(&error),
            ("find", Answer::End(Ok(Outcome::Found { found, count }))) => state.show(found, count),
            (_, Answer::End(Err(error))) => out.fail(&error),
            _ => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        Some(view::draw(state, cx, area, buf))
    }
}
