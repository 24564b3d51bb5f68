//! A change behind a gate: it waits, and is never taken for done.

use super::Login;
use crate::support::changes::{after, first, path};
use crate::support::servers::OpenBao;
use serde_json::json;
use strongroom::provider::Error;

#[tokio::test(flavor = "multi_thread")]
async fn a_gated_change_is_pending_and_nothing_is_written() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "one" }));
    let gate = "control_group = { ttl = \"1h\" factor \"approvers\" {
        controlled_capabilities = [\"create\", \"update\", \"delete\"]
        identity { group_names = [\"nobody\"] approvals = 1 } } }";
    let rules = format!(
        "path \"{mount}/data/*\" {{ capabilities = [\"create\", \"read\", \"update\", \"delete\"] {gate} }}
         path \"{mount}/delete/*\" {{ capabilities = [\"update\"] {gate} }}
         path \"{mount}/metadata/*\" {{ capabilities = [\"read\", \"list\"] }}"
    );
    let login = Login::of(server, admin.allowed(&rules).token_in_use());
    let (provider, at) = (login.connect(), path(&format!("{mount}/db")));
    let writing = provider.writing().unwrap();
    for pending in [
        writing.write(&at, after(1, "two")).await.map(|_| ()),
        writing.write(&path(&format!("{mount}/new")), first("x")).await.map(|_| ()),
        writing.delete(&at).await,
    ] {
        let Err(Error::Pending { id }) = pending else { panic!("{pending:?}") };
        let told = admin.call("POST", "sys/control-group/request", Some(json!({ "accessor": id })));
        assert_eq!(told.body["data"]["approved"], false, "{told}");
    }
    assert_eq!(admin.get(&mount, "db"), json!({ "content": "one" }));
    assert!(admin.get(&mount, "new").is_null());
}
