//! Chosen keys: what is sound is taken, the rest is told with its place, and what is shown is what works.

use crate::support::keys::keys;
use crate::support::pure::Pure;
use strongroom::app::{chosen, tables};
use strongroom::config::keys::parse;
use strongroom::message::{Key, KeyWish, Request};

fn wish(line: usize, verb: &str, keys: &[&str]) -> KeyWish {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    KeyWish { place: format!("keys.toml:{line}"), verb: verb.into(), keys }
}

fn with_keys(wishes: Vec<KeyWish>) -> Pure {
    let (keymap, wrong) = chosen(wishes);
    assert!(wrong.is_empty(), "{wrong:?}");
    Pure::with_keys(&["a", "b"], keymap)
}

#[test]
fn every_key_of_every_table_is_read_as_it_is_shown() {
    for table in tables() {
        for key in table.verbs.iter().flat_map(|verb| &verb.keys) {
            assert_eq!(key.to_string().parse(), Ok(*key), "{key}");
        }
    }
}

#[test]
fn keys_can_be_typed_without_symbols() {
    for (typed, meant) in [
        ("enter", "<enter>"),
        ("shift-tab", "<backtab>"),
        ("ctrl-x", "<ctrl-x>"),
        ("alt-enter", "<alt-enter>"),
        ("space", "<space>"),
        ("-", "-"),
        ("G", "G"),
        ("up", "<up>"),
    ] {
        assert_eq!(typed.parse::<Key>().ok(), keys(meant).first().copied(), "{typed}");
    }
    for wrong in ["", "xx", "ctrl-", "F0", "F13", "ctrl-X", "shift-a", "hyper-x", "\u{7}"] {
        assert!(wrong.parse::<Key>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_chosen_key_works_and_is_shown_and_the_old_one_does_nothing() {
    let mut pure = with_keys(vec![wish(1, "secrets.reveal", &["z"]), wish(2, "help", &["ctrl-b"])]);
    pure.shows(" z reveal").shows("ctrl-b help").hides(" r reveal");
    let asks_outline = |request: &Request| matches!(request, Request::Outline(..));
    assert!(pure.is_asked(asks_outline));
    pure.answer_outline("a", strongroom::domain::SecretKind::ApiKey, &["content"]);
    pure.press("r");
    assert!(!pure.is_asked(|request| matches!(request, Request::Read { .. })));
    pure.press("z");
    assert!(pure.is_asked(|request| matches!(request, Request::Read { .. })));
    pure.press("?").hides("search");
    pure.press("<ctrl-b>").shows("search").shows("  z ");
}

#[test]
fn keys_may_change_places() {
    let pure = with_keys(vec![wish(1, "secrets.add", &["d"]), wish(2, "secrets.delete", &["a"])]);
    pure.shows("d add").shows("a delete");
}

#[test]
fn an_unknown_verb_names_its_line_and_the_verbs_of_its_pane() {
    let (_, wrong) = chosen(vec![wish(3, "detail.show", &["r"]), wish(4, "fly", &["r"])]);
    assert!(wrong[0].starts_with("keys.toml:3: detail.show: no such verb"), "{wrong:?}");
    assert!(wrong[0].contains("detail.reveal"), "{wrong:?}");
    assert!(wrong[1].contains("refresh"), "{wrong:?}");
    let (_, wrong) = chosen(vec![wish(5, "form.fly", &["ctrl-x"])]);
    assert!(wrong[0].contains("form.save"), "{wrong:?}");
}

#[test]
fn what_opens_over_the_panes_takes_chosen_keys_and_names_only_those() {
    let mut pure = with_keys(vec![
        wish(1, "form.save", &["F2"]),
        wish(2, "form.leave", &["F3"]),
        wish(3, "help.search", &["s"]),
        wish(4, "confirm.yes", &["F4"]),
    ]);
    pure.press("ax").shows("F2 save").shows("F3 leave").hides("ctrl-s").hides("esc");
    pure.press("<ctrl-s>");
    assert!(!pure.is_asked(|request| matches!(request, Request::Save(_))));
    pure.event(strongroom::message::Event::Key("F3".parse().unwrap()));
    pure.shows("y leaves").hides("esc");
    pure.press("y").hides("New secret");
    pure.press("?").shows("s search");
    pure.press("sform.save").shows("F2");
}

#[test]
fn no_sentence_of_an_overlay_is_shown_with_a_verb_in_braces() {
    let mut pure = with_keys(vec![]);
    for keys in ["a", "<tab><tab><tab>x", "<esc>", "y1a", "<ctrl-s>", "<esc>y?", "<esc>:", "<esc>w", "<esc>f"]
    {
        pure.press(keys).hides("{").hides("}");
    }
}

#[test]
fn text_cannot_be_a_key_where_text_is_typed_and_every_verb_there_keeps_one() {
    for (verb, key) in [
        ("form.save", "s"),
        ("register.check", "ctrl-w"),
        ("palette.run", "x"),
        ("find.close", "left"),
        ("generator.turn", "7"),
        ("confirm.yes", "j"),
    ] {
        let (_, wrong) = chosen(vec![wish(1, verb, &[key])]);
        assert!(wrong.len() == 1 && wrong[0].contains("is text there"), "{verb}: {wrong:?}");
    }
    let (_, wrong) = chosen(vec![wish(1, "form.leave", &[])]);
    assert!(wrong[0].contains("must keep a key"), "{wrong:?}");
    // Over the panes only few of the verbs that work everywhere work, too: those alone are in the way.
    let (_, wrong) = chosen(vec![wish(1, "tasks.stop", &["b"])]);
    assert!(wrong.is_empty(), "{wrong:?}");
    let (_, wrong) = chosen(vec![wish(1, "tasks.stop", &["ctrl-l"])]);
    assert!(wrong[0].contains("ctrl-l is a key of lock"), "{wrong:?}");
    let (_, wrong) = chosen(vec![wish(1, "tasks.stop", &["q"])]);
    assert!(wrong[0].contains("q is a key of tasks.close"), "{wrong:?}");
}

#[test]
fn what_is_no_key_is_told_and_the_rest_works() {
    let (keymap, wrong) = chosen(vec![wish(1, "quit", &["meta-q"]), wish(2, "lock", &["ctrl-k"])]);
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with("keys.toml:1: quit: \"meta-q\" is no key; allowed are"), "{wrong:?}");
    assert_eq!(keymap.keys("lock", &[]), keys("<ctrl-k>"));
    assert_eq!(keymap.keys("quit", &keys("q")), keys("q"));
}

#[test]
fn two_verbs_on_one_key_of_a_pane_are_a_mistake_and_the_later_keeps_its_own() {
    let (keymap, wrong) = chosen(vec![wish(1, "detail.copy", &["r"]), wish(2, "versions.rollback", &["z"])]);
    assert_eq!(
        wrong,
        ["keys.toml:1: detail.copy: r is a key of detail.reveal, too; choose another for one of them"]
    );
    assert_eq!(keymap.keys("versions.rollback", &[]), keys("z"));
    let (_, wrong) = chosen(vec![wish(1, "detail.copy", &["q"])]);
    assert!(wrong[0].contains("q is a key of quit"), "{wrong:?}");
    let (keymap, wrong) = chosen(vec![wish(1, "detail.copy", &["z"]), wish(2, "detail.edit", &["z"])]);
    assert!(wrong.len() == 1 && wrong[0].starts_with("keys.toml:2: detail.edit"), "{wrong:?}");
    assert_eq!(keymap.keys("detail.copy", &[]), keys("z"));
}

#[test]
fn the_console_can_always_be_left() {
    let (_, wrong) = chosen(vec![wish(1, "quit", &[])]);
    assert!(wrong[0].contains("must keep a key"), "{wrong:?}");
}

#[test]
fn a_file_of_keys_is_read_with_its_lines() {
    let text = "\"detail.reveal\" = [\"r\", \"x\"]\nlock = \"ctrl-k\"\n[secrets]\nadd = [\"n\"]\nedit = 3\n";
    let (typed, broken) = parse("keys.toml", text);
    let typed: Vec<_> =
        typed.iter().map(|wish| (wish.place.as_str(), wish.verb.as_str(), wish.keys.len())).collect();
    assert_eq!(
        typed,
        [("keys.toml:1", "detail.reveal", 2), ("keys.toml:2", "lock", 1), ("keys.toml:4", "secrets.add", 1)]
    );
    assert!(broken[0].reason.starts_with("keys.toml:5: secrets.edit: must be a list of keys"), "{broken:?}");
    let (_, broken) = parse("keys.toml", "lock = [");
    assert!(broken[0].reason.starts_with("keys.toml:1: keys.toml: not valid TOML"), "{broken:?}");
}
