//! What the login may not do: greyed with the reason, asked for once, forgotten when it may have changed.

use crate::support::pure::Pure;
use async_trait::async_trait;
use strongroom::domain::{Folder, SecretKind, SecretPath, Which};
use strongroom::message::{
    Answer, Event, Grants, Key, Outcome, ProviderFacts, ProviderState, Request, Shared, Target, TeamFacts,
};
use strongroom::provider::{
    Ability, Bin, Capabilities, Content, Error, Grant, Health, Pages, Permitting, Provider, Result, Right,
    Rights, Versioning, Writing,
};
use strongroom::providers::memory::Store;

/// What stands for a name that nobody has given yet.
const NEW: &str = ".strongroom-new";

/// A store that tells rights; nothing is ever asked of it.
struct Telling(Store);

#[async_trait]
impl Provider for Telling {
    async fn health(&self) -> Result<Health> {
        self.0.health().await
    }
    async fn list(&self, at: &Folder, pages: Pages<'_>) -> Result<()> {
        self.0.list(at, pages).await
    }
    async fn read(&self, path: &SecretPath, which: Which) -> Result<Content> {
        self.0.read(path, which).await
    }
    fn writing(&self) -> Option<&dyn Writing> {
        self.0.writing()
    }
    fn versioning(&self) -> Option<&dyn Versioning> {
        self.0.versioning()
    }
    fn bin(&self) -> Option<&dyn Bin> {
        self.0.bin()
    }
    fn permitting(&self) -> Option<&dyn Permitting> {
        Some(self)
    }
}

#[async_trait]
impl Permitting for Telling {
    async fn rights(&self, paths: &[SecretPath]) -> Result<Vec<Option<Rights>>> {
        Ok(vec![None; paths.len()])
    }
}

fn facts(is_read_only: bool) -> ProviderFacts {
    ProviderFacts {
        id: strongroom::domain::ProviderId::local(),
        kind: "server".into(),
        state: ProviderState::Ready(Health::default()),
        can: Capabilities::of(&Telling(Store::new()), is_read_only),
        is_switched_read_only: is_read_only,
        caution: None,
    }
}

/// A team with these names on a store that tells rights, nothing told yet.
fn telling(names: &[&str], is_read_only: bool) -> Pure {
    let mut pure = Pure::started(strongroom::provider::Lock::Open);
    let team = TeamFacts {
        id: strongroom::domain::TeamId::personal(),
        provider: strongroom::domain::ProviderId::local(),
        root: "personal".into(),
        broken: None,
    };
    let ticket = pure.ticket(|request| matches!(request, Request::Survey));
    pure.reply(ticket, Answer::Part(Outcome::Places(vec![team], vec![facts(is_read_only)])));
    pure.answer(
        |request| matches!(request, Request::List(_)),
        Ok(Outcome::Names(crate::support::pure::entries(names))),
    );
    pure
}

fn is_rights(request: &Request) -> bool {
    matches!(request, Request::Rights(..))
}

/// The secrets that were asked about.
fn asked(pure: &Pure) -> Vec<String> {
    let mut asked = all_asked(pure);
    asked.retain(|path| !path.ends_with(NEW));
    asked
}

/// Those, and the name that stands for what could be added.
fn all_asked(pure: &Pure) -> Vec<String> {
    let Some((_, Request::Rights(_, paths))) = pure.open.iter().find(|(_, request)| is_rights(request))
    else {
        return Vec::new();
    };
    paths.iter().map(ToString::to_string).collect()
}

/// Tells the same of each secret that was asked about.
fn tell(pure: &mut Pure, refused: &[Right], missing: &'static [Ability]) {
    let rights = refused.iter().fold(Rights::default(), |rights, right| rights.without(*right));
    let grant = Grant { missing, rights: Some(rights) };
    let secrets = all_asked(pure).iter().map(|path| (SecretPath::new(path).unwrap(), grant)).collect();
    let grants = Grants { team: strongroom::domain::TeamId::personal(), missing, secrets };
    pure.answer(is_rights, Ok(Outcome::Rights(Box::new(grants))));
}

fn shared(pure: &Pure) -> &Shared {
    pure.app.shared()
}

fn at(path: &str) -> Target {
    Target { team: strongroom::domain::TeamId::personal(), path: SecretPath::new(path).unwrap() }
}

#[test]
fn the_rows_on_screen_are_asked_about_in_one_question_and_never_twice() {
    let mut pure = telling(&["a", "b", "c", "dir/x"], false);
    assert_eq!(all_asked(&pure), ["a", "b", "c", NEW], "the last one stands for what could be added");
    pure.press("j");
    pure.press("j");
    assert_eq!(pure.open.iter().filter(|(_, request)| is_rights(request)).count(), 1);
    tell(&mut pure, &[Right::Delete], &[]);
    pure.press("jkkjk");
    assert!(!pure.is_asked(is_rights));
}

#[test]
fn while_nothing_is_known_everything_can_be_tried() {
    let mut pure = telling(&["a"], false);
    assert!(pure.is_asked(is_rights));
    pure.press("D").shows("Remove a with all its versions?");
    pure.press("<esc>");
    pure.press("d").shows("Delete a?").shows("It is not known yet whether this place keeps versions");
}

#[test]
fn refused_verbs_are_greyed_with_the_reason_in_every_place() {
    let mut pure = telling(&["a"], false);
    let all = Right::ALL;
    tell(&mut pure, &all, &[]);
    for (key, reason) in [
        ("r", "the login may not read this secret"),
        ("y", "the login may not read this secret"),
        ("e", "the login may not write here"),
        ("d", "the login may not delete here"),
        ("D", "the login may not remove secrets for good here"),
        ("M", "the login may not read this secret"),
    ] {
        pure.press(key).shows(reason);
    }
    pure.press("4r").shows("reveal or hide: the login may not read this secret");
    pure.press("e").shows("edit: the login may not write here");
    pure.press("5o").shows("the login may not see the history here");
    pure.press("3:delete").shows("the login may not delete here");
    pure.press("<esc>");
    pure.press("?/delete").shows("the login may not delete here");
    pure.press("<esc><esc>");
    pure.press("a").shows("the login may not add secrets in this folder");
}

#[test]
fn adding_is_greyed_by_the_folder_and_not_by_the_secrets_in_it() {
    let mut pure = telling(&["a", "dir/x"], false);
    pure.press("j");
    let rights = |path: &String| {
        let may_add = path.ends_with(NEW);
        let rights = Rights::default().only_if(may_add, Right::Create).only_if(may_add, Right::Update);
        let rights = rights.without(Right::Patch);
        (SecretPath::new(path).unwrap(), Grant { missing: &[], rights: Some(rights) })
    };
    let secrets = all_asked(&pure).iter().map(rights).collect();
    let grants = Grants { team: strongroom::domain::TeamId::personal(), missing: &[], secrets };
    pure.answer(is_rights, Ok(Outcome::Rights(Box::new(grants))));
    pure.press("e").shows("the login may not write here");
    pure.press("a").shows("New secret");
    pure.press("<esc>gl");
    assert_eq!(all_asked(&pure), ["dir/x", "dir/.strongroom-new"], "another folder, other rights");
    tell(&mut pure, &[Right::Create], &[]);
    pure.press("a").shows("the login may not add secrets in this folder");
}

#[test]
fn who_may_change_single_fields_may_edit() {
    let mut pure = telling(&["a", "b"], false);
    tell(&mut pure, &[Right::Update], &[]);
    pure.press("e").hides("the login may not write here");
    assert!(pure.is_asked(|request| matches!(request, Request::Read { .. })));
}

#[test]
fn a_place_without_versions_says_so_before_it_is_asked() {
    let mut pure = telling(&["a", "b"], false);
    assert!(pure.is_asked(|request| matches!(request, Request::History(_))));
    tell(&mut pure, &[], &[Ability::Versions, Ability::Bin]);
    assert!(!pure.is_asked(|request| matches!(request, Request::History(_))), "it is given up");
    pure.shows("this place keeps no versions");
    pure.press("j");
    assert!(!pure.is_asked(|request| matches!(request, Request::History(_))), "it is not asked again");
    pure.press("b").shows("this place keeps no bin");
    pure.press("d").shows("This place keeps no versions: it will be gone for good");
}

#[test]
fn the_switch_of_the_person_wins_over_the_rights_of_the_login() {
    let mut pure = telling(&["a"], true);
    tell(&mut pure, &[Right::Delete], &[]);
    pure.press("d").shows("delete: the provider is switched to read-only");
    pure.press("e").shows("edit: the provider is switched to read-only");
}

#[test]
fn a_refusal_is_remembered_until_everything_is_asked_again() {
    let mut pure = telling(&["a"], false);
    tell(&mut pure, &[], &[]);
    let denied = || Error::Denied { reason: "the login may not delete `a`".into() };
    pure.press("d").press("y");
    pure.answer(|request| matches!(request, Request::Delete(..)), Err(denied())).press("<esc>");
    pure.press("d").shows("delete: the login may not delete here");
    pure.press("R");
    assert_eq!(asked(&pure), ["a"]);
    pure.press("d").shows("Delete a?");
}

#[test]
fn what_others_refuse_for_other_reasons_is_not_remembered() {
    let mut pure = telling(&["a"], false);
    tell(&mut pure, &[], &[]);
    pure.press("d").press("y");
    let gone = crate::support::pure::unreachable();
    pure.answer(|request| matches!(request, Request::Delete(..)), Err(gone)).press("<esc>");
    assert_eq!(shared(&pure).why_not_to(&at("a"), Right::Delete), None);
}

#[test]
fn a_question_that_fails_is_not_asked_again_at_every_key() {
    let mut pure = telling(&["a", "b"], false);
    pure.answer(is_rights, Err(crate::support::pure::unreachable()));
    pure.press("jk");
    assert!(!pure.is_asked(is_rights));
    pure.press("R");
    assert!(pure.is_asked(is_rights));
}

#[test]
fn a_typed_path_of_a_folder_that_cannot_be_listed_is_opened() {
    let mut pure = telling(&["a"], false);
    pure.press("Jdeep/x").shows("not listed");
    pure.press("<enter>");
    assert_eq!(shared(&pure).selected, Some(at("deep/x")));
    assert!(
        pure.is_asked(|request| matches!(request, Request::Outline(at, _) if at.path.as_str() == "deep/x"))
    );
    pure.answer_outline("deep/x", SecretKind::ApiKey, &["content"]);
    pure.shows("content").shows("deep");
    // Another listing that does not tell it either leaves it there.
    pure.press("R");
    pure.answer(
        |request| matches!(request, Request::List(_)),
        Ok(Outcome::Names(crate::support::pure::entries(&["a"]))),
    );
    assert_eq!(shared(&pure).selected, Some(at("deep/x")));
}

#[test]
fn a_typed_path_that_is_not_there_goes_again() {
    let mut pure = telling(&["a"], false);
    pure.press("Jdeep/x<enter>");
    let missing = Error::not_found("deep/x");
    pure.answer(|request| matches!(request, Request::Outline(..)), Err(missing));
    pure.shows("there is no deep/x in personal");
    assert_eq!(shared(&pure).names.as_ref().unwrap().entries().len(), 1);
}

#[test]
fn a_store_that_tells_no_rights_is_not_asked() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.event(Event::Key(Key::char('j')));
    assert!(!pure.is_asked(is_rights));
    pure.press("Jnowhere").shows("Nothing has this name");
    pure.press("<enter>").shows("nothing begins with nowhere");
}
