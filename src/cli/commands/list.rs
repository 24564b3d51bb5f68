//! `strongroom list`: names below a folder, at any depth; values only when asked for.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::domain::{Folder, Secret, SecretPath, Timestamp, Which};
use crate::ops::{self, Place, read::Why};
use crate::provider::{Content, Error};
use zeroize::Zeroizing;

/// Secrets read before any of them is printed.
const AT_ONCE: usize = 500;

/// Arguments of `strongroom list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder or a secret; everything of the team when left out
    path: Option<String>,
    /// Print the values too
    #[arg(short, long)]
    values: bool,
    /// Print values as they are, also to a terminal
    #[arg(long, requires = "values")]
    raw: bool,
}

#[derive(serde::Serialize)]
struct Row<'a> {
    path: &'a str,
    kind: Option<&'a str>,
    state: &'a str,
    version: Option<u64>,
    updated: Option<String>,
    labels: &'a crate::domain::Labels,
}

impl<'a> Row<'a> {
    fn of(secret: &'a Secret) -> Self {
        Self {
            path: secret.path.as_str(),
            kind: secret.kind.map(crate::domain::SecretKind::as_str),
            state: secret.state.as_str(),
            version: secret.version.map(|version| version.0),
            updated: secret.updated.map(|at| at.to_string()),
            labels: &secret.labels,
        }
    }
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let folder = Folder::new(args.path.as_deref().unwrap_or_default())?;
    let place = cx.place_to_read(None).await?;
    let mut listing = ops::list::all(&cx.session, &place, &folder).await?;
    if let Ok(path) = SecretPath::new(folder.as_str()) {
        let is_folder = !listing.secrets.is_empty() || !listing.unreadable.is_empty();
        let told = match ops::read::glance(&place, &path, Which::Latest).await {
            // Nothing was told of it, not even whether it is there.
            Ok(outline) if !outline.is_whole && outline.secret.version.is_none() && is_folder => None,
            Ok(outline) if outline.is_whole || outline.secret.version.is_some() => Some(outline),
            // A folder need not be a secret too, and who may list it need not be allowed to look at that.
            Err(Error::NotFound { .. } | Error::Denied { .. }) if is_folder => None,
            _ => Some(ops::read::outline(&cx.session, &place, &path, Which::Latest).await?),
        };
        listing.secrets.splice(0..0, told.map(|outline| Secret { path, ..outline.secret }));
    }
    if args.values {
        values(cx, &place, &listing.secrets, args.raw).await?;
    } else if cx.out.is_json() {
        cx.out.json(&listing.secrets.iter().map(Row::of).collect::<Vec<_>>())?;
    } else if cx.out.is_terminal() {
        let now = Timestamp::from(std::time::SystemTime::now());
        let row = |secret: &Secret| {
            let version = secret.version.map(|version| format!("v{version}")).unwrap_or_default();
            let kind = secret.kind.map(|kind| kind.to_string()).unwrap_or_default();
            let age = secret.updated.map(|at| at.ago(now)).unwrap_or_default();
            vec![secret.path.to_string(), kind, version, age]
        };
        cx.out.table(&listing.secrets.iter().map(row).collect::<Vec<_>>())?;
    } else {
        for secret in &listing.secrets {
            cx.out.line(secret.path.as_str())?;
        }
    }
    for (folder, error) in &listing.unreadable {
        output::note(&format!("strongroom: {folder}: {error}"));
    }
    Ok(match listing.unreadable.first() {
        None => Exit::Done,
        // Nothing at all could be listed: that is no part of an answer.
        Some((_, error)) if listing.secrets.is_empty() => Exit::from(error),
        Some(_) => Exit::Partly,
    })
}

/// One line `PATH#FIELD=VALUE` for each field, or JSON objects.
async fn values(cx: &mut Context, place: &Place, secrets: &[Secret], is_raw: bool) -> Result<()> {
    let is_json = cx.out.is_json();
    if is_json {
        cx.out.bytes(b"[")?;
    }
    let place = place.for_many();
    let mut has_some = false;
    for secrets in secrets.chunks(AT_ONCE) {
        let paths: Vec<SecretPath> = secrets.iter().map(|secret| secret.path.clone()).collect();
        let contents = ops::read::contents(&cx.session, &place, &paths, Why::Read).await;
        for (secret, content) in secrets.iter().zip(contents) {
            let content = match content {
                // A long listing cannot tell which names are deleted.
                Err(Error::NotFound { .. }) => continue,
                other => other?,
            };
            let is_first = !std::mem::replace(&mut has_some, true);
            one(cx, secret, &content, is_first, is_raw)?;
        }
    }
    if is_json { cx.out.bytes(b"\n]\n") } else { Ok(()) }
}

/// The fields of one secret.
fn one(cx: &mut Context, secret: &Secret, content: &Content, is_first: bool, is_raw: bool) -> Result<()> {
    if cx.out.is_json() {
        let row = serde_json::to_string(&Row::of(secret))
            .map_err(|_| Failure::from(Error::Bug { what: "writing JSON".into() }))?;
        cx.out.bytes(if is_first { b"\n  " } else { b",\n  " })?;
        // The object stays open for one more member.
        cx.out.value(row.strip_suffix('}').unwrap_or(&row).as_bytes(), is_raw)?;
        cx.out.bytes(b",\"fields\":")?;
        content.fields.to_json().expose(|json| cx.out.value(json, is_raw))?;
        return cx.out.bytes(b"}");
    }
    for field in &content.fields {
        let name = format!("{}#{}=", secret.path, field.name);
        cx.out.bytes(crate::domain::visible(&name).as_bytes())?;
        let mut shown = Zeroizing::new(Vec::new());
        field.write_plain(&mut shown);
        cx.out.value(&shown, is_raw)?;
        cx.out.bytes(b"\n")?;
    }
    Ok(())
}
