//! Teams from the console: making, using and removing one, and a mistake that is mended while the console runs.

use crate::support::console::Console;
use crate::support::kinds::OFFERED;
use std::path::Path;
use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::ops::Session;
use strongroom::providers::local;
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse battery";

/// A console on an embedded store that is made at the first call.
fn console(folder: &Path) -> Console {
    let paths = Paths { config_dir: folder.join("config"), data_dir: folder.join("data") };
    let keeper = Arc::new(local::Store::at(paths.data_dir.clone()));
    let is_new = !paths.data_dir.exists();
    let config = Config::load(&paths, OFFERED);
    let mut console = Console::on(Arc::new(Session::new(config, paths, keeper, OFFERED)), false);
    let typed = if is_new { 2 } else { 1 };
    console.work(&format!("{PASSPHRASE}<enter>").repeat(typed)).shows("3 Secrets");
    console
}

fn write(folder: &Path, text: &str) {
    std::fs::create_dir_all(folder.join("config")).unwrap();
    std::fs::write(folder.join("config/config.toml"), text).unwrap();
}

fn read(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("config/config.toml")).unwrap()
}

#[test]
fn a_team_is_made_used_and_removed_and_its_secrets_come_back_with_it() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "# mine\n[timing]\nreveal = \"5s\" # short\n");
    let mut first = console(folder.path());
    first.work("2apay<tab><tab>vault/pay<ctrl-s>").shows("made the team pay on local");
    assert_eq!(
        read(folder.path()),
        "# mine\n[timing]\nreveal = \"5s\" # short\n\n[teams.pay]\nprovider = \"local\"\nroot = \"vault/pay\"\n"
    );
    first.work("<enter>").work("adb<tab><space><space><tab>canary<ctrl-s>").shows("saved as version 1");
    // A second one on the same root is refused, and nothing typed is lost.
    first.work("2atwin<tab><tab>vault/pay<ctrl-s>").shows("the team pay has this root already").shows("twin");
    first.work("<ctrl-u>vault/twin<ctrl-s>").shows("made the team twin");
    drop(first);

    let mut second = console(folder.path());
    second.shows("twin").shows("db").work("2");
    // Pay is the active one still; taken out, the built-in one is active.
    second.work("d").shows("Take the team pay out").work("y").shows("removed the team pay");
    assert_eq!(second.app.shared().team.as_str(), "personal");
    assert!(!read(folder.path()).contains("teams.pay"));
    second.work("2apay<tab><tab>vault/pay<ctrl-s><enter>").shows("db");
}

#[test]
fn in_the_demo_teams_are_made_and_removed_in_memory() {
    let mut console = Console::demo();
    console.settle().work("2aside<tab><right><tab>team-side<ctrl-s>").shows("made the team side on vault-eu");
    console.work("<enter>").work("akey<tab><space><space><tab>canary<ctrl-s>").shows("saved as version 1");
    console
        .work("2d")
        .shows("Its secrets stay on vault-eu")
        .work("y")
        .shows("removed the team side")
        .hides("side ");
    assert_eq!(console.app.shared().team.as_str(), "personal");
    console.work("2gd").shows("the team personal is built in and stays");
}

#[test]
fn a_provider_is_registered_and_its_team_made_without_leaving_the_console() {
    let folder = TempDir::new().unwrap();
    let mut console = console(folder.path());
    console.work("1ascratch<tab><right><ctrl-s>").shows("registered scratch; 2 a puts a team on it");
    console.work("2atrial<ctrl-s>").shows("made the team trial on scratch").work("<enter>");
    assert_eq!(console.app.shared().active_provider().map(|provider| provider.id.as_str()), Some("scratch"));
}

#[test]
fn a_broken_section_is_seen_with_its_reason_and_mended_while_the_console_runs() {
    let folder = TempDir::new().unwrap();
    let sound = "[providers.scratch]\nkind = \"memory\"\n\n[teams.trial]\nprovider = \"scratch\"\n";
    let broken = sound.replace("memory", "cellar").replace("provider = \"scratch\"", "provider = \"scrtch\"");
    write(folder.path(), &broken);
    let mut console = console(folder.path());
    console.work("1G").shows("✗ scratch").shows("│config.toml:2:").shows("must be one of");
    console.work("2G").shows("trial").shows("config.toml:5:").shows("must be one of local,");
    console.work("<enter>").shows("work in this team:");
    console
        .work("!")
        .shows("providers.scratch.kind: must be one of")
        .shows("teams.trial.provider: must be one of");
    write(folder.path(), sound);
    console.work("R").shows("Nothing is wrong any more.").work("<esc>").shows("● scratch");
    console.work("2G<enter>");
    assert_eq!(console.app.shared().team.as_str(), "trial");
    // The other way round: the active team breaks while it is worked in.
    write(folder.path(), &broken);
    console.work("R").shows("The names cannot be listed").shows("✗ scratch");
    console.work("3a").shows("add: config.toml:5: teams.trial.provider");
    // Taken out, nothing of it is left but the file's other section.
    console.work("2dy").shows("removed the team trial");
    assert_eq!(read(folder.path()), "[providers.scratch]\nkind = \"cellar\"\n");
    assert_eq!(console.app.shared().team.as_str(), "personal");
}

#[test]
fn keys_timing_and_a_theme_that_were_written_while_the_console_runs_count_after_r() {
    let folder = TempDir::new().unwrap();
    let mut console = console(folder.path());
    write(folder.path(), "[timing]\nreveal = \"3s\"\n[ui]\ntheme = \"mine\"\n");
    let config = folder.path().join("config");
    std::fs::write(config.join("keys.toml"), "refresh = [\"ctrl-b\"]\nno-such-verb = [\"z\"]\n").unwrap();
    std::fs::create_dir_all(config.join("themes")).unwrap();
    std::fs::write(config.join("themes/mine.toml"), include_str!("../../themes/mono.toml")).unwrap();
    console.work("R").shows("1 mistake · ! shows all of it").shows("no-such-verb");
    assert_eq!(console.app.shared().timing.reveal, std::time::Duration::from_secs(3));
    // The old key is free now; the new one reads what was mended.
    std::fs::write(config.join("keys.toml"), "refresh = [\"ctrl-b\"]\n").unwrap();
    console.work("R");
    assert_eq!(console.app.shared().mistakes.len(), 1);
    console.work("<ctrl-b>");
    assert_eq!(console.app.shared().mistakes, []);
    console.work("T").shows("mine").shows("No colours at all");
}
