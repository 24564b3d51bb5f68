//! `strongroom team`: list, make, switch, show and remove teams.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::pick::{Choice, pick};
use crate::cli::prompt::Terminal;
use crate::domain::{Folder, TeamId};
use crate::ops::{self, TeamInfo};
use crate::provider::Error;

/// Arguments of `strongroom team`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the teams; the active one is marked
    List,
    /// Make a team
    Create {
        /// Its name
        name: TeamId,
        /// Its place in the provider; its name when left out
        #[arg(long)]
        root: Option<String>,
    },
    /// Make a team the active one; without a name, choose at the terminal
    Switch {
        /// Its name
        name: Option<TeamId>,
    },
    /// Show a team; the active one when left out
    Info {
        /// Its name
        name: Option<TeamId>,
    },
    /// Take a team out of the configuration; its secrets stay where they are
    Remove {
        /// Its name
        name: TeamId,
        /// Do not ask
        #[arg(short = 'y', long)]
        yes: bool,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    match args.verb {
        Verb::List => list(cx),
        Verb::Create { name, root } => {
            let root = root.as_deref().map(Folder::new).transpose()?;
            let provider = cx.global.provider.clone();
            let created = ops::team::create(&cx.session, &name, provider, root).await;
            let team = created.map_err(|error| {
                let next = match error {
                    Error::Exists { .. } => Some("`strongroom team switch` makes it the active one"),
                    Error::Invalid { .. } => Some("`--root` names another root"),
                    _ => None,
                };
                let failure = Failure::from(error);
                match next {
                    Some(next) => failure.with_next(next),
                    None => failure,
                }
            })?;
            cx.done(name.as_str(), &format!("{name}: on {}, root {}", team.provider, shown_root(&team)))
        }
        Verb::Switch { name } => {
            let name = match name {
                Some(name) => name,
                None => choose(cx)?,
            };
            cx.session.switch_team(&name)?;
            cx.done(name.as_str(), &format!("{name} is the active team"))
        }
        Verb::Info { name } => {
            let team = match name {
                Some(name) => cx.session.team(&name)?,
                None => cx.session.active()?,
            };
            let is_active = team.id == cx.session.active_team();
            if cx.out.is_json() {
                cx.out.json(&as_json(&team, is_active))?;
            } else {
                cx.out.table(&[
                    vec!["team".into(), team.id.to_string()],
                    vec!["provider".into(), team.provider.to_string()],
                    vec!["root".into(), shown_root(&team)],
                    vec!["active".into(), if is_active { "yes" } else { "no" }.into()],
                ])?;
            }
            Ok(Exit::Done)
        }
        Verb::Remove { name, yes } => {
            cx.session.team(&name)?;
            if !yes {
                let question = format!("Take the team {name} out of the configuration? Its secrets stay.");
                if !Terminal::required("-y removes without asking")?.confirm(&question)? {
                    return Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None });
                }
            }
            ops::team::remove(&cx.session, &name).await?;
            cx.done(
                name.as_str(),
                &format!("{name}: taken out of the configuration; its secrets are still there"),
            )
        }
    }
}

fn list(cx: &mut Context) -> Result {
    let active = cx.session.active_team();
    let teams = cx.session.teams();
    if cx.out.is_json() {
        cx.out.json(&teams.iter().map(|team| as_json(team, team.id == active)).collect::<Vec<_>>())?;
    } else {
        let row = |team: &TeamInfo| {
            let mark = if team.id == active { "*" } else { " " };
            vec![format!("{mark} {}", team.id), team.provider.to_string(), shown_root(team)]
        };
        cx.out.table(&teams.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}

fn as_json(team: &TeamInfo, is_active: bool) -> serde_json::Value {
    serde_json::json!({
        "team": team.id.as_str(),
        "provider": team.provider.as_str(),
        "root": team.root.as_str(),
        "active": is_active,
    })
}

fn shown_root(team: &TeamInfo) -> String {
    if team.root.is_root() { "/".into() } else { team.root.to_string() }
}

/// Lets the person choose; the active one is marked, and the cursor begins on it.
fn choose(cx: &Context) -> Result<TeamId> {
    let terminal = Terminal::required("name the team: `strongroom team switch TEAM`")?;
    let active = cx.session.active_team();
    let teams = cx.session.teams();
    let choice = |team: &TeamInfo| Choice {
        name: team.id.to_string(),
        note: format!("{}  {}", team.provider, shown_root(team)),
        is_active: team.id == active,
    };
    let choices: Vec<Choice> = teams.iter().map(choice).collect();
    let index = pick(&terminal, "Team", &choices)?;
    teams.get(index).map(|team| team.id.clone()).ok_or_else(|| Error::Cancelled.into())
}
