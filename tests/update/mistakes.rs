//! Mistakes in the person's files can be read whole in the console.

use crate::support::console::facts;
use crate::support::pure::Pure;
use std::time::Duration;
use strongroom::domain::{TeamId, Timing};
use strongroom::message::{
    Answer, Event, Key, KeyCode, KeyWish, Mistake, Mouse, MouseKind, Origin, Outcome, OwnTheme, Request,
    Settings, Shared,
};

fn mistake(origin: Origin, text: &str) -> Mistake {
    Mistake { origin, text: text.into(), is_wrong: true }
}

fn with(mistakes: Vec<Mistake>) -> Pure {
    let mut pure = Pure::on(Shared { mistakes, ..facts(TeamId::personal()) });
    pure.answer_places();
    pure
}

/// Many, each with its number; the last one is long.
fn many() -> Vec<Mistake> {
    let text = |n| format!("/etc/strongroom/config.toml:{n}: teams.t{n}.root: must be a text in quotes");
    let mut all: Vec<_> = (1..60).map(|n| mistake(Origin::Configuration, &text(n))).collect();
    all.push(mistake(Origin::Start, &format!("keys.toml:9: {} END", "a word ".repeat(80))));
    all
}

#[test]
fn all_of_them_are_listed_whole_and_scrolled() {
    let mut pure = with(many());
    pure.press("!").shows("Mistakes").shows("config.toml:1: teams.t1.root").hides("END");
    pure.press("G").shows("END").shows("config.toml:59:").hides("config.toml:1:");
    pure.press("g").shows("config.toml:1:");
    pure.press("<ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d>").shows("END");
    let wheel = Mouse { kind: MouseKind::WheelUp, column: 60, row: 20 };
    pure.press("g").press("j").hides("config.toml:1:");
    pure.event(Event::Mouse(wheel)).shows("config.toml:1:");
    pure.press("!").hides("config.toml:1:");
}

#[test]
fn every_size_shows_the_last_one_to_its_end() {
    for size in [(60, 20), (80, 24), (120, 40), (40, 10)] {
        let mut pure = with(many());
        pure.size = size;
        pure.event(Event::Resize { width: size.0, height: size.1 });
        pure.press("!G").shows("END");
        pure.press("<esc>").hides("END");
    }
}

#[test]
fn without_a_mistake_the_verb_says_so() {
    let mut pure = with(Vec::new());
    pure.press("!").shows("nothing is wrong in them").hides("Mistakes");
}

#[test]
fn what_was_mended_goes_when_everything_is_asked_again_and_the_rest_stays() {
    let mut pure = with(vec![mistake(Origin::Configuration, "config.toml:1: old")]);
    pure.press("!R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let new = vec![mistake(Origin::Configuration, "config.toml:2: new")];
    pure.reply(survey, Answer::Part(Outcome::Mistakes(new))).shows("config.toml:2: new").hides("old");
    pure.reply(survey, Answer::Part(Outcome::Mistakes(Vec::new()))).shows("Nothing is wrong any more.");
    let mut pure = with(vec![mistake(Origin::Start, "/data: others can read it")]);
    pure.press("!R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    pure.reply(survey, Answer::Part(Outcome::Mistakes(Vec::new())));
    pure.reply(survey, reread(Settings::default())).shows("/data: others can read it");
}

/// The answer with these settings.
fn reread(settings: Settings) -> Answer {
    Answer::Part(Outcome::Settings(Box::new(settings)))
}

fn wish(verb: &str, key: &str) -> KeyWish {
    KeyWish { place: "keys.toml:1".into(), verb: verb.into(), keys: vec![key.into()] }
}

#[test]
fn keys_timing_and_themes_that_were_read_again_count_at_once_and_a_new_mistake_is_told_once() {
    let mut pure = with(Vec::new());
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let timing = Timing { reveal: Duration::from_secs(3), ..Timing::default() };
    let own = |text: &str| OwnTheme { name: "mine".into(), file: "mine.toml".into(), text: text.into() };
    let settings = Settings {
        timing,
        keys: vec![wish("mistakes", "ctrl-b"), wish("no-such-verb", "ctrl-k")],
        theme: Some("nowhere".into()),
        theme_place: "config.toml: ui.theme".into(),
        themes: vec![own("not a theme")],
        wrong: vec!["keys.toml:9: no list".into()],
    };
    pure.reply(survey, reread(settings.clone())).shows("4 mistakes · ctrl-b shows all of it");
    assert_eq!(pure.app.shared().timing, timing);
    let kinds: Vec<_> = pure.app.shared().mistakes.iter().map(|mistake| mistake.text.clone()).collect();
    for text in
        ["keys.toml:9: no list", "keys.toml:1: no-such-verb", "mine.toml: ", "no theme called nowhere"]
    {
        assert!(kinds.iter().any(|kind| kind.contains(text)), "{text}: {kinds:?}");
    }
    pure.press("<ctrl-b>").shows("no-such-verb");
    pure.press("<esc>");
    // The same again is no news, and what was mended goes.
    pure.press("jk").hides("4 mistakes");
    pure.reply(survey, reread(settings.clone())).hides("4 mistakes");
    let mended = Settings {
        keys: vec![wish("mistakes", "ctrl-b")],
        theme: None,
        themes: vec![own(include_str!("../../themes/mono.toml"))],
        ..settings
    };
    pure.reply(survey, reread(Settings { wrong: Vec::new(), ..mended }));
    assert_eq!(pure.app.shared().mistakes, []);
    pure.press("T").shows("mine");
}

#[test]
fn the_footer_counts_them_and_names_the_key_that_was_chosen() {
    let mut shared = Shared { mistakes: many(), ..facts(TeamId::personal()) };
    let notice = strongroom::app::notice(&shared).unwrap();
    assert!(
        notice.starts_with("60 mistakes · ! shows all of it · /etc/strongroom/config.toml:1:"),
        "{notice}"
    );
    shared.keymap.choose("mistakes", vec![Key::plain(KeyCode::F(9))]);
    shared.mistakes.truncate(1);
    let notice = strongroom::app::notice(&shared).unwrap();
    assert!(notice.starts_with("1 mistake · F9 shows all of it"), "{notice}");
    shared.mistakes.clear();
    assert_eq!(strongroom::app::notice(&shared), None);
}
