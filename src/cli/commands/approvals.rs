//! `strongroom approvals`: the changes of a team that wait for approval.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::ops;
use crate::provider::ChangeRequest;

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
            let request = ops::requests::one(&cx.session, &place, &id).await?;
            show(cx, &request)
        }
        Verb::Withdraw { id } => {
            let request = ops::requests::withdraw(&cx.session, &place, &id).await?;
            cx.done(&request.id, &format!("{}: taken back; {} stays as it is", request.id, request.path))
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

fn show(cx: &mut Context, request: &ChangeRequest) -> Result {
    if cx.out.is_json() {
        let mut facts = as_json(request);
        facts["base"] = request.base.map(|base| base.0).into();
        facts["fields"] = request.fields.clone().into();
        cx.out.json(&facts)?;
        return Ok(Exit::Done);
    }
    let base = request.base.map_or_else(|| "none: it was not there".to_owned(), |base| format!("v{base}"));
    let pair = |name: &str, text: String| vec![name.to_owned(), text];
    let mut rows = vec![
        pair("request", request.id.clone()),
        pair("state", request.state.as_str().to_owned()),
        pair("action", request.action.as_str().to_owned()),
        pair("secret", request.path.to_string()),
        pair("based on", base),
    ];
    if !request.fields.is_empty() {
        rows.push(pair("fields", request.fields.join(", ")));
    }
    rows.push(pair("requested by", request.requested_by.clone()));
    rows.push(pair("created", request.created.to_string()));
    rows.push(pair("expires", request.expires.to_string()));
    cx.out.table(&rows)?;
    Ok(Exit::Done)
}
