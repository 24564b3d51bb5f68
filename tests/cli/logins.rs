//! Logins on a real server, by the commands: ending one, losing one, keeping one, telling of one.

use crate::support::home::{Home, PROGRAM};
use crate::support::servers::{DelayProxy, OpenBao, Settings, Storage, until};
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a command said, and its exit code.
struct Said {
    code: i32,
    text: String,
}

fn run(home: &Home, arguments: &[&str], input: &str) -> Said {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .env_clear()
        .envs(home.environment())
        .env("STRONGROOM_PASSPHRASE_FILE", home.passphrase_file())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    Said { code: output.status.code().unwrap(), text: String::from_utf8(text).unwrap() }
}

/// A person with a provider `corp` that these credentials open.
fn registered(server: &OpenBao, credentials: &serde_json::Value) -> Home {
    let home = Home::new();
    let address = server.address();
    let arguments = ["provider", "register", "corp", "--kind", "vault", "--url", &address];
    let arguments = [&arguments[..], &["--credentials-stdin", "--no-check", "-y"]].concat();
    home.run(&arguments, &credentials.to_string());
    home
}

#[test]
fn logging_out_can_revoke_the_token_and_does_nothing_by_halves() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let token = admin.token(json!({ "ttl": "1h", "policies": ["default"] }));
    let lives = || admin.with_token(&token).call("GET", "auth/token/lookup-self", None).status == 200;
    let home = registered(server, &json!({ "token": token }));

    let config = home.folder().join("config/config.toml");
    let configured = std::fs::read_to_string(&config).unwrap();
    // Another address never gets the token, not even to end it.
    std::fs::write(&config, configured.replace(&server.address(), "http://127.0.0.1:1")).unwrap();
    let said = run(&home, &["provider", "logout", "corp", "--revoke"], "");
    assert!(said.code != 0 && said.text.contains("not logged out"), "{}", said.text);
    std::fs::write(&config, configured).unwrap();

    let said = run(&home, &["whoami"], "");
    assert!(said.text.contains("renews itself") && said.text.contains("policies default"), "{}", said.text);
    assert!(lives());
    let said = run(&home, &["provider", "logout", "corp", "--revoke"], "");
    assert!(said.code == 0 && said.text.contains("its token is revoked"), "{}", said.text);
    assert!(!lives());
    let said = run(&home, &["provider", "logout", "corp", "--revoke"], "");
    assert!(said.code == 0 && said.text.contains("no credentials were kept"), "{}", said.text);
}

#[test]
fn what_cannot_be_revoked_stays_kept() {
    let Some(server) = OpenBao::shared() else { return };
    let batch = server.admin().token(json!({ "type": "batch", "ttl": "1h", "policies": ["default"] }));
    let home = registered(server, &json!({ "token": batch }));
    let said = run(&home, &["provider", "logout", "corp", "--revoke"], "");
    assert!(said.code == 4 && said.text.contains("batch token cannot be revoked"), "{}", said.text);
    assert!(said.text.contains("without --revoke"), "{}", said.text);
    let said = run(&home, &["whoami", "--json"], "");
    assert!(said.text.contains("\"renews\": false"), "{}", said.text);
    let said = run(&home, &["provider", "logout", "corp"], "");
    assert!(said.code == 0 && said.text.contains("are forgotten"), "{}", said.text);
}

#[test]
fn a_wrapping_token_is_opened_when_it_is_saved() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let wrapped = |ttl: &str| {
        let wrapped =
            admin.wrapping(ttl).write("auth/token/create", json!({ "ttl": "1h", "policies": ["default"] }));
        wrapped["wrap_info"]["token"].as_str().unwrap().to_owned()
    };
    let home = Home::new();
    let address = server.address();
    let register =
        ["provider", "register", "corp", "--kind", "vault", "--url", &address, "--credentials-stdin"];
    let first = wrapped("5s");
    home.run(&register, &json!({ "wrapping_token": first }).to_string());
    let is_open = |token: &str| {
        admin.call("POST", "sys/wrapping/lookup", Some(json!({ "token": token }))).status != 200
    };
    assert!(is_open(&first), "it would have ended unopened");
    assert!(run(&home, &["whoami"], "").text.contains("renews itself"));

    let login = ["provider", "login", "corp", "--credentials-stdin"];
    let second = wrapped("5m");
    home.run(&login, &json!({ "wrapping_token": second }).to_string());
    assert!(is_open(&second));
    assert!(run(&home, &["whoami"], "").text.contains("renews itself"));
}

#[test]
fn a_wrapping_token_that_somebody_has_opened_is_an_alarm_and_is_not_kept() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let wrapped = admin.wrapping("5m").write("auth/token/create", json!({ "ttl": "1h" }));
    let wrapping = wrapped["wrap_info"]["token"].as_str().unwrap();
    admin.with_token(wrapping).write("sys/wrapping/unwrap", json!({}));
    let home = Home::new();
    let address = server.address();
    let alarm = "somebody opened it before you";
    let credentials = json!({ "wrapping_token": wrapping }).to_string();
    let register =
        ["provider", "register", "corp", "--kind", "vault", "--url", &address, "--credentials-stdin", "-y"];
    for more in [&["--no-check"][..], &[]] {
        let said = run(&home, &[&register[..], more].concat(), &credentials);
        assert!(said.code == 4 && said.text.contains(alarm), "{}", said.text);
        assert!(!said.text.contains(wrapping), "{}", said.text);
        assert!(!home.run(&["provider", "list"], "").contains("corp"));
    }
    let token = admin.token(json!({ "ttl": "1h", "policies": ["default"] }));
    home.run(&register, &json!({ "token": token }).to_string());
    let said = run(&home, &["provider", "login", "corp", "--credentials-stdin"], &credentials);
    assert!(said.code == 4 && said.text.contains(alarm), "{}", said.text);
    assert!(said.text.contains("nothing was changed"), "{}", said.text);
    assert!(run(&home, &["whoami"], "").text.contains("renews itself"), "the old one serves");
}

#[test]
fn a_wrapping_token_that_could_not_be_opened_at_once_is_opened_later() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let wrapped =
        admin.wrapping("5m").write("auth/token/create", json!({ "ttl": "1h", "policies": ["default"] }));
    let wrapping = wrapped["wrap_info"]["token"].as_str().unwrap();
    let proxy = DelayProxy::before(&server.address(), std::time::Duration::ZERO);
    proxy.cut_after(0);
    let (home, address) = (Home::new(), proxy.address());
    let arguments = ["provider", "register", "corp", "--kind", "vault", "--url", &address];
    let arguments = [&arguments[..], &["--credentials-stdin", "--no-check", "-y"]].concat();
    let said = run(&home, &arguments, &json!({ "wrapping_token": wrapping }).to_string());
    assert!(said.code == 0 && said.text.contains("is not opened yet"), "{}", said.text);
    proxy.mend();
    assert!(run(&home, &["whoami"], "").text.contains("renews itself"));
}

#[test]
fn commands_renew_a_kept_token_when_they_touch_it_late_in_its_life() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "one" }));
    let rules = format!("path \"{mount}/*\" {{ capabilities = [\"read\", \"list\", \"scan\"] }}");
    let policy = admin.policy(&rules);
    let token = admin.token(json!({ "ttl": "20s", "policies": [policy, "default"] }));
    let home = registered(server, &json!({ "token": token }));
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", &mount], "");
    let calls = server.calls();
    let count = |call: &str| calls.with(&token).iter().filter(|one| *one == call).count();
    let renewal = "update auth/token/renew-self";
    // The second renewal comes after the time that it lives without.
    let used = until(|| {
        let said = run(&home, &["get", "db", "--team", "pay"], "");
        assert_eq!((said.code, said.text.trim()), (0, "one"));
        (count(renewal) >= 2).then_some(())
    });
    assert!(used.is_some(), "it was renewed {} times", count(renewal));
    assert_eq!(count("read auth/token/lookup-self"), 1);
}

#[test]
fn what_the_environment_opens_is_read_before_there_is_a_store() {
    let Some(server) = OpenBao::shared() else { return };
    let admin = server.admin();
    let mount = admin.kv2();
    admin.put(&mount, "db", json!({ "content": "opensesame" }));
    let home = Home::new();
    let said = |arguments: &[&str], token: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().envs(home.environment()).stdin(Stdio::null());
        command.env("VAULT_ADDR", server.address()).env("VAULT_TOKEN", token);
        let output = command.output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        Said { code: output.status.code().unwrap(), text }
    };
    let config = format!(
        "[providers.corp]\nkind = \"vault\"\nurl = \"{}\"\n[teams.pay]\nprovider = \"corp\"\nroot = \"{mount}\"\n",
        server.address()
    );
    std::fs::create_dir_all(home.folder().join("config")).unwrap();
    std::fs::write(home.folder().join("config/config.toml"), config).unwrap();
    let read = said(&["get", "db", "--team", "pay"], server.root());
    assert_eq!((read.code, read.text.as_str()), (0, "opensesame\n"));
    let listed = said(&["list", "--team", "pay"], server.root());
    assert_eq!((listed.code, listed.text.as_str()), (0, "db\n"));
    // Nothing of it was kept, and nobody was asked for a passphrase.
    let kept = std::fs::read_dir(home.folder().join("data")).map_or(0, Iterator::count);
    assert_eq!(kept, 0);
    // Without credentials there, the store is what could have them.
    let locked = said(&["get", "db", "--team", "pay"], " ");
    assert!(locked.code != 0 && locked.text.contains("locked"), "{}", locked.text);
}

#[test]
fn whoami_tells_what_stands_in_the_way_and_ends_by_the_provider_that_is_asked_about() {
    let Some(server) = OpenBao::own(Settings { storage: Storage::Raft, ..Settings::default() }) else {
        return;
    };
    let home = registered(&server, &json!({ "token": server.root() }));
    let gone =
        ["provider", "register", "gone", "--kind", "vault", "--url", "http://127.0.0.1:1", "--no-check"];
    home.run(&[&gone[..], &["--credentials-stdin", "-y"]].concat(), r#"{"token": "x"}"#);
    home.run(&["team", "create", "pay", "--provider", "corp", "--root", "kv"], "");
    let said = run(&home, &["whoami", "--team", "pay"], "");
    assert!(said.code == 0 && said.text.contains("root"), "{}", said.text);
    server.seal();
    // Everybody is told, and the code is about one.
    for (arguments, code) in [
        (&["whoami"][..], 0),
        (&["whoami", "--provider", "local"], 0),
        (&["whoami", "--team", "pay"], 6),
        (&["whoami", "--provider", "corp"], 6),
        (&["whoami", "--provider", "gone"], 7),
    ] {
        let said = run(&home, arguments, "");
        assert_eq!(said.code, code, "{arguments:?}: {}", said.text);
        let corp = said.text.lines().find(|line| line.starts_with("corp ")).unwrap();
        assert!(corp.contains("sealed: nobody can log in until") && !corp.contains("root"), "{corp}");
        assert!(said.text.contains("`strongroom provider test gone` tells how far it gets"), "{}", said.text);
    }
    let said = run(&home, &["whoami", "--json", "--provider", "corp"], "");
    assert!(said.code == 6 && said.text.contains("\"sealed\": true"), "{}", said.text);
    assert_eq!(run(&home, &["whoami", "--provider", "nowhere"], "").code, 3);
    let said = run(&home, &["--team", "pay", "list"], "");
    assert!(
        said.code == 6 && said.text.contains("is sealed") && said.text.contains("must unseal it"),
        "{}",
        said.text
    );
    server.unseal();
    let said = run(&home, &["whoami", "--team", "pay"], "");
    assert!(said.code == 0 && said.text.contains("policies root"), "{}", said.text);
}

#[test]
fn another_address_is_tried_first_and_never_gets_what_was_typed_for_the_one_before() {
    let Some(server) = OpenBao::shared() else { return };
    let home = registered(server, &json!({ "token": server.root() }));
    let config = || std::fs::read_to_string(home.folder().join("config/config.toml")).unwrap();
    let before = config();
    // Nothing listens there, and nobody says what to log in with.
    let elsewhere = ["provider", "change", "corp", "--url", "http://127.0.0.1:1"];
    let said = run(&home, &elsewhere, "");
    assert!(said.code == 2 && said.text.contains("goes to no other"), "{}", said.text);
    let token = json!({ "token": server.root() }).to_string();
    let said = run(&home, &[&elsewhere[..], &["--credentials-stdin"]].concat(), &token);
    assert!(said.code == 7 && said.text.contains("nothing was changed"), "{}", said.text);
    assert_eq!(config(), before);
    assert!(run(&home, &["whoami"], "").text.contains("root"), "the old credentials are kept");
    // What is no address leaves the credentials as they are.
    let said = run(&home, &["provider", "change", "corp", "--timeout", "7s"], "");
    assert!(said.code == 0 && said.text.contains("corp: changed"), "{}", said.text);
    assert!(config().contains("timeout = \"7s\""), "{}", config());
    let tls = ["provider", "change", "corp", "--url", &server.tls_address(), "--ca-cert", server.authority()];
    let said = run(&home, &[&tls[..], &["--credentials-stdin"]].concat(), &token);
    assert!(said.code == 0 && said.text.contains("ok      TLS"), "{}", said.text);
    let said = run(&home, &["whoami", "--provider", "corp"], "");
    assert!(said.code == 0 && said.text.contains("policies root"), "{}", said.text);
    assert!(!config().contains(server.root()));
}
