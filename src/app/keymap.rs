//! The keys that work everywhere, under the same contract of bindings as those of the panes.

use super::renewal::{KEYS, wanting_login};
use crate::message::{Key, KeyCode, Keymap, Shared};
use crate::panes::{Binding, Place, Table, Verb, all};
use crate::provider::Ability;

/// What can be done from everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Everywhere {
    /// Show all keys.
    Help,
    /// Type a verb.
    Palette,
    /// Type a path to go to.
    Jump,
    /// Switch presentation mode on or off.
    Present,
    /// Give the keys to the next pane.
    Next,
    /// Give the keys to the pane before.
    Back,
    /// Give the keys to the pane of this number.
    Pane(usize),
    /// Open the bin.
    Bin,
    /// Choose a theme.
    Themes,
    /// Find a name over all teams.
    Find,
    /// Show what is under way.
    Tasks,
    /// Show what is wrong in the person's files.
    Mistakes,
    /// Show what was said.
    Messages,
    /// Ask everything again.
    Refresh,
    /// Log in again.
    LogIn,
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

/// The keys that work everywhere; overlays keep all but locking, suspending and logging in. Those that lead to a pane stand in
/// its own description.
const FIRST: &[Binding<Everywhere>] = &[
    verb(&[Key::char('?'), Key::plain(KeyCode::F(1))], "help", "all keys", Everywhere::Help),
    verb(&[Key::char(':')], "palette", "type a verb", Everywhere::Palette),
    verb(&[Key::char('J')], "jump", "jump to a path", Everywhere::Jump),
    verb(&[Key::plain(KeyCode::Tab)], "pane.next", "next pane", Everywhere::Next),
    verb(&[Key::plain(KeyCode::BackTab)], "pane.back", "pane before", Everywhere::Back),
];

/// Those that come after the verbs of the panes' places.
const MORE: &[Binding<Everywhere>] = &[
    verb(&[Key::char('b')], "bin", "the bin", Everywhere::Bin),
    verb(&[Key::char('T')], "themes", "choose a theme", Everywhere::Themes),
    verb(&[Key::char('f')], "find", "find a name over all teams", Everywhere::Find),
    verb(&[Key::char('w')], "tasks", "what is under way", Everywhere::Tasks),
    verb(&[Key::char('!')], "mistakes", "mistakes in your files", Everywhere::Mistakes),
    verb(&[Key::char('E')], "messages", "what was said, whole", Everywhere::Messages),
    verb(&[Key::char('R')], "refresh", "ask everything again", Everywhere::Refresh),
    verb(&[Key::char('P')], "present", "presentation mode on or off", Everywhere::Present),
    verb(KEYS, "login", "log in again", Everywhere::LogIn),
    verb(&[Key::ctrl('l')], "lock", "lock now", Everywhere::Lock),
    verb(&[Key::ctrl('z')], "suspend", "back to the shell for a while", Everywhere::Suspend),
    verb(&[Key::char('q'), Key::ctrl('c')], "quit", "quit", Everywhere::Quit),
];

/// All verbs that work everywhere, in the order in which they are shown.
fn bindings() -> Vec<Binding<Everywhere>> {
    let places = all().into_iter().enumerate().filter_map(|(index, pane)| Some((index, pane.place()?)));
    let to = |(index, Place { keys, verb, help, .. })| (keys, verb, help, Everywhere::Pane(index));
    let own = |&Binding { keys, verb, help, msg, .. }: &_| (keys, verb, help, msg);
    let all = FIRST.iter().map(own).chain(places.map(to)).chain(MORE.iter().map(own));
    all.map(|(keys, name, help, msg)| verb(keys, name, help, msg)).collect()
}

/// What a key means everywhere.
pub(super) fn everywhere(key: Key, keymap: &Keymap, is_overlay: bool) -> Option<Everywhere> {
    let binding =
        bindings().into_iter().find(|binding| keymap.keys(binding.verb, binding.keys).contains(&key))?;
    (!is_overlay || is_above(&binding)).then_some(binding.msg)
}

/// Whether it works over overlays, too.
fn is_above(binding: &Binding<Everywhere>) -> bool {
    matches!(binding.msg, Everywhere::Lock | Everywhere::Suspend | Everywhere::LogIn)
}

/// The names of the verbs that work over overlays, too.
pub(super) fn above() -> impl Iterator<Item = &'static str> {
    bindings().into_iter().filter(is_above).map(|binding| binding.verb)
}

/// The first key of a verb that works everywhere, as the person has chosen it.
pub(super) fn key_of(verb: &str, keymap: &Keymap) -> Option<String> {
    let binding = bindings().into_iter().find(|binding| binding.verb == verb)?;
    keymap.keys(binding.verb, binding.keys).first().map(ToString::to_string)
}

/// What a verb of this name means everywhere.
pub(super) fn named(verb: &str) -> Option<Everywhere> {
    bindings().into_iter().find(|binding| binding.verb == verb).map(|binding| binding.msg)
}

/// Why a verb that works everywhere cannot be used now.
pub(super) fn why_not(verb: Everywhere, shared: &Shared) -> Option<String> {
    match verb {
        Everywhere::Bin => shared.why_not(Ability::Bin),
        Everywhere::Mistakes if shared.mistakes.is_empty() => Some("nothing is wrong in them".into()),
        Everywhere::LogIn if wanting_login(shared).is_none() => {
            Some("no provider in use takes a login".into())
        }
        // Where the names cannot be listed a path can still be typed.
        Everywhere::Jump if shared.names.is_none() && !shared.can().tells_rights() => {
            Some("the names are not known yet".into())
        }
        _ => None,
    }
}

/// The verbs that work everywhere, as they stand now.
pub(super) fn verbs(shared: &Shared) -> Vec<Verb> {
    bindings().iter().map(|binding| Verb::of(binding, &shared.keymap, why_not(binding.msg, shared))).collect()
}

/// The tables of the panes: the verbs that work everywhere first, then those of each pane.
pub fn tables() -> Vec<Table> {
    let own = Keymap::default();
    let verbs = bindings().iter().map(|binding| Verb::of(binding, &own, None)).collect();
    let everywhere = Table { id: "", title: "Everywhere", verbs, is_typed: |_| false };
    std::iter::once(everywhere).chain(all().iter().map(|pane| pane.table())).collect()
}
