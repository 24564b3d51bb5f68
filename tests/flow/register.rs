//! Providers from the console: registering, using, switching and removing one.

use crate::support::console::Console;
use crate::support::kinds::OFFERED;
use std::path::Path;
use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::domain::{ProviderId, TeamId};
use strongroom::message::ProviderState;
use strongroom::ops::{self, Session};
use strongroom::providers::local;
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse battery";

fn console(folder: &Path) -> Console {
    let paths = Paths { config_dir: folder.join("config"), data_dir: folder.join("data") };
    let keeper = Arc::new(local::Store::at(paths.data_dir.clone()));
    let config = Config::load(&paths, OFFERED);
    Console::on(Arc::new(Session::new(config, paths, keeper, OFFERED)), false)
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

#[test]
fn a_provider_is_registered_used_by_a_team_and_found_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("config/config.toml");
    std::fs::create_dir_all(folder.path().join("config")).unwrap();
    std::fs::write(&config, "# mine\n[timing]\nreveal = \"5s\" # short\n").unwrap();
    let mut first = console(folder.path());
    first.work(&format!("{PASSPHRASE}<enter>{PASSPHRASE}<enter>"));
    first.work("1ascratch<tab><right><tab>1ms<tab><right><tab><right><tab>");
    first.shows("not possible yet: PIN: missing").work("47291<tab>");
    first.shows("passed").shows("the PIN is accepted").shows("4 secrets").hides("47291");
    assert!(!std::fs::read_to_string(&config).unwrap().contains("scratch"), "saved unasked");
    first.work("<ctrl-s>").shows("registered scratch").shows("● scratch");
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.starts_with("# mine\n[timing]\nreveal = \"5s\" # short\n"), "{text}");
    assert!(text.contains("[providers.scratch]\nkind = \"memory\"\ndelay = \"1ms\""), "{text}");
    assert!(!text.contains("47291") && !text.contains("pin ="), "{text}");
    let id = ProviderId::new("scratch").unwrap();
    wait(ops::team::create(&first.session, &TeamId::new("trial").unwrap(), Some(id), None)).unwrap();
    drop(first);

    let mut second = console(folder.path());
    second.work(&format!("{PASSPHRASE}<enter>")).shows("● scratch").shows("trial");
    // The PIN was kept, so it can be written to.
    second.work("2j<enter>aapi/key<tab><space><space><tab>canary<ctrl-s>").shows("saved as version 1");
    second.work("1Gd").shows("the team trial uses it");
    second.work("W").shows("scratch is read-only now").work("3a").shows("switched to read-only");
    second.work("1o").shows("scratch is switched off").shows("○ scratch");
    second.work("2G<enter>").shows("The provider scratch is switched off.");
    assert!(std::fs::read_to_string(&config).unwrap().contains("enabled = false"));
}

#[test]
fn a_slow_check_never_blocks_the_keys_and_the_newest_one_wins() {
    let mut console = Console::demo();
    console.settle().press("1aslow<tab><right><tab>30s<tab>");
    // The first check has no delay; this one would take half a minute. Everything goes on at once.
    console.shows("under way").press("<backtab><ctrl-u><tab>");
    console.settle().shows("passed");
    console.work("<ctrl-s>").shows("registered slow").shows("● slow");
}

#[test]
fn in_the_demo_providers_are_switched_edited_and_removed_in_memory() {
    let mut console = Console::demo();
    console.settle().work("1ascratch<tab><right><ctrl-s>").shows("● scratch");
    console.work("Ge").shows("Edit the provider scratch").work("1ms<ctrl-s>").shows("changed scratch");
    console.work("o").shows("○ scratch").work("o").shows("● scratch");
    console.work("d").shows("Take the provider scratch out").work("y").shows("removed the provider scratch");
    console.hides("● scratch");
    console.work("gj").work("e").shows("only its switches can be changed");
    console.work("o").shows("○ vault-eu");
    let facts = &console.app.shared().providers[1];
    assert_eq!(facts.state, ProviderState::Disabled);
    console.work("2gj<enter>").shows("The provider vault-eu is switched off").work("a");
    console.shows("the provider vault-eu is switched off");
    console.work("1o").shows("● vault-eu");
    assert!(!matches!(console.app.shared().providers[1].state, ProviderState::Disabled));
}

#[test]
fn what_a_provider_cannot_do_is_visible_with_the_reason_everywhere() {
    let mut console = Console::demo();
    console.settle();
    // Without versions: in the list, in the pane of versions, at its verbs, before a deletion, at the bin.
    console.shows("vault-v1    no versions").work("2gjjjj<enter>").shows("this provider keeps no versions");
    console.work("5o").shows("roll back to it: this provider keeps no versions");
    console.work("3ld").shows("it will be gone for").work("<esc>b").shows("this provider keeps no bin");
    // Read-only by the person's switch.
    console.work("2gjjjjj<enter>").shows("aws-audit            RO").shows("read-only ·");
    for key in ["a", "d", "e"] {
        console.work("3gl3").work(key).shows("the provider is switched to read-only");
    }
    // Failing.
    console.work("2G<enter>a").shows("the connection timed out");
    // Slow: said until it has answered.
    let mut slow = Console::demo();
    slow.settle_until(|console| console.app.shared().providers.len() == 6);
    slow.press("2jjj<enter>").shows("aws-legacy has not answered yet");
}

#[test]
fn what_somebody_else_wrote_into_the_configuration_is_seen_after_a_refresh() {
    let folder = TempDir::new().unwrap();
    let mut console = console(folder.path());
    console.work(&format!("{PASSPHRASE}<enter>{PASSPHRASE}<enter>")).hides("trial");
    let config = folder.path().join("config/config.toml");
    let write = |sample: bool| {
        let team = "[teams.trial]\nprovider = \"scratch\"\nroot = \"\"\n";
        let text = format!("[providers.scratch]\nkind = \"memory\"\nsample = {sample}\n{team}");
        std::fs::create_dir_all(folder.path().join("config")).unwrap();
        std::fs::write(&config, text).unwrap();
    };
    write(false);
    console.work("R").shows("trial").work("2j<enter>").shows("There is nothing here yet");
    // It is connected anew, since it is configured in another way now.
    write(true);
    console.work("R").hides("There is nothing here yet");
}
