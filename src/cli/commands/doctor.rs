//! `strongroom doctor`: what is wrong, and what is weak.

use crate::app;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::cli::open;
use crate::domain::ProviderId;
use crate::ops::audit;
use crate::provider::Lock;
use crate::runtime;
use crate::secure::{Check, Hardening};

/// How one thing is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fine,
    Weak,
    Wrong,
}

struct Finding {
    what: &'static str,
    state: State,
    text: String,
}

/// Runs it.
pub(in crate::cli) async fn run(cx: &mut Context) -> Result {
    let mut findings = configuration(cx);
    findings.extend(environment(cx));
    findings.extend(providers(cx));
    findings.extend(store(cx).await);
    findings.extend(process());
    let word = |state| match state {
        State::Fine => "ok",
        State::Weak => "weak",
        State::Wrong => "wrong",
    };
    if cx.out.is_json() {
        let row = |finding: &Finding| serde_json::json!({ "what": finding.what, "state": word(finding.state), "text": finding.text });
        cx.out.json(&findings.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |finding: &Finding| {
            vec![word(finding.state).to_owned(), finding.what.to_owned(), finding.text.clone()]
        };
        cx.out.table(&findings.iter().map(row).collect::<Vec<_>>())?;
    }
    let is_wrong = findings.iter().any(|finding| finding.state == State::Wrong);
    Ok(if is_wrong { Exit::No } else { Exit::Done })
}

fn configuration(cx: &Context) -> Vec<Finding> {
    let what = "configuration";
    let mut findings: Vec<Finding> = cx
        .session
        .config()
        .broken
        .into_iter()
        .map(|broken| {
            let state = if broken.is_mistake { State::Wrong } else { State::Weak };
            Finding { what, state, text: broken.reason }
        })
        .collect();
    if findings.is_empty() {
        let text = match cx.session.paths() {
            Some(paths) if paths.config_file().exists() => paths.config_file().display().to_string(),
            Some(paths) => format!(
                "no file, so everything is as usual; {} is read once it is there",
                paths.config_file().display()
            ),
            None => "no file: this is the sample data of --demo".into(),
        };
        findings.push(Finding { what, state: State::Fine, text });
    }
    // The theme that is shown otherwise makes no difference here.
    if let Ok(understood) = app::understood(runtime::settings(&cx.session), "dark") {
        let wrong = understood.mistakes.into_iter();
        findings.extend(wrong.map(|wrong| Finding {
            what: "console",
            state: State::Wrong,
            text: wrong.text,
        }));
    }
    findings
}

/// Whether one can be reached is not asked here: that takes a network, and a login.
fn providers(cx: &Context) -> Option<Finding> {
    let all = cx.session.providers();
    let servers = all.iter().filter(|provider| provider.enabled && provider.id != ProviderId::local());
    let text = match servers.count() {
        0 => return None,
        1 => "1 beside the embedded store, not asked here; `strongroom whoami` asks it how it is".to_owned(),
        count => format!(
            "{count} beside the embedded store, not asked here; `strongroom whoami` asks each how it is"
        ),
    };
    Some(Finding { what: "providers", state: State::Fine, text })
}

/// What the environment makes a provider of, and what it says besides.
fn environment(cx: &Context) -> Vec<Finding> {
    let what = "environment";
    let given = cx.session.providers().into_iter().find_map(|provider| Some((provider.id, provider.given?)));
    let Some((id, given)) = given else { return Vec::new() };
    let text = format!("{} makes the provider {id}", given.by);
    let mut findings = vec![match given.broken {
        None => Finding { what, state: State::Fine, text },
        Some(broken) => Finding { what, state: State::Wrong, text: broken },
    }];
    findings.extend(given.passed_over.map(|text| Finding { what, state: State::Weak, text }));
    findings
}

async fn store(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |what, state, text: String| findings.push(Finding { what, state, text });
    let folder =
        cx.session.paths().map_or_else(|| "memory".into(), |paths| paths.data_dir.display().to_string());
    let opened = match cx.session.lock_state() {
        Ok(Lock::Missing) => {
            tell(
                "store",
                State::Fine,
                format!("none yet in {folder}; the console, or the first `strongroom set`, makes one"),
            );
            return findings;
        }
        Ok(Lock::Open) => Ok(true),
        Ok(Lock::Locked) => match open::given_passphrase(cx.global.passphrase_fd) {
            Ok(Some(passphrase)) => cx.session.unlock(passphrase).await.map(|()| true),
            Ok(None) => cx.session.unlock_remembered().await,
            Err(failure) => {
                tell("passphrase", State::Wrong, failure.what);
                Ok(false)
            }
        },
        Err(error) => Err(error),
    };
    match opened {
        Ok(is_open) => {
            let text = if is_open {
                "opens"
            } else {
                "is locked, so its content and the audit log were not looked at; `strongroom unlock` opens it for a while"
            };
            tell("store", State::Fine, format!("{folder} {text}"));
            if is_open {
                match audit::verify(&cx.session).await {
                    Ok(verdict) if verdict.is_sound() => {
                        let text = format!("{} lines, none changed, cut or taken out", verdict.lines);
                        tell("audit log", State::Fine, text);
                    }
                    Ok(_) => {
                        let text = "was changed by something else than strongroom; `strongroom audit verify` tells where";
                        tell("audit log", State::Wrong, text.into());
                    }
                    Err(error) => tell("audit log", State::Wrong, error.to_string()),
                }
            }
        }
        Err(error) => tell("store", State::Wrong, format!("{folder}: {error}")),
    }
    for warning in cx.session.keeper().warnings() {
        tell("store", State::Weak, warning);
    }
    findings
}

fn process() -> Vec<Finding> {
    let hardening = Hardening::now();
    let finding = |what, check: Check, fine: &str, next: &str| match check {
        Check::Holds => Finding { what, state: State::Fine, text: fine.into() },
        Check::Missing(reason) => Finding { what, state: State::Weak, text: format!("{reason}; {next}") },
    };
    let swap = match hardening.lockable_bytes {
        Some(bytes) if bytes < 64 * 1024 => Finding {
            what: "swap",
            state: State::Weak,
            text: format!(
                "only {bytes} bytes can be kept off the disk, so a key may be swapped out; `ulimit -l 64` before the start \
                 raises it, or encrypt the swap"
            ),
        },
        _ => Finding {
            what: "swap",
            state: State::Fine,
            text: "keys are never swapped out to the disk".into(),
        },
    };
    vec![
        finding(
            "memory",
            hardening.memory_is_private,
            "other programs of yours cannot read what this one holds",
            "what is revealed or typed can be read by them: run none that you do not trust",
        ),
        finding(
            "core dumps",
            hardening.core_dumps_are_off,
            "off: a crash leaves nothing of the memory on the disk",
            "`ulimit -c 0` before the start keeps a crash from writing the memory to the disk",
        ),
        swap,
    ]
}
