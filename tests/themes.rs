//! Every theme parses, has all roles, and can be told from its neighbours.

use strongroom::theme::{BUILT_IN, Role, Theme};

#[test]
fn every_built_in_theme_has_every_role() {
    for (name, text) in BUILT_IN {
        Theme::parse(text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn what_has_the_keys_looks_different_from_what_has_not() {
    for (name, _) in BUILT_IN {
        let theme = Theme::built_in(name).unwrap();
        for (one, other) in [
            (Role::Cursor, Role::CursorAway),
            (Role::Border, Role::BorderFocused),
            (Role::Mask, Role::Revealed),
            (Role::Good, Role::Bad),
        ] {
            assert_ne!(theme.style(one), theme.style(other), "{name}: {one:?} and {other:?}");
        }
    }
}

#[test]
fn the_theme_without_colours_has_none() {
    let theme = Theme::built_in("mono").unwrap();
    for role in Role::ALL {
        let style = theme.style(*role);
        assert!(style.fg.is_none() && style.bg.is_none(), "{role:?}");
    }
}

#[test]
fn a_role_that_is_missing_or_unknown_is_named() {
    let text = BUILT_IN[0].1;
    let missing = text.replace("lit =", "unlit =");
    assert!(Theme::parse(&missing).unwrap_err().to_string().contains("unlit"));
    let short: String = text.lines().filter(|line| !line.starts_with("lit ")).collect::<Vec<_>>().join("\n");
    assert!(Theme::parse(&short).unwrap_err().to_string().contains("lit"));
}
