//! `strongroom delete`: softly where the store can; for good only when asked.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::prompt::Terminal;
use crate::domain::{SecretPath, VersionNumber, Which};
use crate::ops;
use crate::provider::Ability;

/// Arguments of `strongroom delete`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret
    path: String,
    /// Only these versions
    #[arg(long, value_name = "N,N", value_delimiter = ',', conflicts_with = "all_versions")]
    versions: Vec<u64>,
    /// Destroy the content for good; the newest version when none is named
    #[arg(long, conflicts_with = "all_versions")]
    destroy: bool,
    /// Remove the secret with its whole history, for good
    #[arg(long)]
    all_versions: bool,
    /// Do not ask
    #[arg(short = 'y', long)]
    yes: bool,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let path = SecretPath::written(&args.path)?;
    if !args.yes {
        // Asked for before anything else, so that a script learns it at once.
        Terminal::required("-y deletes without asking")?;
    }
    let place = cx.place(None).await?;
    let mut versions: Vec<VersionNumber> = args.versions.iter().copied().map(VersionNumber).collect();
    let mut seen = None;
    if args.destroy && versions.is_empty() {
        let history = ops::history::versions(&cx.session, &place, &path).await?;
        versions.extend(history.first().map(|info| info.number));
    } else if versions.is_empty() && !args.all_versions {
        // A name that is not there is told before the question.
        let there = ops::read::outline(&cx.session, &place, &path, Which::Latest).await?;
        // Whoever is asked decides about the version of that moment.
        seen = there.secret.version.filter(|_| !args.yes);
    }
    // Known once the store was asked: places of one store may differ.
    let can = place.can.without(place.provider.missing_at(&place.full(&path).folder()));
    let keeps_none = can.why_not(Ability::Versions);
    let named: Vec<_> = versions.iter().map(ToString::to_string).collect();
    let named = named.join(", ");
    let (question, done) = if args.all_versions {
        (format!("Remove {path} with its whole history, for good?"), format!("{path}: removed for good"))
    } else if args.destroy {
        (
            format!("Destroy the content of version {named} of {path}, for good?"),
            format!("{path}: version {named} destroyed"),
        )
    } else if let (true, Some(reason)) = (versions.is_empty(), keeps_none) {
        (
            format!("Delete {path}? {reason}: it will be gone for good."),
            format!("{path}: deleted for good; {reason}"),
        )
    } else if versions.is_empty() {
        (format!("Delete {path}?"), format!("{path}: deleted; `strongroom undelete` brings it back"))
    } else {
        (format!("Delete version {named} of {path}?"), format!("{path}: version {named} deleted"))
    };
    if !args.yes && !Terminal::required("-y deletes without asking")?.confirm(&question)? {
        return Err(Failure { exit: Exit::No, what: "nothing was deleted".into(), next: None });
    }
    let session = &cx.session;
    if args.all_versions {
        ops::write::erase(session, &place, &path).await?;
    } else if args.destroy {
        ops::write::destroy(session, &place, &path, &versions).await?;
    } else if versions.is_empty() {
        ops::write::delete(session, &place, &path, seen).await?;
    } else {
        ops::write::delete_versions(session, &place, &path, &versions).await?;
    }
    cx.done(path.as_str(), &done)
}
