//! `strongroom export`: secrets with their values as one text.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output;
use crate::domain::Folder;
use crate::ops::transfer::{self, Format};
use crate::provider::Error;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `strongroom export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A secret or a folder; everything of the team when left out
    path: Option<String>,
    /// json keeps kinds and labels and can be imported
    #[arg(long, default_value = "json", value_parser = ["dotenv", "json", "yaml"])]
    format: String,
    /// Write to a new file that only you can read
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print values as they are, also to a terminal
    #[arg(long)]
    raw: bool,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context, args: Args) -> Result {
    let folder = Folder::new(args.path.as_deref().unwrap_or_default())?;
    let format = Format::parse(&args.format)?;
    let place = cx.place_to_read(None).await?;
    let export = transfer::export(&cx.session, &place, &folder, format).await?;
    match &args.output {
        Some(file) => {
            write_new(file, &export.text)?;
            let secrets = if export.count == 1 { "secret" } else { "secrets" };
            output::note(&format!("{} {secrets} written to {}", export.count, file.display()));
        }
        None => cx.out.value(&export.text, args.raw)?,
    }
    for (name, error) in &export.missing {
        output::note(&format!("strongroom: not exported: {name}: {error}"));
    }
    Ok(if export.missing.is_empty() { Exit::Done } else { Exit::Partly })
}

/// A file of mode 0600 from its first byte, never in the place of another, never through a link.
fn write_new(file: &Path, text: &[u8]) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error: &std::io::Error| -> Failure {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            let exists = Error::Exists { what: file.display().to_string() };
            return Failure::from(exists).with_next("choose a name that is free");
        }
        Error::io(file.display().to_string(), error).into()
    };
    let mut opened = options.open(file).map_err(|error| failed(&error))?;
    let written = opened.write_all(text).and_then(|()| opened.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(file);
    }
    written.map_err(|error| failed(&error))
}
