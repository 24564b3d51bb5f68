//! The lines of the form: what is typed into them, and the team that it makes.

use crate::domain::{PersonId, ProviderId, SecretValue, TeamId};
use crate::message::{Key, KeyCode, Paste, SetUp, SetUpStart};
use crate::overlays::input::Input;
use crate::provider::{Invitation, Person, TeamPlan};

/// The lines, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The name of the team.
    Team,
    /// The provider.
    Provider,
    /// Its place there.
    Root,
    /// Who asks for changes.
    Operators,
    /// Who decides on them.
    Approvers,
}

pub(super) const LINES: [Line; 5] =
    [Line::Team, Line::Provider, Line::Root, Line::Operators, Line::Approvers];

/// What is typed and chosen.
#[derive(Debug)]
pub(super) struct Lines {
    /// The providers to choose from; never none.
    providers: Vec<(ProviderId, String)>,
    /// Which of them is chosen.
    chosen: usize,
    team: Input,
    root: Input,
    operators: Input,
    approvers: Input,
    /// The line that has the keys.
    pub(super) at: Line,
}

impl Lines {
    pub(super) fn new(start: SetUpStart) -> Self {
        let SetUpStart { providers, chosen, team } = start;
        let chosen = providers.iter().position(|(id, _)| *id == chosen).unwrap_or(0);
        let mut lines = Self {
            providers,
            chosen,
            team: Input::clear(),
            root: Input::clear(),
            operators: Input::clear(),
            approvers: Input::clear(),
            at: Line::Team,
        };
        if let Some((team, root)) = team {
            lines.team.set(team.as_str());
            if root != TeamPlan::usual_mount(team.as_str()) {
                lines.root.set(&root);
            }
            // Of a team that is there, people are what is new.
            lines.at = Line::Operators;
        }
        lines
    }

    /// What is typed in a line; nothing for the one that is chosen.
    pub(super) fn input(&self, line: Line) -> Option<&Input> {
        match line {
            Line::Team => Some(&self.team),
            Line::Root => Some(&self.root),
            Line::Operators => Some(&self.operators),
            Line::Approvers => Some(&self.approvers),
            Line::Provider => None,
        }
    }

    fn typed(&mut self) -> Option<&mut Input> {
        match self.at {
            Line::Team => Some(&mut self.team),
            Line::Root => Some(&mut self.root),
            Line::Operators => Some(&mut self.operators),
            Line::Approvers => Some(&mut self.approvers),
            Line::Provider => None,
        }
    }

    /// The name of the team as it is typed.
    pub(super) fn team(&self) -> &str {
        self.team.text().trim()
    }

    /// The provider that is chosen, and the name of its kind.
    pub(super) fn provider(&self) -> (ProviderId, &str) {
        let chosen = self.providers.get(self.chosen);
        chosen.map_or_else(|| (ProviderId::local(), ""), |(id, kind)| (id.clone(), kind))
    }

    /// Whether there is more than one provider to choose from.
    pub(super) fn has_choice(&self) -> bool {
        self.providers.len() > 1
    }

    /// Moves the keys by so many lines. Where there is one provider, nothing is chosen in its line.
    pub(super) fn go(&mut self, steps: usize) {
        let now = LINES.iter().position(|line| *line == self.at).unwrap_or(0);
        self.at = LINES[(now + steps) % LINES.len()];
        if self.at == Line::Provider && !self.has_choice() {
            self.go(steps);
        }
    }

    /// Takes a key that edits; true when it was one.
    pub(super) fn press(&mut self, key: Key) -> bool {
        if let Some(input) = self.typed() {
            return input.press(key);
        }
        let count = self.providers.len().max(1);
        let step = match key.code {
            _ if key.ctrl || key.alt => return false,
            KeyCode::Char(' ') | KeyCode::Right => 1,
            KeyCode::Left => count - 1,
            _ => return false,
        };
        self.chosen = (self.chosen + step) % count;
        true
    }

    /// Takes a paste; true when it was for a line that is typed. A list of names may have a line for each.
    pub(super) fn paste(&mut self, paste: Paste) -> Result<bool, String> {
        let is_list = matches!(self.at, Line::Operators | Line::Approvers);
        let Some(input) = self.typed() else { return Ok(false) };
        if !is_list || paste.is_too_large {
            return input.paste(&paste).map(|()| true);
        }
        let one_line = paste.text.expose_text(|text| text.trim().replace(['\r', '\n'], " "));
        let text = one_line.map_or(paste.text, SecretValue::from_text);
        input.paste(&Paste { text, is_too_large: false }).map(|()| true)
    }

    /// The names in a line of people; fails with the one that cannot be a name.
    pub(super) fn names(&self, line: Line) -> Result<Vec<PersonId>, String> {
        let text = self.input(line).map(Input::text).unwrap_or_default();
        words(text).map(|word| PersonId::new(word).map_err(|wrong| format!("{word}: {wrong}"))).collect()
    }

    /// Everybody who is named, once; those who cannot be a name are left out.
    pub(super) fn people(&self) -> Vec<Person> {
        let sound = |line| {
            let text = self.input(line).map(Input::text).unwrap_or_default();
            words(text).filter_map(|word| PersonId::new(word).ok()).collect()
        };
        Person::all(sound(Line::Operators), sound(Line::Approvers))
    }

    /// What is typed, as a team; fails with the line to mend and what is wrong there.
    pub(super) fn wanted(&self) -> Result<SetUp, (Line, String)> {
        let name = self.team();
        if name.is_empty() {
            return Err((Line::Team, "team: missing".into()));
        }
        let team = TeamId::new(name).map_err(|wrong| (Line::Team, wrong.to_string()))?;
        let root = Some(self.root.text().trim()).filter(|root| !root.is_empty());
        let plan = TeamPlan::new(team, root).map_err(|wrong| (Line::Root, format!("root: {wrong}")))?;
        let names = |line| self.names(line).map_err(|wrong| (line, wrong));
        let people = Person::all(names(Line::Operators)?, names(Line::Approvers)?);
        Ok(SetUp { provider: self.provider().0, plan, people, agreed: Vec::new() })
    }

    /// Takes those out who have a token, so that a further run makes those that are missing.
    pub(super) fn strike(&mut self, served: &[Invitation]) {
        if served.is_empty() {
            return;
        }
        let has_none = |name: &&str| served.iter().all(|served| served.person.name.as_str() != *name);
        for input in [&mut self.operators, &mut self.approvers] {
            let left: Vec<&str> = words(input.text()).filter(has_none).collect();
            let left = left.join(" ");
            input.set(&left);
        }
    }
}

/// The words of a list.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty())
}
