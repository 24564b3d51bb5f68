//! Setting a team up in the console, on a real server: its people begin with what is handed out.

use super::Login;
use crate::support::console::Console;
use crate::support::home::Home;
use crate::support::servers::{OpenBao, name};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use strongroom::domain::{Folder, ProviderId, TeamId};
use strongroom::ops::Session;
use strongroom::provider::Keeper;

/// The console of an admin with this token, whose own team lies elsewhere.
fn console(server: &OpenBao, token: &str) -> Console {
    let login = Login::of(server, token);
    let (corp, local) = (ProviderId::new("corp").unwrap(), ProviderId::local());
    let providers = vec![
        (local.clone(), "embedded store".to_owned(), login.keeper.provider()),
        (corp, "Vault".to_owned(), login.connect()),
    ];
    let teams = vec![(TeamId::personal(), local, Folder::root())];
    let session = Session::with_providers(login.keeper.clone(), providers, teams).of_person("tester");
    let mut console = Console::on(Arc::new(session), false);
    console.settle();
    console
}

/// The token that is shown: the only word on the screen that begins like one.
fn shown(console: &Console) -> String {
    let screen = console.screen();
    let is_token = |word: &&str| word.starts_with("s.") && word.len() > 20;
    screen.split_whitespace().find(is_token).unwrap_or_else(|| panic!("no token:\n{screen}")).to_owned()
}

#[test]
fn a_team_is_set_up_with_the_form_and_its_operator_begins_with_the_token() {
    let Some(server) = OpenBao::shared() else { return };
    let (team, alice) = (name("pay"), Home::new());
    let mut console = console(server, server.root());
    console.work(&format!("1Gs{team}<tab><tab>alice<tab>bob<ctrl-s>"));
    console
        .shows(&format!("made      mount team-{team}"))
        .shows("changes wait for approval; a probe was held back");
    console.shows("9 made, 0 changed, 0 unchanged").hides(" s.").work("<enter>").hides(" s.").work("r");
    let token = shown(&console);
    console.pass(Duration::from_secs(10)).hides(&token);
    console.work("jr");
    assert_ne!(shown(&console), token);
    console.work("<esc>").hides(" s.");

    let at = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = json!({ "wrapping_token": token }).to_string();
    alice.run(&[&at[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    alice.run(&["team", "create", &team, "--provider", "corp", "--root", &format!("team-{team}")], "");
    let (code, _, stderr) = alice.ends(&["--team", &team, "set", "db", "--stdin"], "x");
    assert_eq!(code, 8, "{stderr}");
    assert!(server.admin().get(&format!("team-{team}"), "db").is_null());

    // The team is in the configuration, and once more nothing is changed.
    assert_eq!(
        console.session.team(&TeamId::new(&team).unwrap()).unwrap().root.as_str(),
        format!("team-{team}")
    );
    let calls = server.calls();
    console.work("<ctrl-s>").shows("nothing had to be changed").shows("unchanged");
    let changed = calls.below(&format!("team-{team}/config"));
    assert!(changed.iter().all(|call| call.starts_with("read ")), "{changed:?}");
}

#[test]
fn a_limited_admin_sees_each_missing_right_and_changes_nothing() {
    let Some(server) = OpenBao::shared() else { return };
    let team = name("pay");
    let rules = format!(
        "path \"sys/mounts/team-{team}*\" {{ capabilities = [\"create\", \"read\", \"update\"] }}\n\
         path \"team-{team}*\" {{ capabilities = [\"create\", \"read\", \"update\"] }}"
    );
    let admin = server.admin().allowed(&rules);
    let mut console = console(server, admin.token_in_use());
    let calls = server.calls();
    console.work(&format!("1Gs{team}<tab><tab>alice<ctrl-s>"));
    console.shows("rights are missing; nothing was changed");
    console
        .shows(&format!("sys/policies/acl/team-{team}-reader"))
        .shows(&format!("identity/group/name/{team}"));
    console.hides(&format!("sys/mounts/team-{team}:")).shows("alice");
    let made = calls.with(admin.token_in_use());
    let asks = ["read sys/internal/ui/mounts", "update sys/capabilities-self"];
    assert!(made.iter().all(|call| asks.contains(&call.as_str())), "{made:?}");
    assert!(console.session.team(&TeamId::new(&team).unwrap()).is_err());
}
