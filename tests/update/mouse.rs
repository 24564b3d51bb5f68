//! The mouse in what opens over the panes: a press chooses a row, one more does it, the wheel moves.

use crate::support::pure::Pure;
use strongroom::message::{Event, Mouse, MouseKind, Outcome, Request};

/// The cell where a text begins on the screen.
fn place(pure: &Pure, text: &str) -> (u16, u16) {
    let screen = pure.screen();
    let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect(text);
    let column = line[..line.find(text).unwrap()].chars().count();
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

fn at(pure: &mut Pure, kind: MouseKind, (column, row): (u16, u16)) {
    pure.event(Event::Mouse(Mouse { kind, column, row }));
}

fn press(pure: &mut Pure, text: &str) {
    let place = place(pure, text);
    at(pure, MouseKind::Press, place);
}

#[test]
fn in_the_palette_a_press_chooses_and_one_more_does_it() {
    for size in [(120, 40), (80, 24), (60, 20)] {
        let mut pure = Pure::with_names(&["a"]);
        pure.event(Event::Resize { width: size.0, height: size.1 });
        pure.size = size;
        pure.press(":");
        press(&mut pure, "secrets.add ");
        pure.shows("Palette");
        press(&mut pure, "secrets.add ");
        pure.hides("Palette").shows("New secret in personal");
    }
}

#[test]
fn a_press_beside_the_rows_does_nothing() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press(":the");
    let before = pure.screen();
    press(&mut pure, "Palette");
    at(&mut pure, MouseKind::Press, (0, 0));
    press(&mut pure, ": the");
    assert_eq!(pure.screen(), before);
}

#[test]
fn the_wheel_moves_in_the_palette() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press(":");
    at(&mut pure, MouseKind::WheelDown, (60, 20));
    pure.press("<tab>").shows(": team");
}

#[test]
fn in_the_help_a_verb_pressed_twice_is_done() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("?/theme<enter>");
    press(&mut pure, "choose a theme");
    pure.shows("╭ Keys ─");
    press(&mut pure, "choose a theme");
    pure.hides("╭ Keys ─").shows("╭ Themes ─");
}

#[test]
fn in_the_help_a_verb_of_another_pane_says_where_it_works() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("?/register<enter>");
    press(&mut pure, "  a ");
    press(&mut pure, "  a ");
    pure.shows("works where it belongs").shows("╭ Keys ─");
}

#[test]
fn in_find_a_name_pressed_twice_is_gone_to() {
    use strongroom::message::{Answer, Found, Match};
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("f");
    let listing = pure.ticket(|request| matches!(request, Request::ListAll));
    let team = pure.app.shared().team.clone();
    let names = crate::support::pure::entries(&["a", "bright"]);
    let listed = Outcome::Listed { team: team.clone(), names: Ok(names), is_all: true };
    pure.reply(listing, Answer::Part(listed));
    pure.press("b");
    let found = |path: &str| Found { team: team.clone(), name: Match { path: path.into(), lit: vec![0] } };
    let outcome = Outcome::Found { found: vec![found("a"), found("bright")], count: 2 };
    pure.answer(|request| matches!(request, Request::Find { .. }), Ok(outcome));
    press(&mut pure, "bright");
    pure.shows("Find in all teams");
    press(&mut pure, "bright");
    pure.hides("Find in all teams");
}

#[test]
fn in_tasks_a_press_only_chooses() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R").pass(std::time::Duration::from_secs(2)).press("w");
    let open = pure.open.len();
    for _ in 0..3 {
        press(&mut pure, "list the names of personal");
    }
    assert_eq!(pure.open.len(), open, "a stray press stops nothing");
    pure.press("x");
    assert_eq!(pure.open.len(), open - 1, "the row that was pressed is the one that is stopped");
    assert!(!pure.is_asked(|request| matches!(request, Request::List(_))));
}

#[test]
fn a_theme_pressed_twice_is_kept() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("T");
    press(&mut pure, "paper");
    press(&mut pure, "paper");
    pure.hides("╭ Themes ─");
    assert!(pure.is_asked(|request| matches!(request, Request::KeepTheme(name) if name == "paper")));
}

#[test]
fn with_a_filter_the_row_under_the_mouse_is_chosen() {
    let mut pure = Pure::with_names(&["alpha", "beta", "gamma"]);
    pure.press("/a");
    let all = ["alpha", "beta", "gamma"];
    let found = crate::support::pure::matching(&all, "a", &all, &[]);
    pure.answer(|request| matches!(request, Request::Filter { .. }), Ok(found)).press("<enter>");
    press(&mut pure, "beta");
    assert_eq!(pure.app.shared().selected.as_ref().map(|at| at.path.as_str()), Some("beta"));
}
