//! An app that knows many names, without a store behind it.

use std::sync::Arc;
use std::time::Duration;
use strongroom::app::{App, Start};
use strongroom::domain::{SecretKind, TeamId, Timestamp, VersionNumber};
use strongroom::message::{Effect, Entry, Event, Names, Now, Outcome, Reply, Request, Shared, Timing};
use strongroom::provider::Lock;
use strongroom::theme::Themes;

/// An app that was told these names.
pub(super) fn app(paths: impl Iterator<Item = String>) -> (App, Now, Arc<Names>) {
    let now = Now { wall: Timestamp(1_780_315_200_000), clock: Duration::from_secs(1) };
    let shared = Shared {
        lock: Lock::Open,
        teams: Vec::new(),
        team: TeamId::personal(),
        providers: Vec::new(),
        names: None,
        selected: None,
        known: Default::default(),
        timing: Timing::default(),
        person: "bench".into(),
        is_demo: false,
        keymap: Default::default(),
        is_presenting: false,
        mistakes: Vec::new(),
        presses: 0,
        deleting: Vec::new(),
        kinds: &[],
    };
    let themes = Themes::built_in().unwrap();
    let (mut app, effects) = App::new(Start { size: (120, 40), shared, themes, notice: None }, now);
    let entry = |path: String| Entry {
        path: path.into(),
        kind: Some(SecretKind::ApiKey),
        version: Some(VersionNumber(1)),
        updated: Some(now.wall),
    };
    let names = Arc::new(Names::new(paths.map(entry).collect(), Vec::new()));
    // Whatever else is asked has nothing to tell.
    let mut effects = effects;
    while let Some(effect) = effects.pop() {
        if let Effect::Run(ticket, request) = effect {
            let outcome = match request {
                Request::List(_) => Outcome::Names(Arc::clone(&names)),
                _ => Outcome::Done,
            };
            effects.extend(app.update(now, Event::Reply(Reply::end(ticket, Ok(outcome)))));
        }
    }
    (app, now, names)
}
