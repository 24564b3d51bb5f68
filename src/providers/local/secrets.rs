//! Reading and writing secrets within one transaction.

use super::faults::{fault, unsealed};
use super::keys::Keys;
use super::records::{self, Head, Info};
use super::sealing::{self, Place, Record};
use crate::domain::{Fields, Labels, Secret, SecretPath, VersionInfo, VersionNumber, Which};
use crate::provider::{Change, Content, Error, Result};
use crate::providers::rules::{self, Standing};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::path::Path;
use zeroize::Zeroizing;

/// A transaction with the keys to what it finds.
pub(super) struct Session<'a> {
    pub(super) file: &'a Path,
    pub(super) connection: &'a Connection,
    pub(super) keys: &'a Keys,
}

impl Session<'_> {
    /// Reads one version.
    pub(super) fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        let head = self.head(path)?;
        let number = match which {
            Which::Latest => head.newest,
            Which::Number(number) => number,
        };
        let standing =
            if number == head.newest { head.standing } else { self.info(path, &head, number)?.standing };
        if !standing.is_readable() {
            return Err(rules::unreadable(path, number, standing));
        }
        let fields = self.fields(&head, number)?;
        let secret = Secret { version: Some(number), ..head.into_secret(path.clone()) };
        Ok(Content { secret, fields })
    }

    /// Every version, newest first.
    pub(super) fn history(&self, path: &SecretPath) -> Result<Vec<VersionInfo>> {
        let head = self.head(path)?;
        let mut query = self
            .connection
            .prepare_cached("SELECT number, info FROM versions WHERE secret = ?1 ORDER BY number DESC")
            .map_err(|error| self.fault(&error))?;
        let rows = query
            .query_map([head.id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .map_err(|error| self.fault(&error))?;
        rows.map(|row| {
            let (number, sealed) = row.map_err(|error| self.fault(&error))?;
            let number = VersionNumber(number.cast_unsigned());
            Ok(self.open_info(&head, number, &sealed)?.version(number, number == head.newest))
        })
        .collect()
    }

    /// Writes a new version.
    pub(super) fn write(&self, path: &SecretPath, change: Change) -> Result<VersionNumber> {
        let (bucket, mut heads) = self.bucket_of(path)?;
        let known = heads.iter().position(|head| head.path == path.as_str());
        let newest = known.map(|index| heads[index].newest());
        let number = rules::admit(path, change.base, change.kind, newest)?;
        let (now, standing) = (rules::now(), Standing::Readable);
        let head = match known {
            Some(index) => &mut heads[index],
            None => heads.push_mut(Head {
                path: path.as_str().into(),
                id: sealing::random()?,
                kind: change.kind,
                labels: Labels::new(),
                newest: number,
                updated: now,
                standing,
            }),
        };
        head.newest = number;
        head.updated = now;
        head.standing = standing;
        if let Some(labels) = change.labels {
            head.labels = labels;
        }
        let info = Info { created: now, author: change.author, fingerprint: change.fingerprint, standing };
        let info = self.seal(Record::Info, &head.id, number.0, &encoded(&info)?)?;
        let fields = records::encode(&change.fields).ok_or_else(encoding)?;
        let fields = self.seal(Record::Fields, &head.id, number.0, &fields)?;
        self.connection
            .prepare_cached("INSERT INTO versions (secret, number, info, fields) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| insert.execute((head.id, row_number(number), info, fields)))
            .map_err(|error| self.fault(&error))?;
        self.put_bucket(bucket, &heads)?;
        Ok(number)
    }

    /// Replaces the labels of a secret that is not deleted.
    pub(super) fn write_labels(&self, path: &SecretPath, labels: Labels) -> Result<()> {
        let (bucket, mut heads) = self.bucket_of(path)?;
        let head = find(&mut heads, path)?;
        if !head.standing.is_readable() {
            return Err(rules::unreadable(path, head.newest, head.standing));
        }
        head.labels = labels;
        self.put_bucket(bucket, &heads)
    }

    /// Soft-deletes the newest version.
    pub(super) fn delete(&self, path: &SecretPath) -> Result<()> {
        let head = self.head(path)?;
        if !head.standing.is_readable() {
            return Err(rules::unreadable(path, head.newest, head.standing));
        }
        self.restand(path, &[head.newest], |_, _| Ok(Standing::Deleted(rules::now())))
    }

    /// Removes a secret with all its versions.
    pub(super) fn erase(&self, path: &SecretPath) -> Result<()> {
        let (bucket, mut heads) = self.bucket_of(path)?;
        let id = find(&mut heads, path)?.id;
        heads.retain(|head| head.id != id);
        self.connection
            .execute("DELETE FROM versions WHERE secret = ?1", [id])
            .map_err(|error| self.fault(&error))?;
        self.put_bucket(bucket, &heads)
    }

    /// Changes how versions stand; the content of those that become destroyed goes. All of them or none.
    pub(super) fn restand(
        &self,
        path: &SecretPath,
        versions: &[VersionNumber],
        becomes: impl Fn(VersionNumber, Standing) -> Result<Standing>,
    ) -> Result<()> {
        let (bucket, mut heads) = self.bucket_of(path)?;
        let head = find(&mut heads, path)?;
        for &number in versions {
            let mut info = self.info(path, head, number)?;
            let before = info.standing;
            info.standing = becomes(number, before)?;
            if info.standing == before {
                continue;
            }
            if number == head.newest {
                head.standing = info.standing;
            }
            let update = if matches!(info.standing, Standing::Destroyed(_)) {
                "UPDATE versions SET info = ?3, fields = NULL WHERE secret = ?1 AND number = ?2"
            } else {
                "UPDATE versions SET info = ?3 WHERE secret = ?1 AND number = ?2"
            };
            let sealed = self.seal(Record::Info, &head.id, number.0, &encoded(&info)?)?;
            self.connection
                .execute(update, (head.id, row_number(number), sealed))
                .map_err(|error| self.fault(&error))?;
        }
        self.put_bucket(bucket, &heads)
    }

    fn head(&self, path: &SecretPath) -> Result<Head> {
        let (_, heads) = self.bucket_of(path)?;
        heads.into_iter().find(|head| head.path == path.as_str()).ok_or_else(|| rules::missing(path))
    }

    fn bucket_of(&self, path: &SecretPath) -> Result<(u16, Vec<Head>)> {
        let bucket = self.keys.bucket_of(path);
        let sealed: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT sealed FROM buckets WHERE id = ?1")
            .and_then(|mut query| query.query_row([bucket], |row| row.get(0)).optional())
            .map_err(|error| self.fault(&error))?;
        let Some(sealed) = sealed else { return Ok((bucket, Vec::new())) };
        let plain = open_bucket(self.file, self.keys, bucket, &sealed)?;
        let heads = postcard::from_bytes(&plain).map_err(|_| unsealed(self.file, BUCKET))?;
        Ok((bucket, heads))
    }

    fn put_bucket(&self, bucket: u16, heads: &[Head]) -> Result<()> {
        let done = if heads.is_empty() {
            self.connection.execute("DELETE FROM buckets WHERE id = ?1", [bucket])
        } else {
            let sealed = self.seal(Record::Bucket, &bucket.to_le_bytes(), 0, &encoded(heads)?)?;
            self.connection
                .prepare_cached(
                    "INSERT INTO buckets (id, sealed) VALUES (?1, ?2)
                     ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
                )
                .and_then(|mut put| put.execute((bucket, sealed)))
        };
        done.map(|_| ()).map_err(|error| self.fault(&error))
    }

    fn info(&self, path: &SecretPath, head: &Head, number: VersionNumber) -> Result<Info> {
        let sealed: Vec<u8> = self
            .connection
            .prepare_cached("SELECT info FROM versions WHERE secret = ?1 AND number = ?2")
            .and_then(|mut query| query.query_row((head.id, row_number(number)), |row| row.get(0)).optional())
            .map_err(|error| self.fault(&error))?
            .ok_or_else(|| rules::missing_version(path, number))?;
        self.open_info(head, number, &sealed)
    }

    fn open_info(&self, head: &Head, number: VersionNumber, sealed: &[u8]) -> Result<Info> {
        let place = self.place(Record::Info, &head.id, number.0);
        sealing::open(self.keys.records(), place, sealed)
            .and_then(|plain| postcard::from_bytes(&plain).ok())
            .ok_or_else(|| unsealed(self.file, &format!("the history of `{}`", head.path)))
    }

    fn fields(&self, head: &Head, number: VersionNumber) -> Result<Fields> {
        let damaged = || unsealed(self.file, &format!("version {number} of `{}`", head.path));
        let sealed: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT fields FROM versions WHERE secret = ?1 AND number = ?2")
            .and_then(|mut query| query.query_row((head.id, row_number(number)), |row| row.get(0)).optional())
            .map_err(|error| self.fault(&error))?
            .flatten();
        let plain: Zeroizing<Vec<u8>> = sealed
            .and_then(|sealed| {
                sealing::open(self.keys.records(), self.place(Record::Fields, &head.id, number.0), &sealed)
            })
            .ok_or_else(damaged)?;
        records::decode(&plain).ok_or_else(damaged)
    }

    fn seal(&self, record: Record, id: &[u8], version: u64, plain: &[u8]) -> Result<Vec<u8>> {
        sealing::seal(self.keys.records(), self.place(record, id, version), plain)
    }

    fn place<'p>(&'p self, record: Record, id: &'p [u8], version: u64) -> Place<'p> {
        Place { store: &self.keys.store, record, id, version }
    }

    fn fault(&self, error: &rusqlite::Error) -> Error {
        fault(self.file, error)
    }
}

/// Every bucket, still sealed.
pub(super) fn sealed_buckets(session: &Session<'_>) -> Result<Vec<(u16, Vec<u8>)>> {
    session
        .connection
        .prepare_cached("SELECT id, sealed FROM buckets")
        .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(|error| session.fault(&error))
}

/// What a bucket is called in an error.
const BUCKET: &str = "a part of its list of names";

/// One bucket, opened: the encoded list of its secrets.
fn open_bucket(file: &Path, keys: &Keys, bucket: u16, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let id = bucket.to_le_bytes();
    let place = Place { store: &keys.store, record: Record::Bucket, id: &id, version: 0 };
    sealing::open(keys.records(), place, sealed).ok_or_else(|| unsealed(file, BUCKET))
}

/// Hands over every secret of one bucket, without copying its path.
pub(super) fn each_head(
    file: &Path,
    keys: &Keys,
    bucket: u16,
    sealed: &[u8],
    mut with: impl FnMut(Head<&str>) -> Result<()>,
) -> Result<()> {
    let plain = open_bucket(file, keys, bucket, sealed)?;
    let heads: Vec<Head<&str>> = postcard::from_bytes(&plain).map_err(|_| unsealed(file, BUCKET))?;
    heads.into_iter().try_for_each(&mut with)
}

/// SQLite's numbers are signed; the bits are the same.
fn row_number(number: VersionNumber) -> i64 {
    number.0.cast_signed()
}

fn find<'h>(heads: &'h mut [Head], path: &SecretPath) -> Result<&'h mut Head> {
    heads.iter_mut().find(|head| head.path == path.as_str()).ok_or_else(|| rules::missing(path))
}

fn encoded(record: &(impl Serialize + ?Sized)) -> Result<Vec<u8>> {
    postcard::to_stdvec(record).map_err(|_| encoding())
}

fn encoding() -> Error {
    Error::Bug { what: "encoding a record of the store".into() }
}
