//! Disabled is visible: in every overlay what cannot be done is greyed, and its key says why.

use crate::support::console::facts;
use crate::support::pure::{Pure, entries, unreachable};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use strongroom::domain::{SecretKind, TeamId};
use strongroom::message::{Answer, Outcome, ProviderState, Request, Shared};
use strongroom::theme::{Role, Themes};

/// Whether this text is on screen as what cannot be done.
fn is_grey(pure: &Pure, text: &str) -> bool {
    let area = Rect::new(0, 0, pure.size.0, pure.size.1);
    let mut buf = Buffer::empty(area);
    pure.app.view(pure.now, area, &mut buf);
    let grey = Themes::built_in().unwrap().shown().theme.style(Role::Disabled);
    for y in 0..area.height {
        let row: Vec<&str> = (0..area.width).map(|x| buf[(x, y)].symbol()).collect();
        let wanted: Vec<String> = text.chars().map(String::from).collect();
        let place = row.windows(wanted.len()).position(|part| part.iter().eq(wanted.iter()));
        if let Some(x) = place {
            let cell = &buf[(u16::try_from(x).unwrap(), y)];
            return Some(cell.fg) == grey.fg;
        }
    }
    panic!("{text:?} is not to be seen:\n{}", pure.screen());
}

/// The provider of all teams tells that it cannot be reached any more.
fn lose_the_provider(pure: &mut Pure) {
    pure.press("R");
    let survey = pure.ticket(|request| matches!(request, Request::Survey));
    let mut local = pure.app.shared().providers[0].clone();
    local.state = ProviderState::Failed(unreachable());
    pure.reply(survey, Answer::Part(Outcome::Provider(Box::new(local))));
}

#[test]
fn the_bin_says_what_stands_in_the_way_of_its_verbs() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("b");
    assert!(is_grey(&pure, "u restore"));
    pure.press("u").shows("restore: what lies in it is not known yet");
    pure.answer(|request| matches!(request, Request::Bin(_)), Err(unreachable()));
    pure.press("v").shows("begin or end a range: the store: it is gone");
    pure.press("R");
    pure.press("<esc>b").answer(|request| matches!(request, Request::Bin(_)), Ok(Outcome::Bin(Vec::new())));
    pure.press("D").shows("remove for good: the bin is empty");
    assert!(is_grey(&pure, "D remove for good") && !is_grey(&pure, "esc close"));
}

#[test]
fn the_copy_menu_greys_values_of_a_store_that_is_gone_and_keeps_what_is_made_of_names() {
    let mut pure = Pure::with_names(&["db/prod"]);
    pure.press("l").answer_outline("db/prod", SecretKind::BasicAuth, &["username", "password"]);
    lose_the_provider(&mut pure);
    pure.press("Y");
    assert!(is_grey(&pure, "d dotenv line") && is_grey(&pure, "⏎ copy"));
    assert!(!is_grey(&pure, "r reference"));
    pure.press("v").shows("the value: the store: it is gone");
    assert!(!pure.is_asked(|request| matches!(request, Request::Copy { .. })));
    pure.press("r");
    assert!(pure.is_asked(|request| matches!(request, Request::Copy { .. })));
}

#[test]
fn a_copy_to_a_team_that_cannot_be_written_is_greyed_before_it_is_tried() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("c");
    assert!(!is_grey(&pure, "⏎ plan"));
    pure.press("j<esc>");
    lose_the_provider(&mut pure);
    pure.press("<esc><esc>").press("c");
    if pure.app.part_with_keys() == "transfer" {
        assert!(is_grey(&pure, "⏎ plan"));
    } else {
        pure.shows("it is gone");
    }
}

#[test]
fn a_task_that_cannot_be_stopped_greys_its_key() {
    let mut pure = Pure::with_names(&["a", "b"]);
    pure.press("w");
    assert!(is_grey(&pure, "x stop"));
    pure.press("wdyw").shows("delete a in personal");
    pure.press("x");
    assert!(is_grey(&pure, "x stop"));
}

#[test]
fn the_form_of_a_provider_says_where_its_keys_mean_nothing() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("1a");
    assert!(is_grey(&pure, "ctrl-r show"));
    pure.press("<ctrl-r>").shows("show what is typed: nothing is masked in this line");
    pure.press("<ctrl-x>").shows("only a credential can be forgotten");
}

#[test]
fn a_team_that_is_built_in_greys_its_removal_and_one_with_a_mistake_its_switch() {
    let mut pure = Pure::on(Shared { is_demo: true, ..facts(TeamId::personal()) });
    pure.answer_places();
    pure.answer(|request| matches!(request, Request::List(_)), Ok(Outcome::Names(entries(&["a"]))));
    pure.press("2g");
    assert!(is_grey(&pure, "d remove") && !is_grey(&pure, "a make a team"));
    pure.press("j");
    assert!(!is_grey(&pure, "d remove"), "also in the demo");
}
