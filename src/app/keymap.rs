//! The keys that work everywhere, under the same contract of bindings as those of the panes.

use crate::message::{Key, KeyCode};
use crate::panes::{Binding, Verb};

/// What can be done from everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Everywhere {
    /// Show all keys.
    Help,
    /// Give the keys to the next pane.
    Next,
    /// Give the keys to the pane before.
    Back,
    /// Give the keys to the pane of this number.
    Pane(usize),
    /// Open the bin.
    Bin,
    /// Ask everything again.
    Refresh,
    /// Lock.
    Lock,
    /// Give way to the shell.
    Suspend,
    /// Leave.
    Quit,
}

const fn verb(
    keys: &'static [Key],
    verb: &'static str,
    help: &'static str,
    msg: Everywhere,
) -> Binding<Everywhere> {
    Binding { keys, verb, help, is_hinted: false, msg }
}

/// The keys that work everywhere; overlays keep all but locking and suspending.
pub(super) const BINDINGS: &[Binding<Everywhere>] = &[
    verb(&[Key::char('?'), Key::plain(KeyCode::F(1))], "help", "all keys", Everywhere::Help),
    verb(&[Key::plain(KeyCode::Tab)], "pane.next", "next pane", Everywhere::Next),
    verb(&[Key::plain(KeyCode::BackTab)], "pane.back", "pane before", Everywhere::Back),
    verb(&[Key::char('1')], "pane.providers", "to Providers", Everywhere::Pane(0)),
    verb(&[Key::char('2')], "pane.teams", "to Teams", Everywhere::Pane(1)),
    verb(&[Key::char('3')], "pane.secrets", "to Secrets", Everywhere::Pane(2)),
    verb(&[Key::char('4')], "pane.detail", "to Detail", Everywhere::Pane(3)),
    verb(&[Key::char('5'), Key::char('H')], "pane.versions", "to Versions", Everywhere::Pane(4)),
    verb(&[Key::char('b')], "bin", "the bin", Everywhere::Bin),
    verb(&[Key::char('R')], "refresh", "ask everything again", Everywhere::Refresh),
    verb(&[Key::ctrl('l')], "lock", "lock now", Everywhere::Lock),
    verb(&[Key::ctrl('z')], "suspend", "back to the shell for a while", Everywhere::Suspend),
    verb(&[Key::char('q'), Key::ctrl('c')], "quit", "quit", Everywhere::Quit),
];

/// What a key means everywhere.
pub(super) fn everywhere(key: Key, is_overlay: bool) -> Option<Everywhere> {
    let binding = BINDINGS.iter().find(|binding| binding.keys.contains(&key))?;
    let is_allowed = !is_overlay || matches!(binding.msg, Everywhere::Lock | Everywhere::Suspend);
    is_allowed.then_some(binding.msg)
}

/// The keys that work everywhere, for the help.
pub(super) fn verbs() -> Vec<Verb> {
    BINDINGS.iter().map(|binding| Verb::of(binding, None)).collect()
}
