//! The anchor: count and head of the log, kept in the store, only ever moved along the chain.

use super::log::{Hash, Log, Tail};
use crate::domain::SecretValue;
use crate::provider::{Error, Keeper, Result};

/// The keeper's entry with the anchor.
const ANCHOR: &str = "audit.anchor";

/// How many lines the log had, and the hash of the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Anchor {
    pub(super) count: u64,
    pub(super) head: Hash,
}

pub(super) async fn read(keeper: &dyn Keeper) -> Result<Option<Anchor>> {
    let Some(entry) = keeper.entry(ANCHOR).await? else { return Ok(None) };
    let anchor = entry.expose(|json| serde_json::from_slice(json));
    anchor.map(Some).map_err(|_| Error::Corrupt {
        what: "the anchor of the audit log".into(),
        reason: "it cannot be read".into(),
    })
}

pub(super) async fn forget(keeper: &dyn Keeper) -> Result<()> {
    keeper.put_entry(ANCHOR, None).await
}

/// Moves the anchor to the end of the log, if the log still holds the line it is tied to. Otherwise it stays, and
/// `audit verify` keeps telling.
pub(super) async fn advance(keeper: &dyn Keeper, log: &mut Log, before: &Tail, after: &Tail) -> Result<()> {
    let anchor = read(keeper).await?;
    let target = Anchor { count: after.count, head: after.head };
    let is_known = match anchor {
        None => true,
        Some(anchor) if anchor == target => return Ok(()),
        Some(anchor) if anchor.count == before.count => anchor.head == before.head || before.is_torn,
        Some(anchor) if anchor.count < before.count => is_at(anchor, log)?,
        Some(_) => false,
    };
    if is_known && after.count > 0 {
        let json = serde_json::to_vec(&target).map_err(|_| Error::Bug { what: "the audit anchor".into() })?;
        keeper.put_entry(ANCHOR, Some(SecretValue::new(json))).await?;
    }
    Ok(())
}

/// Whether the log still holds the anchored line. One that was torn and is followed by others counts as held: the
/// chain goes through it, and it stays visible as torn.
fn is_at(anchor: Anchor, log: &mut Log) -> Result<bool> {
    let Some(index) = usize::try_from(anchor.count).ok().and_then(|count| count.checked_sub(1)) else {
        return Ok(true);
    };
    let lines = log.lines()?;
    Ok(lines
        .get(index)
        .is_some_and(|line| Hash::of(line) == anchor.head || super::Line::parse(line).is_none()))
}
