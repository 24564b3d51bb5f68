//! The pane of versions: number, state, fingerprint, author; roll back, undelete, destroy.

mod update;
mod view;

use super::moving::{follow, with_moving};
use super::{Binding, Changed, Cx, Pane, ViewCx};
use crate::domain::{VersionInfo, VersionState};
use crate::message::{Answer, Key, KeyCode, Mouse, Outbox, Shared, Target};
use crate::provider::{Ability, Error};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

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
}

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
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
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("versions", Msg::Move;
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
        let Some(version) = state.versions.get(state.cursor.0) else {
            return Some("no version is selected".into());
        };
        let can = shared.can();
        if let Some(reason) = can.why_not(Ability::Write).or(can.why_not(Ability::Versions)) {
            return Some(reason.into());
        }
        let reason = match (msg, version.state) {
            (Msg::Rollback, VersionState::Current) => "it is the current version",
            (Msg::Rollback, VersionState::Deleted) => "it is deleted; undelete it first",
            (Msg::Rollback | Msg::Destroy | Msg::Undelete, VersionState::Destroyed) => {
                "its content is gone for good"
            }
            (Msg::Undelete, VersionState::Current | VersionState::Superseded) => "it is not deleted",
            _ => return None,
        };
        Some(reason.into())
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, _out: &mut Outbox) {
        follow(&mut state.cursor, mouse, state.versions.len(), cx);
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        update::reply(state, purpose, answer, out);
    }

    fn changed(state: &mut State, change: &Changed, cx: &Cx<'_>, out: &mut Outbox) {
        update::changed(state, change, cx, out);
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}
