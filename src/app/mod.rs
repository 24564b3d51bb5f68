//! The pure whole: state, update, layout, keys, view.

use crate::message::{Effect, Event, Now, Shared};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// The pure half of the console: events in, effects and pictures out.
#[derive(Debug)]
pub struct App {
    shared: Shared,
}

/// What the console starts from.
#[derive(Debug)]
pub struct Start {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The facts known before anything was asked.
    pub shared: Shared,
}

impl App {
    /// The console before its first event, with what it wants done first.
    pub fn new(start: Start, _now: Now) -> (Self, Vec<Effect>) {
        (Self { shared: start.shared }, Vec::new())
    }

    /// Handles one event.
    pub fn update(&mut self, _now: Now, event: Event) -> Vec<Effect> {
        match event {
            Event::Signal(_) | Event::Key(_) => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// Draws everything; answers with the place of the cursor when one is to be seen.
    pub fn view(&self, _now: Now, area: Rect, buf: &mut Buffer) -> Option<Position> {
        buf.set_string(area.x, area.y, self.shared.team.as_str(), ratatui::style::Style::new());
        None
    }

    /// When the next tick is due: nothing while nothing counts down.
    pub fn next_tick(&self, _now: Now) -> Option<Duration> {
        None
    }
}
