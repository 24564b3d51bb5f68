//! `strongroom approvals`: the changes of a team that wait for approval.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::ops;
use crate::provider::{ChangeRequest, Deciding, Error, RequestState};

/// Arguments of `strongroom approvals`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the requests of the team, oldest first
    List {
        /// Those too of which nothing can come any more
        #[arg(long)]
        all: bool,
    },
    /// Show one request; the names of its fields, no values
    Show {
        /// Its name, or enough of its beginning
        id: String,
    },
    /// Write kind and labels of a change that was carried out, and close it
    ///
    /// The server holds back the content alone; writing the rest needs the right to write labels there. Run by who asked
    /// for the change, it also takes back what could carry it out once more.
    Finish {
        /// Its name, or enough of its beginning
        id: String,
    },
    /// Take a request of your own back
    Withdraw {
        /// Its name, or enough of its beginning
        id: String,
    },
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let place = cx.place(None).await?;
    match args.verb {
        Verb::List { all } => {
            let mut requests = ops::requests::all(&cx.session, &place).await?;
            requests.retain(|request| all || request.state.is_open());
            if cx.out.is_json() {
                cx.out.json(&requests.iter().map(as_json).collect::<Vec<_>>())?;
            } else {
                cx.out.table(&requests.iter().map(row).collect::<Vec<_>>())?;
            }
            Ok(Exit::Done)
        }
        Verb::Show { id } => {
            let request = ops::requests::one(&cx.session, &place, &id).await.map_err(named)?;
            let deciding = if request.state.is_open() {
                Some(ops::requests::deciding(&place, &request).await?)
            } else {
                None
            };
            show(cx, &request, deciding.as_ref())
        }
        Verb::Finish { id } => {
            let request = ops::requests::finish(&cx.session, &place, &id).await?;
            cx.done(&request.id, &format!("{}: {}", request.id, ended(&request)))
        }
        Verb::Withdraw { id } => {
            let request = ops::requests::withdraw(&cx.session, &place, &id).await.map_err(named)?;
            cx.done(
                &request.id,
                &format!("{}: taken back; nothing of {} changes by it any more", request.id, request.path),
            )
        }
    }
}

fn row(request: &ChangeRequest) -> Vec<String> {
    vec![
        request.id.clone(),
        request.state.as_str().to_owned(),
        request.action.as_str().to_owned(),
        request.path.to_string(),
        request.requested_by.clone(),
        request.created.to_string(),
        request.expires.to_string(),
    ]
}

fn as_json(request: &ChangeRequest) -> serde_json::Value {
    serde_json::json!({
        "id": request.id,
        "state": request.state.as_str(),
        "action": request.action.as_str(),
        "path": request.path.as_str(),
        "requested_by": request.requested_by,
        "created": request.created.to_string(),
        "expires": request.expires.to_string(),
    })
}

/// A name that is not there is looked for among the requests.
fn named(error: Error) -> Failure {
    let is_missing = matches!(error, Error::NotFound { .. });
    let failure = Failure::from(error);
    if is_missing {
        failure.with_next("`strongroom approvals list --all` shows what is there")
    } else {
        failure
    }
}

/// The lines for the server's own tools: what an approver runs, or what carries an approved change out.
fn next_step(request: &ChangeRequest, deciding: &Deciding) -> Vec<Vec<String>> {
    let Deciding { accessor, record, tool, place } = deciding;
    let line = |name: &str, text: String| vec![name.to_owned(), text];
    let mut lines =
        vec![line("accessor", accessor.clone()), line("to log in there", format!("{tool} login {place}"))];
    if request.state == RequestState::Approved {
        let token = format!("{tool} kv get {place} -field=wrap_token {record}");
        lines.push(line("to carry it out", format!("{tool} unwrap {place} \"$({token})\"")));
        lines.push(line("afterwards", format!("{}, by who asked", closing(request))));
    } else {
        let asked = |what: &str| format!("{tool} write {place} sys/control-group/{what} accessor={accessor}");
        lines.push(line("to look at it", asked("request")));
        lines.push(line("to approve", asked("authorize")));
    }
    lines
}

/// What stands after a request was finished.
fn ended(request: &ChangeRequest) -> String {
    let path = &request.path;
    let is_content_all = request.kind.is_none() && request.labels.is_empty();
    let stands = if is_content_all { "was carried out" } else { "was carried out, kind and labels stand" };
    let closed = if request.is_closed {
        "it cannot be carried out again"
    } else {
        "whoever asked for it has to run this too, so that it cannot be carried out again"
    };
    format!("the change of {path} {stands}; {closed}")
}

/// The command that ends a request that was carried out, and what it does.
fn closing(request: &ChangeRequest) -> String {
    format!("`strongroom approvals finish {}`: it cannot be carried out twice then", request.id)
}

fn show(cx: &mut Context, request: &ChangeRequest, deciding: Option<&Deciding>) -> Result {
    if cx.out.is_json() {
        let mut facts = as_json(request);
        facts["base"] = request.base.map(|base| base.0).into();
        facts["fields"] = request.fields.clone().into();
        facts["kind"] = request.kind.map(crate::domain::SecretKind::as_str).into();
        facts["labels"] = serde_json::json!(request.labels);
        facts["finished"] = request.is_finished.into();
        facts["closed"] = request.is_closed.into();
        facts["accessor"] = deciding.map(|deciding| deciding.accessor.clone()).into();
        cx.out.json(&facts)?;
        return Ok(Exit::Done);
    }
    let base = request.base.map_or_else(|| "none: it was not there".to_owned(), |base| format!("v{base}"));
    let pair = |name: &str, text: String| vec![name.to_owned(), text];
    let mut rows = vec![
        pair("request", request.id.clone()),
        pair("state", format!("{}: {}", request.state.as_str(), request.state.meaning())),
        pair("action", request.action.as_str().to_owned()),
        pair("secret", request.path.to_string()),
        pair("based on", base),
    ];
    if !request.fields.is_empty() {
        rows.push(pair("fields", request.fields.join(", ")));
    }
    rows.extend(request.kind.map(|kind| pair("kind", kind.to_string())));
    for (name, text) in &request.labels {
        let change =
            text.as_ref().map_or_else(|| format!("{name} is taken off"), |text| format!("{name}={text}"));
        rows.push(pair("label", change));
    }
    if let Some(text) = beside(request) {
        rows.push(pair("kind and labels", text));
    }
    if request.state == RequestState::Active && !request.is_closed {
        rows.push(pair("to close it", format!("{}, by who asked", closing(request))));
    }
    rows.push(pair("requested by", request.requested_by.clone()));
    rows.push(pair("created", request.created.to_string()));
    rows.push(pair("expires", request.expires.to_string()));
    rows.extend(deciding.map(|deciding| next_step(request, deciding)).unwrap_or_default());
    cx.out.table(&rows)?;
    Ok(Exit::Done)
}

/// How it stands with what the server does not hold back.
fn beside(request: &ChangeRequest) -> Option<String> {
    if request.kind.is_none() && request.labels.is_empty() {
        return None;
    }
    let finish = format!("`strongroom approvals finish {}`", request.id);
    match request.state {
        state if state.is_open() => {
            Some(format!("not part of what is approved; afterwards {finish} writes them"))
        }
        RequestState::Active if request.is_finished => Some("they stand as asked".into()),
        RequestState::Active => Some(format!("not as asked; {finish} writes them")),
        _ => None,
    }
}
