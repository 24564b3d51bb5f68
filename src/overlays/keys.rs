//! The keys of an overlay on screen, from its table: the line at its bottom, and keys that are named in sentences.

use crate::message::{KeyCode, Keymap};
use crate::panes::{Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{Hint, hints};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The first key of a verb of this overlay, as the person has chosen it.
pub(super) fn key<P: Pane>(verb: &str, keymap: &Keymap) -> String {
    let own = P::BINDINGS.iter().find(|binding| binding.verb == verb).map(|binding| binding.keys);
    keymap.keys(verb, own.unwrap_or_default()).first().map(ToString::to_string).unwrap_or_default()
}

/// The keys and what they do, for a line of [`hints`](fn@crate::widgets::hints). Verbs that share a word stand
/// together, set apart by a space; the way out is always kept. What cannot be done now is greyed: its key says why.
pub(super) fn verb_hints<'a, P: Pane>(
    state: &P::State,
    shown: &[(&str, &'a str)],
    cx: &ViewCx<'_>,
) -> Vec<Hint<'a>> {
    let hint = |(verbs, help): &(&str, &'a str)| {
        let keys: Vec<String> = verbs.split(' ').map(|verb| key::<P>(verb, &cx.shared.keymap)).collect();
        let is_possible = verbs.split(' ').any(|verb| can::<P>(state, verb, cx));
        let roles = if is_possible { (Role::Key, Role::Dim) } else { (Role::Disabled, Role::Disabled) };
        let (key_style, help_style) = (cx.style(roles.0), cx.style(roles.1));
        let key = cx.spell(&keys.join(" ")).into_owned().into();
        Hint { key, help, key_style, help_style, is_kept: verbs.split(' ').any(leaves::<P>) }
    };
    shown.iter().map(hint).collect()
}

/// Whether a verb can be done as things stand.
fn can<P: Pane>(state: &P::State, verb: &str, cx: &ViewCx<'_>) -> bool {
    let own = P::BINDINGS.iter().find(|binding| binding.verb == verb);
    own.is_none_or(|binding| P::why_not(state, &binding.msg, cx.shared).is_none())
}

/// Whether a verb is the one of Esc.
fn leaves<P: Pane>(verb: &str) -> bool {
    let own = P::BINDINGS.iter().find(|binding| binding.verb == verb);
    own.is_some_and(|binding| binding.keys.iter().any(|key| key.code == KeyCode::Esc))
}

/// Draws the line of keys.
pub(super) fn draw_hints<P: Pane>(
    state: &P::State,
    shown: &[(&str, &str)],
    cx: &ViewCx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    hints(verb_hints::<P>(state, shown, cx), area, buf);
}

/// A sentence in which `{pane.verb}` stands for the key of that verb.
pub(super) fn keyed<'t, P: Pane>(text: &'t str, cx: &ViewCx<'_>) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for binding in P::BINDINGS {
        let place = format!("{{{}}}", binding.verb);
        if text.contains(&place) {
            text = text.replace(&place, &cx.spell(&key::<P>(binding.verb, &cx.shared.keymap))).into();
        }
    }
    text
}
