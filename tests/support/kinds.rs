//! A kind of provider for tests: it has an address and a credential, and its check tells what it was given.

use strongroom::provider::{
    Connect, Error, Finding, GIVES_NOTHING, Kind, OPENS_NOTHING, Setting, SettingKind, Step,
};
use strongroom::providers::{local, memory, vault};

const fn setting(key: &'static str, help: &'static str, kind: SettingKind) -> Setting {
    Setting { key, title: key, help, is_required: true, kind, ..Setting::ANY }
}

/// Reached under `url`, with `token`; `label` is a text that says nothing of where it goes.
pub static REMOTE: Kind = Kind {
    name: "remote",
    title: "remote, for tests",
    is_registrable: true,
    is_for_trying: false,
    caution: None,
    settings: &[
        setting("url", "where it is", SettingKind::Address),
        Setting { is_required: false, ..setting("label", "any text", SettingKind::Text) },
        setting("token", "what opens it", SettingKind::Credential),
    ],
    steps: &[Step { name: "login", otherwise: "nothing works" }],
    needs_store: |_| true,
    check: |connect, report| {
        Box::pin(async move {
            report("login", Finding::Fine(told(&connect)));
        })
    },
    given: GIVES_NOTHING,
    open: OPENS_NOTHING,
    connect: |connect| {
        Box::pin(async move { Err(Error::Unsupported { what: format!("got {}", told(&connect)) }) })
    },
};

/// The kind in memory as one that is offered to everybody.
static MEMORY: Kind = Kind { is_for_trying: false, ..memory::KIND };

/// The kinds of the program, all of them offered.
pub static OFFERED: &[&Kind] = &[&local::KIND, &vault::KIND, &MEMORY];

/// The list with this kind alone.
pub static KINDS: &[&Kind] = &[&REMOTE];

/// Address and token, as a server there would see them.
fn told(connect: &Connect) -> String {
    let url = connect.settings.get("url").cloned().unwrap_or_default();
    let token = connect.credentials.field("token").and_then(|field| field.value.expose_text(str::to_owned));
    format!("{} at {url}", token.unwrap_or("no token".into()))
}
