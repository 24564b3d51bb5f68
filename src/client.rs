//! The library: the embedded store for other programs, blocking and small.

use crate::cli::prompt::Terminal;
use crate::config::{Config, Paths};
use crate::domain::{Address, Field, Fields, Folder, Labels, SecretPath, SecretValue, VersionNumber};
use crate::ops::{self, Place, Session, put, read::Why};
use crate::provider::{Error, Keeper, Lock, Result};
use crate::providers::{KINDS, local::Store};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The secrets of one person, opened with a passphrase.
///
/// Secrets are named as on the command line: `db/prod` is the whole secret, `db/prod#password` one field of it, and
/// `strongroom://payments/db/prod#password` one in another team. Every reading and writing goes to the audit log.
///
/// The calls block; do not make them from async code.
///
/// ```
/// use strongroom::Client;
/// use strongroom::domain::SecretValue;
///
/// # let folder = std::env::temp_dir().join(format!("strongroom-doc-{}", std::process::id()));
/// let client = Client::open_at(&folder, SecretValue::from_text("correct horse battery".into()))?;
/// client.set("db/prod#password", SecretValue::from_text("s3cret".into()), false)?;
///
/// assert_eq!(client.list("")?, ["db/prod"]);
/// client.get("db/prod#password")?.expose(|password| assert_eq!(password, b"s3cret"));
/// // Nothing is overwritten unless that is asked for.
/// assert!(client.set("db/prod#password", SecretValue::from_text("other".into()), false).is_err());
///
/// client.delete("db/prod")?;
/// assert!(client.get("db/prod").is_err());
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), strongroom::provider::Error>(())
/// ```
#[derive(Debug)]
pub struct Client {
    session: Session,
    runtime: Runtime,
}

impl Client {
    /// Opens the store of this person, with their configuration; makes it when there is none.
    pub fn open(passphrase: SecretValue) -> Result<Self> {
        let paths = Paths::of_person()?;
        let config = Config::load(&paths, KINDS);
        if let Some(mistake) = config.mistakes().next() {
            return Err(Error::invalid(&*mistake.reason));
        }
        Self::with(config, paths, passphrase)
    }

    /// Opens the store in this folder, without a configuration; makes it when there is none.
    pub fn open_at(folder: impl AsRef<Path>, passphrase: SecretValue) -> Result<Self> {
        let folder = folder.as_ref();
        let paths = Paths { config_dir: folder.into(), data_dir: folder.into() };
        Self::with(Config::default(), paths, passphrase)
    }

    fn with(config: Config, paths: Paths, passphrase: SecretValue) -> Result<Self> {
        let keeper: Arc<dyn Keeper> = Arc::new(Store::at(&paths.data_dir));
        let session = Session::new(config, paths, keeper, KINDS);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::io("the system's resources", &error))?;
        runtime.block_on(async {
            match session.lock_state()? {
                Lock::Missing => session.create(passphrase).await,
                Lock::Locked | Lock::Open => session.unlock(passphrase).await,
            }
        })?;
        Ok(Self { session, runtime })
    }

    /// Reads a value: of the named field, or the only one. A secret of several fields is given as a JSON object.
    pub fn get(&self, address: &str) -> Result<SecretValue> {
        let mut fields = self.fields(address)?;
        let only = match fields.iter().next() {
            Some(field) if fields.len() == 1 => field.name.clone(),
            _ => return Ok(fields.to_json()),
        };
        fields.take(&only).map(|field| field.value).ok_or_else(|| Error::not_found(address))
    }

    /// Reads all fields, or the named one.
    pub fn fields(&self, address: &str) -> Result<Fields> {
        let address = Address::parse(address)?;
        self.runtime.block_on(async {
            let place = self.place(&address).await?;
            let content =
                ops::read::content(&self.session, &place, &address.path, address.version, Why::Read).await?;
            let mut fields = content.fields;
            let Some(name) = &address.field else { return Ok(fields) };
            let missing = || Error::not_found(format!("the field {name} of {}", address.path));
            fields.take(name).map(|field| Fields::from_iter([field])).ok_or_else(missing)
        })
    }

    /// Writes a value: a field of a `key_value`, or the content of a `generic` secret. What is there is only replaced
    /// with `overwrite`; a new field of an existing secret replaces nothing.
    pub fn set(&self, address: &str, value: SecretValue, overwrite: bool) -> Result<VersionNumber> {
        let address = Address::parse(address)?;
        self.runtime.block_on(async {
            let place = self.place(&address).await?;
            let standing = put::look(&self.session, &place, address.clone(), None).await?;
            if !overwrite {
                standing.refuse_overwriting()?;
            }
            let field = Field::text(address.field.as_deref().unwrap_or("content"), value);
            let given = Fields::from_iter([field]);
            standing.write(&self.session, &place, given, Labels::new()).await.map(|saved| saved.version)
        })
    }

    /// The names below a folder, at any depth, sorted. The empty folder is the whole team.
    pub fn list(&self, folder: &str) -> Result<Vec<String>> {
        let folder = Folder::new(folder)?;
        self.runtime.block_on(async {
            let place = self.session.place(None).await?;
            let listing = ops::list::all(&self.session, &place, &folder).await?;
            Ok(listing.secrets.into_iter().map(|secret| secret.path.to_string()).collect())
        })
    }

    /// Deletes a secret softly: its versions can be brought back.
    pub fn delete(&self, path: &str) -> Result<()> {
        let path = SecretPath::written(path)?;
        self.runtime.block_on(async {
            let place = self.session.place(None).await?;
            ops::write::delete(&self.session, &place, &path, None).await.map(|_| ())
        })
    }

    /// What went wrong beside the asked work since the last call: an audit log that could not be written.
    pub fn take_warnings(&self) -> Vec<String> {
        self.session.take_warnings()
    }

    /// Asks for a value at the terminal, unseen, also when standard input is a pipe.
    pub fn prompt_secret(question: &str) -> Result<SecretValue> {
        let terminal = Terminal::open().ok_or_else(|| Error::invalid("there is no terminal to ask at"))?;
        terminal.hidden(question)
    }

    async fn place(&self, address: &Address) -> Result<Place> {
        self.session.place(address.team.as_ref()).await
    }
}
