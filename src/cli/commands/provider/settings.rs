//! Settings as options; the options come from the descriptions of the kinds.

use crate::provider::{Setting, SettingKind};
use crate::providers::KINDS;
use clap::error::Error;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::collections::BTreeMap;

/// The settings that were given, by key. Credentials are none of them: an argument can be seen by others.
#[derive(Clone, Debug, Default)]
pub(super) struct Given(pub(super) BTreeMap<String, String>);

/// Every setting of every kind that can be registered, and whether it is only for trying things out; one that several
/// kinds have comes once.
fn all() -> Vec<(&'static Setting, bool)> {
    let mut all: Vec<(&Setting, bool)> = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.is_registrable) {
        for setting in kind.settings.iter().filter(|setting| setting.kind != SettingKind::Credential) {
            if all.iter().all(|(known, _)| known.key != setting.key) {
                all.push((setting, kind.is_for_trying));
            }
        }
    }
    all
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        all().into_iter().fold(command, |command, (setting, is_for_trying)| {
            let mut help = setting.help.to_owned();
            if !setting.choices().is_empty() {
                help = format!("{help}: {}", setting.choices().join(", "));
            }
            let arg = Arg::new(setting.key).long(setting.key.replace('_', "-")).value_name("TEXT").help(help);
            // A certificate starts with dashes.
            command.arg(arg.allow_hyphen_values(true).help_heading("Settings").hide(is_for_trying))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = |(setting, _): (&Setting, bool)| {
            let text = matches.get_one::<String>(setting.key)?;
            Some((setting.key.to_owned(), text.clone()))
        };
        Ok(Self(all().into_iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}
