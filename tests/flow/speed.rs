//! What grows with the number of names must not grow with the number of keys.

use crate::support::pure::Pure;
use strongroom::message::Request;

#[test]
fn a_key_in_a_list_of_a_hundred_thousand_asks_only_for_the_selected_secret() {
    let names: Vec<String> = (0..100_000).map(|index| format!("name-{index:06}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut pure = Pure::with_names(&names);
    let before = pure.open.len();
    pure.press("jjjjj");
    assert_eq!(pure.open.len(), before, "{:?}", pure.open);
    assert!(!pure.is_asked(|request| matches!(request, Request::List(_))));
    pure.press("G").shows("name-099999");
}
