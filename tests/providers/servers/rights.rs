//! Who may do what on a server, as the admin of the tests arranges it.

use crate::support::servers::{Admin, OpenBao, name};
use serde_json::{Value, json};

#[test]
fn a_token_may_do_what_its_policy_says() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let mount = root.kv2();
    root.put(&mount, "a", json!({ "x": "1" }));
    let reader = root.allowed(&format!(r#"path "{mount}/data/*" {{ capabilities = ["read"] }}"#));
    assert_eq!(reader.get(&mount, "a"), json!({ "x": "1" }));
    let write = reader.call("POST", &format!("{mount}/data/a"), Some(json!({ "data": {} })));
    assert_eq!(write.status, 403);
    assert_eq!(root.with_token("nobody").call("GET", &format!("{mount}/data/a"), None).status, 403);
    let batch =
        root.with_token(&root.token(json!({ "policies": ["default"], "type": "batch", "ttl": "1m" })));
    let renewal = batch.call("POST", "auth/token/renew-self", Some(json!({})));
    assert!(renewal.text.contains("batch tokens cannot be renewed"), "{renewal}");
}

#[test]
fn programs_and_people_log_in() {
    let Some(server) = OpenBao::shared() else { return };
    let (root, nobody) = (server.admin(), server.admin().with_token(""));
    for kind in ["service", "batch"] {
        let role =
            root.approle(json!({ "token_policies": ["default"], "token_type": kind, "token_ttl": "1m" }));
        let login = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
        let auth = nobody.write(&format!("auth/{}/login", role.mount), login)["auth"].clone();
        assert_eq!(auth["token_type"], kind);
        assert_eq!(auth["renewable"], kind == "service");
        assert_eq!(auth["lease_duration"], 60);
        assert_eq!(auth["metadata"]["role_name"], role.role.as_str());
    }
    let user = root.user(json!({ "token_policies": ["default"] }));
    let login = format!("auth/{}/login/{}", user.mount, user.name);
    let auth = nobody.write(&login, json!({ "password": user.password }))["auth"].clone();
    assert_eq!(auth["metadata"]["username"], user.name.as_str());
    let wrong = nobody.call("POST", &login, Some(json!({ "password": "guessed" })));
    assert_eq!((wrong.status, &wrong.body["errors"][0]), (400, &json!("invalid username or password")));
}

#[test]
fn a_wrapped_answer_opens_once() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let wrapped = root.wrapping("1m").write("auth/token/create", json!({ "policies": ["default"] }));
    assert_eq!(wrapped["auth"], Value::Null);
    let holder = root.with_token(wrapped["wrap_info"]["token"].as_str().unwrap());
    assert_eq!(holder.write("sys/wrapping/unwrap", json!({}))["auth"]["policies"], json!(["default"]));
    let again = holder.call("POST", "sys/wrapping/unwrap", Some(json!({})));
    assert!(again.text.contains("wrapping token is not valid or does not exist"), "{again}");
}

#[test]
fn a_namespace_has_mounts_of_its_own() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let (name, inside) = root.namespace();
    let mount = inside.kv2();
    let calls = server.calls();
    inside.put(&mount, "a", json!({ "x": "1" }));
    assert_eq!(root.get(&format!("{name}/{mount}"), "a"), json!({ "x": "1" }));
    assert_eq!(root.call("GET", &format!("{mount}/data/a"), None).status, 404);
    assert_eq!(calls.below(&format!("{name}/")).len(), 2, "{:?}", calls.all());
}

#[test]
fn a_quota_turns_calls_away() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let mount = root.kv2();
    root.put(&mount, "a", json!({ "x": "1" }));
    let quota = root.quota(&mount, 2, "1h");
    let read = || root.call("GET", &format!("{mount}/data/a"), None);
    assert_eq!([read().status, read().status], [200, 200]);
    let third = read();
    assert_eq!(third.status, 429, "{third}");
    assert!(third.headers.get("Retry-After").is_none(), "{third}");
    root.delete(&format!("sys/quotas/rate-limit/{quota}"));
    assert_eq!(read().status, 200);
}

/// A person who is logged in: the client, and the server's name for the person.
fn person(root: &Admin, policies: &Value) -> (Admin, Value) {
    let user = root.user(json!({ "token_policies": policies }));
    let login = format!("auth/{}/login/{}", user.mount, user.name);
    let auth = root.with_token("").write(&login, json!({ "password": user.password }))["auth"].clone();
    (root.with_token(auth["client_token"].as_str().unwrap()), auth["entity_id"].clone())
}

#[test]
fn a_gated_write_waits_for_another_person() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let (mount, group) = (root.kv2(), name("group"));
    root.write(&format!("{mount}/config"), json!({ "cas_required": true }));
    let gated = root.policy(&format!(
        r#"path "{mount}/data/*" {{ capabilities = ["create", "read", "update"]
             control_group = {{ ttl = "1h" factor "approvers" {{ controlled_capabilities = ["create", "update"]
               identity {{ group_names = ["{group}"] approvals = 1 }} }} }} }}"#
    ));
    let approving = root.policy(
        r#"path "sys/control-group/request" { capabilities = ["update"] }
           path "sys/control-group/authorize" { capabilities = ["update"] }"#,
    );
    let (requester, _) = person(&root, &json!([gated]));
    let (approver, id) = person(&root, &json!(["default"]));
    root.write(
        &format!("identity/group/name/{group}"),
        json!({ "policies": [approving], "member_entity_ids": [id] }),
    );

    let write = json!({ "data": { "x": "1" }, "options": { "cas": 0 } });
    let pending = requester.write(&format!("{mount}/data/a"), write.clone());
    assert_eq!((&pending["data"], root.get(&mount, "a")), (&Value::Null, Value::Null), "not written");
    let (token, accessor) = (&pending["wrap_info"]["token"], &pending["wrap_info"]["accessor"]);
    let run = || requester.call("POST", "sys/wrapping/unwrap", Some(json!({ "token": token })));
    assert_eq!(run().status, 400, "not approved yet");
    let request = approver.write("sys/control-group/request", json!({ "accessor": accessor }));
    assert_eq!(request["data"]["request_data"], write);
    let verdict = approver.write("sys/control-group/authorize", json!({ "accessor": accessor }));
    assert_eq!(verdict["data"]["approved"], true);
    assert_eq!(run().body["data"]["version"], 1);
    assert_eq!(root.get(&mount, "a"), json!({ "x": "1" }));
    assert!(
        run().text.contains("check-and-set"),
        "an approved request can be run again, and only its number stops it"
    );
}
