//! Credentials of providers: they go only where they were typed for, and a change that fails leaves them as they were.

use crate::support::kinds::KINDS;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::domain::{Field, Fields, ProviderId, SecretValue};
use strongroom::ops::{Session, provider};
use strongroom::provider::{Error, Finding, Registration};
use strongroom::providers::memory::{OpenKeeper, Store};

const HOME: &str = "https://vault.example.com";
const ELSEWHERE: &str = "https://evil.example.com";
const TOKEN: &str = "token-canary";

struct Ground {
    session: Session,
    folder: tempfile::TempDir,
}

impl Ground {
    /// With the provider `corp` at home.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ground = Self::on(folder, Arc::new(OpenKeeper::new(Arc::new(Store::new()))));
        provider::add(&ground.session, registration(HOME, Some(TOKEN), &[])).await.unwrap();
        ground
    }

    fn on(folder: tempfile::TempDir, keeper: Arc<OpenKeeper>) -> Self {
        let paths = Paths { config_dir: folder.path().join("config"), data_dir: folder.path().into() };
        let config = Config::load(&paths, KINDS);
        Self { session: Session::new(config, paths, keeper, KINDS), folder }
    }

    fn config(&self) -> std::path::PathBuf {
        self.folder.path().join("config/config.toml")
    }

    /// What a check with this registration told.
    async fn checked(&self, registration: Registration) -> Result<String, Error> {
        let mut told = String::new();
        let mut report = |_: &'static str, finding| {
            if let Finding::Fine(text) = finding {
                told = text;
            }
        };
        provider::check(&self.session, &registration, false, &mut report).await.map(|()| told)
    }

    async fn kept(&self) -> Vec<String> {
        provider::registration(&self.session, &corp()).await.unwrap().kept
    }

    /// What the provider is connected with.
    async fn connected(&self) -> String {
        self.session.provider(&corp()).await.map(|_| ()).unwrap_err().to_string()
    }
}

fn corp() -> ProviderId {
    ProviderId::new("corp").unwrap()
}

fn registration(url: &str, token: Option<&str>, kept: &[&str]) -> Registration {
    let field = |token: &str| Field::text("token", SecretValue::copied(token.as_bytes()));
    Registration {
        id: corp(),
        kind: "remote".into(),
        settings: BTreeMap::from([("url".to_owned(), url.to_owned())]),
        credentials: token.map(field).into_iter().collect::<Fields>(),
        kept: kept.iter().map(|key| (*key).to_owned()).collect(),
        enabled: true,
        read_only: false,
    }
}

/// Lets no file be made in a folder: its place is taken by a file. Works for root, too.
fn block(folder: &Path) {
    std::fs::remove_dir_all(folder).ok();
    std::fs::write(folder, "in the way").unwrap();
}

#[tokio::test]
async fn a_kept_credential_is_used_at_its_address() {
    let ground = Ground::new().await;
    assert_eq!(
        ground.checked(registration(HOME, None, &["token"])).await.unwrap(),
        format!("{TOKEN} at {HOME}")
    );
    assert_eq!(ground.kept().await, ["token"]);
    assert_eq!(ground.connected().await, format!("got {TOKEN} at {HOME}"));
}

#[tokio::test]
async fn a_kept_credential_never_goes_to_another_address_in_a_check_or_a_change() {
    let ground = Ground::new().await;
    let error = ground.checked(registration(ELSEWHERE, None, &["token"])).await.unwrap_err();
    assert!(error.to_string().contains("type it again for this one"), "{error}");
    let changed = provider::change(&ground.session, registration(ELSEWHERE, None, &["token"])).await;
    assert!(changed.is_err());
    assert_eq!(ground.connected().await, format!("got {TOKEN} at {HOME}"), "the old stays as it was");
    // Typed anew, it goes there and only there.
    let anew = || registration(ELSEWHERE, Some("other"), &[]);
    assert_eq!(ground.checked(anew()).await.unwrap(), format!("other at {ELSEWHERE}"));
    provider::change(&ground.session, anew()).await.unwrap();
    assert_eq!(ground.connected().await, format!("got other at {ELSEWHERE}"));
}

#[tokio::test]
async fn an_address_edited_by_hand_gets_no_credential_either() {
    let ground = Ground::new().await;
    let text = std::fs::read_to_string(ground.config()).unwrap().replace(HOME, ELSEWHERE);
    std::fs::write(ground.config(), text).unwrap();
    // Any change of the configuration reads the file again.
    provider::set_read_only(&ground.session, &corp(), true).await.unwrap();
    let error = ground.connected().await;
    assert!(error.contains("at another address than when its credentials were typed"), "{error}");
    assert!(!error.contains(TOKEN));
    assert!(ground.kept().await.is_empty(), "the form asks for them again");
}

#[tokio::test]
async fn another_text_of_the_provider_keeps_its_credential() {
    let ground = Ground::new().await;
    let mut labelled = registration(HOME, None, &["token"]);
    labelled.settings.insert("label".into(), "east".into());
    provider::change(&ground.session, labelled).await.unwrap();
    assert_eq!(ground.connected().await, format!("got {TOKEN} at {HOME}"));
}

#[tokio::test]
async fn a_registration_that_cannot_be_written_leaves_no_credential_behind() {
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let ground = Ground::on(tempfile::tempdir().unwrap(), keeper);
    block(&ground.folder.path().join("config"));
    assert!(provider::add(&ground.session, registration(HOME, Some(TOKEN), &[])).await.is_err());
    std::fs::remove_file(ground.folder.path().join("config")).unwrap();
    // Were it left behind, this one would find it.
    let text = format!("[providers.corp]\nkind = \"remote\"\nurl = \"{HOME}\"\n");
    std::fs::create_dir(ground.folder.path().join("config")).unwrap();
    std::fs::write(ground.config(), text).unwrap();
    let other = ProviderId::new("other").unwrap();
    provider::add(&ground.session, Registration { id: other, ..registration(HOME, Some("x"), &[]) })
        .await
        .unwrap();
    assert_eq!(ground.connected().await, format!("got no token at {HOME}"));
}

#[tokio::test]
async fn a_change_or_removal_that_cannot_be_written_keeps_the_credential_as_it_was() {
    let ground = Ground::new().await;
    let text = std::fs::read_to_string(ground.config()).unwrap();
    block(&ground.folder.path().join("config"));
    assert!(provider::change(&ground.session, registration(HOME, Some("new"), &[])).await.is_err());
    assert!(provider::remove(&ground.session, &corp()).await.is_err());
    std::fs::remove_file(ground.folder.path().join("config")).unwrap();
    std::fs::create_dir(ground.folder.path().join("config")).unwrap();
    std::fs::write(ground.config(), text).unwrap();
    assert_eq!(ground.connected().await, format!("got {TOKEN} at {HOME}"));
}
