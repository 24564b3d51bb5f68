//! Mistakes in the person's files can be read whole in the console.

use crate::support::console::facts;
use crate::support::pure::Pure;
use strongroom::domain::TeamId;
use strongroom::message::{
    Answer, Event, Key, KeyCode, Mistake, Mouse, MouseKind, Origin, Outcome, Request, Shared,
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
    let mut pure = with(vec![mistake(Origin::Start, "keys.toml:3: unknown verb")]);
    pure.press("!R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    pure.reply(survey, Answer::Part(Outcome::Mistakes(Vec::new()))).shows("keys.toml:3: unknown verb");
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
