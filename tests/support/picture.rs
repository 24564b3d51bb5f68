//! A frame as text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use strongroom::app::App;
use strongroom::message::Now;

/// What the app draws at this size, line by line, without spaces at the ends.
pub fn picture(app: &App, now: Now, size: (u16, u16)) -> String {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    app.view(now, area, &mut buffer);
    let mut text = String::new();
    for y in 0..size.1 {
        let mut row = String::new();
        let mut skip = 0;
        for x in 0..size.0 {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                row.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}
