//! What the whole does when a part means more than itself.

use super::keymap;
use super::state::{App, Commit, FIRST};
use crate::domain::{VersionInfo, VersionState};
use crate::message::{
    Action, Answer, Ask, Deed, Effect, Level, Line, Names, Nature, Now, Origin, Outcome, Overlay, Request,
    Slot, Tally, Target, ThemeFacts,
};
use crate::overlays;
use crate::panes::{Changed, all};
use crate::provider::{Error, Lock};
use crate::theme::Named;
use std::sync::Arc;

/// The slot of the whole's own requests.
const fn own(purpose: &'static str) -> Slot {
    Slot { owner: "app", purpose }
}

impl App {
    /// Does what a part means.
    pub(super) fn act(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::Quit => self.quit(now, effects),
            Action::Suspend => {
                self.hide(now, effects);
                effects.push(Effect::Suspend);
            }
            Action::Lock => self.lock(now, effects),
            Action::Refresh => {
                self.notice = None;
                self.reset_recovery();
                self.shared.known.clear();
                self.everyone(&Changed::Refresh, now, effects);
            }
            Action::Opened => self.opened(now, effects),
            Action::Places(teams, providers) => self.know_places(teams, &providers, now, effects),
            Action::ShowProvider(id) => self.everyone(&Changed::Provider(id), now, effects),
            Action::ShowTeam(id) => self.everyone(&Changed::MadeTeam(id), now, effects),
            Action::Mistakes(found) => self.take_mistakes(Origin::Configuration, found),
            Action::Settings(settings) => self.take_settings(*settings),
            Action::Provider(facts) => self.know_provider(*facts, now, effects),
            Action::Names(names) => self.know_names(names, now, effects),
            Action::Told(at, secret) => self.know_secret(&at, &secret, now, effects),
            Action::Rights(grants) => self.learn(*grants, now, effects),
            Action::Missing(at) => self.everyone(&Changed::Missing(at), now, effects),
            Action::Focus(id) => {
                if let Some(index) = self.panes.iter().position(|pane| pane.id() == id) {
                    self.focus_on(index, now, effects);
                }
            }
            Action::Select(target) => {
                self.shared.selected = target;
                self.everyone(&Changed::Selection, now, effects);
            }
            Action::Switch(team) => {
                if team != self.shared.team {
                    self.run(own("switch"), Nature::Change, Request::Switch(team.clone()), now, effects);
                    self.shared.team = team;
                    self.shared.names = None;
                    self.shared.selected = None;
                    self.everyone(&Changed::Team, now, effects);
                    self.everyone(&Changed::Selection, now, effects);
                }
            }
            Action::RevealSelected => self.reveal_selected(now, effects),
            Action::CopySelected => self.everyone(&Changed::Copy, now, effects),
            Action::EditSelected => self.everyone(&Changed::Edit, now, effects),
            Action::CopyMenuSelected => self.everyone(&Changed::CopyMenu, now, effects),
            // What holds no value may stay, and has taken the place of a value that was there.
            Action::Copied(form) => {
                let until = now.clock + self.shared.timing.clipboard;
                self.clipboard = form.is_secret().then_some(until);
            }
            Action::Prints(at, prints) => self.everyone(&Changed::Prints(at, prints), now, effects),
            Action::Wrote { at, is_awaited, versions } => {
                self.everyone(&Changed::Wrote(at.clone(), is_awaited, versions), now, effects);
                self.know_name(&at, now, effects);
            }
            Action::Deleted { at, can_undo, versions } => {
                self.everyone(&Changed::Deleted(at.clone(), can_undo, versions), now, effects);
                self.forget_name(&at, now, effects);
            }
            Action::Commit { then, done, at, can_undo } => {
                let is_removal =
                    matches!(*then, Request::Delete(..) | Request::Erase(_) | Request::Destroy(..));
                let removes = match &*then {
                    Request::RemoveTeam(id) => Some(id.clone()),
                    _ => None,
                };
                if let Some(ticket) = self.run(own("commit"), Nature::Change, *then, now, effects) {
                    if is_removal && can_undo {
                        self.shared.deleting.push(ticket);
                    }
                    let presses = self.shared.presses;
                    self.commits.push(Commit { ticket, done, at, can_undo, is_removal, removes, presses });
                }
            }
            Action::Do(verb) => self.do_verb(verb, now, effects),
            Action::Go(path) => {
                if let Some(secrets) = self.panes.iter().position(|pane| pane.id() == "secrets") {
                    self.focus_on(secrets, now, effects);
                }
                self.everyone(&Changed::Go(path), now, effects);
            }
            Action::Typed(line) => {
                self.typed.retain(|typed| *typed != line);
                self.typed.push(line);
            }
            Action::ShowTheme(name) => {
                self.themes.show(&name);
            }
            Action::KeepTheme(name) => {
                self.themes.keep(&name);
                if self.shared.is_demo {
                    self.say(Level::Info, format!("theme: {name}, until the demo ends"));
                } else {
                    self.say(Level::Done, format!("theme: {name}"));
                    self.run(own("theme"), Nature::Change, Request::KeepTheme(name), now, effects);
                }
            }
            Action::Many(many) => {
                let is_delete = many.deed == Deed::Delete && many.can_undo;
                let ticket = self.run(own("many"), Nature::Change, Request::Many(many), now, effects);
                self.shared.deleting.extend(ticket.filter(|_| is_delete));
            }
            Action::Stop(ticket) => {
                if let Some(slot) = self.slots.stop(ticket, now, effects) {
                    self.deliver(slot, Answer::End(Err(Error::Cancelled)), now, effects);
                }
            }
            Action::GoTo(at, names) => self.go_to(&at, names, now, effects),
            Action::Await(slot, what) => self.wait_for(slot, what, now, effects),
            Action::GiveUp => self.give_up(now, effects),
            Action::Open(overlay) => self.open_overlay(*overlay, now, effects),
            Action::Close => {
                self.is_seen = false;
                if let Some(overlay) = self.overlays.pop() {
                    self.slots.close_all(overlay.id(), effects);
                }
            }
            Action::Give(given) => {
                self.act(Action::Close, now, effects);
                self.focused_does(now, effects, |part, cx, out| part.given(given, cx, out));
            }
            Action::Say(notice) => self.say(notice.level, notice.text),
        }
    }

    fn run(
        &mut self,
        slot: Slot,
        nature: Nature,
        request: Request,
        now: Now,
        effects: &mut Vec<Effect>,
    ) -> Option<crate::message::Ticket> {
        match self.slots.open(Ask { slot, nature, request }, now, effects) {
            Ok(ticket) => Some(ticket),
            Err(_) => {
                self.say(Level::Info, "the change before is still under way; try again when it is done");
                None
            }
        }
    }

    /// A change of the whole's own has ended.
    pub(super) fn committed(&mut self, index: usize, answer: Answer, now: Now, effects: &mut Vec<Effect>) {
        let Answer::End(result) = answer else { return };
        let Commit { done, at, can_undo, is_removal, removes, presses, .. } = self.commits.remove(index);
        match result {
            Ok(outcome) => {
                let done = match outcome {
                    Outcome::Written { version, is_new: true } => format!("{done}, as version {version}"),
                    Outcome::Written { version, is_new: false } => {
                        format!("version {version} holds the same already")
                    }
                    _ => done,
                };
                let versions = outcome.into_versions();
                if let Some(team) = removes {
                    self.forget_team(&team, now, effects);
                }
                // With one of its older versions destroyed it is still there.
                let newest = versions.as_ref().and_then(|versions| versions.first());
                let until = newest.map(VersionInfo::until).filter(|_| !is_removal).unwrap_or_default();
                let is_gone = newest.is_none_or(|newest| newest.state != VersionState::Current);
                let action = match at {
                    Some(at) if is_removal && is_gone => Action::Deleted { at, can_undo, versions },
                    Some(at) => Action::Wrote { at, is_awaited: presses == self.shared.presses, versions },
                    None => Action::Refresh,
                };
                self.act(action, now, effects);
                let undo = self.key_of("secrets.undo").filter(|_| can_undo);
                let undo = undo.map(|key| format!(" · {key} undoes")).unwrap_or_default();
                self.say(Level::Done, format!("{done}{until}{undo}"));
            }
            Err(error) => {
                // What is seen of it is old.
                if let (Error::Conflict { .. }, Some(at)) = (&error, &at) {
                    let wrote = Action::Wrote { at: at.clone(), is_awaited: false, versions: None };
                    self.act(wrote, now, effects);
                }
                let hint = error.hint_in_console().map(|hint| format!(" · {hint}")).unwrap_or_default();
                let what = at.map(|at| format!("{}: ", at.path)).unwrap_or_default();
                // What waits for somebody else has not gone wrong.
                let is_pending = matches!(error, Error::Pending { .. });
                let level = if is_pending { Level::Info } else { Level::Error };
                self.say(level, format!("{what}{error}{hint}"));
            }
        }
    }

    /// The first key of a pane's verb, as the person has chosen it.
    fn key_of(&self, verb: &str) -> Option<String> {
        let mut verbs = self.panes.iter().flat_map(|pane| pane.verbs(&self.shared));
        Some(verbs.find(|known| known.verb == verb)?.keys.first()?.to_string())
    }

    /// Says what came of a change to several secrets, and has the names asked once.
    fn tallied(&mut self, tally: Box<Tally>, now: Now, effects: &mut Vec<Effect>) {
        let level = match (tally.failed.is_empty(), tally.left.is_empty()) {
            (false, _) => Level::Error,
            (true, _) if tally.done.is_empty() => Level::Info,
            (true, _) => Level::Done,
        };
        let can_undo = tally.can_undo && !tally.done.is_empty();
        let undo = self.key_of("secrets.undo").filter(|_| can_undo);
        let undo = undo.map(|key| format!(" · {key} undoes")).unwrap_or_default();
        self.say(level, format!("{}{undo}", tally.summary()));
        if self.is_open() {
            self.everyone(&Changed::Many(tally), now, effects);
        }
    }

    /// Goes to a secret, in whichever team it is.
    fn go_to(&mut self, at: &Target, names: Option<Arc<Names>>, now: Now, effects: &mut Vec<Effect>) {
        self.act(Action::Switch(at.team.clone()), now, effects);
        let is_known =
            self.shared.names.as_ref().is_some_and(|names| names.entry(at.path.as_str()).is_some());
        if let Some(names) = names.filter(|_| !is_known) {
            self.act(Action::Names(names), now, effects);
        }
        self.act(Action::Go(at.path.to_string()), now, effects);
    }

    /// The answer to locking, switching or a change to several secrets.
    pub(super) fn own_reply(&mut self, answer: Answer, now: Now, effects: &mut Vec<Effect>) {
        match answer {
            Answer::End(Ok(Outcome::Registration(registered))) if self.is_open() => {
                self.open_login(*registered, now, effects);
            }
            Answer::End(Ok(Outcome::Many(tally))) => self.tallied(tally, now, effects),
            Answer::End(Ok(Outcome::Lock(lock))) if lock == Lock::Open => {
                // The demo's keeper cannot be locked.
                self.shared.lock = lock;
            }
            Answer::End(Err(error)) => self.say(Level::Error, error.to_string()),
            _ => {}
        }
    }

    /// The store is open from now on: forgets what was before and asks everything.
    pub(super) fn opened(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.shared.lock = Lock::Open;
        self.last_key = now.clock;
        if std::mem::take(&mut self.has_dropped) {
            self.say(
                Level::Error,
                "the lock has dropped what was typed in a form; what was not saved is gone",
            );
        }
        self.everyone(&Changed::Refresh, now, effects);
        if !self.shared.teams.is_empty() {
            self.everyone(&Changed::Team, now, effects);
        }
        let stood_on = self.stood_on.take().filter(|(team, _)| *team == self.shared.team);
        if let Some((_, trace)) = stood_on {
            self.everyone(&Changed::Back(trace), now, effects);
        }
    }

    /// Drops every value, every overlay and the keys.
    fn lock(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.shared.is_demo {
            self.say(Level::Info, "the demo has no passphrase, so it does not lock");
            self.hide(now, effects);
            return;
        }
        if !self.is_open() {
            return;
        }
        self.has_dropped = self.would_lose();
        let stood_on = self.panes.iter().find_map(|pane| pane.stands_on(&self.shared));
        self.stood_on = stood_on.map(|trace| (self.shared.team.clone(), trace));
        self.slots.lock(effects);
        let parts = self.panes.drain(..).chain(self.overlays.drain(..)).map(|part| part.id());
        for owner in parts.collect::<Vec<_>>() {
            self.slots.close_all(owner, effects);
        }
        self.panes = all();
        self.focus = FIRST;
        self.gate = overlays::gate();
        self.shared.lock = Lock::Locked;
        self.reset_recovery();
        self.shared.names = None;
        self.shared.known.clear();
        self.shared.selected = None;
        // What was only tried out ends with the overlay that tried it.
        self.themes.restore();
        self.notice = None;
        self.said.clear();
        self.clipboard = None;
        self.typed.clear();
        self.run(own("clipboard"), Nature::Question, Request::ClearClipboard, now, effects);
        self.run(own("lock"), Nature::Change, Request::Lock, now, effects);
        effects.push(Effect::Wipe);
    }

    /// Reveals where it can be seen: on a narrow terminal the pane that shows the value gets the keys first.
    fn reveal_selected(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let detail = self.panes.iter().position(|pane| pane.id() == "detail");
        if let Some(detail) = detail.filter(|detail| self.layout().area(*detail).is_empty()) {
            self.focus_on(detail, now, effects);
        }
        self.everyone(&Changed::Reveal, now, effects);
    }

    fn quit(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.hide(now, effects);
        effects.push(Effect::Quit);
    }

    /// Drops every value that is shown.
    pub(super) fn hide(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.all_do(now, effects, |part, _, out| part.hide(out));
    }

    /// Gives the keys to a pane; leaving a pane ends what it reveals.
    pub(super) fn focus_on(&mut self, index: usize, now: Now, effects: &mut Vec<Effect>) {
        if index != self.focus {
            self.hide(now, effects);
            self.focus = index.min(self.panes.len() - 1);
        }
    }

    /// Opens a line for a verb or a path.
    pub(super) fn open_line(&mut self, line: Line, now: Now, effects: &mut Vec<Effect>) {
        let overlay = Overlay::Palette(line, self.typed.clone());
        self.act(Action::Open(Box::new(overlay)), now, effects);
    }

    /// Does a verb of the part with the keys, or one that works everywhere.
    fn do_verb(&mut self, verb: &'static str, now: Now, effects: &mut Vec<Effect>) {
        let is_done = self.focused_does(now, effects, |part, cx, out| part.run(verb, cx, out));
        if let Some(verb) = keymap::named(verb).filter(|_| !is_done) {
            self.everywhere(verb, now, effects);
        }
    }

    /// Switches presentation mode; turning it on hides everything at once.
    pub(super) fn present(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.shared.is_presenting = !self.shared.is_presenting;
        if self.shared.is_presenting {
            self.hide(now, effects);
            self.say(Level::Info, "presentation mode: nothing can be revealed, copied or shown");
        } else {
            self.say(Level::Info, "presentation mode is off");
        }
    }

    pub(super) fn open_themes(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let facts = |named: &Named| ThemeFacts {
            name: named.name.clone(),
            about: named.theme.about().to_owned(),
            is_own: named.is_own,
        };
        let all: Vec<_> = self.themes.all().iter().map(facts).collect();
        let shown = all.iter().position(|theme| theme.name == self.themes.shown().name).unwrap_or(0);
        self.act(Action::Open(Box::new(Overlay::Themes(all, shown))), now, effects);
    }

    fn open_overlay(&mut self, overlay: Overlay, now: Now, effects: &mut Vec<Effect>) {
        self.hide(now, effects);
        self.notice = None;
        let mut verbs = vec![("Everywhere", keymap::verbs(&self.shared))];
        let mut panes: Vec<_> =
            self.panes.iter().map(|pane| (pane.title(), pane.verbs(&self.shared))).collect();
        panes.rotate_left(self.focus);
        verbs.splice(0..0, panes.drain(..1));
        verbs.append(&mut panes);
        verbs.extend(
            overlays::tables().into_iter().map(|table| (table.title, table.chosen(&self.shared.keymap))),
        );
        self.is_seen = false;
        self.overlays.push(overlays::open(overlay, verbs));
        self.focused_does(now, effects, |part, cx, out| part.changed(&Changed::Opened, cx, out));
    }
}
