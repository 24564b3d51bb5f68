//! Opens the embedded store for a command: passphrase from a descriptor, a file, the keyring or the terminal.

use super::exit::{Failure, Result};
use super::output;
use super::prompt::Terminal;
use crate::domain::{SecretValue, check_passphrase};
use crate::ops::Session;
use crate::provider::{Error, Lock};
use crate::secure;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// Longest passphrase, in bytes.
const LONGEST: u64 = 64 * 1024;

/// How often a passphrase is asked for at a terminal.
const TRIES: usize = 3;

/// The variable that names a file with the passphrase.
const FILE: &str = "STRONGROOM_PASSPHRASE_FILE";

/// Whether the passphrase comes from elsewhere than the terminal.
pub(super) fn is_passphrase_given(fd: Option<i32>) -> bool {
    fd.is_some() || std::env::var_os(FILE).is_some_and(|name| !name.is_empty())
}

/// The passphrase that was given without asking: by `--passphrase-fd`, else by `STRONGROOM_PASSPHRASE_FILE`.
pub(super) fn given_passphrase(fd: Option<i32>) -> Result<Option<SecretValue>> {
    if let Some(fd) = fd {
        let what = format!("--passphrase-fd {fd}");
        let file = secure::inherited(fd).map_err(|error| {
            Failure::usage(
                format!("{what}: {error}"),
                "give the number of a descriptor that is open for reading",
            )
        })?;
        return read(file, &what).map(Some);
    }
    match std::env::var_os(FILE).filter(|name| !name.is_empty()) {
        Some(name) => from_file(Path::new(&name), FILE).map(Some),
        None => Ok(None),
    }
}

/// The passphrase in a file; one newline at its end does not count.
pub(super) fn from_file(file: &Path, what: &str) -> Result<SecretValue> {
    let name = format!("{what}: {}", file.display());
    let opened = File::open(file)
        .map_err(|error| Failure::usage(format!("{name}: {error}"), "name a file that can be read"))?;
    read(opened, &name)
}

fn read(file: File, what: &str) -> Result<SecretValue> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("{what}: {error}"), "name a file that can be read"))?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    if bytes.is_empty() {
        return Err(Failure::usage(format!("{what} holds no passphrase"), "write the passphrase into it"));
    }
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::usage(format!("{what} is longer than 64 KiB"), "is it the right file?"));
    }
    Ok(SecretValue::new(std::mem::take(&mut *bytes)))
}

/// Opens the store, or makes it at the first use. A passphrase that was given is always checked.
pub(super) async fn open(session: &Session, fd: Option<i32>) -> Result<()> {
    let state = session.lock_state()?;
    if let Some(passphrase) = given_passphrase(fd)? {
        return open_with(session, state, passphrase).await;
    }
    match state {
        Lock::Open => Ok(()),
        Lock::Locked if session.unlock_remembered().await? => Ok(()),
        Lock::Locked => {
            let terminal = Terminal::open().ok_or_else(no_passphrase)?;
            unlock_at(session, &terminal).await.map(drop)
        }
        Lock::Missing => {
            let terminal = Terminal::open().ok_or_else(no_passphrase)?;
            terminal.say(
                "There is no store yet. Choose a passphrase for it; a lost one cannot be recovered.\n",
            )?;
            session.create(new_passphrase(&terminal)?).await?;
            Ok(())
        }
    }
}

/// Asks for the passphrase until it opens the store, and answers with it. Whoever mistypes and is sent away would type
/// the next one into the shell.
pub(super) async fn unlock_at(session: &Session, terminal: &Terminal) -> Result<SecretValue> {
    let mut left = TRIES;
    loop {
        let typed = terminal.hidden("Passphrase")?;
        left -= 1;
        match session.unlock(typed.duplicate()).await {
            Ok(()) => return Ok(typed),
            Err(Error::WrongPassphrase) if left > 0 => terminal.say("wrong passphrase, try again\n")?,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Asks for a new passphrase twice.
pub(super) fn new_passphrase(terminal: &Terminal) -> Result<SecretValue> {
    let passphrase = terminal.hidden_twice("New passphrase")?;
    passphrase.expose(check_passphrase)?;
    Ok(passphrase)
}

/// Opens the store with a passphrase that was given, or makes it under that.
pub(super) async fn open_with(session: &Session, state: Lock, passphrase: SecretValue) -> Result<()> {
    if state == Lock::Missing {
        passphrase.expose(check_passphrase)?;
        match session.create(passphrase.duplicate()).await {
            Ok(()) => {
                output::note("made a new store under this passphrase");
                return Ok(());
            }
            // Another process was faster; its passphrase decides.
            Err(Error::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(session.unlock(passphrase).await?)
}

fn no_passphrase() -> Failure {
    Failure::from(Error::Locked { what: "the store".into() })
}
