//! `strongroom vault configure`: sets a team up in a Vault or OpenBao.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::cli::prompt::Terminal;
use crate::domain::{Folder, PersonId, TeamId};
use crate::ops;
use crate::ops::setup::Ground;
use crate::provider::{Error, Gate, Invitation, Person, Piece, TeamPlan};

/// Arguments of `strongroom vault`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Set a team up: mounts, policies, group and token role; a second run changes nothing that is right
    ///
    /// Needs --provider, logged in with an admin's token, and --team. Each person who is named gets a token of their own,
    /// wrapped: whoever opens it second learns that somebody was first.
    Configure {
        /// The mount of the team's secrets; team-TEAM when left out
        #[arg(long, value_name = "MOUNT")]
        root: Option<String>,
        /// A person who asks for changes; may be given several times
        #[arg(long, value_name = "NAME")]
        operator: Vec<PersonId>,
        /// A person who decides on them; may be given several times
        #[arg(long, value_name = "NAME")]
        approver: Vec<PersonId>,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let Verb::Configure { root, operator, approver } = args.verb;
    let provider = named(cx.global.provider.clone(), "the provider", "--provider NAME")?;
    let team = named(cx.global.team.clone(), "the team", "--team NAME")?;
    let mount = root.unwrap_or_else(|| format!("team-{team}"));
    let root = Folder::new(&mount)?;
    let plan = TeamPlan { team: team.clone(), mount: root.as_str().to_owned() };
    cx.open().await?;
    let ground = Ground::of(&cx.session, &provider).await?;
    refuse_without_rights(&ground, &plan).await?;
    let pieces = set_up(cx, &ground, &plan).await?;
    let gate = ground.prove_gate(&plan).await?;
    let shown = match &gate {
        Gate::Enforced => "changes wait for approval; a probe was held back by the server".to_owned(),
        Gate::Advisory(reason) => format!("changes do NOT wait for approval: {reason}"),
    };
    if !cx.out.is_json() {
        cx.out.line(&format!("{:<9}  {shown}", "gate"))?;
    }
    own_team(cx, &team, provider.clone(), root).await?;
    let people = people(operator, approver);
    if let Some(warning) = warning_about(&people, &gate) {
        output::note(warning);
    }
    let (mut invitations, mut failed) = (Vec::new(), None);
    for person in people {
        match ground.invite(&cx.session, &plan, &person).await {
            Ok(invitation) => invitations.push(invitation),
            Err(error) => {
                failed = Some((person, error));
                break;
            }
        }
    }
    // The tokens that were made are handed out, whatever became of the next one.
    let done = if cx.out.is_json() {
        as_json(cx, &pieces, &gate, &invitations)?
    } else {
        hand_out(cx, &invitations)?
    };
    let Some((person, error)) = failed else { return Ok(done) };
    let exit = if invitations.is_empty() { Exit::from(&error) } else { Exit::Partly };
    let what = format!("no token for {}: {error}", person.name);
    Err(Failure { exit, what, next: Some("name those again who have none".into()) })
}

fn named<T>(given: Option<T>, what: &str, option: &str) -> Result<T> {
    given.ok_or_else(|| Failure::usage(format!("{what} is missing"), format!("give {option}")))
}

/// Everybody who was named, once.
fn people(operators: Vec<PersonId>, approvers: Vec<PersonId>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let named =
        operators.into_iter().map(|name| (name, false)).chain(approvers.into_iter().map(|name| (name, true)));
    for (name, approves) in named {
        let index = people.iter().position(|person| person.name == name).unwrap_or_else(|| {
            people.push(Person { name, is_operator: false, is_approver: false });
            people.len() - 1
        });
        people[index].is_operator |= !approves;
        people[index].is_approver |= approves;
    }
    people
}

/// What the named people together cannot do.
fn warning_about(people: &[Person], gate: &Gate) -> Option<&'static str> {
    let asks = people.iter().any(|person| person.is_operator);
    let mut approvers = people.iter().filter(|person| person.is_approver);
    match (approvers.next(), gate) {
        (None, Gate::Enforced) if asks => Some(
            "warning: no approver was named: unless the team has one already, nobody can approve what its operators \
             ask for; --approver NAME makes one",
        ),
        _ => None,
    }
}

async fn refuse_without_rights(ground: &Ground, plan: &TeamPlan) -> Result<()> {
    let missing = ground.missing_rights(plan).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let line = |right: &crate::provider::MissingRight| {
        format!("{} on {} ({})", right.lacks.join(", "), right.path, right.purpose)
    };
    let rights: Vec<String> = missing.iter().map(line).collect();
    let reason = format!("this login lacks rights; nothing was changed\n{}", rights.join("\n"));
    let failure = Failure::from(Error::Denied { reason });
    Err(failure.with_next("log in with a token that has them: `strongroom provider login`"))
}

async fn set_up(cx: &mut Context, ground: &Ground, plan: &TeamPlan) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut printed = Ok(());
    let out = &mut cx.out;
    let done = ground
        .set_up(&cx.session, plan, &mut |piece: Piece| {
            if !out.is_json() && printed.is_ok() {
                let line = format!("{:<9}  {}", piece.standing.as_str(), piece.what);
                printed = out.line(&line).and_then(|()| out.flush());
            }
            pieces.push(piece);
        })
        .await;
    printed?;
    match done {
        Ok(()) => Ok(pieces),
        Err(error) if pieces.is_empty() => Err(error.into()),
        Err(error) => {
            let what = format!("{} done, then: {error}", pieces.len());
            Err(Failure { exit: Exit::Partly, what, next: Some("run it again; what is done stays".into()) })
        }
    }
}

/// Writes the team into the configuration, unless it is there.
async fn own_team(
    cx: &mut Context,
    team: &TeamId,
    provider: crate::domain::ProviderId,
    root: Folder,
) -> Result<()> {
    match cx.session.team(team) {
        Ok(known) if known.provider == provider && known.root == root => Ok(()),
        Ok(known) => {
            output::note(&format!(
                "warning: the team {team} of this configuration is at {} on {}; it was left alone",
                known.root, known.provider
            ));
            Ok(())
        }
        Err(_) => {
            ops::team::create(&cx.session, team, Some(provider), Some(root)).await?;
            if !cx.out.is_json() {
                cx.out.line(&format!("{:<9}  team {team} in the configuration", "made"))?;
            }
            Ok(())
        }
    }
}

fn role(person: &Person) -> &'static str {
    match (person.is_operator, person.is_approver) {
        (true, true) => "operator, approver",
        (true, false) => "operator",
        (false, true) => "approver",
        (false, false) => "reader",
    }
}

fn as_json(cx: &mut Context, pieces: &[Piece], gate: &Gate, invitations: &[Invitation]) -> Result {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| serde_json::json!({ "what": piece.what, "standing": piece.standing.as_str() }))
        .collect();
    let people: Vec<_> = invitations
        .iter()
        .filter_map(|invitation| {
            invitation.token.expose_text(|token| {
                serde_json::json!({
                    "person": invitation.person.name.as_str(),
                    "role": role(&invitation.person),
                    "wrapping_token": token,
                    "until": invitation.until.to_string(),
                })
            })
        })
        .collect();
    let gate = match gate {
        Gate::Enforced => "enforced",
        Gate::Advisory(_) => "advisory",
    };
    cx.out.json(&serde_json::json!({ "pieces": pieces, "gate": gate, "people": people }))?;
    Ok(Exit::Done)
}

/// Gives each person's token out: at a terminal one after the other, each erased after it was taken.
fn hand_out(cx: &mut Context, invitations: &[Invitation]) -> Result {
    cx.out.flush()?;
    let terminal = if cx.out.is_terminal() { Terminal::open() } else { None };
    for invitation in invitations {
        let Invitation { person, token, until } = invitation;
        let line = format!("{} ({}), to be opened until {until}", person.name, role(person));
        match &terminal {
            Some(terminal) => {
                cx.out.line(&format!("{:<9}  token for {line}", "made"))?;
                cx.out.flush()?;
                token
                    .expose(|token| terminal.show_once("Enter shows it, Enter again takes it away", token))?;
            }
            None => {
                output::note(&line);
                cx.out.bytes(person.name.as_str().as_bytes())?;
                cx.out.bytes(b" ")?;
                token.expose(|token| cx.out.bytes(token))?;
                cx.out.bytes(b"\n")?;
            }
        }
    }
    Ok(Exit::Done)
}
