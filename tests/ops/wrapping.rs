//! A wrapping token between its check and the saving: what became of it meanwhile is told as far as it can be known.

use crate::support::servers::{Admin, OpenBao};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use strongroom::config::{Config, Paths};
use strongroom::domain::{Field, Fields, ProviderId, SecretValue};
use strongroom::ops::{Session, provider};
use strongroom::provider::{Error, Registration};
use strongroom::providers::KINDS;
use strongroom::providers::memory::{OpenKeeper, Store};

fn wrapped(admin: &Admin, ttl: &str) -> String {
    let wrapped =
        admin.wrapping(ttl).write("auth/token/create", json!({ "ttl": "1h", "policies": ["default"] }));
    wrapped["wrap_info"]["token"].as_str().unwrap().to_owned()
}

fn registration(server: &OpenBao, id: &str, wrapping: &str) -> Registration {
    Registration {
        id: ProviderId::new(id).unwrap(),
        kind: "vault".into(),
        settings: BTreeMap::from([("url".to_owned(), server.address())]),
        credentials: Fields::from_iter([Field::text(
            "wrapping_token",
            SecretValue::copied(wrapping.as_bytes()),
        )]),
        kept: Vec::new(),
        enabled: true,
        read_only: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_by_somebody_else_and_expired_are_two_things_where_it_was_looked_at_before() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths { config_dir: folder.path().join("config"), data_dir: folder.path().into() };
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let session = Session::new(Config::load(&paths, KINDS), paths, keeper, KINDS);
    let check = async |wrapping: &str| {
        provider::check(&session, &registration(server, "corp", wrapping), false, &mut |_, _| {})
            .await
            .unwrap();
    };
    let save = async |wrapping: &str| provider::add(&session, registration(server, "corp", wrapping)).await;

    let stolen = wrapped(&admin, "5m");
    check(&stolen).await;
    admin.with_token(&stolen).write("sys/wrapping/unwrap", json!({}));
    let Err(Error::Denied { reason }) = save(&stolen).await else { panic!("it does not open") };
    assert!(reason.contains("though it would until") && reason.contains("somebody opened it"), "{reason}");

    let late = wrapped(&admin, "2s");
    check(&late).await;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    let Err(Error::Denied { reason }) = save(&late).await else { panic!("it does not open") };
    assert!(reason.contains("has expired") && !reason.contains("somebody"), "{reason}");
    assert!(provider::known(&session, &ProviderId::new("corp").unwrap()).is_err(), "nothing was saved");

    let sound = wrapped(&admin, "5m");
    check(&sound).await;
    save(&sound).await.unwrap();
    let registered = provider::registration(&session, &ProviderId::new("corp").unwrap()).await.unwrap();
    assert_eq!(registered.kept, ["token"]);
}
