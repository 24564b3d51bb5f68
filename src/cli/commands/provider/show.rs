//! `strongroom provider list` and `show`: what is configured; nothing is asked of a provider.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Result};
use crate::domain::ProviderId;
use crate::ops::provider as ops;
use crate::ops::{ProviderInfo, Session};

/// Lists the providers.
pub(super) fn list(cx: &mut Context) -> Result {
    let providers = cx.session.providers();
    if cx.out.is_json() {
        cx.out.json(&providers.iter().map(as_json).collect::<Vec<_>>())?;
    } else {
        let row =
            |provider: &ProviderInfo| vec![provider.id.to_string(), provider.kind.clone(), state(provider)];
        cx.out.table(&providers.iter().map(row).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}

fn as_json(provider: &ProviderInfo) -> serde_json::Value {
    serde_json::json!({
        "provider": provider.id.as_str(),
        "kind": provider.kind,
        "enabled": provider.enabled,
        "read_only": provider.read_only,
        "by": provider.given.as_ref().map(|given| given.by.clone()),
        "broken": provider.broken.as_ref().map(ToString::to_string),
    })
}

fn state(provider: &ProviderInfo) -> String {
    let mut state = if provider.enabled { "enabled" } else { "disabled" }.to_owned();
    if provider.read_only {
        state.push_str(", read-only");
    }
    if let Some(given) = &provider.given {
        state.push_str(", by ");
        state.push_str(&given.by);
    }
    match &provider.broken {
        Some(error) => format!("broken: {error}"),
        None => state,
    }
}

/// Shows one provider with its settings and teams.
pub(super) fn show(cx: &mut Context, name: &ProviderId) -> Result {
    let config = ops::known(&cx.session, name)?;
    let teams = ops::teams(&cx.session, name);
    let Some(info) = info(&cx.session, name) else { return Ok(Exit::Done) };
    if cx.out.is_json() {
        let mut facts = as_json(&info);
        facts["settings"] = serde_json::json!(config.settings);
        facts["teams"] = serde_json::json!(teams);
        cx.out.json(&facts)?;
        return Ok(Exit::Done);
    }
    let row = |name: &str, text: String| vec![name.to_owned(), text];
    let mut rows =
        vec![row("provider", name.to_string()), row("kind", info.kind.clone()), row("state", state(&info))];
    rows.extend(config.settings.into_iter().map(|(key, text)| row(&key, text)));
    rows.push(row("teams", if teams.is_empty() { "none".into() } else { teams.join(", ") }));
    let passed_over = info.given.and_then(|given| given.passed_over);
    rows.extend(passed_over.map(|passed_over| row("know that", passed_over)));
    rows.extend(info.caution.map(|caution| row("know that", caution.into())));
    cx.out.table(&rows)?;
    Ok(Exit::Done)
}

fn info(session: &Session, name: &ProviderId) -> Option<ProviderInfo> {
    session.providers().into_iter().find(|provider| provider.id == *name)
}
