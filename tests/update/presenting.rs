//! Presentation mode: nothing is revealed, copied or shown while it is on.

use crate::support::pure::Pure;
use strongroom::domain::SecretKind;
use strongroom::message::{Effect, Request};

fn revealed() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r").answer_values("a", SecretKind::ApiKey, &[("content", "the-canary")]);
    pure.shows("the-canary");
    pure
}

fn reads(request: &Request) -> bool {
    matches!(request, Request::Read { .. } | Request::Copy { .. })
}

#[test]
fn turning_it_on_hides_everything_at_once_and_says_so_in_the_header() {
    let mut pure = revealed();
    pure.press("P").hides("the-canary").shows("PRESENTING");
    assert!(pure.effects.iter().any(|effect| matches!(effect, Effect::Wipe)));
    pure.press("P").hides("PRESENTING").hides("the-canary");
}

#[test]
fn nothing_is_asked_for_that_would_be_seen_and_the_reason_is_told() {
    let mut pure = revealed();
    pure.press("P");
    for keys in ["r", "x", "y", "4r", "4y", ":secrets.reveal<enter>"] {
        pure.press(keys).shows("presentation mode is on");
        assert!(!pure.is_asked(reads), "{keys}");
        pure.press("<esc>3");
    }
    pure.press("?/reveal").shows("(presentation mode is on)");
}

#[test]
fn an_answer_that_was_on_its_way_shows_nothing() {
    let mut pure = Pure::with_names(&["a"]);
    pure.answer_outline("a", SecretKind::ApiKey, &["content"]);
    pure.press("r");
    let ticket = pure.ticket(reads);
    pure.press("P");
    assert!(pure.cancelled.contains(&ticket));
    let values = crate::support::pure::values("a", SecretKind::ApiKey, &[("content", "the-canary")]);
    pure.reply(ticket, strongroom::message::Answer::End(Ok(values))).hides("the-canary");
}

#[test]
fn a_form_shows_nothing_that_is_typed() {
    let mut pure = Pure::with_names(&["a"]);
    pure.press("P").press("anew<tab><space><space><tab>the-canary<ctrl-r>");
    pure.hides("the-canary").shows("presentation mode is on");
}
