//! On the embedded store: the first run, wrong passphrases, lock, a second console.

use crate::support::console::Console;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use strongroom::config::{Config, Paths};
use strongroom::ops::Session;
use strongroom::providers::{KINDS, local};
use tempfile::TempDir;

fn console(folder: &Path) -> Console {
    let paths = Paths { config_dir: folder.join("config"), data_dir: folder.join("data") };
    let keeper = Arc::new(local::Store::at(paths.data_dir.clone()));
    let config = Config::load(&paths, KINDS);
    Console::on(Arc::new(Session::new(config, paths, keeper, KINDS)), false)
}

const PASSPHRASE: &str = "correct horse battery";

pub(super) fn made(folder: &Path) -> Console {
    let mut console = console(folder);
    console.work(&format!("{PASSPHRASE}<enter>{PASSPHRASE}<enter>")).shows("3 Secrets");
    console
}

#[test]
fn a_first_run_a_secret_a_lock_and_a_second_run() {
    let folder = TempDir::new().unwrap();
    let mut first = made(folder.path());
    first.work("adb/prod<tab><space><space><tab>local-canary<ctrl-s>").shows("saved as version 1");
    first.work("<ctrl-l>").shows("is locked").hides("db");
    first.work("not the passphrase<enter>").shows("wrong passphrase");
    first.work(&format!("{PASSPHRASE}<enter>")).shows("db/");
    drop(first);

    let mut second = console(folder.path());
    second.shows("is locked").work(&format!("{PASSPHRASE}<enter>")).work("lr").shows("local-canary");
    second.pass(Duration::from_secs(10)).hides("local-canary");
}

#[test]
fn two_consoles_work_on_one_store_and_neither_overwrites_the_other() {
    let folder = TempDir::new().unwrap();
    let mut one = made(folder.path());
    one.work("ashared<tab><space><space><tab>v1<ctrl-s>");
    let mut two = console(folder.path());
    two.work(&format!("{PASSPHRASE}<enter>")).shows("shared").work("e<ctrl-u>from-two");
    one.work("e<ctrl-u>from-one<ctrl-s>").shows("saved as version 2");
    two.work("<ctrl-s>").shows("nothing was written").work("<esc><ctrl-o>").shows("saved as version 3");
    one.work("Rr").shows("from-two");
}
