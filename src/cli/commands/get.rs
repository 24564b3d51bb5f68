//! `strongroom get`: the bare value of a field, or the fields of a secret as JSON.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::cli::prompt::Terminal;
use crate::domain::{Address, Field, Fields, SecretKind, Shape, VersionNumber, Which, visible};
use crate::ops::{self, Place, read::Why, write::Draft};
use crate::provider::{Base, Content, Error};

/// Arguments of `strongroom get`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret, PATH, or one field of it, PATH#FIELD
    path: String,
    /// An older version
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    /// Print the value as it is, also to a terminal
    #[arg(long)]
    raw: bool,
    /// When it is not there, ask for it at the terminal and offer to keep it
    #[arg(long)]
    or_ask: bool,
}

impl Args {
    /// Whether a value may be asked for at the terminal.
    pub(in crate::cli) fn asks(&self) -> bool {
        self.or_ask
    }
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let found = if args.or_ask { cx.address(&args.path).await } else { cx.address_to_read(&args.path).await };
    let (place, mut address) = found?;
    if let Some(number) = args.version {
        address.version = Which::Number(VersionNumber(number));
    }
    let read = ops::read::content(&cx.session, &place, &address.path, address.version, Why::Read).await;
    let mut content = match read {
        Ok(content) => content,
        Err(Error::NotFound { .. }) if args.or_ask => return ask(cx, &place, &address, args.raw).await,
        Err(error @ Error::NotFound { .. }) if args.version.is_some() => {
            return Err(Failure::from(error).with_next(format!(
                "`strongroom history {}` lists its versions, `strongroom list` the names",
                address.path
            )));
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(name) = &address.field {
        let Some(field) = content.fields.take(name) else {
            if args.or_ask {
                return ask(cx, &place, &address, args.raw).await;
            }
            return Err(no_field(&address, name, &content.fields));
        };
        content.fields = Fields::from_iter([field]);
    }
    if cx.out.is_json() {
        json(cx, &address, &content)?;
    } else {
        match content.fields.iter().next() {
            Some(only) if content.fields.len() == 1 => bare(cx, only, args.raw)?,
            _ => {
                content.fields.to_json().expose(|json| cx.out.value(json, args.raw))?;
                cx.out.bytes(b"\n")?;
            }
        }
    }
    Ok(Exit::Done)
}

/// The value and a newline. Binary data for a program gets none: it would no longer be what was stored.
fn bare(cx: &mut Context, field: &Field, is_raw: bool) -> Result<()> {
    field.value.expose(|value| cx.out.value(value, is_raw))?;
    if field.shape == Shape::Binary && !cx.out.is_terminal() { Ok(()) } else { cx.out.bytes(b"\n") }
}

fn json(cx: &mut Context, address: &Address, content: &Content) -> Result<()> {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let version = content.secret.version.map_or_else(|| "null".into(), |version| version.to_string());
    let head = format!(
        "{{\"path\":{},\"kind\":{},\"version\":{version},\"fields\":",
        text(address.path.as_str()),
        text(content.kind().as_str())
    );
    cx.out.bytes(head.as_bytes())?;
    content.fields.to_json().expose(|json| cx.out.value(json, false))?;
    cx.out.bytes(b"}\n")
}

fn no_field(address: &Address, name: &str, fields: &Fields) -> Failure {
    let names: Vec<_> = fields.iter().map(|field| visible(&field.name)).collect();
    Failure {
        exit: Exit::NotFound,
        what: format!("{} has no field {name}", address.path),
        next: Some(format!("its fields are {}", names.join(", "))),
    }
}

/// Asks for a value that is not there, prints it, and keeps it if wanted.
async fn ask(cx: &mut Context, place: &Place, address: &Address, is_raw: bool) -> Result {
    let terminal = Terminal::open().ok_or_else(|| {
        Failure::from(Error::not_found(address.path.to_string())).with_next("there is no terminal to ask at")
    })?;
    let name = address.field.as_deref().unwrap_or("content");
    let value = terminal.hidden(&format!("{} (not stored yet)", address.path))?;
    if value.is_empty() {
        return Err(Error::not_found(address.path.to_string()).into());
    }
    let field = Field::text(name, value);
    bare(cx, &field, is_raw)?;
    cx.out.flush()?;
    if terminal.confirm("Keep it?")? {
        let there = ops::read::content(&cx.session, place, &address.path, Which::Latest, Why::Edit).await;
        let draft = match there {
            Ok(content) => {
                let base = content.secret.version.map_or(Base::Absent, Base::Version);
                let kind = content.kind();
                let mut fields = content.fields;
                fields.put(field);
                Draft { kind, fields, labels: None, base }
            }
            Err(Error::NotFound { .. }) => {
                let kind = if address.field.is_some() { SecretKind::KeyValue } else { SecretKind::Generic };
                Draft { kind, fields: Fields::from_iter([field]), labels: None, base: Base::Absent }
            }
            Err(error) => return Err(error.into()),
        };
        let saved = ops::write::save(&cx.session, place, &address.path, draft).await?;
        output::note(&format!("{}: version {} written", address.path, saved.version));
    }
    Ok(Exit::Done)
}
