//! A name with the letters lit that match what was typed.

use super::ViewCx;
use crate::theme::Role;
use crate::widgets::Piece;

/// The pieces of the name, for a line; `lit` are the characters that match, counted from 0.
pub(crate) fn lit<'a>(name: &str, lit: &[u32], cx: &ViewCx<'_>) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for (index, c) in name.chars().enumerate() {
        let is_lit = u32::try_from(index).is_ok_and(|index| lit.binary_search(&index).is_ok());
        let style = cx.style(if is_lit { Role::Lit } else { Role::Text });
        match pieces.last_mut() {
            Some((text, last)) if *last == style => text.to_mut().push(c),
            _ => pieces.push((c.to_string().into(), style)),
        }
    }
    pieces
}
