//! The pane of versions: reveal an old one, compare two, roll back, undelete, destroy.

mod update;
mod view;

use super::moving::{follow, with_moving};
use super::{Binding, Changed, Column, Cx, Pane, Place, Reveal, ViewCx};
use crate::domain::{VersionInfo, VersionNumber, VersionState};
use crate::message::{Answer, Key, KeyCode, Mouse, Outbox, Shared, Target};
use crate::provider::{Ability, Error, Right};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// See the module.
pub(super) struct Versions;

/// The history of the selected secret.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Which secret.
    at: Option<Target>,
    /// Its versions, newest first.
    versions: Vec<VersionInfo>,
    /// Why there are none to show.
    error: Option<Error>,
    /// The version under the cursor.
    cursor: Cursor,
    /// The version to compare others with; the current one when none is marked.
    mark: Option<VersionNumber>,
    /// The main field of one version.
    reveal: Reveal<VersionNumber>,
    /// The version that is being brought back.
    restoring: Option<VersionNumber>,
    /// What a change has told of a secret that is not selected yet.
    told: Option<Told>,
}

/// The versions of a secret as a change has left them. They hold for whoever is led there by that change, and not for
/// who comes by later.
#[derive(Debug)]
struct Told {
    at: Target,
    versions: Vec<VersionInfo>,
    /// How many keys had been pressed by then.
    presses: u64,
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Reveal the main field of this version, or hide it again.
    Reveal,
    /// Mark this version for comparing, or take the mark off.
    Mark,
    /// Compare the marked version with this one.
    Compare,
    /// Write the content of this version as a new one.
    Rollback,
    /// Bring this version back.
    Undelete,
    /// Destroy its content.
    Destroy,
    /// Back to the names.
    Out,
}

impl Pane for Versions {
    const ID: &'static str = "versions";
    const TITLE: &'static str = "Versions";
    const PLACE: Option<Place> = Some(Place {
        column: Column::Right,
        keys: &[Key::char('5'), Key::char('H')],
        verb: "pane.versions",
        help: "to Versions",
    });
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("versions", Msg::Move;
        Binding {
            keys: &[Key::char('r'), Key::char('x')],
            verb: "versions.reveal",
            help: "reveal or hide",
            is_hinted: true,
            msg: Msg::Reveal,
        },
        Binding {
            keys: &[Key::char('='), Key::plain(KeyCode::Enter)],
            verb: "versions.compare",
            help: "compare",
            is_hinted: true,
            msg: Msg::Compare,
        },
        Binding {
            keys: &[Key::char(' ')],
            verb: "versions.mark",
            help: "mark to compare",
            is_hinted: true,
            msg: Msg::Mark,
        },
        Binding {
            keys: &[Key::char('o')],
            verb: "versions.rollback",
            help: "roll back to it",
            is_hinted: true,
            msg: Msg::Rollback,
        },
        Binding {
            keys: &[Key::char('u')],
            verb: "versions.undelete",
            help: "undelete",
            is_hinted: true,
            msg: Msg::Undelete,
        },
        Binding {
            keys: &[Key::char('D')],
            verb: "versions.destroy",
            help: "destroy",
            is_hinted: true,
            msg: Msg::Destroy,
        },
        Binding {
            keys: &[Key::char('h'), Key::plain(KeyCode::Left), Key::plain(KeyCode::Esc)],
            verb: "versions.out",
            help: "back to the names",
            is_hinted: true,
            msg: Msg::Out,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        update::handle(state, &msg, cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        if matches!(msg, Msg::Move(_) | Msg::Out) {
            return None;
        }
        if let Some(reason) = state.why_none(shared) {
            return Some(reason);
        }
        let refused = |right| state.at.as_ref().and_then(|at| shared.why_not_to(at, right));
        let Some(version) = state.versions.get(state.cursor.0) else {
            return Some("no version is selected".into());
        };
        match msg {
            Msg::Mark => unreadable(version),
            Msg::Reveal => shared.why_masked().or(unreadable(version)).or_else(|| refused(Right::Read)),
            Msg::Compare => match state.base() {
                None => {
                    let own = [Key::char(' ')];
                    let key = shared.keymap.keys("versions.mark", &own).first().map(ToString::to_string);
                    let with = key.map(|key| format!("; mark one with {key}")).unwrap_or_default();
                    Some(format!("no version is current{with}"))
                }
                Some(base) if base.number == version.number => {
                    Some("this is the one to compare with; move to another".into())
                }
                Some(base) => unreadable(base).or(unreadable(version)).or_else(|| refused(Right::Read)),
            },
            Msg::Rollback => {
                refused(Right::Update).or(cannot_change(msg, version)).or_else(|| refused(Right::Read))
            }
            Msg::Undelete => refused(Right::Undelete).or(cannot_change(msg, version)),
            Msg::Destroy => refused(Right::Destroy).or(cannot_change(msg, version)),
            Msg::Move(_) | Msg::Out => None,
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let before = state.cursor;
        // The list is shorter while a value is shown below it.
        let area = view::frame_of_list(state, cx.area);
        if mouse.row < area.bottom() {
            follow(&mut state.cursor, mouse, state.versions.len(), &Cx { area, ..*cx });
        }
        if state.cursor != before {
            Self::hide(state, out);
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        update::reply(state, purpose, answer, cx, out);
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        update::changed(state, change, cx, out);
    }

    fn deadline(state: &State) -> Option<Duration> {
        state.reveal.until()
    }

    fn expire(state: &mut State, _cx: &Cx<'_>, out: &mut Outbox) {
        Self::hide(state, out);
    }

    fn hide(state: &mut State, out: &mut Outbox) {
        state.reveal.hide(out);
    }

    fn shows_value(state: &State) -> bool {
        state.reveal.shown().is_some()
    }

    fn awaits_value(state: &State) -> bool {
        state.reveal.is_asked()
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

impl State {
    /// Why there are no versions to see.
    fn why_none(&self, shared: &Shared) -> Option<String> {
        match &self.at {
            Some(at) => shared.why_not_to(at, Right::History),
            None => shared.why_not(Ability::Versions),
        }
    }

    /// The version that others are compared with.
    fn base(&self) -> Option<&VersionInfo> {
        let is_base = |info: &&VersionInfo| match self.mark {
            Some(mark) => info.number == mark,
            None => info.state == VersionState::Current,
        };
        self.versions.iter().find(is_base)
    }
}

/// Why the content of a version cannot be read.
fn unreadable(version: &VersionInfo) -> Option<String> {
    let number = version.number;
    match version.state {
        VersionState::Deleted => Some(format!("version {number} is deleted; undelete it first")),
        VersionState::Destroyed => Some(format!("the content of version {number} is gone for good")),
        VersionState::Current | VersionState::Superseded => None,
    }
}

/// Why a version cannot be changed in this way.
fn cannot_change(msg: &Msg, version: &VersionInfo) -> Option<String> {
    let number = version.number;
    match (msg, version.state) {
        (Msg::Rollback, VersionState::Current) => Some(format!("version {number} is the current one")),
        (Msg::Rollback, VersionState::Deleted)
        | (Msg::Rollback | Msg::Destroy | Msg::Undelete, VersionState::Destroyed) => unreadable(version),
        (Msg::Undelete, VersionState::Current | VersionState::Superseded) => {
            Some(format!("version {number} is not deleted"))
        }
        _ => None,
    }
}
