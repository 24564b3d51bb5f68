//! What a configuration may say, and what is said about mistakes in it.
#![allow(clippy::unwrap_used, reason = "tests stop where they fail")]

use super::*;
use crate::provider::{Registration, Setting, SettingKind, When};
use std::time::Duration;

const fn setting(key: &'static str, kind: SettingKind, is_required: bool) -> Setting {
    Setting { key, title: key, help: "where it is", is_required, kind, ..Setting::ANY }
}

const KINDS: &[&Kind] = &[&Kind {
    name: "shelf",
    title: "Shelf",
    is_registrable: true,
    is_for_trying: false,
    caution: None,
    settings: &[
        setting("url", SettingKind::Text, true),
        setting("renew", SettingKind::Switch, false),
        Setting { default: Some("open"), ..setting("door", SettingKind::Choice(&["open", "key"]), false) },
        Setting {
            when: Some(When { key: "door", is: &["key"] }),
            ..setting("lock", SettingKind::Text, true)
        },
        setting("pin", SettingKind::Credential, true),
    ],
    steps: &[],
    needs_store: |_| true,
    check: |_, _| Box::pin(async {}),
    given: crate::provider::GIVES_NOTHING,
    open: crate::provider::OPENS_NOTHING,
    connect: |_| Box::pin(async { Err(crate::provider::Error::Throttled) }),
}];

fn parse(text: &str) -> Config {
    Config::parse("config.toml", text, KINDS)
}

fn reasons(text: &str) -> Vec<String> {
    parse(text).mistakes().map(|broken| broken.reason.clone()).collect()
}

#[test]
fn an_empty_file_gives_the_built_in_provider_and_team() {
    let config = parse("");
    assert_eq!(config.providers[0].id, ProviderId::local());
    assert_eq!(config.teams[0].id, TeamId::personal());
    assert_eq!(config.timing, Timing::default());
    assert!(config.broken.is_empty());
}

#[test]
fn everything_sound_is_read() {
    let config = parse(
        "[timing]\nreveal = \"5s\"\nlock = \"0s\"\n[providers.attic]\nkind = \"shelf\"\nurl = \"x\"\nrenew = true\n\
         read_only = true\n[teams.pay]\nprovider = \"attic\"\nroot = \"a/b\"\n",
    );
    assert_eq!(config.broken, []);
    assert_eq!(config.timing.reveal, Duration::from_secs(5));
    assert_eq!(config.timing.lock, Duration::ZERO);
    assert_eq!(config.providers[1].settings["renew"], "true");
    assert!(config.providers[1].read_only);
    assert_eq!(config.teams[1].root.as_str(), "a/b");
}

#[test]
fn an_unknown_key_names_file_line_key_and_what_is_allowed() {
    let reasons = reasons("[timing]\nreveal = \"5s\"\nrevael = \"6s\"\n");
    assert_eq!(reasons, ["config.toml:3: timing.revael: unknown key; allowed are reveal, clipboard, lock"]);
}

#[test]
fn wrong_types_and_impossible_values_are_told_without_quoting_them() {
    let reasons = reasons("[timing]\nreveal = 5\nclipboard = \"9 parsecs\"\nlock = \"900h\"\n");
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].starts_with("config.toml:2: timing.reveal: must be a text"), "{reasons:?}");
    assert!(reasons[1].contains("must be a duration") && !reasons[1].contains("parsecs"), "{reasons:?}");
    assert!(reasons[2].contains("between 0s"), "{reasons:?}");
}

#[test]
fn a_broken_provider_is_listed_and_the_sound_ones_load() {
    let config = parse(
        "[providers.bad]\nkind = \"shelf\"\n[providers.worse]\nkind = \"cellar\"\n[providers.good]\nkind = \"shelf\"\n\
         url = \"x\"\n",
    );
    let state: Vec<_> =
        config.providers.iter().map(|provider| (provider.id.as_str(), provider.broken.is_some())).collect();
    assert_eq!(state, [("local", false), ("bad", true), ("worse", true), ("good", false)]);
    assert!(config.broken[1].reason.contains("must be one of shelf"), "{:?}", config.broken);
}

#[test]
fn a_credential_is_refused_without_being_printed() {
    let text = "[providers.attic]\nkind = \"shelf\"\nurl = \"https://me:hunter2secret@host\"\ntoken = \"opensesame-1\"\n";
    let reasons = reasons(text);
    assert!(
        reasons.iter().any(|reason| reason.starts_with("config.toml:3: providers.attic.url: a credential"))
    );
    assert!(
        reasons.iter().any(|reason| reason.starts_with("config.toml:4: providers.attic.token: a credential"))
    );
    assert!(reasons.iter().all(|reason| !reason.contains("hunter2") && !reason.contains("opensesame")));
}

#[test]
fn a_file_that_is_no_toml_names_the_line_and_not_its_text() {
    let reasons = reasons("[timing]\nreveal = \"hvs.verysecrettoken\n");
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].starts_with("config.toml:2: config.toml: not valid TOML"), "{reasons:?}");
    assert!(!reasons[0].contains("verysecret"));
}

#[test]
fn sections_of_later_versions_are_notes_and_no_mistakes() {
    let config = parse("[connections.pg]\nHOST = \"db\"\n[teams.pay]\napproval = \"two-eyes\"\n");
    assert_eq!(config.mistakes().count(), 0);
    assert_eq!(config.broken.len(), 2);
    assert_eq!(config.teams.len(), 2);
}

#[test]
fn teams_need_a_known_provider_and_a_sound_root() {
    let reasons =
        reasons("[teams.a]\nprovider = \"nowhere\"\n[teams.b]\nroot = \"x/../y\"\n[teams.personal]\n");
    assert!(reasons[0].contains("must be one of local"), "{reasons:?}");
    assert!(reasons[1].starts_with("config.toml:4: teams.b.root"), "{reasons:?}");
    assert!(reasons[2].contains("built in"), "{reasons:?}");
}

#[test]
fn adding_and_removing_a_team_keeps_comments_and_order() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths { config_dir: folder.path().into(), data_dir: folder.path().into() };
    let before = "# mine\n[timing]\nreveal = \"5s\" # short\n";
    std::fs::write(paths.config_file(), before).unwrap();
    let team = team_on_local(TeamId::new("pay").unwrap());
    add_team(&paths, &team).unwrap();
    let text = std::fs::read_to_string(paths.config_file()).unwrap();
    assert!(text.starts_with(before), "{text}");
    assert_eq!(Config::load(&paths, KINDS).teams[1], team);
    assert!(matches!(add_team(&paths, &team), Err(crate::provider::Error::Exists { .. })));
    remove_team(&paths, &team.id).unwrap();
    assert_eq!(std::fs::read_to_string(paths.config_file()).unwrap().trim_end(), before.trim_end());
}

#[test]
fn a_setting_counts_only_when_its_condition_holds() {
    let open = "[providers.attic]\nkind = \"shelf\"\nurl = \"x\"\n";
    assert_eq!(reasons(open), Vec::<String>::new());
    let locked = reasons(&format!("{open}door = \"key\"\n"));
    assert_eq!(locked.len(), 1, "{locked:?}");
    assert!(locked[0].contains("providers.attic.lock: missing"), "{locked:?}");
}

#[test]
fn a_credential_of_the_kind_is_refused_whatever_its_name_is() {
    let reasons = reasons("[providers.attic]\nkind = \"shelf\"\nurl = \"x\"\npin = \"4711-canary\"\n");
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].starts_with("config.toml:4: providers.attic.pin: a credential"), "{reasons:?}");
    assert!(!reasons[0].contains("4711"));
}

fn attic(url: &str) -> Registration {
    Registration {
        id: ProviderId::new("attic").unwrap(),
        kind: "shelf".into(),
        settings: BTreeMap::from([("url".into(), url.into()), ("renew".into(), "true".into())]),
        credentials: crate::domain::Fields::new(),
        kept: Vec::new(),
        enabled: true,
        read_only: false,
    }
}

#[test]
fn registering_changing_and_removing_a_provider_keeps_comments_and_order() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths { config_dir: folder.path().into(), data_dir: folder.path().into() };
    let before = "# mine\n[timing]\nreveal = \"5s\" # short\n\n# the cellar\n[providers.cellar]\nkind = \"shelf\" # old\nurl = \"c\" # below\n\n[teams.pay]\nprovider = \"cellar\"\n";
    std::fs::write(paths.config_file(), before).unwrap();
    add_provider(&paths, KINDS[0], &attic("a")).unwrap();
    let text = std::fs::read_to_string(paths.config_file()).unwrap();
    assert!(text.starts_with("# mine\n[timing]\nreveal = \"5s\" # short\n"), "{text}");
    let added = "[providers.attic]\nkind = \"shelf\"\nurl = \"a\"\nrenew = true\n";
    assert!(text.contains(added), "{text}");
    assert!(matches!(
        add_provider(&paths, KINDS[0], &attic("b")),
        Err(crate::provider::Error::Exists { .. })
    ));

    let cellar = Registration {
        id: ProviderId::new("cellar").unwrap(),
        settings: BTreeMap::from([("url".into(), "deeper".into())]),
        ..attic("")
    };
    change_provider(&paths, KINDS[0], &cellar).unwrap();
    switch_provider(&paths, &cellar.id, "read_only", true).unwrap();
    let text = std::fs::read_to_string(paths.config_file()).unwrap();
    let kept = "# the cellar\n[providers.cellar]\nkind = \"shelf\" # old\nurl = \"deeper\" # below\nread_only = true\n";
    assert!(text.contains(kept), "{text}");
    let config = Config::load(&paths, KINDS);
    assert!(config.broken.is_empty(), "{:?}", config.broken);
    assert!(config.providers.iter().any(|provider| provider.id == cellar.id && provider.read_only));

    remove_provider(&paths, &attic("").id).unwrap();
    let text = std::fs::read_to_string(paths.config_file()).unwrap();
    assert!(!text.contains("attic") && text.contains(kept), "{text}");
    assert!(matches!(remove_provider(&paths, &attic("").id), Err(crate::provider::Error::NotFound { .. })));
}
