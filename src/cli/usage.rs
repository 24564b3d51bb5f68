//! Explains a wrong command line. What was typed is not repeated unless it is the name of an option: the rest may be a
//! value that landed in the wrong place.

use super::exit::{Exit, Failure};
use super::output;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Prints help, version, or what is wrong with the arguments.
pub(super) fn explain(error: &clap::Error) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A closed pipe is no error.
        let _ = error.print();
        return Exit::Done;
    }
    output::fail(&failure(error));
    Exit::Usage
}

pub(super) fn failure(error: &clap::Error) -> Failure {
    let option = text(error, ContextKind::InvalidArg).filter(|text| is_option_name(text));
    let of = option.as_ref().map(|option| format!(": {option}")).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("this value is not allowed here{of}{}", reason(error))
        }
        ErrorKind::UnknownArgument => match option {
            Some(option) => format!("there is no option {option} here"),
            None => "there are more arguments than this command takes".into(),
        },
        ErrorKind::InvalidSubcommand => {
            match text(error, ContextKind::InvalidSubcommand).filter(|word| is_word(word)) {
                Some(word) => format!("there is no command {word}"),
                None => "there is no such command".into(),
            }
        }
        ErrorKind::NoEquals => format!("a value after = is missing{of}"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("a wrong number of values{of}")
        }
        ErrorKind::ArgumentConflict => format!("options that exclude each other{of}"),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg).join(" ");
            format!("missing: {missing}")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "say what to do".into()
        }
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".into(),
        _ => "the arguments cannot be understood".into(),
    };
    if error.kind() == ErrorKind::InvalidSubcommand
        && strings(error, ContextKind::SuggestedSubcommand).is_empty()
    {
        return Failure::usage(what, "`strongroom --help` lists the commands");
    }
    let allowed = strings(error, ContextKind::ValidValue);
    let near: Vec<String> = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .flat_map(|kind| strings(error, kind))
        .collect();
    let next = if !allowed.is_empty() {
        format!("allowed: {}", allowed.join(", "))
    } else if !near.is_empty() {
        format!("did you mean {}?", near.join(", "))
    } else {
        text(error, ContextKind::Usage).map_or_else(
            || "`strongroom --help` lists the commands, `strongroom COMMAND --help` their options".into(),
            |usage| usage.lines().map(str::trim).collect::<Vec<_>>().join(" "),
        )
    };
    Failure::usage(what, next)
}

/// What the check of a value says, unless it repeats the value.
fn reason(error: &clap::Error) -> String {
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let reason = std::error::Error::source(error).map(ToString::to_string);
    let safe = reason.filter(|reason| !value.is_empty() && !reason.contains(&value));
    safe.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

/// A short word of small letters, as commands are.
fn is_word(text: &str) -> bool {
    text.len() <= 16 && text.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// The name of an option, such as `--team <TEAM>`: it cannot be a value.
fn is_option_name(text: &str) -> bool {
    let name = text.split([' ', '=']).next().unwrap_or_default();
    name.strip_prefix("--").is_some_and(|name| {
        !name.is_empty() && name.len() <= 20 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    })
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}
