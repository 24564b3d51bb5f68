//! `strongroom vault configure`: sets a team up in a Vault or OpenBao.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output::{self, Output};
use crate::cli::prompt::Terminal;
use crate::domain::PersonId;
use crate::ops;
use crate::provider::{
    Alteration, Error, Gate, Invitation, MissingRight, Person, Piece, SetupEnd, Stage, TeamEntry, TeamPlan,
};
use std::ops::ControlFlow;

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
        /// Do not ask, also where something changes that stands already: settings of a mount, policies, group, role
        #[arg(short = 'y', long)]
        yes: bool,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let Verb::Configure { root, operator, approver, yes } = args.verb;
    let provider = named(cx.global.provider.clone(), "the provider", "--provider NAME")?;
    let team = named(cx.global.team.clone(), "the team", "--team NAME")?;
    let plan = TeamPlan::new(team, root.as_deref())?;
    let people = Person::all(operator, approver);
    cx.open().await?;
    let (mut told, mut agreed) = (Told::default(), Vec::new());
    let ended = loop {
        let out = &mut cx.out;
        let stages = &mut |stage| told.take(stage, &plan, out);
        let ended = ops::setup::run(&cx.session, &provider, &plan, &people, &agreed, stages).await;
        told.printed.clone()?;
        match ended? {
            // Asked once more when something else came between the question and the answer.
            SetupEnd::Altering(altering) => {
                agree(&altering, yes)?;
                agreed = altering;
            }
            ended => break ended,
        }
    };
    let failed = match ended {
        SetupEnd::Done | SetupEnd::Altering(_) => None,
        SetupEnd::Lacking(missing) => return Err(lacking(&missing)),
        SetupEnd::Broken(error) if told.pieces.is_empty() => return Err(error.into()),
        SetupEnd::Broken(error) => {
            let what = format!("{} done, then: {error}", told.pieces.len());
            let next = Some("run it again; what is done stays".into());
            return Err(Failure { exit: Exit::Partly, what, next });
        }
        SetupEnd::Uninvited(person, error) => Some((person, error)),
        SetupEnd::Stopped => return Err(Error::Cancelled.into()),
    };
    if let Some(warning) = warning_about(&people, told.gate.as_ref()) {
        output::note(warning);
    }
    // The tokens that were made are handed out, whatever became of the next one.
    let done = if cx.out.is_json() { as_json(cx, &told)? } else { hand_out(cx, &told.invitations)? };
    let Some((person, error)) = failed else { return Ok(done) };
    let exit = if told.invitations.is_empty() { Exit::from(&error) } else { Exit::Partly };
    let what = format!("no token for {}: {error}", person.name);
    Err(Failure { exit, what, next: Some("name those again who have none".into()) })
}

fn named<T>(given: Option<T>, what: &str, option: &str) -> Result<T> {
    given.ok_or_else(|| Failure::usage(format!("{what} is missing"), format!("give {option}")))
}

/// What the named people together cannot do.
fn warning_about(people: &[Person], gate: Option<&Gate>) -> Option<&'static str> {
    let asks = people.iter().any(|person| person.is_operator);
    let approves = people.iter().any(|person| person.is_approver);
    (asks && !approves && gate == Some(&Gate::Enforced)).then_some(
        "warning: no approver was named: unless the team has one already, nobody can approve what its operators ask \
         for; --approver NAME makes one",
    )
}

/// Asks whether this may be changed for others too.
fn agree(altering: &[Alteration], yes: bool) -> Result<()> {
    output::note("this stands already and would be changed, for everybody who uses it:");
    for one in altering {
        output::note(&one.headline());
        for line in one.lines() {
            let (sign, text) = line.signed();
            output::note(&format!("  {sign} {text}"));
        }
    }
    if yes || Terminal::required("-y changes it without asking")?.confirm("Change it?")? {
        return Ok(());
    }
    Err(Failure { exit: Exit::No, what: "nothing was changed".into(), next: None })
}

fn lacking(missing: &[MissingRight]) -> Failure {
    let rights: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let reason = format!("this login lacks rights; nothing was changed\n{}", rights.join("\n"));
    let failure = Failure::from(Error::Denied { reason });
    failure.with_next("log in with a token that has them: `strongroom provider login`")
}

/// What was told so far. People read it as it comes.
struct Told {
    pieces: Vec<Piece>,
    gate: Option<Gate>,
    invitations: Vec<Invitation>,
    /// Whether all of it could be printed; nothing further is begun when not.
    printed: Result<()>,
}

impl Default for Told {
    fn default() -> Self {
        Self { pieces: Vec::new(), gate: None, invitations: Vec::new(), printed: Ok(()) }
    }
}

impl Told {
    fn take(&mut self, stage: Stage, plan: &TeamPlan, out: &mut Output) -> ControlFlow<()> {
        if self.printed.is_ok() && !out.is_json() {
            self.printed = print(&stage, plan, out);
        }
        match stage {
            Stage::Piece(piece) => self.pieces.push(piece),
            Stage::Gate(gate) => self.gate = Some(gate),
            Stage::Invited(invitation) => self.invitations.push(invitation),
            Stage::Entry(TeamEntry::Elsewhere(provider, root)) => output::note(&format!(
                "warning: the team {} of this configuration is at {root} on {provider}; it was left alone",
                plan.team
            )),
            Stage::Allowed | Stage::Entry(_) => {}
        }
        if self.printed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

fn print(stage: &Stage, plan: &TeamPlan, out: &mut Output) -> Result<()> {
    let (what, text) = match stage {
        Stage::Piece(piece) => (piece.standing.as_str(), piece.what.clone()),
        Stage::Gate(gate) => ("gate", gate.to_string()),
        Stage::Entry(TeamEntry::Made) => ("made", format!("team {} in the configuration", plan.team)),
        // A token is handed out with care when all are there.
        Stage::Allowed | Stage::Entry(_) | Stage::Invited(_) => return Ok(()),
    };
    out.line(&format!("{what:<9}  {text}"))?;
    if matches!(stage, Stage::Piece(_)) { out.flush() } else { Ok(()) }
}

fn as_json(cx: &mut Context, told: &Told) -> Result {
    let pieces: Vec<_> = told
        .pieces
        .iter()
        .map(|piece| serde_json::json!({ "what": piece.what, "standing": piece.standing.as_str() }))
        .collect();
    let people: Vec<_> = told
        .invitations
        .iter()
        .filter_map(|invitation| {
            invitation.token.expose_text(|token| {
                serde_json::json!({
                    "person": invitation.person.name.as_str(),
                    "role": invitation.person.role(),
                    "wrapping_token": token,
                    "until": invitation.until.to_string(),
                    "accessor": invitation.accessor,
                })
            })
        })
        .collect();
    let gate = if told.gate == Some(Gate::Enforced) { "enforced" } else { "advisory" };
    cx.out.json(&serde_json::json!({ "pieces": pieces, "gate": gate, "people": people }))?;
    Ok(Exit::Done)
}

/// Gives each person's token out: at a terminal one after the other, each erased after it was taken.
fn hand_out(cx: &mut Context, invitations: &[Invitation]) -> Result {
    cx.out.flush()?;
    let terminal = if cx.out.is_terminal() { Terminal::open() } else { None };
    for invitation in invitations {
        let Invitation { person, token, until, accessor } = invitation;
        let by =
            accessor.as_ref().map(|accessor| format!("; its accessor is {accessor}")).unwrap_or_default();
        let line = format!("{} ({}), to be opened until {until}{by}", person.name, person.role());
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
