//! The generator: a recipe is chosen here; the value itself is made by the working half and goes into the form masked.

mod view;

use crate::domain::{CharSet, Recipe};
use crate::message::{Action, Answer, Given, Key, KeyCode, Outbox, Outcome, Request};
use crate::panes::{Binding, Cx, Pane, ViewCx};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// See the module.
pub(super) struct Generator;

/// The recipe as it is chosen.
#[derive(Debug)]
pub(super) struct State {
    /// The field that gets the value.
    field: String,
    /// What the value is made of.
    made_of: MadeOf,
    /// Characters, words and bytes: each keeps its own length.
    lengths: [usize; 3],
    /// The sets of characters that are switched on, in the order of [`SETS`].
    sets: [bool; 4],
    /// Whether characters that look like others are left out.
    is_distinct: bool,
    /// The line that has the keys.
    at: usize,
    /// Whether the length is being typed, so that a digit is put behind the others.
    is_typing: bool,
    /// Why there is no value.
    error: Option<String>,
}

/// What a value is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MadeOf {
    Characters,
    Words,
    Bytes,
}

/// A line of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Characters or words.
    MadeOf,
    /// How many.
    Length,
    /// One set of characters, by its place in [`SETS`].
    Set(usize),
    /// Leave out what looks alike.
    Distinct,
}

const SETS: [(CharSet, &str); 4] = [
    (CharSet::Lower, "a-z"),
    (CharSet::Upper, "A-Z"),
    (CharSet::Digits, "0-9"),
    (CharSet::Symbols, "symbols"),
];

/// Its verbs.
#[derive(Clone, Debug)]
pub(super) enum Msg {
    /// To the next line.
    Next,
    /// To the line before.
    Back,
    /// Shorter, or the choice before.
    Less,
    /// Longer, or the next choice.
    More,
    /// Switch on or off.
    Turn,
    /// Make a value and take it into the field.
    Take,
    /// Leave the field as it is.
    Close,
}

const fn verb(keys: &'static [Key], verb: &'static str, help: &'static str, msg: Msg) -> Binding<Msg> {
    Binding { keys, verb, help, is_hinted: true, msg }
}

impl Pane for Generator {
    const ID: &'static str = "generator";
    const TITLE: &'static str = "Generator";
    const BINDINGS: &'static [Binding<Msg>] = &[
        verb(&[Key::plain(KeyCode::Enter)], "generator.take", "take a new value", Msg::Take),
        verb(
            &[Key::char('j'), Key::plain(KeyCode::Down), Key::plain(KeyCode::Tab)],
            "generator.next",
            "next line",
            Msg::Next,
        ),
        verb(
            &[Key::char('k'), Key::plain(KeyCode::Up), Key::plain(KeyCode::BackTab)],
            "generator.back",
            "line before",
            Msg::Back,
        ),
        verb(&[Key::plain(KeyCode::Left), Key::char('h')], "generator.less", "less", Msg::Less),
        verb(&[Key::plain(KeyCode::Right), Key::char('l')], "generator.more", "more", Msg::More),
        verb(&[Key::char(' ')], "generator.turn", "on or off", Msg::Turn),
        verb(
            &[Key::plain(KeyCode::Esc), Key::char('q'), Key::ctrl('c')],
            "generator.close",
            "leave the field as it is",
            Msg::Close,
        ),
    ];
    type State = State;
    type Msg = Msg;

    fn update(state: &mut State, msg: Msg, _cx: &Cx<'_>, out: &mut Outbox) {
        state.is_typing = false;
        state.error = None;
        let lines = state.lines();
        match msg {
            Msg::Next => state.at = (state.at + 1) % lines.len(),
            Msg::Back => state.at = (state.at + lines.len() - 1) % lines.len(),
            Msg::Less => state.change(false),
            Msg::More => state.change(true),
            Msg::Turn => {
                if state.line() != Line::Length {
                    state.change(true);
                }
            }
            Msg::Take => match state.recipe() {
                Ok(recipe) => out.ask("value", Request::Generate(recipe)),
                Err(wrong) => state.error = Some(wrong),
            },
            Msg::Close => out.act(Action::Close),
        }
    }

    fn is_typed(key: Key) -> bool {
        let is_digit = matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit()) && !key.ctrl && !key.alt;
        is_digit || key.code == KeyCode::Backspace
    }

    /// Digits type the length, wherever the cursor stands.
    fn capture(state: &mut State, key: Key, _cx: &Cx<'_>, _out: &mut Outbox) -> bool {
        let place = state.made_of as usize;
        match key {
            Key { code: KeyCode::Char(c), ctrl: false, alt: false, .. } if c.is_ascii_digit() => {
                let digit = usize::from(c as u8 - b'0');
                let typed = if state.is_typing { state.lengths[place] * 10 + digit } else { digit };
                if typed <= *state.range().end() {
                    state.lengths[place] = typed;
                }
                state.is_typing = true;
            }
            Key { code: KeyCode::Backspace, .. } => {
                state.lengths[place] /= 10;
                state.is_typing = true;
            }
            _ => return false,
        }
        state.error = None;
        true
    }

    fn reply(state: &mut State, _purpose: &'static str, answer: Answer, _cx: &Cx<'_>, out: &mut Outbox) {
        match answer {
            Answer::End(Ok(Outcome::Generated(value))) => out.act(Action::Give(Given::Password(value))),
            Answer::End(Err(error)) => state.error = Some(error.to_string()),
            _ => {}
        }
    }

    fn view(state: &State, cx: &ViewCx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        view::draw(state, cx, area, buf);
        None
    }
}

impl State {
    /// For the field of this name, starting with this recipe.
    pub(super) fn new(field: String, recipe: &Recipe) -> Self {
        let mut state = Self {
            field,
            made_of: MadeOf::Characters,
            lengths: [32, 6, 32],
            sets: [true; 4],
            is_distinct: false,
            at: 0,
            is_typing: false,
            error: None,
        };
        let (made_of, length) = match recipe {
            Recipe::Characters { length, sets, is_distinct } => {
                state.sets = SETS.map(|(set, _)| sets.contains(&set));
                state.is_distinct = *is_distinct;
                (MadeOf::Characters, *length)
            }
            Recipe::Words(count) => (MadeOf::Words, *count),
            Recipe::Bytes(count) => (MadeOf::Bytes, *count),
        };
        state.made_of = made_of;
        state.lengths[made_of as usize] = length;
        state.at = state.lines().iter().position(|line| *line == Line::Length).unwrap_or(0);
        state
    }

    fn lines(&self) -> &'static [Line] {
        match self.made_of {
            MadeOf::Characters => &[
                Line::MadeOf,
                Line::Length,
                Line::Set(0),
                Line::Set(1),
                Line::Set(2),
                Line::Set(3),
                Line::Distinct,
            ],
            MadeOf::Words => &[Line::MadeOf, Line::Length],
            MadeOf::Bytes => &[Line::Length],
        }
    }

    fn line(&self) -> Line {
        let lines = self.lines();
        lines[self.at.min(lines.len() - 1)]
    }

    fn range(&self) -> std::ops::RangeInclusive<usize> {
        match self.made_of {
            MadeOf::Characters => Recipe::LENGTHS,
            MadeOf::Words => Recipe::COUNTS,
            MadeOf::Bytes => Recipe::SIZES,
        }
    }

    fn change(&mut self, is_more: bool) {
        match self.line() {
            Line::MadeOf => {
                let is_words = self.made_of == MadeOf::Words;
                self.made_of = if is_words { MadeOf::Characters } else { MadeOf::Words };
            }
            Line::Length => {
                let (least, most) = self.range().into_inner();
                let length = &mut self.lengths[self.made_of as usize];
                let next = if is_more { *length + 1 } else { length.saturating_sub(1) };
                *length = next.clamp(least, most);
            }
            Line::Set(index) => self.sets[index] = !self.sets[index],
            Line::Distinct => self.is_distinct = !self.is_distinct,
        }
    }

    /// The recipe as it stands, or what is wrong with it.
    fn recipe(&self) -> Result<Recipe, String> {
        let length = self.lengths[self.made_of as usize];
        let range = self.range();
        if !range.contains(&length) {
            return Err(format!("the length is {} to {}", range.start(), range.end()));
        }
        let chosen = SETS.iter().zip(self.sets).filter(|(_, is_on)| *is_on);
        let sets: Vec<CharSet> = chosen.map(|((set, _), _)| *set).collect();
        match self.made_of {
            MadeOf::Characters if sets.is_empty() => Err("switch at least one set of characters on".into()),
            MadeOf::Characters => Ok(Recipe::Characters { length, sets, is_distinct: self.is_distinct }),
            MadeOf::Words => Ok(Recipe::Words(length)),
            MadeOf::Bytes => Ok(Recipe::Bytes(length)),
        }
    }
}
