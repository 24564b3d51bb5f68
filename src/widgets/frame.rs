//! The frame of a pane: title, number, focus.

use crate::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// Draws a frame with a title on the left and a note on the right; answers with the room inside.
pub fn frame(title: &str, note: &str, is_focused: bool, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let role = if is_focused { Role::BorderFocused } else { Role::Border };
    // With the keys in it the title has the colour of its frame, and is as heavy as the others.
    let title_style = theme.style(Role::Title);
    let title_style = if is_focused { title_style.patch(theme.style(role)) } else { title_style };
    let mut block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.style(role))
        .style(theme.style(Role::Text));
    let room = usize::from(area.width.saturating_sub(4));
    let title = super::spans::cut(title, room);
    let left = room.saturating_sub(super::width(&title) + 1);
    block = block.title_top(Line::from(Span::styled(format!(" {title} "), title_style)));
    if !note.is_empty() && left > 3 {
        let note = Span::styled(format!(" {} ", super::spans::cut(note, left - 2)), theme.style(Role::Dim));
        block = block.title_top(Line::from(note).right_aligned());
    }
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}

/// Clears a place of this size in the middle and draws a frame there; answers with the room inside.
pub fn popup(title: &str, size: (u16, u16), theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let place = popup_place(size, area);
    Clear.render(place, buf);
    frame(title, "", true, theme, place, buf);
    popup_room(size, area)
}

/// The room inside a popup of this size, for what is not drawn: a press of the mouse.
pub fn popup_room(size: (u16, u16), area: Rect) -> Rect {
    let inner = Block::bordered().inner(popup_place(size, area));
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn popup_place(size: (u16, u16), area: Rect) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
