//! What is kept of a login between two commands: the token that it brought, or that it was refused. A login is made
//! once, not by every command; and a refused one is never repeated unasked, since servers lock accounts.

use super::client::Client;
use super::life::{self, Note};
use super::login::{Credentials, Login, Token};
use super::renew::revocation;
use crate::domain::{Field, Fields, ProviderId, SecretKind, SecretValue, TeamId, Timestamp};
use crate::provider::{Error, Keeper, Revoked, login_entry, refusal_entry};
use serde::{Deserialize, Serialize};

/// The keys of what is kept.
const TOKEN: &str = "token";
const NOTE: &str = "note";

/// That a login was refused.
#[derive(Deserialize, Serialize)]
struct Refusal {
    /// Which login, by its mark.
    of: String,
    /// When.
    at: Timestamp,
    /// What the server said.
    reason: String,
}

/// Which login this is: a keyed hash of all that decides how it ends. Another address, namespace, method or place of
/// it, other credentials: another login. Nothing for what is no login, and while there is no key.
pub(super) fn mark(keeper: &dyn Keeper, client: &Client, credentials: &Credentials) -> Option<String> {
    let (way, mount, secrets) = match credentials {
        Credentials::AppRole { mount, role_id, secret_id } => ("approle", mount, [role_id, secret_id]),
        Credentials::UserPass { mount, username, password } => ("userpass", mount, [username, password]),
        Credentials::None | Credentials::Token(_) | Credentials::Wrapping(_) => return None,
    };
    let key = keeper.fingerprint_key(&TeamId::personal()).ok()?;
    let text = |name: &str, text: &str| Field::text(name, SecretValue::copied(text.as_bytes()));
    let of = Fields::from_iter([
        text("address", client.server()),
        text("namespace", client.namespace().unwrap_or_default()),
        text("way", way),
        text("mount", mount),
        Field::text("who", secrets[0].duplicate()),
        Field::text("proof", secrets[1].duplicate()),
    ]);
    Some(key.of(SecretKind::KeyValue, &of).hex())
}

impl Login {
    /// The token that an earlier login like this one has brought, while it lives.
    pub(super) async fn remembered(&self) -> Option<Token> {
        let of = self.mark.as_ref()?;
        let kept = self.keeper.entry(&login_entry(&self.id)).await.ok()??;
        let mut kept = kept.expose(Fields::from_json).ok()?;
        let note: Note = kept.field(NOTE)?.value.expose(|json| serde_json::from_slice(json).ok())?;
        let life = note.life();
        let is_over = life.ending().is_some_and(|ending| ending.is_over(life::now()));
        if note.of != *of || is_over {
            return None;
        }
        Some(Token::left(kept.take(TOKEN)?.value, life))
    }

    /// Keeps the token of a login like this one. To do without is no harm.
    pub(super) async fn remember(&self, token: &Token) {
        let (Some(of), Some(life)) = (&self.mark, token.life()) else { return };
        let Ok(note) = serde_json::to_string(&Note::new(of.clone(), &life)) else { return };
        let kept = Fields::from_iter([
            Field::text(TOKEN, token.value.duplicate()),
            Field::text(NOTE, SecretValue::from_text(note)),
        ]);
        let _ = self.keeper.put_entry(&login_entry(&self.id), Some(kept.to_json())).await;
    }

    /// Takes what a login has brought in the place of another token. When another process has made the same login
    /// meanwhile, all go on with that, and this one is ended: nobody could end it later.
    pub(super) async fn take(&self, client: &Client, entered: Token, before: Option<&Token>) -> Token {
        if self.mark.is_none() {
            return entered;
        }
        let is_before = |kept: &Token| before.is_some_and(|before| before.value.same_as(&kept.value));
        if let Some(other) = self.remembered().await.filter(|kept| !is_before(kept)) {
            let _ = client.send(Some(&entered.value), &revocation().once()).await;
            return other;
        }
        self.remember(&entered).await;
        let _ = self.keeper.put_entry(&refusal_entry(&self.id), None).await;
        entered
    }

    /// Forgets this token; one that another process has kept meanwhile stays.
    pub(super) async fn forget(&self, token: &SecretValue) {
        if self.remembered().await.is_some_and(|kept| kept.value.same_as(token)) {
            let _ = self.keeper.put_entry(&login_entry(&self.id), None).await;
        }
    }

    /// Keeps in mind that this login was refused.
    pub(super) async fn remember_refusal(&self, reason: &str) {
        let Some(of) = self.mark.clone() else { return };
        let refusal = Refusal { of, at: life::now(), reason: reason.to_owned() };
        if let Ok(json) = serde_json::to_string(&refusal) {
            let name = refusal_entry(&self.id);
            let _ = self.keeper.put_entry(&name, Some(SecretValue::from_text(json))).await;
        }
    }

    /// The refusal of an earlier login like this one.
    pub(super) async fn refused_before(&self) -> Option<Error> {
        let of = self.mark.as_ref()?;
        let kept = self.keeper.entry(&refusal_entry(&self.id)).await.ok()??;
        let refusal: Refusal = kept.expose(|json| serde_json::from_slice(json).ok())?;
        (refusal.of == *of).then(|| refused_before(&self.id, &refusal))
    }

    /// Ends what this login has brought, at the server; see [`crate::provider::Renewing::abandon`].
    pub(super) async fn abandon(&self, client: &Client) -> Revoked {
        if self.mark.is_none() {
            return Revoked::NotLoggedIn;
        }
        self.revoke(client).await.unwrap_or(Revoked::NotLoggedIn)
    }
}

fn refused_before(id: &ProviderId, Refusal { at, reason, .. }: &Refusal) -> Error {
    let why = crate::domain::visible(reason);
    let why = why.strip_prefix("the login is refused: ").unwrap_or(&why);
    let why = why.split("; it is not tried again").next().unwrap_or(why);
    Error::Denied {
        reason: format!(
            "the server refused these credentials before, on {at}: {why}; they are not tried again by themselves: \
             `strongroom provider login {id}` takes others, `strongroom provider test {id}` tries these once more"
        ),
    }
}
