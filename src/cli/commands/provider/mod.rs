//! `strongroom provider`: register, change, log in, list, show, check, switch and remove providers.

mod ask;
mod change;
mod login;
mod register;
mod settings;
mod show;
mod steps;

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::cli::prompt::Terminal;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::provider::Lock;

/// Arguments of `strongroom provider`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the providers as configured; nothing is asked of them
    List,
    /// Show a provider with its settings and teams; nothing is asked of it
    Show {
        /// Its name
        name: ProviderId,
    },
    /// Register a provider: asks for what is not given, tries it step by step, then keeps it
    Register(register::Args),
    /// Change settings of a provider: its address, namespace, authority, timeout; tries it, then keeps the change
    Change(change::Args),
    /// Give a provider new credentials; the old ones stay until the new ones were tried
    Login(login::Args),
    /// Forget the credentials that are kept for a provider
    Logout {
        /// Its name
        name: ProviderId,
        /// Revoke the token at the server first; when that fails nothing is forgotten
        #[arg(long)]
        revoke: bool,
    },
    /// Try a provider, step by step
    Test {
        /// Its name
        name: ProviderId,
    },
    /// Switch a provider on
    Enable {
        /// Its name
        name: ProviderId,
    },
    /// Switch a provider off; it stays in the configuration
    Disable {
        /// Its name
        name: ProviderId,
    },
    /// Take a provider out of the configuration, and forget its credentials
    Remove {
        /// Its name
        name: ProviderId,
        /// Do not ask
        #[arg(short = 'y', long)]
        yes: bool,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    match args.verb {
        Verb::List => show::list(cx),
        Verb::Show { name } => show::show(cx, &name),
        Verb::Register(args) => register::run(cx, args).await,
        Verb::Change(args) => change::run(cx, args).await,
        Verb::Login(args) => login::run(cx, args).await,
        Verb::Logout { name, revoke } => login::out(cx, &name, revoke).await,
        Verb::Test { name } => steps::test(cx, &name).await,
        Verb::Enable { name } => {
            ops::set_enabled(&cx.session, &name, true).await?;
            cx.done(name.as_str(), &format!("{name}: enabled"))
        }
        Verb::Disable { name } => {
            ops::set_enabled(&cx.session, &name, false).await?;
            let teams = ops::teams(&cx.session, &name);
            if !teams.is_empty() {
                output::note(&format!("warning: until it is enabled these teams rest: {}", teams.join(", ")));
            }
            cx.done(name.as_str(), &format!("{name}: disabled"))
        }
        Verb::Remove { name, yes } => {
            ops::known(&cx.session, &name)?;
            if !yes {
                let question = format!("Take the provider {name} out of the configuration?");
                if !Terminal::required("-y removes without asking")?.confirm(&question)? {
                    return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
                }
            }
            open_if_there(cx).await?;
            ops::remove(&cx.session, &name).await?;
            cx.done(name.as_str(), &format!("{name}: taken out of the configuration"))
        }
    }
}

/// Opens the store for the credentials in it; where there is no store there are none.
async fn open_if_there(cx: &Context) -> Result<()> {
    if cx.session.lock_state()? == Lock::Missing { Ok(()) } else { cx.open().await }
}
