//! The keys of an overlay on screen, from its table: the line at its bottom, and keys that are named in sentences.

use crate::message::Keymap;
use crate::panes::{Pane, ViewCx};
use crate::theme::Role;
use crate::widgets::{Piece, line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The first key of a verb of this overlay, as the person has chosen it.
pub(super) fn key<P: Pane>(verb: &str, keymap: &Keymap) -> String {
    let own = P::BINDINGS.iter().find(|binding| binding.verb == verb).map(|binding| binding.keys);
    keymap.keys(verb, own.unwrap_or_default()).first().map(ToString::to_string).unwrap_or_default()
}

/// The line of keys: each with a word for what it does. Verbs that share a word stand together, set apart by a space.
pub(super) fn hints<'a, P: Pane>(shown: &[(&str, &'a str)], cx: &ViewCx<'_>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for (index, (verbs, word)) in shown.iter().enumerate() {
        let keys: Vec<String> = verbs.split(' ').map(|verb| key::<P>(verb, &cx.shared.keymap)).collect();
        let space = if index > 0 { "  " } else { "" };
        pieces.push((space.into(), cx.style(Role::Dim)));
        pieces.push((cx.spell(&keys.join(" ")).into_owned().into(), cx.style(Role::Key)));
        pieces.push((format!(" {word}").into(), cx.style(Role::Dim)));
    }
    pieces
}

/// Draws the line of keys.
pub(super) fn draw_hints<P: Pane>(shown: &[(&str, &str)], cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) {
    line(hints::<P>(shown, cx), area, buf);
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
