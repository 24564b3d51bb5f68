//! A login that was refused is not tried again by itself: servers lock accounts.

use crate::support::pure::Pure;
use strongroom::message::{Answer, Outcome, Request};
use strongroom::provider::{Error, Finding};

fn is_check(request: &Request) -> bool {
    matches!(request, Request::Check(_) | Request::CheckAgain(_))
}

/// The form with a name and a password, checked once; the keys are behind the credentials.
fn checked() -> Pure {
    let mut pure = Pure::with_names(&["a"]);
    pure.press(
        "1acorp<tab><tab>http://127.0.0.1:8200<tab><tab><tab><right><right><tab>alice<tab>wrong<tab><tab>",
    );
    assert!(pure.is_asked(is_check));
    pure
}

fn login(pure: &mut Pure, finding: Finding) {
    let check = pure.ticket(is_check);
    pure.reply(check, Answer::Part(Outcome::Step("login", finding)));
    pure.reply(check, Answer::End(Ok(Outcome::Done)));
}

fn refused() -> Finding {
    Finding::Failed(Error::Denied { reason: "the password is wrong".into() })
}

#[test]
fn a_refused_login_is_tried_again_only_when_something_of_it_changes_or_somebody_asks() {
    let mut pure = checked();
    login(&mut pure, refused());
    for _ in 0..5 {
        // Two lines that say nothing of the login.
        pure.press("<tab><ctrl-u>7s<tab><ctrl-u>kv<tab>").shows("✗ login").shows("the password is wrong");
        assert!(!pure.is_asked(is_check), "the refused login went out again");
        pure.press("<backtab><backtab><backtab>");
    }
    // Another password is another login, and the old one is still known to be refused.
    pure.press("<backtab><backtab>r<tab>");
    login(&mut pure, refused());
    pure.press("<backtab><back><tab>").shows("✗ login");
    assert!(!pure.is_asked(is_check));
    pure.press("<ctrl-t>");
    assert!(pure.is_asked(is_check), "nobody asked for it");
}

#[test]
fn a_login_under_way_is_not_sent_twice_and_what_was_typed_meanwhile_is_checked_after_it() {
    let mut pure = checked();
    let first = pure.ticket(is_check);
    pure.press("<tab>7s<tab>");
    assert_eq!(pure.ticket(is_check), first, "it went out twice");
    login(&mut pure, Finding::Fine("by name and password".into()));
    assert_ne!(pure.ticket(is_check), first, "the new line was not checked");
    pure.press("<tab>kv<tab>");
    login(&mut pure, refused());
    assert!(!pure.is_asked(is_check));
    pure.shows("✗ login");
}
