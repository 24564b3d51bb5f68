//! `strongroom man`: the manual page, made from the arguments.

use crate::cli::args::Args;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use clap::CommandFactory;
use clap_mangen::Man;
use std::io;

/// Runs it.
pub(in crate::cli) fn run(cx: &mut Context) -> Result {
    // Writing to memory cannot fail.
    let page = page().unwrap_or_default();
    cx.out.bytes(&page)?;
    Ok(Exit::Done)
}

/// One page: the program, then every command with its options.
pub(in crate::cli) fn page() -> io::Result<Vec<u8>> {
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    verbs(&command, &mut page);
    man.render_extra_section(&mut page)?;
    Ok(page)
}

fn verbs(command: &clap::Command, page: &mut Vec<u8>) {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        if verb.has_subcommands() {
            verbs(verb, page);
            continue;
        }
        let usage = verb.clone().render_usage().to_string();
        let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
        page.extend_from_slice(format!(".SS {}\n", escaped(usage)).as_bytes());
        if let Some(about) = verb.get_about() {
            page.extend_from_slice(format!("{}.\n", escaped(&about.to_string())).as_bytes());
        }
        for arg in verb.get_arguments().filter(|arg| !arg.is_hide_set() && !arg.is_global_set()) {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            if arg.get_id() != "help" {
                page.extend_from_slice(
                    format!(".TP\n{}\n{}\n", escaped(&arg.to_string()), escaped(&help)).as_bytes(),
                );
            }
        }
    }
}

/// Text as roff takes it: no command at the start of a line, hyphens as typed.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\n', " ");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
