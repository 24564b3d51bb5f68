//! The configuration as typed: sections and values with their lines, and the list of what is wrong with them.

use super::Broken;
use crate::domain::visible;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file being read, with what was found wrong in it so far.
pub(super) struct Source<'t> {
    file: &'t str,
    text: &'t str,
    /// With the place of each, so that they can be told in the order of the file.
    broken: Vec<(usize, Broken)>,
}

/// A table with its full name.
pub(super) struct Section<'t> {
    /// Its name from the root: `providers.corp`.
    pub(super) name: String,
    /// Its own name, the last part.
    pub(super) key: String,
    span: Range<usize>,
    table: DeTable<'t>,
}

impl<'t> Source<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, broken: Vec::new() }
    }

    /// The whole configuration as one section; nothing when it is no TOML or holds a credential.
    pub(super) fn parse(&mut self) -> Option<Section<'t>> {
        let root = self.parse_as(super::WHOLE)?;
        super::settings::refuse_credentials(&root, self);
        Some(root)
    }

    /// A whole file of this name as one section; nothing when it is no TOML.
    pub(super) fn parse_as(&mut self, name: &str) -> Option<Section<'t>> {
        match DeTable::parse(self.text) {
            Ok(parsed) => {
                let span = parsed.span();
                let table = parsed.into_inner();
                Some(Section { name: String::new(), key: String::new(), span, table })
            }
            Err(error) => {
                // Only the parser's own words: its Display would print the line.
                let reason = format!("not valid TOML: {}", error.message());
                self.mistake(name, error.span().unwrap_or_default(), &reason);
                None
            }
        }
    }

    /// File and line.
    pub(super) fn place(&self, span: &Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        format!("{}:{line}", self.file)
    }

    /// Notes a mistake.
    pub(super) fn mistake(&mut self, what: &str, span: Range<usize>, reason: &str) {
        let what = visible(what).into_owned();
        let reason = format!("{}: {what}: {reason}", self.place(&span));
        self.broken.push((span.start, Broken { what, reason, is_mistake: true }));
    }

    /// Notes a mistake in the name of a section.
    pub(super) fn mistake_of(&mut self, section: &Section, reason: &str) {
        self.mistake(&section.name, section.span.clone(), reason);
    }

    /// Notes a section that is sound and cannot be used.
    pub(super) fn note(&mut self, section: &Section, reason: &str) {
        self.note_at(section.name.clone(), &section.span, reason);
    }

    /// Notes a key that is sound and cannot be used.
    pub(super) fn note_key(&mut self, section: &Section, key: &str, reason: &str) {
        self.note_at(section.name_of(key), &section.span_of(key), reason);
    }

    fn note_at(&mut self, what: String, span: &Range<usize>, reason: &str) {
        let reason = format!("{}: {what}: {reason}", self.place(span));
        self.broken.push((span.start, Broken { what, reason, is_mistake: false }));
    }

    /// The first mistake noted in this section, if any.
    pub(super) fn mistake_in(&self, section: &Section) -> Option<String> {
        let is_inside = |what: &str| {
            what.strip_prefix(&*section.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.broken
            .iter()
            .map(|(_, broken)| broken)
            .filter(|broken| broken.is_mistake)
            .find(|broken| is_inside(&broken.what))
            .map(|broken| broken.reason.clone())
    }

    /// All that was found, in the order of the file.
    pub(super) fn into_broken(mut self) -> Vec<Broken> {
        self.broken.sort_by_key(|(start, _)| *start);
        self.broken.into_iter().map(|(_, broken)| broken).collect()
    }
}

impl<'t> Section<'t> {
    /// The full name of a key in it.
    pub(super) fn name_of(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// All entries, in the order of the file: key, place of the key, value.
    pub(super) fn entries(&self) -> Vec<(&str, Range<usize>, &DeValue<'t>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value.get_ref()))
            .collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    /// Notes every key that is not among these.
    pub(super) fn allow(&self, keys: &[&str], source: &mut Source) {
        for (key, span, _) in self.entries() {
            if !keys.contains(&key) {
                let reason = format!("unknown key; allowed are {}", keys.join(", "));
                source.mistake(&self.name_of(key), span, &reason);
            }
        }
    }

    /// The table under this key.
    pub(super) fn section(&self, key: &str, source: &mut Source) -> Option<Section<'t>> {
        let (key, span, value) = self.entries().into_iter().find(|(name, ..)| *name == key)?;
        self.as_section(key, span, value, source)
    }

    /// The tables in the table under this key.
    pub(super) fn subsections(&self, key: &str, source: &mut Source) -> Vec<Section<'t>> {
        let Some(outer) = self.section(key, source) else { return Vec::new() };
        let entries = outer.entries().into_iter();
        entries.filter_map(|(key, span, value)| outer.as_section(key, span, value, source)).collect()
    }

    fn as_section(
        &self,
        key: &str,
        span: Range<usize>,
        value: &DeValue<'t>,
        source: &mut Source,
    ) -> Option<Section<'t>> {
        let name = self.name_of(key);
        if let DeValue::Table(table) = value {
            Some(Section { name, key: key.into(), span, table: table.clone() })
        } else {
            source.mistake(&name, span, "must be a section");
            None
        }
    }

    /// The place of a key, or of the section when it has no such key.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        let found = self.table.keys().find(|name| name.get_ref() == key);
        found.map_or_else(|| self.span.clone(), Spanned::span)
    }

    /// The value under a key.
    pub(super) fn value(&self, key: &str) -> Option<&DeValue<'t>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value.get_ref())
    }

    /// The text under a key; anything else there is a mistake.
    pub(super) fn text(&self, key: &str, source: &mut Source) -> Option<&str> {
        let value = self.value(key)?;
        let text = value.as_str();
        if text.is_none() {
            source.mistake(&self.name_of(key), self.span_of(key), "must be a text in quotes");
        }
        text
    }

    /// The switch under a key; anything else there is a mistake.
    pub(super) fn switch(&self, key: &str, source: &mut Source) -> Option<bool> {
        let value = self.value(key)?;
        let switch = value.as_bool();
        if switch.is_none() {
            source.mistake(&self.name_of(key), self.span_of(key), "must be true or false");
        }
        switch
    }

    /// Notes a mistake at a key.
    pub(super) fn wrong(&self, key: &str, reason: &str, source: &mut Source) {
        source.mistake(&self.name_of(key), self.span_of(key), reason);
    }
}
