//! Checks a log: every line, the chain between them, and the anchor.

use super::anchor::Anchor;
use super::line::Line;
use super::log::Hash;
use crypto_box::SecretKey;

/// What was found in a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many lines there are.
    pub lines: u64,
    /// Lines whose writing was cut off. They carry nothing and harm nothing.
    pub torn: Vec<u64>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Verdict {
    /// What is wrong, in one line.
    pub fn summary(&self) -> String {
        let Some(first) = self.faults.first() else { return format!("sound: {} lines", self.lines) };
        let more = match self.faults.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        format!("line {} {}{more}", first.line, first.what)
    }

    /// Whether nobody has touched it.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

pub(super) fn verify(
    lines: &[Vec<u8>],
    is_torn: bool,
    key: Option<&SecretKey>,
    anchor: Option<Anchor>,
) -> Verdict {
    let mut verdict = Verdict { lines: lines.len() as u64, ..Verdict::default() };
    let mut before = Hash::default();
    // The number due at this place; after a fault it goes on from what was found, so that one fault is told once.
    let mut due = 1;
    for (index, bytes) in lines.iter().enumerate() {
        let number = index as u64 + 1;
        let hash = Hash::of(bytes);
        let line = Line::parse(bytes);
        let is_open = line.as_ref().is_some_and(|line| key.is_some_and(|key| line.open(key).is_some()));
        match line {
            Some(line) if is_open => {
                let what = match line.number {
                    n if n == due && line.before == before => None,
                    n if n < due => Some("stands twice, or later than it was written"),
                    n if n > due => {
                        Some("follows lines that are missing, or stands earlier than it was written")
                    }
                    _ => Some("does not follow the line before it: that one was edited or replaced"),
                };
                verdict.faults.extend(what.map(|what| Fault { line: number, what }));
                due = line.number;
            }
            _ if is_tear(lines, index, is_torn, hash) => verdict.torn.push(number),
            _ => verdict.faults.push(Fault { line: number, what: "was edited or damaged" }),
        }
        before = hash;
        due += 1;
    }
    if let Some(anchor) = anchor {
        check_anchor(lines, anchor, &mut verdict);
    }
    verdict
}

/// Whether a line that does not open was cut off while it was written: it is the last one and has no end, or the next
/// one was chained to it as it is.
fn is_tear(lines: &[Vec<u8>], index: usize, is_torn: bool, hash: Hash) -> bool {
    match lines.get(index + 1) {
        None => is_torn,
        Some(next) => Line::parse(next).is_some_and(|next| next.before == hash),
    }
}

fn check_anchor(lines: &[Vec<u8>], anchor: Anchor, verdict: &mut Verdict) {
    if anchor.count > verdict.lines {
        verdict.faults.push(Fault { line: verdict.lines + 1, what: "is missing: the log was cut" });
        return;
    }
    let index = usize::try_from(anchor.count).unwrap_or(usize::MAX).saturating_sub(1);
    let is_held = lines.get(index).is_some_and(|line| Hash::of(line) == anchor.head)
        || verdict.torn.contains(&anchor.count)
        || verdict.faults.iter().any(|fault| fault.line == anchor.count);
    if !is_held {
        verdict.faults.push(Fault { line: anchor.count, what: "is not the line that the store knows" });
    }
}
