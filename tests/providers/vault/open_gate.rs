//! A gate that another policy has opened: it is told, and nobody gets a token that writes at once.

use crate::support::home::Home;
use crate::support::servers::{OpenBao, Settings};
use serde_json::{Value, json};

#[test]
fn no_operator_gets_a_token_while_another_policy_lets_changes_through() {
    // Its default policy is bent, which others must not meet.
    let Some(server) = OpenBao::own(Settings::default()) else { return };
    let admin = server.admin();
    let kept = admin.read("sys/policies/acl/default")["data"]["policy"].as_str().unwrap().to_owned();
    let bent = format!("{kept}\npath \"team-pay/data/*\" {{ capabilities = [\"read\"] }}\n");
    admin.write("sys/policies/acl/default", json!({ "policy": bent }));
    let home = Home::new();
    let register = ["provider", "register", "corp", "--kind", "vault", "--url", &server.address()];
    let credentials = json!({ "token": server.root() }).to_string();
    home.run(&[&register[..], &["--timeout", "30s", "--credentials-stdin", "-y"]].concat(), &credentials);
    let configure = ["vault", "configure", "--provider", "corp", "--team", "pay"];
    let (code, out, said) = home.ends(&configure, "");
    assert!(
        code == 1 && out.contains("do NOT wait") && out.contains("another policy"),
        "{code} {out} {said}"
    );
    let people = ["--operator", "alice", "--approver", "bob", "--json"];
    let (code, out, said) = home.ends(&[&configure[..], &people[..]].concat(), "");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["gate"], &told["people"]), (9, &json!("open"), &json!([])), "{said}");
    assert!(said.contains("no token for alice") && said.contains("mend the policy"), "{said}");
    // Mended, the same command goes on.
    admin.write("sys/policies/acl/default", json!({ "policy": kept }));
    let told: Value = serde_json::from_str(&home.run(&[&configure[..], &people[..]].concat(), "")).unwrap();
    assert_eq!((&told["gate"], told["people"].as_array().unwrap().len()), (&json!("enforced"), 2));
}
