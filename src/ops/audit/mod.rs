//! The audit log: one sealed line for every act, in a hash chain whose head the store remembers.
//!
//! A line is `NUMBER HASH-OF-THE-LINE-BEFORE SEALED`. The entry is sealed to a public key whose private half is in the
//! store, so a line can be written while the store is locked, and the disk tells nobody any names. Whenever the store is
//! open, count and head of the log are anchored in it: what lies before the anchor cannot be rewritten unseen.

mod anchor;
mod line;
mod log;
mod verify;

pub use line::{Act, Entry};
pub use verify::{Fault, Verdict};

use super::Session;
use crate::config::Paths;
use crate::domain::{ProviderId, SecretPath, SecretValue, TeamId, Timestamp, VersionNumber};
use crate::provider::{Error, Lock, Result};
use crypto_box::aead::OsRng;
use crypto_box::{PublicKey, SecretKey};
use line::Line;
use log::Log;
use std::path::PathBuf;

/// The keeper's entry with the private key.
const KEY: &str = "audit.key";
/// The keeper's note with the public key.
const RECIPIENT: &str = "audit.recipient";

/// What an act was about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Subject<'a> {
    pub(super) team: Option<&'a TeamId>,
    pub(super) path: Option<&'a SecretPath>,
    pub(super) version: Option<VersionNumber>,
    pub(super) provider: Option<&'a ProviderId>,
}

/// Writes the line of an act. An act is never undone because its line could not be written: the failure is kept as a
/// warning of the session.
pub(super) async fn record<T>(session: &Session, act: Act, subject: Subject<'_>, result: &Result<T>) {
    record_all(session, act, std::iter::once((subject, result))).await;
}

/// The same for acts that were done together: one writing for all their lines.
pub(super) async fn record_all<'a, T: 'a>(
    session: &Session,
    act: Act,
    done: impl Iterator<Item = (Subject<'a>, &'a Result<T>)>,
) {
    let entries: Vec<Entry> = done.map(|(subject, result)| entry(session, act, subject, result)).collect();
    if let Err(error) = append(session, entries).await {
        session.warn(format!("done, but the audit log could not be written: {error}"));
    }
}

fn entry<T>(session: &Session, act: Act, subject: Subject<'_>, result: &Result<T>) -> Entry {
    Entry {
        number: 0,
        when: Timestamp::from(super::now()),
        who: session.person().to_owned(),
        what: act,
        team: subject.team.map(ToString::to_string),
        path: subject.path.map(ToString::to_string),
        version: subject.version.map(|version| version.0),
        provider: subject.provider.map(ToString::to_string),
        outcome: line::outcome(result).to_owned(),
        note: None,
    }
}

/// Anchors the log as it is, after the store was opened.
pub(super) async fn anchor(session: &Session) {
    if let Err(error) = append(session, Vec::new()).await {
        session.warn(format!("the audit log could not be read: {error}"));
    }
}

async fn append(session: &Session, entries: Vec<Entry>) -> Result<()> {
    let Some(paths) = session.paths() else { return Ok(()) };
    let keeper = session.keeper();
    let lock = keeper.lock_state()?;
    if lock == Lock::Missing {
        // Before the first store there is no key to seal to, and nothing to tell of.
        return Ok(());
    }
    let _turn = session.log_turn().await;
    let mut log = Log::open(&paths.audit_log())?;
    if lock == Lock::Open {
        make_keys(session).await?;
    }
    let before = log.tail()?;
    let mut after = before;
    if !entries.is_empty() {
        let Some(recipient) = recipient(session).await? else {
            return Err(Error::Locked { what: "the key of the audit log".into() });
        };
        after = log.append(&before, &entries, &recipient)?;
    }
    if lock == Lock::Open {
        anchor::advance(keeper, &mut log, &before, &after).await?;
    }
    Ok(())
}

/// Makes the pair of keys once, and mends a public key that does not belong to the private one: it lies in clear, and
/// whoever replaced it would read the lines. Runs under the lock of the log, so two processes make one pair.
async fn make_keys(session: &Session) -> Result<()> {
    let keeper = session.keeper();
    let key = if let Some(key) = private_key(session).await? {
        key
    } else {
        let key = SecretKey::generate(&mut OsRng);
        keeper.put_entry(KEY, Some(SecretValue::new(key.to_bytes().to_vec()))).await?;
        key
    };
    let public = key.public_key();
    if keeper.note(RECIPIENT).await?.as_deref() != Some(public.as_bytes()) {
        keeper.put_note(RECIPIENT, public.as_bytes()).await?;
    }
    Ok(())
}

async fn recipient(session: &Session) -> Result<Option<PublicKey>> {
    let note = session.keeper().note(RECIPIENT).await?;
    note.map(|bytes| PublicKey::from_slice(&bytes).map_err(|_| damaged_key())).transpose()
}

async fn private_key(session: &Session) -> Result<Option<SecretKey>> {
    let entry = session.keeper().entry(KEY).await?;
    entry.map(|value| value.expose(SecretKey::from_slice).map_err(|_| damaged_key())).transpose()
}

fn damaged_key() -> Error {
    Error::Corrupt { what: "the key of the audit log".into(), reason: "it has a wrong length".into() }
}

/// All entries that can be opened, oldest first.
pub async fn entries(session: &Session) -> Result<Vec<Entry>> {
    let Some(paths) = session.paths() else { return Ok(Vec::new()) };
    let Some(key) = private_key(session).await? else { return Ok(Vec::new()) };
    let _turn = session.log_turn().await;
    let mut log = Log::open(&paths.audit_log())?;
    Ok(log.lines()?.iter().filter_map(|line| Line::parse(line)?.open(&key)).collect())
}

/// Checks every line, the chain and the anchor.
pub async fn verify(session: &Session) -> Result<Verdict> {
    let Some(paths) = session.paths() else { return Ok(Verdict::default()) };
    let key = private_key(session).await?;
    let _turn = session.log_turn().await;
    let mut log = Log::open(&paths.audit_log())?;
    let anchor = anchor::read(session.keeper()).await?;
    let (lines, is_torn) = log.lines_and_tear()?;
    Ok(verify::verify(&lines, is_torn, key.as_ref(), anchor))
}

/// Starts anew after another store was put in place: a log that the store's anchor does not know is moved aside.
pub(super) async fn adopt(session: &Session) -> Result<()> {
    let Some(paths) = session.paths() else { return Ok(()) };
    let verdict = verify(session).await?;
    if !verdict.is_sound() {
        set_aside(paths, &verdict)?;
        anchor::forget(session.keeper()).await?;
    }
    Ok(())
}

/// Accepts that lines of the log are lost or changed: what is left of it is set aside, and a new log begins with a
/// line that tells of it. Answers with what was wrong, and where the old file lies; does nothing to a sound log.
pub async fn accept_loss(session: &Session) -> Result<(Verdict, Option<PathBuf>)> {
    let verdict = verify(session).await?;
    let Some(paths) = session.paths().filter(|_| !verdict.is_sound()) else { return Ok((verdict, None)) };
    let known = anchor::read(session.keeper()).await?.map(|anchor| anchor.count).unwrap_or_default();
    let aside = set_aside(paths, &verdict)?;
    let kept = aside.as_ref().and_then(|aside| aside.file_name()).map(|name| name.to_string_lossy());
    let kept = kept.map_or("nothing was left of it".into(), |name| format!("what was left is {name}"));
    let told = format!("of {known} known lines {} were there; {}; {kept}", verdict.lines, verdict.summary());
    let entry = entry(session, Act::AcceptLoss, Subject::default(), &Ok(()));
    append(session, vec![Entry { note: Some(told), ..entry }]).await?;
    // Only now: until the line stands, the old anchor goes on telling of the loss.
    anchor::forget(session.keeper()).await?;
    append(session, Vec::new()).await?;
    Ok((verdict, aside))
}

/// Moves what is left of a log out of the way; answers with its new place.
fn set_aside(paths: &Paths, verdict: &Verdict) -> Result<Option<PathBuf>> {
    if verdict.lines == 0 {
        return Ok(None);
    }
    let file = paths.audit_log();
    let aside = file.with_file_name(format!("audit.log.before-{}", Timestamp::from(super::now()).0));
    std::fs::rename(&file, &aside).map_err(|error| Error::io(file.display().to_string(), &error))?;
    Ok(Some(aside))
}
