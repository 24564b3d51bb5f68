//! `strongroom set`: writes a value that is typed unseen, generated, or comes from standard input or a file.

use super::set_source::{Source, Target};
use crate::cli::context::Context;
use crate::cli::exit::{Failure, Result};
use crate::domain::{Labels, SecretKind};
use crate::ops::{generate::Recipe, put};
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
        Source::Generate(Recipe::parse(spec)?)
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
    let path = address.path.clone();
    // Labels alone change nothing that could be lost.
    let is_relabelling = matches!(source, Source::Terminal) && !labels.is_empty() && address.field.is_none();
    let standing = put::look(&cx.session, &place, address.clone(), args.kind).await?;
    let saved = if is_relabelling && standing.is_there() && !args.overwrite {
        standing.relabel(&cx.session, &place, labels).await
    } else {
        if !args.overwrite {
            standing.refuse_overwriting()?;
        }
        let target = Target { address: &address, kind: standing.kind(), is_json: args.json_value };
        let given = target.fields(&source)?;
        standing.write(&cx.session, &place, given, labels).await
    };
    match saved {
        Ok(saved) => cx.saved(&place, &path, saved),
        Err(error) => Err(cx.refused(&path, error)),
    }
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
