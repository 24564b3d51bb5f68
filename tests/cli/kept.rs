//! A login is made once and kept for the next command; a refused one is never repeated by itself.

use crate::support::home::{Home, PROGRAM};
use crate::support::servers::{Admin, OpenBao};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// A person with a team `pay` on the provider `corp`, which one logs in to, and what is there.
struct Ground {
    home: Home,
    admin: Admin,
    mount: String,
    policy: String,
}

impl Ground {
    /// Without a provider yet.
    fn new(server: &OpenBao) -> Self {
        let admin = server.admin();
        let mount = admin.kv2();
        admin.put(&mount, "db", json!({ "content": "one" }));
        let rules = format!("path \"{mount}/*\" {{ capabilities = [\"read\", \"list\", \"scan\"] }}");
        let policy = admin.policy(&rules);
        Self { home: Home::new(), admin, mount, policy }
    }

    /// Registers `corp`; with the check, unless that is said otherwise.
    fn register(&self, server: &OpenBao, more: &[&str], credentials: &Value) -> (i32, String) {
        let url = server.address();
        let arguments =
            ["provider", "register", "corp", "--kind", "vault", "--url", &url, "--credentials-stdin"];
        let said = self.ends(&[&arguments[..], more].concat(), &credentials.to_string());
        if said.0 == 0 {
            self.home.run(&["team", "create", "pay", "--provider", "corp", "--root", &self.mount], "");
        }
        said
    }

    fn ends(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let (code, stdout, stderr) = self.home.ends(arguments, input);
        (code, stdout + &stderr)
    }

    fn read(&self) -> (i32, String) {
        self.ends(&["get", "db", "--team", "pay"], "")
    }

    /// How many tokens live that were made by logging in at this mount.
    fn tokens(&self, method: &str) -> usize {
        let made_there = |accessor: &String| {
            let asked = Some(json!({ "accessor": accessor }));
            let one = self.admin.call("POST", "auth/token/lookup-accessor", asked);
            one.body["data"]["path"].as_str().is_some_and(|path| path.starts_with(&format!("auth/{method}/")))
        };
        self.admin.list("auth/token/accessors").iter().filter(|accessor| made_there(accessor)).count()
    }

    /// Revokes the tokens that were made by logging in at this mount.
    fn revoke(&self, method: &str) {
        self.admin.write(&format!("sys/leases/revoke-prefix/auth/{method}"), json!({}));
    }

    fn change_password(&self, method: &str, name: &str, password: &str) {
        self.admin.write(&format!("auth/{method}/users/{name}/password"), json!({ "password": password }));
    }
}

#[test]
fn all_commands_work_with_one_login_until_it_is_revoked() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let wanted = json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h" });
    let user = ground.admin.user(wanted);
    let credentials = json!({ "username": user.name, "password": user.password });
    let calls = server.calls();
    let settings = ["--auth", "userpass", "--auth-mount", &user.mount];
    let (code, text) = ground.register(server, &settings, &credentials);
    assert_eq!(code, 0, "{text}");
    for _ in 0..3 {
        assert_eq!(ground.read(), (0, "one\n".into()));
    }
    ground.home.run(&["whoami"], "");
    ground.home.run(&["provider", "test", "corp"], "");
    let logins = || calls.below(&format!("auth/{}/login", user.mount)).len();
    assert_eq!((logins(), ground.tokens(&user.mount)), (1, 1));

    let (code, text) = ground.ends(&["provider", "logout", "corp", "--revoke"], "");
    assert!(code == 0 && text.contains("its token is revoked"), "{text}");
    assert_eq!((logins(), ground.tokens(&user.mount)), (1, 0));
    assert!(ground.read().1.contains("log in"), "nothing is kept any more");
}

#[test]
fn a_refused_login_is_made_once_whatever_number_of_commands() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let user = ground.admin.user(json!({ "token_policies": [ground.policy], "token_ttl": "1h" }));
    let credentials = |password: &str| json!({ "username": user.name, "password": password });
    let settings = ["--auth", "userpass", "--auth-mount", &user.mount];
    let (code, text) = ground.register(server, &settings, &credentials(&user.password));
    assert_eq!(code, 0, "{text}");
    assert_eq!(ground.read().0, 0);

    ground.change_password(&user.mount, &user.name, "another one");
    assert_eq!(ground.read().0, 0, "the login lives on");
    ground.revoke(&user.mount);
    let calls = server.calls();
    let logins = || calls.below(&format!("auth/{}/login", user.mount)).len();
    let (code, text) = ground.read();
    assert!(code == 4 && text.contains("the login is refused"), "{text}");
    for _ in 0..5 {
        let (code, text) = ground.read();
        assert!(code == 4 && text.contains("refused these credentials before"), "{text}");
        assert!(text.contains("`strongroom provider login corp`"), "{text}");
        assert!(!text.contains(&user.password), "{text}");
    }
    assert!(ground.home.run(&["whoami"], "").contains("refused these credentials before"));
    assert_eq!(logins(), 1);
    // The account is open: the right password is accepted. Asked for, the wrong one is tried once more.
    let (code, text) = ground.ends(&["provider", "test", "corp"], "");
    assert!(code == 4 && text.contains("the login is refused"), "{text}");
    assert_eq!((logins(), ground.read().0, logins()), (2, 4, 2));
    let login = ["provider", "login", "corp", "--credentials-stdin"];
    let (code, text) = ground.ends(&login, &credentials("another one").to_string());
    assert_eq!(code, 0, "{text}");
    assert_eq!((ground.read().0, logins()), (0, 3));
    // What was mended at the server is tried when somebody asks for it.
    ground.revoke(&user.mount);
    ground.change_password(&user.mount, &user.name, "a third one");
    assert_eq!((ground.read().0, ground.read().0, logins()), (4, 4, 4));
    ground.change_password(&user.mount, &user.name, "another one");
    assert_eq!(ground.read().0, 4);
    ground.home.run(&["provider", "test", "corp"], "");
    assert_eq!((ground.read().0, logins()), (0, 5));
}

#[test]
fn a_program_logs_in_again_by_itself_within_the_command_that_finds_its_token_ended() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let role = ground.admin.approle(json!({ "token_policies": [ground.policy], "token_ttl": "1h" }));
    let credentials = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
    let calls = server.calls();
    let settings = ["--auth", "approle", "--auth-mount", &role.mount];
    let (code, text) = ground.register(server, &settings, &credentials);
    assert_eq!(code, 0, "{text}");
    let logins = || calls.below(&format!("auth/{}/login", role.mount)).len();
    assert_eq!((ground.read().0, logins()), (0, 1));
    ground.revoke(&role.mount);
    assert_eq!(ground.read(), (0, "one\n".into()));
    assert_eq!((ground.read().0, logins()), (0, 2));
    assert_eq!(ground.tokens(&role.mount), 1);
}

#[test]
fn what_a_login_brought_goes_nowhere_else_than_where_it_was_made() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let role = ground.admin.approle(json!({ "token_policies": [ground.policy], "token_ttl": "1h" }));
    let credentials = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
    let settings = ["--auth", "approle", "--auth-mount", &role.mount];
    ground.register(server, &settings, &credentials);
    assert_eq!(ground.read().0, 0);
    let calls = server.calls();
    let config = ground.home.folder().join("config/config.toml");
    let configured = std::fs::read_to_string(&config).unwrap();
    // Somewhere else by hand: the login that is made there is another one.
    let elsewhere = configured.replace("auth_mount", "namespace = \"no-such-place\"\nauth_mount");
    std::fs::write(&config, elsewhere).unwrap();
    assert_ne!(ground.read().0, 0);
    let other = configured.replace(&role.mount, "no-such-method");
    std::fs::write(&config, other).unwrap();
    assert_eq!(ground.read().0, 4);
    let sent =
        calls.all().into_iter().filter(|call| !call.token.is_empty() && call.path.contains(&ground.mount));
    assert_eq!(sent.count(), 0, "{:?}", calls.all());
    std::fs::write(&config, configured).unwrap();
    assert_eq!(ground.read().0, 0);
}

#[test]
fn other_credentials_end_the_login_of_the_old_ones() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let user = ground.admin.user(json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h" }));
    let settings = ["--auth", "userpass", "--auth-mount", &user.mount];
    let credentials = |password: &str| json!({ "username": user.name, "password": password }).to_string();
    ground.register(server, &settings, &json!({ "username": user.name, "password": user.password }));
    let login = ["provider", "login", "corp", "--credentials-stdin"];
    // The same once more goes on with what is there.
    ground.home.run(&login, &credentials(&user.password));
    assert_eq!((ground.read().0, ground.tokens(&user.mount)), (0, 1));
    ground.change_password(&user.mount, &user.name, "another one");
    ground.home.run(&login, &credentials("another one"));
    assert_eq!((ground.read().0, ground.tokens(&user.mount)), (0, 1));
}

/// Reads the same secret by so many commands at once; answers with their exit codes and what they said.
fn at_once(ground: &Ground, count: usize) -> Vec<(Option<i32>, String)> {
    let start = |_| {
        Command::new(PROGRAM)
            .args(["get", "db", "--team", "pay"])
            .env_clear()
            .envs(ground.home.environment())
            .env("STRONGROOM_PASSPHRASE_FILE", ground.home.passphrase_file())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let started: Vec<_> = (0..count).map(start).collect();
    let end = |one: std::process::Child| {
        let output = one.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    started.into_iter().map(end).collect()
}

#[test]
fn many_commands_at_once_make_one_login() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let user = ground.admin.user(json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h" }));
    let settings = ["--auth", "userpass", "--auth-mount", &user.mount, "--no-check", "-y"];
    ground.register(server, &settings, &json!({ "username": user.name, "password": user.password }));
    for (code, said) in at_once(&ground, 6) {
        assert_eq!(code, Some(0), "{said}");
    }
    assert_eq!((ground.read().0, ground.tokens(&user.mount)), (0, 1));
    ground.home.run(&["provider", "logout", "corp", "--revoke"], "");
    assert_eq!(ground.tokens(&user.mount), 0);
}

#[test]
fn many_commands_at_once_are_refused_once_and_lock_nobody_out() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let user = ground.admin.user(json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h" }));
    let settings = ["--auth", "userpass", "--auth-mount", &user.mount, "--no-check", "-y"];
    ground.register(server, &settings, &json!({ "username": user.name, "password": "not this one" }));
    let calls = server.calls();
    // The server locks an account after five.
    for (code, said) in at_once(&ground, 8) {
        assert_eq!(code, Some(4), "{said}");
    }
    let logins = calls.below(&format!("auth/{}/login", user.mount));
    assert_eq!(logins.len(), 1, "{logins:?}");
}

#[test]
fn the_one_use_of_a_secret_id_is_spent_by_the_check_and_kept() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let wanted =
        json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h", "secret_id_num_uses": 1 });
    let role = ground.admin.approle(wanted);
    let credentials = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
    let settings = ["--auth", "approle", "--auth-mount", &role.mount];
    let (code, text) = ground.register(server, &settings, &credentials);
    assert_eq!(code, 0, "{text}");
    assert_eq!(ground.read(), (0, "one\n".into()));
    ground.home.run(&["provider", "test", "corp"], "");
    assert_eq!(ground.read(), (0, "one\n".into()));

    // The same for credentials that come later.
    let fresh = ground.admin.write(&format!("auth/{}/role/{}/secret-id", role.mount, role.role), json!({}));
    let credentials = json!({ "role_id": role.role_id, "secret_id": fresh["data"]["secret_id"] });
    ground.home.run(&["provider", "login", "corp", "--credentials-stdin"], &credentials.to_string());
    assert_eq!(ground.read(), (0, "one\n".into()));
    assert_eq!(ground.tokens(&role.mount), 1);
}

#[test]
fn a_check_that_is_not_kept_leaves_no_login_behind() {
    let Some(server) = OpenBao::shared() else { return };
    let ground = Ground::new(server);
    let role = ground.admin.approle(json!({ "token_policies": ["default"], "token_ttl": "1h" }));
    let credentials = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
    let settings = ["--auth", "approle", "--auth-mount", &role.mount];
    // The check goes well, and what follows does not: there is no place for the configuration.
    std::fs::write(ground.home.folder().join("config"), "in the way").unwrap();
    let calls = server.calls();
    let (code, text) = ground.register(server, &settings, &credentials);
    assert!(code != 0 && text.contains("by AppRole"), "{text}");
    assert_eq!(calls.below(&format!("auth/{}/login", role.mount)).len(), 1);
    assert_eq!(ground.tokens(&role.mount), 0);
}
