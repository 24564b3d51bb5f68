//! The command line: global options and verbs. Each verb's own arguments stand in its file under `commands/`.

use super::commands;
use crate::domain::{ProviderId, TeamId};
use clap::{Args as ClapArgs, Parser, Subcommand};

/// One console for every vault.
///
/// Without a verb the console opens. Values are typed unseen, or come from standard input or a file; never from an
/// argument.
#[derive(Debug, Parser)]
#[command(name = "strongroom", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Args {
    /// Options for every verb.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 the answer is no, 2 usage or configuration, 3 not found, 4 denied or not supported, \
5 conflict or already there, 6 locked, sealed or wrong passphrase, 7 unreachable, 8 pending approval, 9 partly done, \
10 store or log damaged, 70 bug, 130 interrupted.

Files: config.toml in STRONGROOM_CONFIG_DIR; the store and the audit log in STRONGROOM_DATA_DIR. \
STRONGROOM_PASSPHRASE_FILE names a file with the passphrase, for scripts.";

/// Options for every verb; they stand before or after it.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Global {
    /// Use this team instead of the active one
    #[arg(long, global = true, value_name = "TEAM")]
    pub team: Option<TeamId>,
    /// Use this provider instead of the team's own
    #[arg(long, global = true, value_name = "PROVIDER")]
    pub provider: Option<ProviderId>,
    /// Print JSON for scripts
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the passphrase from this file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<i32>,
    /// Work on throwaway sample data in memory: no files, no passphrase
    #[arg(long, global = true)]
    pub demo: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List names, at any depth
    #[command(visible_alias = "ls")]
    List(commands::list::Args),
    /// Print a value
    Get(commands::get::Args),
    /// Write a value, typed unseen unless it comes from elsewhere
    Set(commands::set::Args),
    /// Delete a secret, softly where the store can
    #[command(visible_alias = "rm")]
    Delete(commands::delete::Args),
    /// Bring a deleted version back
    Undelete(commands::undelete::Args),
    /// List the versions of a secret
    History(commands::history::Args),
    /// Tell which fields differ between two versions; exits 1 when some do
    Diff(commands::diff::Args),
    /// Write the content of an old version as a new one
    Rollback(commands::rollback::Args),
    /// Find names over all teams; exits 1 when there is none
    Find(commands::find::Args),
    /// Print secrets with their values, to be kept elsewhere
    Export(commands::export::Args),
    /// Take secrets from a JSON export or a dotenv file
    Import(commands::import::Args),
    /// Show and change teams
    Team(commands::team::Args),
    /// Show, try and switch providers
    Provider(commands::provider::Args),
    /// Show the changes that wait for approval, and take one back
    Approvals(commands::approvals::Args),
    /// Set teams up in a Vault or OpenBao
    Vault(commands::vault::Args),
    /// Tell who you are at each provider, and which team is active; the exit code is about the provider named, else the
    /// team's
    Whoami,
    /// Print the audit log, or verify it
    Audit(commands::audit::Args),
    /// Keep the store unlocked for a while, in the kernel's keyring
    Unlock(commands::unlock::Args),
    /// Forget the key that `unlock` kept
    Lock,
    /// Change the passphrase of the store
    Passphrase(commands::passphrase::Args),
    /// Write an encrypted copy of the store
    Backup(commands::backup::Args),
    /// Put an encrypted copy in the place of the store
    Restore(commands::restore::Args),
    /// Look for what is wrong or weak; exits 1 when something is wrong
    Doctor,
    /// Print the completions for a shell
    Completions(commands::completions::Args),
    /// Print the manual page
    Man,
}

impl Verb {
    /// Whether it works although the configuration has mistakes: it touches no secrets, or helps to find them.
    pub(super) fn works_with_mistakes(&self) -> bool {
        matches!(self, Self::Doctor | Self::Completions(_) | Self::Man | Self::Lock | Self::Provider(_))
    }

    /// Whether it may ask for a value or a passphrase that nobody is to see.
    pub(super) fn asks_unseen(&self, global: &Global) -> bool {
        match self {
            Self::Completions(_) | Self::Man | Self::Doctor | Self::Lock | Self::Whoami => false,
            Self::Set(_)
            | Self::Provider(_)
            | Self::Vault(_)
            | Self::Passphrase(_)
            | Self::Unlock(_)
            | Self::Restore(_) => true,
            Self::Get(args) if args.asks() => true,
            // The passphrase, unless it comes from elsewhere.
            _ => !global.demo && !super::open::is_passphrase_given(global.passphrase_fd),
        }
    }
}
