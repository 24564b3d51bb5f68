//! Generated passwords: as specified, and every character equally likely.

use std::collections::BTreeMap;
use strongroom::domain::CharSet;
use strongroom::ops::generate::{self, Recipe};

fn password(spec: &str) -> String {
    let value = generate::password(&Recipe::parse(spec).unwrap()).unwrap();
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
    for spec in ["", "3", "4097", "12:", "12:greek", "hunter2", "-1", "12:lower:upper", "2:words", "33:words"]
    {
        let wrong = Recipe::parse(spec).unwrap_err().to_string();
        assert!(wrong.contains("LENGTH:SETS") && !wrong.contains("hunter2"), "{spec}: {wrong}");
    }
}

#[test]
fn look_alikes_can_be_left_out() {
    let sets = vec![CharSet::Lower, CharSet::Upper, CharSet::Digits];
    let recipe = Recipe::Characters { length: 2000, sets, is_distinct: true };
    let password = generate::password(&recipe).unwrap();
    password.expose(|text| assert!(!text.iter().any(|byte| b"0O1Il".contains(byte))));
}

#[test]
fn words_are_joined_and_every_one_is_on_the_list() {
    for _ in 0..20 {
        let phrase = password("6:words");
        // Some words of the list have a hyphen of their own.
        assert!(phrase.split('-').count() >= 6, "{phrase}");
        assert!(phrase.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{phrase}");
    }
    assert_ne!(password("6:words"), password("6:words"));
}

#[test]
fn strength_is_told_in_whole_bits_and_never_too_high() {
    for (spec, least, most) in
        [("32:lower", 148, 150), ("16:digits", 52, 53), ("6:words", 76, 77), ("32:hex", 128, 128)]
    {
        let bits = Recipe::parse(spec).unwrap().bits();
        assert!((least..=most).contains(&bits), "{spec}: {bits}");
    }
}
