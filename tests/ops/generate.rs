//! Generated passwords: as specified, and every character equally likely.

use std::collections::BTreeMap;
use strongroom::ops::generate::Recipe;

fn password(spec: &str) -> String {
    let value = Recipe::parse(spec).unwrap().password().unwrap();
    value.expose_text(str::to_owned).unwrap()
}

#[test]
fn length_and_sets_are_kept() {
    assert_eq!(password("12").len(), 12);
    assert_eq!(password("lower").len(), 32);
    assert!(password("40:digits").bytes().all(|byte| byte.is_ascii_digit()));
    assert!(password("64:hex").bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
}

#[test]
fn every_set_occurs_however_short_it_is() {
    for _ in 0..50 {
        let password = password("4:all");
        assert!(password.bytes().any(|byte| byte.is_ascii_lowercase()));
        assert!(password.bytes().any(|byte| byte.is_ascii_uppercase()));
        assert!(password.bytes().any(|byte| byte.is_ascii_digit()));
        assert!(password.bytes().any(|byte| byte.is_ascii_punctuation()));
    }
}

#[test]
fn every_character_is_equally_likely() {
    let mut counts = BTreeMap::new();
    for _ in 0..20 {
        for byte in password("4000:alnum").bytes() {
            *counts.entry(byte).or_insert(0_i32) += 1;
        }
    }
    assert_eq!(counts.len(), 62);
    // 80,000 characters: 1,290 each on average; six standard deviations are 216.
    for (byte, count) in counts {
        assert!((count - 1290).abs() < 216, "{}: {count}", char::from(byte));
    }
}

#[test]
fn a_wrong_specification_is_explained_and_not_quoted() {
    for spec in ["", "3", "4097", "12:", "12:greek", "hunter2", "-1", "12:lower:upper"] {
        let wrong = Recipe::parse(spec).unwrap_err().to_string();
        assert!(wrong.contains("LENGTH:SETS") && !wrong.contains("hunter2"), "{spec}: {wrong}");
    }
}
