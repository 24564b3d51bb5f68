//! What the environment says of a server: the provider `env`, its credentials, and reading without a store that is open.

use crate::support::home::{Home, PROGRAM};
use crate::support::servers::OpenBao;
use serde_json::json;
use std::process::{Command, Stdio};

struct Ground {
    home: Home,
    mount: String,
    token: String,
}

impl Ground {
    fn new(server: &OpenBao) -> Self {
        let admin = server.admin();
        let mount = admin.kv2();
        admin.put(&mount, "db", json!({ "content": "one" }));
        let policy =
            admin.policy(&format!("path \"{mount}/*\" {{ capabilities = [\"read\", \"list\", \"scan\"] }}"));
        let token = admin.token(json!({ "policies": [policy, "default"], "ttl": "1h" }));
        Self { home: Home::new(), mount, token }
    }

    /// Runs a command with this in the environment and no passphrase; exit code and all that it said.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().envs(self.home.environment()).envs(variables.iter().copied());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), text)
    }

    fn configure(&self, config: &str) {
        std::fs::create_dir_all(self.home.folder().join("config")).unwrap();
        std::fs::write(self.home.folder().join("config/config.toml"), config).unwrap();
    }
}

#[test]
fn address_and_credentials_of_the_environment_are_a_provider() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let (address, secret) = (server.address(), format!("{}/db", ground.mount));
    for (names, other) in [("VAULT", "BAO"), ("BAO", "VAULT")] {
        let (addr, token) = (format!("{names}_ADDR"), format!("{names}_TOKEN"));
        let variables = [(&*addr, &*address), (&*token, &*ground.token)];
        let (code, text) = ground.run(&["provider", "list"], &variables);
        assert!(code == 0 && text.contains("env") && text.contains(&format!("enabled, by {addr}")), "{text}");
        assert_eq!(ground.run(&["get", &secret, "--provider", "env"], &variables), (0, "one\n".into()));
        let (code, text) = ground.run(&["list", &ground.mount, "--provider", "env"], &variables);
        assert!(code == 0 && text.contains("db"), "{text}");
        assert!(ground.run(&["provider", "test", "env"], &variables).1.contains("by token"));
        assert!(ground.run(&["whoami"], &variables).1.contains("policies default"));
        assert!(ground.run(&["doctor"], &variables).1.contains(&format!("{addr} makes the provider env")));
        // The other spelling's token is not for this address.
        let strange = format!("{other}_TOKEN");
        let (code, text) = ground
            .run(&["get", &secret, "--provider", "env"], &[(&*addr, &*address), (&*strange, &*ground.token)]);
        assert!(code == 3 && text.contains("VAULT_ADDR with VAULT_TOKEN"), "{text}");
        assert_eq!(ground.run(&["provider", "remove", "env", "-y"], &variables).0, 2);
    }
    // As the provider of a team; without the environment the team says what is missing, and is no mistake.
    ground.configure(&format!("[teams.pay]\nprovider = \"env\"\nroot = \"{}\"\n", ground.mount));
    let variables = [("VAULT_ADDR", &*address), ("VAULT_TOKEN", &*ground.token)];
    assert_eq!(ground.run(&["get", "db", "--team", "pay"], &variables), (0, "one\n".into()));
    let (code, text) = ground.run(&["get", "db", "--team", "pay"], &[]);
    assert!(code != 0 && text.contains("set VAULT_ADDR and VAULT_TOKEN"), "{text}");
    assert_eq!(ground.run(&["doctor"], &[]).0, 0);
    // Half of an AppRole names the other half.
    let half = [("VAULT_ADDR", &*address), ("VAULT_APP_ROLE_ID", "r")];
    let (code, text) = ground.run(&["get", "db", "--team", "pay"], &half);
    assert!(code == 2 && text.contains("VAULT_APP_ROLE_SECRET_ID is not"), "{text}");
}

#[test]
fn of_two_servers_in_the_environment_one_is_taken_whole_and_that_is_told() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let (address, secret) = (server.address(), format!("{}/db", ground.mount));
    let variables = [
        ("VAULT_ADDR", &*address),
        ("VAULT_TOKEN", &*ground.token),
        ("BAO_ADDR", "http://127.0.0.1:1"),
        ("BAO_TOKEN", "of-another-server"),
        ("BAO_NAMESPACE", "no-such-place"),
    ];
    let calls = server.calls();
    assert_eq!(ground.run(&["get", &secret, "--provider", "env"], &variables), (0, "one\n".into()));
    for command in ["doctor", "whoami"] {
        let (_, text) = ground.run(&[command], &variables);
        assert!(text.contains("BAO_ADDR names another server: the BAO_ variables are not used"), "{text}");
    }
    assert!(calls.with("of-another-server").is_empty());
}

#[test]
fn the_namespace_of_the_environment_is_where_its_credentials_work() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let (name, inside) = server.admin().namespace();
    inside.mount("kv", json!({ "type": "kv", "options": { "version": "2" } }));
    inside.put("kv", "db", json!({ "content": "inside" }));
    let address = server.address();
    let variables = [("VAULT_ADDR", &*address), ("VAULT_TOKEN", server.root()), ("VAULT_NAMESPACE", &*name)];
    assert_eq!(ground.run(&["get", "kv/db", "--provider", "env"], &variables), (0, "inside\n".into()));
}

#[test]
fn what_the_environment_opens_is_read_while_the_store_is_locked_and_told_in_its_log() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let address = server.address();
    ground.home.run(&["set", "own", "--stdin"], "mine");
    ground.configure(&format!(
        "[providers.corp]\nkind = \"vault\"\nurl = \"{address}\"\n[teams.pay]\nprovider = \"corp\"\nroot = \"{}\"\n",
        ground.mount
    ));
    let variables = [("VAULT_ADDR", &*address), ("VAULT_TOKEN", &*ground.token)];
    assert_eq!(ground.run(&["get", "db", "--team", "pay"], &variables), (0, "one\n".into()));
    assert_eq!(ground.run(&["list", "--team", "pay"], &variables), (0, "db\n".into()));
    assert_eq!(ground.run(&["history", "db", "--team", "pay"], &variables).0, 0);
    let log = ground.home.run(&["audit", "--json"], "");
    assert!(log.contains("\"pay\"") && log.contains("\"db\""), "{log}");
    assert!(ground.home.run(&["audit", "verify"], "").contains("sound"));
    // What is in the store needs it.
    assert_eq!(ground.run(&["get", "own"], &variables).0, 6);
    assert_eq!(ground.run(&["get", "db", "--team", "pay"], &[]).0, 6);
}

#[test]
fn the_token_that_the_servers_own_tool_has_left_comes_last() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let (address, secret) = (server.address(), format!("{}/db", ground.mount));
    std::fs::create_dir_all(ground.home.folder().join("home")).unwrap();
    std::fs::write(ground.home.folder().join("home/.vault-token"), &ground.token).unwrap();
    let get = ["get", &*secret, "--provider", "env"];
    assert_eq!(ground.run(&get, &[("BAO_ADDR", &*address)]), (0, "one\n".into()));
    assert_eq!(ground.run(&get, &[("BAO_ADDR", &*address), ("BAO_TOKEN", "s.mistyped")]).0, 4);
}
