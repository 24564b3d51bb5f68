//! The keys that the person has chosen in `keys.toml`, with what is wrong there.

use crate::app;
use crate::config::keys;
use crate::message::{KeyWish, Keymap};
use crate::ops::Session;

/// Reads and checks `keys.toml`. Each mistake names file, line and verb; what is sound still counts.
pub(super) fn chosen(session: &Session) -> (Keymap, Vec<String>) {
    let Some(paths) = session.paths() else { return Default::default() };
    let (typed, broken) = keys::load(paths);
    let mut wrong: Vec<String> = broken.into_iter().map(|broken| broken.reason).collect();
    let wish = |keys::TypedKeys { place, verb, keys }| KeyWish { place, verb, keys };
    let (keymap, more) = app::chosen(typed.into_iter().map(wish).collect());
    wrong.extend(more);
    (keymap, wrong)
}
