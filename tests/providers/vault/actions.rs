//! What each thing that a person does costs the server: exactly these requests, none twice, none unasked.

use crate::support::console::Console;
use crate::support::servers::{DelayProxy, OpenBao};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use strongroom::config::{Config, Paths};
use strongroom::domain::{Field, Fields, ProviderId, SecretValue};
use strongroom::ops::{self, Session};
use strongroom::provider::Registration;
use strongroom::providers::KINDS;
use strongroom::providers::memory::{OpenKeeper, Store};

/// A console on a server, and the line between them.
struct Line {
    console: Console,
    proxy: DelayProxy,
    mount: String,
    seen: usize,
    _folder: tempfile::TempDir,
}

impl Line {
    /// The requests since the last look, in order of their names; `KV` stands for the mount. Not among them is which
    /// mounts there are: a listing asks that again once five seconds have passed.
    fn made(&mut self) -> Vec<String> {
        let all = self.proxy.requests();
        let mut made: Vec<String> = all[self.seen..]
            .iter()
            .map(|request| request.replace("/v1/", "").replace(&self.mount, "KV"))
            .collect();
        self.seen = all.len();
        made.retain(|request| request != MOUNTS);
        // Some are made at the same time.
        made.sort();
        made
    }

    /// Does something, and tells what that has cost.
    fn costs(&mut self, keys: &str) -> Vec<String> {
        self.console.work(keys);
        self.made()
    }
}

const MOUNTS: &str = "GET sys/internal/ui/mounts";

const ALL: &str =
    r#"path "MOUNT/*" { capabilities = ["create", "read", "update", "patch", "delete", "list", "scan"] }"#;

/// The console of a team with 20 secrets in a folder.
fn line() -> Option<Line> {
    let server = OpenBao::shared()?;
    let admin = server.admin();
    let mount = admin.kv2();
    for number in 10..30 {
        admin.put(&mount, &format!("app/s{number}"), json!({ "content": "one" }));
    }
    let policy = admin.policy(&ALL.replace("MOUNT", &mount));
    let token = admin.token(json!({ "policies": [policy, "default"], "ttl": "1h" }));
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);

    let folder = tempfile::tempdir().unwrap();
    let paths = Paths { config_dir: folder.path().join("config"), data_dir: folder.path().join("data") };
    std::fs::create_dir_all(&paths.config_dir).unwrap();
    let keeper = Arc::new(OpenKeeper::new(Arc::new(Store::new())));
    let session = Session::new(Config::load(&paths, KINDS), paths, keeper, KINDS).of_person("tester");
    let corp = ProviderId::new("corp").unwrap();
    let registration = Registration {
        id: corp.clone(),
        kind: "vault".into(),
        settings: BTreeMap::from([
            ("url".to_owned(), proxy.address()),
            ("timeout".to_owned(), "30s".to_owned()),
        ]),
        credentials: Fields::from_iter([Field::text("token", SecretValue::from_text(token))]),
        kept: Vec::new(),
        enabled: true,
        read_only: false,
    };
    let team = strongroom::domain::TeamId::new("pay").unwrap();
    let root = strongroom::domain::Folder::new(&mount).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        ops::provider::add(&session, registration).await.unwrap();
        ops::team::create(&session, &team, Some(corp), Some(root)).await.unwrap();
    });
    session.switch_team(&team).unwrap();
    Some(Line { console: Console::on(Arc::new(session), false), proxy, mount, seen: 0, _folder: folder })
}

/// What all names of the team cost: those of the first level, what is known of each, those of the folder.
const NAMES: &[&str] = &["LIST KV/metadata/", "SCAN KV/detailed-metadata/", "SCAN KV/metadata/app/"];

/// Does things one after the other, and compares what each has cost with what it must.
fn compare(line: &mut Line, steps: &[(&str, &str, &[&[&str]])]) {
    for (what, keys, expected) in steps {
        let mut expected: Vec<&str> = expected.concat();
        expected.sort_unstable();
        assert_eq!(line.costs(keys), expected, "{what}\n{}", line.console.screen());
    }
}

/// What the panes beside the list ask about a secret under the cursor, without its values.
macro_rules! aside {
    ($name:literal) => {
        &[concat!("GET KV/subkeys/", $name, "?depth=1"), concat!("GET KV/metadata/", $name)]
    };
}

const RIGHTS: &[&str] = &["POST sys/capabilities-self"];

#[test]
fn looking_costs_what_it_must_and_no_more() {
    let Some(mut line) = line() else { return };
    line.console.settle();
    assert!(line.proxy.requests().iter().any(|request| request.replace("/v1/", "") == MOUNTS));
    // Who answers there is asked before the token goes there; the same answer tells how it is.
    let first = ["GET sys/health", "GET auth/token/lookup-self"];
    compare(
        &mut line,
        &[
            ("opening the team", "", &[&first, NAMES, RIGHTS]),
            ("opening the folder, its first secret masked", "l", &[aside!("app/s10"), RIGHTS]),
            ("the next one", "j", &[aside!("app/s11")]),
            ("revealing", "r", &[&["GET KV/data/app/s11"]]),
            ("hiding", "r", &[]),
            ("copying", "y", &[&["GET KV/data/app/s11"]]),
            ("a form that is left", "e<esc>", &[&["GET KV/data/app/s11"]]),
            ("the history, which is there already", "H3", &[]),
            ("the bin", "b", &[&["SCAN KV/detailed-metadata/"]]),
            ("closing it", "<esc>", &[]),
            ("jumping", "Japp/s29<enter>", &[aside!("app/s29")]),
            ("filtering", "/s1<enter>", &[aside!("app/s10")]),
            ("help, palette, themes", "<esc>?<esc>:<esc>T<esc>", &[]),
        ],
    );
    // As many as there are, and nothing about any of them twice.
    line.console.work("<esc>").work("gg");
    line.made();
    let moving = line.costs("jjjjjjjjjjjjjjjjjjj");
    assert_eq!(moving.len(), 2 * 19, "{moving:?}");
    assert!(moving.windows(2).all(|two| two[0] != two[1]), "{moving:?}");
    assert!(moving.iter().all(|request| !request.contains("/data/")), "{moving:?}");
    compare(&mut line, &[("refreshing", "R", &[&first, NAMES, RIGHTS, aside!("app/s29")])]);
}

#[test]
fn changing_costs_what_it_must_and_no_more() {
    let Some(mut line) = line() else { return };
    line.console.settle().work("l").work("j");
    line.made();
    let at: &[&str] = aside!("app/s11");
    let metadata: &[&str] = &["GET KV/metadata/app/s11"];
    let one: &[&str] = &["GET KV/data/app/s11?version=1"];
    // Afterwards the panes beside look at it; the names are known, and nothing is listed.
    compare(
        &mut line,
        &[
            (
                // Read for the form. Looked at before the write, for its kind and where it stands; then the kind is
                // noted, as it has none yet.
                "editing and saving",
                "e<ctrl-u>two<ctrl-s>",
                &[
                    &["GET KV/data/app/s11"],
                    metadata,
                    &["POST KV/data/app/s11", "PATCH KV/metadata/app/s11"],
                    at,
                ],
            ),
            (
                "editing and saving again",
                "e<ctrl-u>three<ctrl-s>",
                &[&["GET KV/data/app/s11"], metadata, &["POST KV/data/app/s11"], at],
            ),
            (
                // What it holds already is told by the fingerprint of what was read; the labels are looked at.
                "saving the same",
                "e<ctrl-s>",
                &[&["GET KV/data/app/s11", "GET KV/subkeys/app/s11?depth=1"], metadata, at],
            ),
            ("comparing", "Hjj=", &[one, &["GET KV/data/app/s11?version=3"]]),
            ("both versions shown", "r", &[one, &["GET KV/data/app/s11?version=3"]]),
            ("closing it", "<esc>", &[]),
            ("rolling back", "oy", &[metadata, one, &["POST KV/data/app/s11"], at]),
            (
                // Looked at before, whether it is what was seen, and after, since the server says yes to everything.
                "deleting",
                "3dy",
                &[metadata, &["POST KV/delete/app/s11"], metadata, aside!("app/s12")],
            ),
            (
                // Likewise; what the look afterwards has shown stands in Versions.
                "undoing it",
                "u",
                &[metadata, &["PUT KV/undelete/app/s11"], metadata, &["GET KV/subkeys/app/s11?depth=1"]],
            ),
            (
                "destroying an old version",
                "HGDs11<enter>",
                &[metadata, &["PUT KV/destroy/app/s11"], metadata, &["GET KV/subkeys/app/s11?depth=1"]],
            ),
        ],
    );
    let made = line.costs("3anew<tab><space><space><tab>v<ctrl-s>");
    // Looked at before; the kind is noted once it is there.
    let mut expected = [
        "GET KV/metadata/app/new",
        "POST KV/data/app/new",
        "PATCH KV/metadata/app/new",
        "GET KV/subkeys/app/new?depth=1",
        "GET KV/metadata/app/new",
        "POST sys/capabilities-self",
    ];
    expected.sort_unstable();
    assert_eq!(made, expected, "making one\n{}", line.console.screen());
}
