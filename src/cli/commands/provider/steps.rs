//! The steps of a check, printed as they come.

use super::open_if_there;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure, Result};
use crate::cli::output::{self, Output};
use crate::cli::prompt::Terminal;
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::provider::{Error, Finding, Kind, Step};
use unicode_width::UnicodeWidthStr;

/// Takes the findings of a check, and prints each for people as it comes.
pub(super) struct Steps<'c> {
    out: &'c mut Output,
    described: &'static [Step],
    facts: Vec<serde_json::Value>,
    failed: Vec<(&'static str, Error)>,
    /// The first failure to print a line; it is told when the check is over.
    broken: Option<Failure>,
}

impl<'c> Steps<'c> {
    pub(super) fn new(out: &'c mut Output, kind: Option<&'static Kind>) -> Self {
        let described = kind.map_or(&[][..], |kind| kind.steps);
        Self { out, described, facts: Vec::new(), failed: Vec::new(), broken: None }
    }

    /// Takes what one step has found.
    pub(super) fn take(&mut self, step: &'static str, finding: Finding) {
        let (word, text) = match finding {
            Finding::Waiting => return,
            Finding::Fine(text) => ("ok", text),
            Finding::Warning(text) => ("weak", text),
            Finding::Failed(error) | Finding::NoCredentials(error) => {
                let text = error.to_string();
                self.failed.push((step, error));
                ("failed", text)
            }
        };
        self.facts.push(serde_json::json!({ "step": step, "result": word, "text": text }));
        if !self.out.is_json() {
            let names = self.described.iter().map(|step| step.name.width()).max().unwrap_or_default();
            let line = format!("{word:<6}  {step:<names$}  {text}");
            let printed = self.out.line(line.trim_end()).and_then(|()| self.out.flush());
            self.broken = self.broken.take().or(printed.err());
        }
    }

    /// All that was found.
    pub(super) fn end(self) -> Result<Found> {
        self.broken.map_or(Ok(Found { facts: self.facts, failed: self.failed }), Err)
    }
}

/// What a check has found.
pub(super) struct Found {
    /// The steps, for scripts.
    pub(super) facts: Vec<serde_json::Value>,
    /// The steps that failed, each with the reason.
    failed: Vec<(&'static str, Error)>,
}

/// `strongroom provider test`.
pub(super) async fn test(cx: &mut Context, name: &ProviderId) -> Result {
    let config = ops::known(&cx.session, name)?;
    open_if_there(cx).await?;
    let mut steps = Steps::new(&mut cx.out, cx.session.kind(&config.kind));
    let mut answers = false;
    ops::test(&cx.session, name, &mut |step, finding| {
        answers = true;
        steps.take(step, finding);
    })
    .await?;
    if !answers {
        steps.take("answers", Finding::Fine(String::new()));
    }
    let Found { facts, failed } = steps.end()?;
    if cx.out.is_json() {
        cx.out.json(&facts)?;
    }
    Ok(failed.first().map_or(Exit::Done, |(_, error)| Exit::from(error)))
}

/// What is done after a check.
pub(super) enum Verdict {
    /// It is kept.
    Keep {
        /// The steps, for scripts.
        facts: Vec<serde_json::Value>,
        /// Whether the person has said so, in spite of what has failed.
        is_confirmed: bool,
    },
    /// The person types it again.
    Mend,
}

/// Goes on with what was found when the check went well, or when the person wants it all the same.
pub(super) fn accept(kind: &Kind, found: Found, yes: bool, question: &str) -> Result<Verdict> {
    let Found { facts, failed } = found;
    let otherwise = |name: &str| kind.steps.iter().find(|step| step.name == name).map(|step| step.otherwise);
    let mut wrong = failed.iter().filter_map(|(name, _)| otherwise(name)).collect::<Vec<_>>();
    wrong.dedup();
    let Some((_, first)) = failed.into_iter().next() else {
        return Ok(Verdict::Keep { facts, is_confirmed: false });
    };
    output::note(&format!("until that is mended: {}", wrong.join("; ")));
    let goes_on = match Terminal::open().filter(|_| !yes) {
        Some(terminal) => {
            let answer = terminal.plain(&format!("{question} [y/N, m: mend the answers]"))?.to_lowercase();
            if matches!(&*answer, "m" | "mend") {
                return Ok(Verdict::Mend);
            }
            matches!(&*answer, "y" | "yes")
        }
        None => yes,
    };
    if goes_on {
        return Ok(Verdict::Keep { facts, is_confirmed: true });
    }
    let what = format!("nothing was changed: {first}");
    Err(Failure { what, ..Failure::from(first) }.with_next("mend it, or give -y to go on all the same"))
}
