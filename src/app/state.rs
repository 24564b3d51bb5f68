//! What the console knows and shows.

use super::layout::{Layout, columns, layout};
use super::opening::Opening;
use super::recovery::Recovery;
use super::slots::Slots;
use crate::domain::TeamId;
use crate::message::{Level, Nature, Notice, Now, Shared, Target, Ticket};
use crate::overlays::gate;
use crate::panes::{Cx, Live, Trace, all};
use crate::provider::Lock;
use crate::theme::Themes;
use ratatui::layout::Rect;
use std::collections::VecDeque;
use std::time::Duration;

/// The pane that has the keys first: the names.
pub(super) const FIRST: usize = 2;

/// Messages that are remembered.
const REMEMBERED: usize = 50;

/// The pure half of the console.
#[derive(Debug)]
pub struct App {
    pub(super) shared: Shared,
    pub(super) themes: Themes,
    pub(super) panes: Vec<Box<dyn Live>>,
    /// Which pane has the keys.
    pub(super) focus: usize,
    /// What lies over the panes, the topmost last.
    pub(super) overlays: Vec<Box<dyn Live>>,
    /// What stands before everything while the store is not open.
    pub(super) gate: Box<dyn Live>,
    pub(super) slots: Slots,
    /// What will lie over the panes as soon as a question is answered.
    pub(super) opening: Option<Opening>,
    /// Changes that the whole itself has under way.
    pub(super) commits: Vec<Commit>,
    pub(super) size: (u16, u16),
    pub(super) notice: Option<Notice>,
    /// What was said last, the newest last.
    pub(super) said: VecDeque<Notice>,
    /// When providers that could not be reached are asked again.
    pub(super) recovery: Recovery,
    /// When logins are looked after again at the earliest.
    pub(super) renewals_from: Duration,
    /// What was typed into the palette, oldest first.
    pub(super) typed: Vec<String>,
    /// When the copied value leaves the clipboard.
    pub(super) clipboard: Option<Duration>,
    /// Whether what is said now comes of a question, which may follow a change by itself.
    pub(super) is_questioning: bool,
    /// Keys pressed so far, anywhere.
    pub(super) keys: u64,
    /// How many of them when the notice was said.
    pub(super) said_at: u64,
    /// Whether something typed was dropped by the lock, to be told when it is opened again.
    pub(super) has_dropped: bool,
    /// Where the cursor stood before the lock, in which team.
    pub(super) stood_on: Option<(TeamId, Trace)>,
    /// Whether leaving was asked for once although something typed would be lost.
    pub(super) is_leaving: bool,
    /// Whether the question of the part that has the keys has been on the screen.
    pub(super) is_seen: bool,
    /// When the last key was pressed.
    pub(super) last_key: Duration,
}

/// A change that the whole itself has under way.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) ticket: Ticket,
    pub(super) done: String,
    pub(super) at: Option<Target>,
    pub(super) can_undo: bool,
    pub(super) is_removal: bool,
    /// The team that is gone when it is done.
    pub(super) removes: Option<TeamId>,
    /// What had been pressed by then; see [`Shared::presses`].
    pub(super) presses: u64,
}

/// What the console starts from.
#[derive(Debug)]
pub struct Start {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The facts known before anything was asked.
    pub shared: Shared,
    /// The themes to choose from, and the one to show.
    pub themes: Themes,
    /// What deserves a look, for the footer.
    pub notice: Option<String>,
}

impl App {
    /// The console before its first event.
    pub(super) fn empty(start: Start, now: Now) -> Self {
        let mut app = Self {
            shared: start.shared,
            themes: start.themes,
            panes: all(),
            focus: FIRST,
            overlays: Vec::new(),
            gate: gate(),
            slots: Slots::default(),
            opening: None,
            commits: Vec::new(),
            size: start.size,
            notice: None,
            said: VecDeque::new(),
            recovery: Recovery::default(),
            renewals_from: Duration::ZERO,
            typed: Vec::new(),
            clipboard: None,
            is_questioning: false,
            keys: 0,
            said_at: 0,
            has_dropped: false,
            stood_on: None,
            is_leaving: false,
            is_seen: false,
            last_key: now.clock,
        };
        if let Some(text) = start.notice {
            app.say(Level::Error, text);
        }
        app
    }

    /// Whether the panes may be seen.
    pub(super) fn is_open(&self) -> bool {
        self.shared.lock == Lock::Open
    }

    pub(super) fn layout(&self) -> Layout {
        layout(self.size, self.focus, &columns(&self.panes))
    }

    /// The part that has the keys: the gate, the topmost overlay, or a pane.
    pub(super) fn focused(&self) -> &dyn Live {
        if !self.is_open() {
            return &*self.gate;
        }
        match self.overlays.last() {
            Some(overlay) => &**overlay,
            None => &*self.panes[self.focus],
        }
    }

    /// The name of the part that has the keys.
    pub fn part_with_keys(&self) -> &'static str {
        self.focused().id()
    }

    /// The same part, with its place on screen, to be changed.
    pub(super) fn with_focused<R>(&mut self, now: Now, with: impl FnOnce(&mut dyn Live, &Cx<'_>) -> R) -> R {
        let layout = self.layout();
        let is_open = self.is_open();
        let tasks = self.slots.tasks();
        let (part, area): (&mut dyn Live, Rect) = match self.overlays.last_mut() {
            _ if !is_open => (&mut *self.gate, layout.whole),
            Some(overlay) => (&mut **overlay, layout.over()),
            None => (&mut *self.panes[self.focus], layout.area(self.focus)),
        };
        with(part, &Cx { now, shared: &self.shared, tasks, area, is_seen: self.is_seen })
    }

    /// Every part with its place, to be changed.
    pub(super) fn each(&mut self, now: Now, mut with: impl FnMut(&mut dyn Live, &Cx<'_>)) {
        let layout = self.layout();
        let (shared, tasks, is_seen) = (&self.shared, self.slots.tasks(), self.is_seen);
        for (index, pane) in self.panes.iter_mut().enumerate() {
            with(&mut **pane, &Cx { now, shared, tasks, area: layout.area(index), is_seen });
        }
        for overlay in &mut self.overlays {
            with(&mut **overlay, &Cx { now, shared, tasks, area: layout.over(), is_seen });
        }
        with(&mut *self.gate, &Cx { now, shared, tasks, area: layout.whole, is_seen });
    }

    /// Whether any value is on screen: a lease that runs, or what is typed and was asked to be shown.
    pub fn shows_value(&self) -> bool {
        self.panes
            .iter()
            .chain(&self.overlays)
            .chain(std::iter::once(&self.gate))
            .any(|part| part.shows_value())
    }

    /// Whether a copied value is to leave the clipboard later.
    pub fn keeps_clipboard(&self) -> bool {
        self.clipboard.is_some()
    }

    /// Whether something typed would be lost if the console ended now.
    pub(super) fn would_lose(&self) -> bool {
        self.overlays.iter().any(|overlay| overlay.would_lose())
    }

    /// Whether a question waits to be seen, so that [`Event::Seen`](crate::message::Event::Seen) is wanted.
    pub fn awaits_frame(&self) -> bool {
        self.focused().asks() && !self.is_seen
    }

    /// Whether nothing is under way: what tests wait for.
    pub fn is_quiet(&self) -> bool {
        self.slots.is_quiet()
    }

    /// The changes under way, in a few words each; locked, they have no names.
    pub fn changes_under_way(&self) -> Vec<String> {
        let open = self.slots.tasks().open.iter().filter(|task| task.nature == Nature::Change);
        let named = open.filter_map(|task| task.what.clone());
        if self.is_open() { named.collect() } else { Vec::new() }
    }

    /// The shared facts.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn say(&mut self, level: Level, text: impl Into<String>) {
        let notice = Notice { level, text: text.into() };
        if self.said.back() != Some(&notice) {
            self.said.push_back(notice.clone());
        }
        while self.said.len() > REMEMBERED {
            self.said.pop_front();
        }
        // What the person's key has done is not covered by what a question that follows it runs into; `E` has both.
        let is_done = matches!(&self.notice, Some(known) if known.level == Level::Done);
        let is_new = is_done && self.said_at == self.keys;
        if !(is_new && level == Level::Error && self.is_questioning) {
            self.notice = Some(notice);
            self.said_at = self.keys;
        }
    }
}
