//! The pane of detail: masked fields and labels of the selected secret; a reveal is a lease that ends by itself.

mod update;
mod view;

use super::moving::with_moving;
use super::{Binding, Changed, Column, Cx, Pane, Place, Reveal, ViewCx};
use crate::message::{Answer, Key, KeyCode, Mouse, MouseKind, Outbox, Shared, Target};
use crate::provider::{Error, Outline, Right};
use crate::widgets::{Cursor, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// See the module.
pub(super) struct Detail;

/// The selected secret, and at most one value of it.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Which secret is shown.
    at: Option<Target>,
    /// Its fields and labels, without values.
    outline: Option<Box<Outline>>,
    /// Why there is no outline.
    error: Option<Error>,
    /// The field under the cursor.
    cursor: Cursor,
    /// The one value that is shown, by its field.
    reveal: Reveal<String>,
    /// What to do as soon as the outline is there.
    pending: Option<Msg>,
    /// What is being copied, as `path#field`; also after another secret was selected.
    copying: String,
}

/// Its verbs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Msg {
    /// Move the cursor.
    Move(Step),
    /// Reveal the field, or hide it again.
    Reveal,
    /// Copy the field without revealing it.
    Copy,
    /// Choose the form in which to copy the field or the secret.
    CopyMenu,
    /// Edit the secret.
    Edit,
    /// Reveal the main field, whatever field is under the cursor.
    RevealMain,
    /// Copy the main field.
    CopyMain,
    /// Choose the form for the main field.
    CopyMenuMain,
    /// Back to the names.
    Out,
}

impl Pane for Detail {
    const ID: &'static str = "detail";
    const TITLE: &'static str = "Detail";
    const PLACE: Option<Place> = Some(Place {
        column: Column::Right,
        keys: &[Key::char('4')],
        verb: "pane.detail",
        help: "to Detail",
    });
    const BINDINGS: &'static [Binding<Msg>] = with_moving!("detail", Msg::Move;
        Binding {
            keys: &[Key::char('r'), Key::char('x')],
            verb: "detail.reveal",
            help: "reveal or hide",
            is_hinted: true,
            msg: Msg::Reveal,
        },
        Binding {
            keys: &[Key::char('y')],
            verb: "detail.copy",
            help: "copy",
            is_hinted: true,
            msg: Msg::Copy,
        },
        Binding {
            keys: &[Key::char('Y')],
            verb: "detail.copy-menu",
            help: "copy as …",
            is_hinted: true,
            msg: Msg::CopyMenu,
        },
        Binding {
            keys: &[Key::char('e')],
            verb: "detail.edit",
            help: "edit",
            is_hinted: true,
            msg: Msg::Edit,
        },
        Binding {
            keys: &[Key::char('h'), Key::plain(KeyCode::Left), Key::plain(KeyCode::Esc)],
            verb: "detail.out",
            help: "back to the names",
            is_hinted: true,
            msg: Msg::Out,
        },
    );
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, cx: &Cx<'_>, out: &mut Outbox) {
        update::handle(state, msg, cx, out);
    }

    fn why_not(state: &State, msg: &Msg, shared: &Shared) -> Option<String> {
        let Some(at) = &state.at else {
            let needs_one = matches!(msg, Msg::Reveal | Msg::Copy | Msg::CopyMenu | Msg::Edit);
            return needs_one.then(|| "no secret is selected".into());
        };
        let refused = |right| shared.why_not_to(at, right);
        match msg {
            Msg::Reveal | Msg::Copy => shared.why_masked().or_else(|| refused(Right::Read)),
            // Field by field is a way to write, too.
            Msg::Edit => refused(Right::Update)
                .filter(|_| refused(Right::Patch).is_some())
                .or_else(|| refused(Right::Read)),
            _ => None,
        }
    }

    fn mouse(state: &mut State, mouse: Mouse, cx: &Cx<'_>, out: &mut Outbox) {
        let wheel = match mouse.kind {
            MouseKind::WheelUp => Some(Step::Up),
            MouseKind::WheelDown => Some(Step::Down),
            MouseKind::Press => None,
        };
        if wheel.is_some_and(|step| view::scroll(state, step, cx.area)) {
            return;
        }
        let before = state.cursor;
        match wheel {
            Some(step) => state.cursor.step(step, state.count(), 1),
            None => {
                let row = view::field_at(state, mouse.row, cx.area);
                state.cursor.0 = row.unwrap_or(state.cursor.0);
            }
        }
        if state.cursor != before {
            Self::hide(state, out);
        }
    }

    fn reply(state: &mut State, purpose: &'static str, answer: Answer, cx: &Cx<'_>, out: &mut Outbox) {
        update::reply(state, purpose, answer, cx, out);
    }

    fn give_up(state: &mut State, purpose: &'static str, out: &mut Outbox) {
        state.pending = None;
        // The outline is wanted for itself, too.
        if purpose != "outline" {
            out.drop_question(purpose);
        }
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
        // A reveal that waits for the fields would come when nobody looks any more.
        state.pending.take_if(|msg| matches!(msg, Msg::Reveal | Msg::RevealMain));
        state.reveal.hide(out);
    }

    fn shows_value(state: &State) -> bool {
        state.reveal.shown().is_some()
    }

    fn awaits_value(state: &State) -> bool {
        state.reveal.is_asked() || matches!(state.pending, Some(Msg::Reveal | Msg::RevealMain))
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

impl State {
    /// Fields that the cursor can stand on.
    fn count(&self) -> usize {
        self.outline.as_ref().map_or(0, |outline| outline.fields.len())
    }

    /// Whether all its fields are known.
    fn is_whole(&self) -> bool {
        self.outline.as_ref().is_none_or(|outline| outline.is_whole)
    }

    /// The name of the field under the cursor.
    fn field(&self) -> Option<String> {
        let outline = self.outline.as_ref()?;
        outline.fields.get(self.cursor.0).map(|field| field.name.clone())
    }
}
