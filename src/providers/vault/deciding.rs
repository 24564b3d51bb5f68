//! What it takes to decide on a request, and to carry it out: the names by which the server itself knows it.

use super::mounts::Part;
use super::requests::governance;
use super::server::Inner;
use crate::domain::{Folder, SecretPath, Which};
use crate::provider::{Deciding, Error, Page, Result};
use std::sync::Arc;

impl Inner {
    /// The accessor in the record of this request, and where the record lies.
    pub(super) async fn deciding(self: &Arc<Self>, at: &Folder, id: &str) -> Result<Deciding> {
        let record = self.record_of(at, id).await?;
        let content = self.read(&record, Which::Latest).await?;
        let accessor =
            content.fields.field("accessor").and_then(|field| field.value.expose_text(str::to_owned));
        let accessor = accessor.filter(|accessor| is_plain(accessor) && !accessor.contains('/'));
        let is_openbao = self.client.state().await?.product().starts_with("OpenBao");
        let tool = if is_openbao { "bao" } else { "vault" };
        let mut place = format!("-address={}", quoted(self.client.server()));
        if let Some(namespace) = self.client.namespace() {
            place = format!("{place} -namespace={}", quoted(namespace));
        }
        match accessor {
            Some(accessor) if is_plain(record.as_str()) => Ok(Deciding { accessor, record, tool, place }),
            _ => Err(Error::Corrupt {
                what: format!("the record of the request {id}"),
                reason: "its accessor or its place is none that a server gives out".into(),
            }),
        }
    }

    async fn record_of(self: &Arc<Self>, at: &Folder, id: &str) -> Result<SecretPath> {
        for Part { mount, .. } in self.parts(at).await? {
            let place = Folder::new(&format!("{}/requests", governance(mount.path.as_str())))?;
            let mut found = None;
            let mut pages = |page: Page| {
                let mut paths = page.secrets.into_iter().map(|secret| secret.path);
                found = found.take().or_else(|| paths.find(|path| path.name() == id));
            };
            match self.list(&place, &mut pages).await {
                Ok(()) | Err(Error::NotFound { .. } | Error::Denied { .. }) => {}
                Err(error) => return Err(error),
            }
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(Error::not_found(format!("the request {id}")))
    }
}

/// A text of our own configuration as one word for a shell.
fn quoted(text: &str) -> String {
    let is_plain = is_plain(&text.replace(':', ""));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Whether a text can stand in a line for a shell as it is. Everybody in the team can write a record.
fn is_plain(text: &str) -> bool {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !text.is_empty() && !text.starts_with('-') && text.chars().all(is_safe)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        assert_eq!(quoted("https://vault.example.com:8200"), "https://vault.example.com:8200");
        assert_eq!(quoted("http://[::1]:8200"), "'http://[::1]:8200'");
        assert_eq!(quoted("ops/it's;$(id)"), r"'ops/it'\''s;$(id)'");
    }
}
