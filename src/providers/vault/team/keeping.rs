//! How a mount keeps its versions. Of a mount that stands already nothing is lowered: fewer versions, or a shorter
//! life, would have the server drop content for good at the next write.

use super::Vault;
use super::pieces::Data;
use super::rules::agreed_to;
use crate::provider::{Alteration, Altered, Result, Standing};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How a mount is to keep its versions.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    /// How many of them, at least.
    pub(super) versions: u64,
    /// How long each of them, at least; nothing for as long as the mount says.
    pub(super) lasts: Option<Duration>,
}

/// One setting that is not as it should be.
struct Change {
    key: &'static str,
    now: Value,
    then: Value,
    matters: &'static str,
}

impl Change {
    fn told(&self, mount: &str) -> Alteration {
        Alteration {
            what: format!("{} of the mount {mount}", self.key),
            change: Altered::Setting { now: plain(&self.now), then: plain(&self.then) },
            matters: self.matters,
        }
    }
}

impl Keeping {
    /// What is to be changed of these settings; of a mount that was just made, the server's own are no one's wish.
    fn changes(self, found: &Value, is_new: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut change = |key: &'static str, then: Value, matters: &'static str| {
            let now = found[key].clone();
            if now != then {
                changes.push(Change { key, now, then, matters });
            }
        };
        let versions = found["max_versions"].as_u64().unwrap_or_default();
        // Zero is the server's own number, which somebody may rely on.
        if is_new || (versions > 0 && versions < self.versions) {
            change("max_versions", json!(self.versions), "more old versions are kept than now");
        }
        change(
            "cas_required",
            json!(true),
            "other programs that write here must then name the version they replace, or are refused",
        );
        let now = found["delete_version_after"].as_str().and_then(span).unwrap_or_default();
        if let Some(lasts) = self.lasts
            && (is_new || (!now.is_zero() && now < lasts))
        {
            let hours = format!("{}h0m0s", lasts.as_secs() / 3600);
            change("delete_version_after", json!(hours), "versions are kept longer than now");
        }
        changes
    }
}

/// Sets a mount's settings up; what is not to be changed is not named, so that it stays.
pub(super) async fn set(
    vault: &Vault,
    mount: &str,
    wanted: Keeping,
    mounted: Standing,
    agreed: &[Alteration],
) -> Result<Standing> {
    let is_new = mounted == Standing::Made;
    let changes = wanted.changes(&read(vault, mount).await?, is_new);
    if changes.is_empty() {
        return Ok(Standing::Unchanged);
    }
    if !is_new {
        agreed_to(changes.iter().map(|change| change.told(mount)), agreed)?;
    }
    let wanted: Map<String, Value> =
        changes.into_iter().map(|change| (change.key.to_owned(), change.then)).collect();
    vault.put(&doing(mount), &path(mount), &Value::Object(wanted)).await?;
    // The settings of a mount that was just made are made with it.
    Ok(if is_new { Standing::Made } else { Standing::Changed })
}

/// What would be changed of a mount that stands already.
pub(super) async fn alterations(vault: &Vault, mount: &str, wanted: Keeping) -> Result<Vec<Alteration>> {
    let changes = wanted.changes(&read(vault, mount).await?, false);
    Ok(changes.iter().map(|change| change.told(mount)).collect())
}

async fn read(vault: &Vault, mount: &str) -> Result<Value> {
    match vault.found(&doing(mount), &path(mount)).await? {
        Some(answer) => Ok(answer.parsed::<Data>("the settings of a mount")?.data),
        None => Ok(Value::Null),
    }
}

fn path(mount: &str) -> String {
    format!("{mount}/config")
}

fn doing(mount: &str) -> String {
    format!("set {mount}/config up")
}

/// A setting as people read it.
fn plain(value: &Value) -> String {
    crate::domain::visible(value.as_str().unwrap_or(&value.to_string())).into_owned()
}

/// A duration as the server writes it: `720h0m0s`.
fn span(text: &str) -> Option<Duration> {
    humantime::parse_duration(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Keeping = Keeping { versions: 20, lasts: Some(Duration::from_secs(720 * 3600)) };

    fn changed(found: &Value, is_new: bool) -> Vec<&'static str> {
        WANTED.changes(found, is_new).into_iter().map(|change| change.key).collect()
    }

    #[test]
    fn nothing_that_stands_is_lowered_shortened_or_cleared() {
        let kept = json!({ "cas_required": true, "max_versions": 100, "delete_version_after": "8760h0m0s" });
        assert!(changed(&kept, false).is_empty());
        let endless = json!({ "cas_required": true, "max_versions": 0, "delete_version_after": "0s" });
        assert!(changed(&endless, false).is_empty());
        let fewer = json!({ "cas_required": false, "max_versions": 5, "delete_version_after": "1h0m0s" });
        assert_eq!(changed(&fewer, false), ["max_versions", "cas_required", "delete_version_after"]);
    }

    #[test]
    fn a_mount_just_made_gets_all_of_it_and_then_nothing_more() {
        let fresh = json!({ "cas_required": false, "max_versions": 0, "delete_version_after": "0s" });
        assert_eq!(changed(&fresh, true), ["max_versions", "cas_required", "delete_version_after"]);
        let ours = json!({ "cas_required": true, "max_versions": 20, "delete_version_after": "720h0m0s" });
        assert!(changed(&ours, true).is_empty() && changed(&ours, false).is_empty());
    }
}
