//! What the console's memory holds of values and credentials while it works on a real server, and after.

use super::packed::packed;
use super::patient::{Patient, can_look, person, program, start};
use crate::support::home::Home;
use crate::support::random;
use crate::support::servers::{Admin, DelayProxy, OpenBao};
use serde_json::json;
use std::time::Duration;
use termlens::Key;

/// What may be there while the console is open.
const LOGIN: &[&str] = &["the token", "the token as HTTP/2 packs it"];

const ALL: &str =
    r#"path "MOUNT/*" { capabilities = ["create", "read", "update", "patch", "delete", "list", "scan"] }"#;

/// Where the values are, who may work with them, and what they are.
struct Ground {
    admin: Admin,
    mount: String,
    /// A rule that allows everything in the mount.
    policy: String,
    value: String,
    /// The lines of a private key without its frame.
    key: String,
}

impl Ground {
    /// A short value and a key in a mount of their own.
    fn on(server: &OpenBao) -> Self {
        let admin = server.admin();
        let mount = admin.kv2();
        let (value, (pem, key)) = (random::letters(40), random::pem());
        admin.put(&mount, "alpha", json!({ "content": value }));
        admin.put(&mount, "beta", json!({ "content": pem }));
        let policy = admin.policy(&ALL.replace("MOUNT", &mount));
        Self { admin, mount, policy, value, key }
    }

    fn token(&self) -> String {
        self.admin.token(json!({ "policies": [self.policy, "default"], "ttl": "1h" }))
    }

    /// A person who has registered the server with these credentials, and whose team works in the mount.
    fn person(
        &self,
        server: &OpenBao,
        address: &str,
        settings: &[&str],
        credentials: &serde_json::Value,
    ) -> Home {
        let home = person();
        let file = authority_of(server, &home);
        let mut arguments = vec!["provider", "register", "corp", "--kind", "vault", "--url", address];
        if address.starts_with("https") {
            arguments.extend(["--ca-cert", &file]);
        }
        arguments.extend(settings);
        arguments.extend(["--credentials-stdin", "--no-check", "-y"]);
        home.run(&arguments, &credentials.to_string());
        home.run(&["team", "create", "pay", "--provider", "corp", "--root", &self.mount], "");
        home.run(&["team", "switch", "pay"], "");
        home
    }
}

/// The file that says whom this person trusts.
fn authority_of(server: &OpenBao, home: &Home) -> String {
    let file = home.folder().join("authority.pem");
    std::fs::write(&file, server.authority()).unwrap();
    file.display().to_string()
}

/// A console before the passphrase, that looks for these.
fn admit(home: &Home, ground: &Ground, watched: &[(&'static str, &str)]) -> Patient {
    let mut patient = Patient::start(home, &program(), &[], &[]);
    patient.see("is locked");
    patient
        .watch("the value", &ground.value)
        .watch("the key", &ground.key)
        .watch("the passphrase", &home.passphrase)
        .watch("the control", random::letters(40));
    for (name, text) in watched {
        patient.watch(name, text);
    }
    patient
}

fn open(home: &Home, patient: &mut Patient) {
    home.unlock(&mut patient.console);
    for text in ["alpha", "beta", "content"] {
        patient.see(text);
    }
}

fn lock(patient: &mut Patient) {
    patient.press(Key::Ctrl('l'));
    patient.see("is locked");
}

/// Everything that is done with values, looked at after every step.
fn work(address: &str, server: &OpenBao) {
    let ground = Ground::on(server);
    let token = ground.token();
    let (typed, pasted) = (random::letters(40), random::pem());
    let home = ground.person(server, address, &[], &json!({ "token": token }));
    let mut patient = admit(&home, &ground, &[("what was typed", &typed), ("what was pasted", &pasted.1)]);
    patient.watch("the token", &token).watch("the token as HTTP/2 packs it", packed(&token));
    patient.assert_clean("before the store is opened");
    open(&home, &mut patient);
    patient.assert_clean_but(LOGIN, "before the first value is asked for");

    let (value, key) = (&*ground.value, &*ground.key);
    patient.reveal(start(value));
    let shown = patient.copies(value);
    assert!((1..=2).contains(&shown.whole.len()), "shown: {shown}");
    assert!((1..=2).contains(&shown.apart.len()), "shown: {shown}");
    patient.hide(start(value));
    patient.assert_clean_but(LOGIN, "after a value was hidden");

    patient.press(Key::Char('j'));
    patient.reveal(start(key));
    let shown = patient.copies(key);
    assert!(!shown.whole.is_empty() && !shown.apart.is_empty(), "shown: {shown}");
    patient.hide(start(key));
    patient.assert_clean_but(LOGIN, "after a key was hidden");

    patient.edit(|patient| patient.console.paste(&pasted.0).unwrap());
    patient.assert_clean_but(LOGIN, "after a key was pasted and saved");
    patient.press(Key::Char('k'));
    patient.edit(|patient| patient.write(&typed));
    patient.assert_clean_but(LOGIN, "after a value was typed and saved");
    assert_eq!(ground.admin.get(&ground.mount, "alpha"), json!({ "content": typed }));

    let left = patient.left();
    for (_, found) in left.iter().filter(|(name, _)| LOGIN.contains(name)) {
        assert!(found.apart.is_empty(), "it was on no screen: {found}");
        eprintln!("{address}, copies while the console is open: {found}");
    }
    assert!(!patient.copies(&token).is_nothing(), "the search is blind");
    patient.reveal(start(&typed));
    lock(&mut patient);
    patient.assert_clean("after the console was locked");
}

#[test]
fn over_tls_no_value_stays_in_memory_and_the_token_goes_when_the_console_is_locked() {
    let Some(server) = OpenBao::shared().filter(|_| can_look()) else { return };
    work(&server.tls_address(), server);
}

#[test]
fn without_tls_no_value_stays_in_memory_and_the_token_goes_when_the_console_is_locked() {
    let Some(server) = OpenBao::shared().filter(|_| can_look()) else { return };
    work(&server.address(), server);
}

#[test]
fn a_token_goes_when_the_console_is_locked_while_the_server_hangs() {
    let Some(server) = OpenBao::shared().filter(|_| can_look()) else { return };
    let (ground, proxy) = (Ground::on(server), DelayProxy::before(&server.tls_address(), Duration::ZERO));
    let token = ground.token();
    let home = ground.person(server, &proxy.tls_address(), &[], &json!({ "token": token }));
    let mut patient = admit(&home, &ground, &[]);
    patient.watch("the token", &token).watch("the token as HTTP/2 packs it", packed(&token));
    open(&home, &mut patient);
    proxy.hang();
    // Names on the one connection, a value on another; neither is answered.
    patient.press(Key::Char('R'));
    patient.press(Key::Char('r'));
    patient.see("asking");
    assert!(!patient.copies(&token).is_nothing());
    lock(&mut patient);
    patient.assert_clean("after the console was locked in the middle of its questions");
}

#[test]
fn a_token_typed_into_the_form_leaves_with_the_form_or_stays_for_the_login_alone() {
    let Some(server) = OpenBao::shared().filter(|_| can_look()) else { return };
    let ground = Ground::on(server);
    let token = ground.token();
    let home = person();
    home.run(&["set", "first", "--stdin"], "one");
    let mut patient = admit(&home, &ground, &[]);
    patient.watch("the token", &token).watch("the token as HTTP/2 packs it", packed(&token));
    home.unlock(&mut patient.console);
    patient.see("first");
    let authority = authority_of(server, &home);
    let fill = |patient: &mut Patient| {
        patient.press(Key::Char('1'));
        patient.press(Key::Char('a'));
        patient.see("Register a provider");
        patient.write("corp");
        patient.press(Key::Tab);
        patient.press(Key::Tab);
        patient.write(&server.tls_address());
        patient.press(Key::Tab);
        patient.press(Key::Tab);
        patient.write(&authority);
        patient.press(Key::Tab);
        patient.press(Key::Tab);
        patient.write(&token);
        // Once in sight, too.
        patient.press(Key::Ctrl('r'));
        patient.see(&token);
        patient.press(Key::Tab);
        patient.see_no(&token);
        patient.see("passed");
    };
    fill(&mut patient);
    assert!(!patient.copies(&token).is_nothing());
    patient.press(Key::Esc);
    patient.see("would be lost");
    patient.press(Key::Char('y'));
    patient.see_no("Register a provider");
    patient.assert_clean("after a form was left that had tried the token");

    fill(&mut patient);
    patient.press(Key::Ctrl('s'));
    patient.see("registered corp");
    patient.see("OpenBao");
    // The one to log in with and the one that is used.
    patient.assert_at_most(2, &token, "after registering");
    lock(&mut patient);
    patient.assert_clean("after the console was locked");
}

#[test]
fn what_a_login_was_made_with_goes_when_the_console_is_locked() {
    let Some(server) = OpenBao::shared().filter(|_| can_look()) else { return };
    let ground = Ground::on(server);
    let wanted = json!({ "token_policies": [ground.policy, "default"], "token_ttl": "1h" });
    let (role, user) = (ground.admin.approle(wanted.clone()), ground.admin.user(wanted));
    let of_role = json!({ "role_id": role.role_id, "secret_id": role.secret_id });
    let of_user = json!({ "username": user.name, "password": user.password });
    for (auth, mount, credentials, secret) in [
        ("approle", &role.mount, of_role, &role.secret_id),
        ("userpass", &user.mount, of_user, &user.password),
    ] {
        let settings = ["--auth", auth, "--auth-mount", mount];
        let home = ground.person(server, &server.tls_address(), &settings, &credentials);
        let calls = server.calls();
        let mut patient = admit(&home, &ground, &[("the secret of the login", secret)]);
        open(&home, &mut patient);
        let listing = calls.all().into_iter().find(|call| call.path.starts_with(&ground.mount));
        let token = listing.expect("the names are listed").token;
        patient.watch("the token", &token).watch("the token as HTTP/2 packs it", packed(&token));
        for text in [&token, secret] {
            let found = patient.copies(text);
            assert!(found.whole.len() <= 1 && found.apart.is_empty(), "{auth}: {found}");
        }
        lock(&mut patient);
        patient.assert_clean(&format!("{auth}: after the console was locked"));
    }
}
