//! Draws everything: the gate or the panes, overlays, header and footer.

use super::keymap;
use super::layout::{Layout, SMALLEST};
use super::state::App;
use crate::message::{Key, Level, Now};
use crate::panes::{Live, Verb, ViewCx};
use crate::theme::Role;
use crate::widgets::{Hint, hints, line, noted, prose, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl App {
    /// Draws everything; answers with the place of the text cursor when one is to be seen.
    pub fn view(&self, now: Now, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let cursor = self.draw_all(now, area, buf);
        self.themes.shown().theme.finish(buf);
        cursor
    }

    fn draw_all(&self, now: Now, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let layout = self.layout();
        buf.set_style(area, self.style(Role::Text));
        if layout.is_too_small {
            let text = format!("{}×{} needed, here {}×{}", SMALLEST.0, SMALLEST.1, area.width, area.height);
            let text = if self.is_leaving {
                format!("{text}\nWhat you typed would be lost: ctrl-c again leaves.")
            } else {
                text
            };
            prose(&text, self.style(Role::Warning), area, buf);
            return None;
        }
        if !self.is_open() {
            return self.draw(&*self.gate, true, now, layout.whole, buf);
        }
        self.draw_header(now, layout.header, buf);
        self.draw_footer(&layout, now, buf);
        let is_covered = !self.overlays.is_empty();
        let mut cursor = None;
        for (index, area) in &layout.panes {
            let is_focused = *index == self.focus && !is_covered;
            let place = self.draw(&*self.panes[*index], is_focused, now, *area, buf);
            cursor = if is_focused { place } else { cursor };
        }
        for (index, overlay) in self.overlays.iter().enumerate() {
            let is_top = index + 1 == self.overlays.len();
            let place = self.draw(&**overlay, is_top, now, layout.over(), buf);
            cursor = if is_top { place } else { None };
        }
        cursor
    }

    pub(super) fn style(&self, role: Role) -> Style {
        self.themes.shown().theme.style(role)
    }

    fn draw(
        &self,
        part: &dyn Live,
        is_focused: bool,
        now: Now,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let waiting = self.slots.waiting(part.id());
        let cx = ViewCx {
            now,
            shared: &self.shared,
            tasks: self.slots.tasks(),
            theme: &self.themes.shown().theme,
            is_focused,
            waiting: &waiting,
        };
        part.view(&cx, area, buf)
    }

    /// Keys of the part with the focus above; messages and countdowns below.
    fn draw_footer(&self, layout: &Layout, now: Now, buf: &mut Buffer) {
        // An overlay shows its own keys.
        if self.overlays.is_empty() {
            self.draw_hints(Rect { height: 1, ..layout.footer }, buf);
        }

        let below = Rect { y: layout.footer.y + 1, height: 1, ..layout.footer };
        let right = self.countdowns(now);
        let wide = u16::try_from(width(&right)).unwrap_or(u16::MAX).min(below.width);
        let place = Rect { x: below.right() - wide, width: wide, ..below };
        line([(right.into(), self.style(Role::Countdown))], place, buf);
        if let Some(notice) = &self.notice {
            let role = match notice.level {
                Level::Done => Role::Good,
                Level::Info => Role::Text,
                Level::Error => Role::Bad,
            };
            // A space keeps what is said from the figures.
            let left = Rect { width: below.width.saturating_sub(wide + 1), ..below };
            self.draw_notice(&notice.text, self.style(role), left, buf);
        }
    }

    /// A message in its row. One that is longer takes the row above, too, where that is free, else the key that
    /// shows it whole.
    fn draw_notice(&self, text: &str, style: Style, row: Rect, buf: &mut Buffer) {
        let row = Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row };
        let key = self.shared.keymap.keys("messages", &[Key::char('E')]).first().map(ToString::to_string);
        if width(text) <= usize::from(row.width) {
            line([(text.into(), style)], row, buf);
        } else if !self.overlays.is_empty() {
            prose(text, style, Rect { y: row.y - 1, height: 2, ..row }, buf);
        } else {
            let key = key.map(|key| format!("{key} whole")).unwrap_or_default();
            noted([(text.into(), style)], (key.into(), self.style(Role::Key)), row, buf);
        }
    }

    /// The verbs of the pane that has the keys, those that can be done now first, as many as there is room for. The
    /// way to all others comes last and is always there. While text is typed, only the keys that end it.
    fn draw_hints(&self, area: Rect, buf: &mut Buffer) {
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        let theme = &self.themes.shown().theme;
        let hint = |key: String, help: &'static str, is_possible: bool| {
            let (key_role, role) =
                if is_possible { (Role::Key, Role::Dim) } else { (Role::Disabled, Role::Disabled) };
            let (key_style, help_style) = (self.style(key_role), self.style(role));
            Hint { key: theme.spell(&key).into_owned().into(), help, key_style, help_style, is_kept: false }
        };
        let typing = self.focused().typing();
        if !typing.is_empty() {
            let keys = typing.iter().map(|(key, help)| hint((*key).to_owned(), help, true));
            return hints(keys.map(|hint| Hint { is_kept: hint.key == "esc", ..hint }), area, buf);
        }
        let of = |verb: &Verb, help: &'static str| {
            Some(hint(verb.keys.first()?.to_string(), help, verb.why_not.is_none()))
        };
        let all = keymap::verbs(&self.shared);
        let everywhere = |name: &str, help| of(all.iter().find(|verb| verb.verb == name)?, help);
        let verbs = self.focused().verbs(&self.shared);
        let hinted = verbs.iter().filter(|verb| verb.is_hinted);
        let (possible, other): (Vec<_>, Vec<_>) = hinted.partition(|verb| verb.why_not.is_none());
        let own =
            |verbs: Vec<&Verb>| verbs.into_iter().filter_map(|verb| of(verb, verb.help)).collect::<Vec<_>>();
        // Among the names it is the quickest way to one of them.
        let is_kept = self.focused().id() == "secrets";
        let find = everywhere("find", "find").map(|find| Hint { is_kept, ..find });
        let help = everywhere("help", "help").map(|help| Hint { is_kept: true, ..help });
        let all = own(possible).into_iter().chain(find).chain(own(other)).chain(help);
        hints(all, area, buf);
    }

    fn countdowns(&self, now: Now) -> String {
        let mut parts = Vec::new();
        if let Some(end) = self.panes.iter().chain(&self.overlays).find_map(|part| part.deadline()) {
            parts.push(format!("hides in {}s", now.seconds_to(end)));
        }
        if let Some(end) = self.clipboard {
            parts.push(format!("clipboard {}s", now.seconds_to(end)));
        }
        if let Some(left) = self.lock_countdown(now) {
            parts.push(format!("locks in {left}s"));
        }
        let long = self.slots.long();
        if long.count > 0 {
            let tasks = if long.count == 1 { "task" } else { "tasks" };
            let progress = long.progress;
            parts.push(format!("{} {tasks} {}/{}", long.count, progress.ended(), progress.of));
        }
        match (self.slots.changes() - long.count, self.slots.count() - long.count) {
            (0, 0) => {}
            (0, asking) => parts.push(format!("asking {asking}")),
            (saving, _) => parts.push(format!("saving {saving}")),
        }
        if parts.is_empty() { String::new() } else { format!("{} ", parts.join(" · ")) }
    }
}
