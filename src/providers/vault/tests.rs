//! What needs no server: addresses, the table of errors, credentials of the environment.

use super::address::{Address, certificates};
use super::environment;
use super::errors::{Said, fault};
use super::login::Credentials;
use super::mounts::MountTable;
use super::rules;
use crate::provider::Error;

fn said(status: u16, text: &str) -> Said {
    Said::new(status, serde_json::json!({ "errors": [text] }).to_string().as_bytes())
}

#[test]
fn an_address_is_a_scheme_a_host_and_a_port() {
    for wrong in
        ["", "vault:8200", "ftp://vault", "https://", "https://me:pw@vault", "https://v/x", "https://v/?a"]
    {
        assert!(Address::new(wrong).is_err(), "{wrong}");
    }
    let address = Address::new(" https://vault.example.com:8200/ ").unwrap();
    assert_eq!(address.shown(), "https://vault.example.com:8200");
    assert!(!address.is_unencrypted() && !address.is_loopback());
    for near in ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8200"] {
        assert!(Address::new(near).unwrap().is_loopback(), "{near}");
    }
    assert!(!Address::new("http://localhost.example.com").unwrap().is_loopback());
}

#[test]
fn what_cannot_be_a_wrapping_token_is_refused_before_it_is_sent() {
    let service = format!("hvs.{}", "CAESI-_9".repeat(11));
    for token in
        ["s.0123456789abcdefghijABCD", "s.0123456789abcdefghijABCD.ns1", &service, "eyJhbGciOi.eyJhY2.c2ln"]
    {
        assert_eq!(rules::wrapping_token(token), Ok(()), "{token}");
    }
    for other in
        ["", "root", "correct horse battery staple", "s.short", "hvs.has a space in it somewhere", "a.b.c"]
    {
        let told = rules::wrapping_token(other).unwrap_err();
        assert!(told.starts_with("that is no wrapping token"), "{other}: {told}");
    }
    assert_eq!(rules::token("root"), Ok(()));
    assert!(rules::token("correct horse").is_err());
}

#[test]
fn an_answer_in_the_wrong_line_is_noticed_there() {
    assert!(rules::namespace("https://vault").is_err() && rules::namespace("ops/team/").is_ok());
    assert!(rules::authority("https://vault").is_err() && rules::authority("/etc/ca.pem").is_ok());
    assert_eq!(rules::address("127.0.0.1:8200").unwrap_err(), "must be like https://vault.example.com:8200");
    assert!(rules::mounts("kv:3").is_err() && rules::mounts("kv, old:1").is_ok());
}

#[test]
fn every_part_of_a_name_is_encoded_and_slashes_stay() {
    let address = Address::new("http://v").unwrap();
    assert_eq!(address.of_api("kv/data/a b/c?d+e%/").as_str(), "http://v/v1/kv/data/a%20b/c%3Fd%2Be%25/");
    assert_eq!(address.of_api("kv/data/ü.x").as_str(), "http://v/v1/kv/data/%C3%BC.x");
}

#[test]
fn authorities_come_in_four_forms() {
    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let folder = std::env::temp_dir().join(format!("strongroom-ca-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, PEM).unwrap();
    let base64 = format!("base64://{}", crate::domain::Field::base64(PEM.as_bytes()).as_str());
    for form in [PEM, &base64, file.to_str().unwrap(), &format!("file://{}", file.display())] {
        assert_eq!(certificates(form).map(|found| found.len()), Ok(1), "{form}");
    }
    std::fs::write(&file, "nothing").unwrap();
    for wrong in [file.to_str().unwrap(), "base64://%%", "/no/such/file", "base64://AAAA"] {
        assert!(matches!(certificates(wrong), Err(Error::Invalid { .. })), "{wrong}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_table_of_errors_tells_what_a_person_can_do() {
    let means = |status, text| fault("v", "read `a`", &said(status, text));
    assert!(matches!(means(403, "permission denied"), Error::Denied { .. }));
    assert!(matches!(means(503, "Vault is sealed"), Error::Locked { .. }));
    assert!(matches!(means(500, "RustyVault is sealed."), Error::Locked { .. }));
    assert_eq!(means(429, "request path \"kv\": rate limit quota exceeded"), Error::Throttled);
    let conflict = "check-and-set parameter did not match the current version";
    assert_eq!(means(400, conflict), Error::Conflict { current: None });
    assert!(
        means(400, "refused JSON input due to high complexity: exceeded maximum number of strings")
            .to_string()
            .contains("1000")
    );
    assert!(means(500, "put failed due to value being too large; got 1").to_string().contains("1 MiB"));
    assert!(matches!(means(307, ""), Error::Unreachable { .. }));
    assert!(matches!(means(404, "namespace not found"), Error::NotFound { .. }));
    assert!(matches!(means(405, ""), Error::Unsupported { .. }));
    assert!(matches!(means(500, "token owner cannot be approver"), Error::Denied { .. }));
}

#[test]
fn words_of_a_server_are_short_and_cannot_act_on_a_terminal() {
    let long = format!("\u{1b}[2J{}", "x".repeat(5000));
    let shown = fault("v", "read", &said(400, &long)).to_string();
    assert!(shown.len() < 400 && !shown.contains('\u{1b}'), "{shown}");
    assert_eq!(Said::new(500, b"<html>no json"), Said::new(500, b""));
    assert!(Said::new(500, br#"{"error":"RustyVault is sealed."}"#).has("sealed"));
}

#[test]
fn credentials_of_the_environment_go_only_to_its_own_server() {
    let here = Address::new("https://here:8200").unwrap();
    let with = |pairs: &'static [(&str, &str)]| {
        move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    let found = |pairs| environment::credentials(&here, &with(pairs));
    assert!(matches!(found(&[("VAULT_TOKEN", "t")]), Ok(Credentials::Token(_))));
    assert!(matches!(
        found(&[("BAO_TOKEN", "t"), ("BAO_ADDR", "https://here:8200/")]),
        Ok(Credentials::Token(_))
    ));
    assert!(matches!(
        found(&[("VAULT_TOKEN", "t"), ("VAULT_ADDR", "https://there:8200")]),
        Ok(Credentials::None)
    ));
    assert!(matches!(found(&[]), Ok(Credentials::None)));
    let both = found(&[("VAULT_TOKEN", "t"), ("VAULT_APP_ROLE_ID", "r"), ("VAULT_APP_ROLE_SECRET_ID", "s")]);
    assert!(matches!(both, Ok(Credentials::AppRole { .. })));
    let Err(Error::Invalid { reason }) = found(&[("VAULT_APP_ROLE_ID", "r")]) else { panic!("one alone") };
    assert!(reason.contains("VAULT_APP_ROLE_SECRET_ID"), "{reason}");
}

#[test]
fn the_two_spellings_are_never_mixed() {
    const HERE: (&str, &str) = ("VAULT_ADDR", "https://here:8200");
    const THERE: (&str, &str) = ("BAO_ADDR", "https://there:8200");
    const VAULT: (&str, &str) = ("VAULT_TOKEN", "v");
    const BAO: (&str, &str) = ("BAO_TOKEN", "b");
    let (here, there) =
        (Address::new("https://here:8200").unwrap(), Address::new("https://there:8200").unwrap());
    let with = |pairs: &'static [(&str, &str)]| {
        move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    let token = |at: &Address, pairs| match environment::credentials(at, &with(pairs)).unwrap() {
        Credentials::Token(token) => token.expose_text(str::to_owned),
        _ => None,
    };
    // Each token goes to the address of its own spelling, whichever is chosen.
    assert_eq!(token(&here, &[HERE, BAO]), None);
    assert_eq!(token(&there, &[THERE, VAULT]), None);
    assert_eq!(token(&here, &[HERE, THERE, VAULT, BAO]).as_deref(), Some("v"));
    assert_eq!(token(&there, &[HERE, THERE, VAULT, BAO]).as_deref(), Some("b"));
    assert_eq!(token(&here, &[HERE, ("BAO_ADDR", "https://here:8200"), BAO]).as_deref(), Some("b"));
    // Without an address they may be for any server that has none of its own.
    assert_eq!(token(&here, &[BAO]).as_deref(), Some("b"));
    assert_eq!(token(&here, &[BAO, VAULT]).as_deref(), Some("v"));
    // Half a login is one of its own spelling, too.
    let halves = [("VAULT_APP_ROLE_ID", "r"), ("BAO_APP_ROLE_SECRET_ID", "s")];
    let halves = |name: &str| halves.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned());
    let Err(Error::Invalid { reason }) = environment::credentials(&here, &halves) else {
        panic!("two halves")
    };
    assert!(reason.contains("VAULT_APP_ROLE_SECRET_ID is not"), "{reason}");
    // What belongs to an address comes from its spelling.
    let around: &[(&str, &str)] =
        &[HERE, THERE, VAULT, ("VAULT_NAMESPACE", "nv"), ("BAO_NAMESPACE", "nb"), ("BAO_CACERT", "cb")];
    assert_eq!(environment::namespace(&here, &with(around)).as_deref(), Some("nv"));
    assert_eq!(environment::namespace(&there, &with(around)).as_deref(), Some("nb"));
    assert_eq!(environment::ca_cert(&here, &with(around)), None);

    let given = environment::given(&with(around)).unwrap();
    assert_eq!((given.by.as_str(), given.settings["url"].as_str()), ("VAULT_ADDR", HERE.1));
    assert_eq!(given.settings["namespace"], "nv");
    assert!(given.passed_over.unwrap().contains("the BAO_ variables are not used"));
    // One that can be logged in to comes before one that cannot.
    let given = environment::given(&with(&[HERE, THERE, BAO])).unwrap();
    assert_eq!(given.by, "BAO_ADDR");
    assert_eq!(environment::given(&with(&[HERE])), None);
    assert_eq!(environment::given(&with(&[VAULT])), None);
    assert!(environment::given(&with(&[("VAULT_ADDR", "nonsense"), VAULT])).unwrap().broken.is_some());
}

#[test]
fn mounts_named_by_hand_have_a_path_and_a_version() {
    assert!(MountTable::new(Some("kv, team/old:1, new:2,")).is_ok());
    for wrong in ["kv:3", ":1", "a//b", "/"] {
        assert!(MountTable::new(Some(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn which_servers_hold_changes_back_is_told_by_their_version() {
    let holds_back = |json: &str| serde_json::from_str::<super::wire::State>(json).unwrap().holds_back();
    assert_eq!(holds_back(r#"{"version": "2.7.2"}"#), Some(true));
    assert_eq!(holds_back(r#"{"version": "2.10.0"}"#), Some(true));
    assert_eq!(holds_back(r#"{"version": "2.6.1"}"#), Some(false));
    assert_eq!(holds_back(r#"{"version": "1.19.0", "enterprise": false}"#), Some(false));
    assert_eq!(holds_back(r#"{"version": "1.19.0+ent", "enterprise": true}"#), Some(true));
    assert_eq!(holds_back(r#"{"version": "1.14.0"}"#), Some(false));
    assert_eq!(holds_back(r#"{"version": "hidden"}"#), None);
}

#[test]
fn that_something_was_changed_meanwhile_is_told_in_many_words() {
    let is_conflict = |text: &str| said(400, text).is_conflict();
    for text in [
        "check-and-set parameter did not match the current version",
        "check-and-set parameter 1 did not match the current version 2",
        "check-and-set parameter set to -1 on existing entry",
        "metadata check-and-set parameter does not match the current version",
    ] {
        assert!(is_conflict(text), "{text}");
    }
    assert!(!is_conflict("check-and-set parameter required for this call"));
}
