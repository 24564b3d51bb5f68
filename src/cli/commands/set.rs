//! `strongroom set`: writes a value that is typed unseen, generated, or comes from standard input or a file.

use super::set_source::{Source, Target};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::domain::{Address, Fields, Labels, SecretKind, Which};
use crate::ops::{self, Place, read::Why, write::Draft};
use crate::provider::{Base, Error, Outline};
use std::ffi::OsString;
use std::path::PathBuf;

/// Arguments of `strongroom set`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The secret, PATH, or one field of it, PATH#FIELD
    path: String,
    /// What a new secret is
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<SecretKind>,
    /// A label; an empty value takes it off. May be repeated
    #[arg(long = "label", value_name = "NAME=TEXT")]
    labels: Vec<String>,
    /// Write a new version of what is there
    #[arg(long)]
    overwrite: bool,
    /// Generate a password: LENGTH, SETS or LENGTH:SETS, such as 24:alnum
    #[arg(long, value_name = "SPEC", num_args = 0..=1, default_missing_value = "32", group = "source")]
    generate: Option<String>,
    /// Take the value from standard input
    #[arg(long, group = "source")]
    stdin: bool,
    /// Take the value from a file, byte by byte
    #[arg(long, value_name = "FILE", group = "source")]
    from_file: Option<PathBuf>,
    /// The value is JSON and keeps its type
    #[arg(long, conflicts_with = "generate")]
    json_value: bool,
    /// Takes what may be a value in the wrong place, so that it can be refused without being repeated.
    #[arg(hide = true, allow_hyphen_values = true)]
    refused: Vec<OsString>,
}

fn kind(name: &str) -> std::result::Result<SecretKind, String> {
    SecretKind::parse(name).map_err(|invalid| invalid.0)
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    if !args.refused.is_empty() {
        return Err(Failure::usage(
            "a value is never taken from an argument: it would stay in the shell's history and in the process list",
            "type it unseen (`strongroom set PATH`), or use --stdin, --from-file or --generate; replace the value if \
             it was a real one",
        ));
    }
    let source = if let Some(spec) = &args.generate {
        Source::Generate(ops::generate::Recipe::parse(spec)?)
    } else if args.stdin {
        if cx.global.passphrase_fd == Some(0) {
            return Err(Failure::usage(
                "standard input cannot give both the passphrase and the value",
                "use another descriptor, or --from-file",
            ));
        }
        Source::Stdin
    } else if let Some(file) = args.from_file {
        Source::File(file)
    } else {
        Source::Terminal
    };
    let labels = labels(&args.labels)?;
    let (place, address) = cx.address(&args.path).await?;
    if address.version != Which::Latest {
        return Err(Failure::usage("an old version cannot be written", "leave `?version=` out"));
    }
    let there = match ops::read::outline(&cx.session, &place, &address.path, Which::Latest).await {
        Ok(outline) => Some(outline),
        Err(Error::NotFound { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if let (Some(there), Some(wanted)) = (&there, args.kind)
        && there.kind != wanted
    {
        return Err(Failure {
            exit: Exit::Conflict,
            what: format!("{} is a {} and cannot become a {wanted}", address.path, there.kind),
            next: Some(
                "choose another name, or remove it first with `strongroom delete --all-versions`".into(),
            ),
        });
    }
    // Labels alone change nothing that could be lost.
    let is_label_change = matches!(source, Source::Terminal) && !labels.is_empty() && address.field.is_none();
    let fields = match &there {
        Some(_) if is_label_change && !args.overwrite => {
            ops::read::content(&cx.session, &place, &address.path, Which::Latest, Why::Edit).await?.fields
        }
        _ => {
            refuse_overwriting(&address, there.as_ref(), args.overwrite)?;
            let target = Target {
                address: &address,
                kind: args.kind.or(there.as_ref().map(|there| there.kind)),
                is_json: args.json_value,
            };
            let given = target.fields(&source)?;
            merged(cx, &place, &address, there.as_ref(), given).await?
        }
    };
    let draft = Draft {
        kind: chosen_kind(&address, args.kind, there.as_ref()),
        fields,
        labels: (!labels.is_empty()).then(|| relabelled(there.as_ref(), labels)),
        base: base(there.as_ref()),
    };
    let saved = ops::write::save(&cx.session, &place, &address.path, draft).await?;
    cx.saved(&address.path, saved)
}

fn base(there: Option<&Outline>) -> Base {
    there.and_then(|there| there.secret.version).map_or(Base::Absent, Base::Version)
}

fn chosen_kind(address: &Address, wanted: Option<SecretKind>, there: Option<&Outline>) -> SecretKind {
    let of_field = if address.field.is_some() { SecretKind::KeyValue } else { SecretKind::Generic };
    there.map(|there| there.kind).or(wanted).unwrap_or(of_field)
}

/// An existing secret, or an existing field of it, is only written when that was asked for.
fn refuse_overwriting(address: &Address, there: Option<&Outline>, overwrite: bool) -> Result<()> {
    let Some(there) = there else { return Ok(()) };
    let what = match &address.field {
        Some(name) if there.fields.iter().all(|field| field.name != *name) => return Ok(()),
        Some(name) => format!("the field {name} of {}", address.path),
        None => address.path.to_string(),
    };
    if overwrite { Ok(()) } else { Err(Error::Exists { what }.into()) }
}

/// The fields of the new version: one field joins those that are there, a whole secret takes their place.
async fn merged(
    cx: &Context,
    place: &Place,
    address: &Address,
    there: Option<&Outline>,
    given: Fields,
) -> Result<Fields> {
    if address.field.is_none() || there.is_none() {
        return Ok(given);
    }
    let content = ops::read::content(&cx.session, place, &address.path, Which::Latest, Why::Edit).await?;
    if content.secret.version != there.and_then(|there| there.secret.version) {
        return Err(Error::Conflict { current: content.secret.version }.into());
    }
    let mut fields = content.fields;
    for field in given {
        fields.put(field);
    }
    Ok(fields)
}

fn labels(typed: &[String]) -> Result<Labels> {
    typed
        .iter()
        .map(|label| {
            let (name, text) = label.split_once('=').ok_or_else(|| {
                Failure::usage("a label is NAME=TEXT", "for example --label owner=payments")
            })?;
            Ok((name.trim().to_owned(), text.to_owned()))
        })
        .collect()
}

/// The labels that are there with those of the command line; an empty text takes one off.
fn relabelled(there: Option<&Outline>, given: Labels) -> Labels {
    let mut labels = there.map(|there| there.secret.labels.clone()).unwrap_or_default();
    labels.extend(given);
    labels.retain(|_, text| !text.is_empty());
    labels
}
