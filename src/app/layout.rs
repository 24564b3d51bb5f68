//! Where everything is: computed once from size and focus, used by drawing, paging and mouse alike.

use crate::panes::{Column, Live};
use ratatui::layout::Rect;

/// Fewest columns and rows that can be worked in.
pub(super) const SMALLEST: (u16, u16) = (40, 10);

/// The columns of the screen, as indices of panes.
pub(super) type Columns = [Vec<usize>; 3];

/// The columns that these panes make by what they say of their places.
pub(super) fn columns(panes: &[Box<dyn Live>]) -> Columns {
    let of = |column: Column| {
        let is_there = |pane: &dyn Live| pane.place().is_some_and(|place| place.column == column);
        panes.iter().enumerate().filter(|(_, pane)| is_there(&***pane)).map(|(index, _)| index).collect()
    };
    [of(Column::Left), of(Column::Middle), of(Column::Right)]
}

/// Rows that a pane must have to stand over or under others.
const LOWEST: u16 = 7;

/// Where everything is. Panes that have no room have no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) whole: Rect,
    pub(super) header: Rect,
    /// Pane and place, for those that are shown.
    pub(super) panes: Vec<(usize, Rect)>,
    /// Hints above, messages below.
    pub(super) footer: Rect,
    pub(super) is_too_small: bool,
}

impl Layout {
    /// The place of a pane; empty when it is not shown.
    pub(super) fn area(&self, pane: usize) -> Rect {
        self.panes.iter().find(|(index, _)| *index == pane).map(|(_, area)| *area).unwrap_or_default()
    }

    /// Where overlays lie: everywhere but over the footer.
    pub(super) fn over(&self) -> Rect {
        Rect { height: self.whole.height.saturating_sub(self.footer.height), ..self.whole }
    }

    /// The pane under a cell.
    pub(super) fn pane_at(&self, column: u16, row: u16) -> Option<usize> {
        let at = ratatui::layout::Position { x: column, y: row };
        self.panes.iter().find(|(_, area)| area.contains(at)).map(|(index, _)| *index)
    }
}

pub(super) fn layout(size: (u16, u16), focus: usize, columns: &Columns) -> Layout {
    let (width, height) = size;
    let whole = Rect::new(0, 0, width, height);
    let is_too_small = width < SMALLEST.0 || height < SMALLEST.1;
    if is_too_small {
        return Layout { whole, header: whole, panes: Vec::new(), footer: whole, is_too_small };
    }
    let header = Rect { height: 1, ..whole };
    let footer = Rect { y: height - 2, height: 2, ..whole };
    let middle = Rect { y: 1, height: height - 3, ..whole };
    let focused = columns.iter().position(|column| column.contains(&focus)).unwrap_or(1);
    // Wide: all three columns. Middling: two, with the names always among them. Narrow: the one with the focus.
    let detail = 48.max(width.saturating_sub(27) * 2 / 5);
    let shown: &[(usize, u16)] = match (width, focused) {
        (110.., _) => &[(0, 27), (1, 0), (2, detail)],
        (72.., 0) => &[(0, 27), (1, 0)],
        (72.., _) => &[(1, 0), (2, 40)],
        (_, 0) => &[(0, 0)],
        (_, 1) => &[(1, 0)],
        _ => &[(2, 0)],
    };
    let fixed: u16 = shown.iter().map(|(_, wide)| wide).sum();
    let mut panes = Vec::new();
    let mut x = middle.x;
    for (column, wide) in shown {
        let wide = if *wide == 0 { middle.width - fixed } else { *wide };
        let area = Rect { x, width: wide, ..middle };
        x += wide;
        panes.extend(stack(&columns[*column], area, focus));
    }
    Layout { whole, header, panes, footer, is_too_small }
}

/// The panes of one column, one over the other, or only the one that matters when it is low.
fn stack(column: &[usize], area: Rect, focus: usize) -> Vec<(usize, Rect)> {
    match column {
        [upper, lower] if area.height >= 2 * LOWEST => {
            let high = area.height - area.height * 2 / 5;
            let below = Rect { y: area.y + high, height: area.height - high, ..area };
            vec![(*upper, Rect { height: high, ..area }), (*lower, below)]
        }
        // More than two, or little room: those that have enough each, else the one that matters.
        [first, ..] => {
            let count = u16::try_from(column.len()).unwrap_or(u16::MAX);
            if count == 1 || area.height / count < LOWEST {
                let pane = column.iter().find(|pane| **pane == focus).unwrap_or(first);
                return vec![(*pane, area)];
            }
            let high = area.height / count;
            let place = |(nth, pane): (u16, &usize)| {
                let y = area.y + nth * high;
                let height = if nth + 1 == count { area.bottom() - y } else { high };
                (*pane, Rect { y, height, ..area })
            };
            (0..count).zip(column).map(place).collect()
        }
        [] => Vec::new(),
    }
}
