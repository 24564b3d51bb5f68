//! The life of a token as rules: when it wants to be renewed, and when no renewal helps any more.

use crate::domain::Timestamp;
use crate::provider::{Lifetime, Renewal};
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// A token is renewed when it would end within this time; a short-lived one in the last third of its life.
const AHEAD: Duration = Duration::from_hours(48);
/// Servers count in whole seconds, and an answer takes its time.
const SLACK: Duration = Duration::from_secs(2);

/// Why a token is not renewed, in words that follow its name.
pub(super) const SWITCHED_OFF: &str = "is not renewed, as `renew` is off";
pub(super) const BATCH: &str = "cannot be renewed, as a batch token";
pub(super) const FIXED: &str = "cannot be renewed";
pub(super) const LONGEST: &str = "cannot be renewed beyond its longest life";
pub(super) const FORBIDDEN: &str = "may not renew itself";
pub(super) const LOGIN_REFUSED: &str = "ends for good: a new login was refused";

/// What is known of a token's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// It never ends.
    Endless,
    /// It ends.
    Ends(Ending),
}

/// The end of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// When it comes.
    pub(super) at: Timestamp,
    /// How long a whole life is: what a renewal asks for.
    pub(super) whole: Duration,
    /// When something is to be done.
    due: Timestamp,
    /// Why it is not renewed, if it is not.
    pub(super) why_not: Option<&'static str>,
}

/// The time now. It goes on while the machine sleeps, as the server's does.
pub(super) fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

impl Ending {
    /// A token that has this long left of a whole life.
    pub(super) fn new(
        now: Timestamp,
        left: Duration,
        whole: Duration,
        why_not: Option<&'static str>,
    ) -> Self {
        let (at, whole) = (now.plus(left), whole.max(left));
        Self { at, whole, due: before(at, whole), why_not }
    }

    /// After a renewal that was granted so much. The server says so where it gives less than was asked because the
    /// longest life is near; where it does not, an end that did not move tells the same.
    pub(super) fn renewed(&self, now: Timestamp, granted: Duration, is_warned: bool) -> Self {
        let is_short = granted + SLACK < self.whole;
        // A life that has become shorter is one of its own from now on.
        let next = Self::new(now, granted, if is_short { granted } else { self.whole }, None);
        let stands_still = next.at <= self.at.plus(SLACK);
        if is_short && (is_warned || stands_still) {
            return next.stopped(now, LONGEST);
        }
        next
    }

    /// It is not renewed any more; the person learns it from now on.
    pub(super) fn stopped(self, now: Timestamp, why_not: &'static str) -> Self {
        Self { due: now.min(self.at), why_not: Some(why_not), ..self }
    }

    /// The next try comes after a third of the time left.
    pub(super) fn postponed(self, now: Timestamp) -> Self {
        let pause = (self.at.since(now) / 3).clamp(Duration::from_secs(1), Duration::from_mins(5));
        Self { due: now.plus(pause), ..self }
    }

    /// Whether a renewal or a new login is due.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.why_not.is_none() && self.due <= now
    }

    /// Whether a program has to log in again, since this token cannot be renewed.
    pub(super) fn wants_successor(&self, now: Timestamp) -> bool {
        self.why_not.is_some_and(|why_not| why_not != LOGIN_REFUSED) && self.due <= now
    }

    /// Whether it is over.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.at <= now
    }
}

/// The point before the end at which something is done.
fn before(end: Timestamp, whole: Duration) -> Timestamp {
    let ahead = AHEAD.min(whole / 3);
    Timestamp(end.0.saturating_sub(u64::try_from(ahead.as_millis()).unwrap_or(u64::MAX)))
}

impl Life {
    /// The end, if there is one.
    pub(super) fn ending(&self) -> Option<&Ending> {
        match self {
            Self::Endless => None,
            Self::Ends(ending) => Some(ending),
        }
    }

    /// The same for whoever shows it.
    pub(super) fn lifetime(&self) -> Option<Lifetime> {
        let Ending { at, due, why_not, .. } = self.ending()?;
        Some(Lifetime { expires: *at, renewal: Renewal { due: *due, why_not: *why_not } })
    }

    /// What a fresh look tells, beside what renewals have taught about the same token.
    pub(super) fn seen_again(&self, seen: Self) -> Self {
        match (self, seen) {
            (Self::Ends(known), Self::Ends(seen))
                if known.why_not.is_some() && seen.at <= known.at.plus(SLACK) =>
            {
                Self::Ends(Ending { why_not: known.why_not, due: known.due, ..seen })
            }
            (_, seen) => seen,
        }
    }
}

/// What a token is worth, as the server tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Who it stands for.
    pub(super) identity: Option<String>,
    /// How long it lives; nothing for one that lives for ever.
    pub(super) left: Option<Duration>,
    /// Whether it can be renewed.
    pub(super) is_renewable: bool,
    /// Whether it is a batch token.
    pub(super) is_batch: bool,
    /// How long a whole life of it is.
    pub(super) whole: Duration,
    /// Whether no renewal can make it live longer.
    pub(super) is_at_last: bool,
    /// The number of the person it stands for.
    pub(super) entity: Option<String>,
    /// The policies it has.
    pub(super) policies: Vec<String>,
    /// How many more requests it serves, where they are counted.
    pub(super) uses: Option<u64>,
}

impl Standing {
    /// The life of the token, and why it is not renewed where that is known beforehand.
    pub(super) fn life(&self) -> Life {
        let Some(left) = self.left else { return Life::Endless };
        let why_not = match (self.is_batch, self.is_renewable) {
            (true, _) => Some(BATCH),
            (false, false) => Some(FIXED),
            (false, true) if self.is_at_last => Some(LONGEST),
            (false, true) => None,
        };
        Life::Ends(Ending::new(now(), left, self.whole, why_not))
    }
}

/// What is kept about a token between two commands, so that the second need not ask.
#[derive(Deserialize, Serialize)]
pub(super) struct Note {
    /// Which token, by its hash.
    pub(super) of: String,
    /// When it ends; nothing when it never does.
    expires: Option<Timestamp>,
    whole_seconds: u64,
    /// Why it is not renewed, by its place in [`REASONS`].
    why_not: Option<usize>,
}

/// The reasons that stay true of a token.
const REASONS: &[&str] = &[BATCH, FIXED, LONGEST, FORBIDDEN];

impl Note {
    pub(super) fn new(of: String, life: &Life) -> Self {
        let ending = life.ending();
        Self {
            of,
            expires: ending.map(|ending| ending.at),
            whole_seconds: ending.map_or(0, |ending| ending.whole.as_secs()),
            why_not: ending.and_then(|ending| {
                let why_not = ending.why_not?;
                REASONS.iter().position(|reason| *reason == why_not)
            }),
        }
    }

    pub(super) fn life(&self) -> Life {
        let Some(at) = self.expires else { return Life::Endless };
        let why_not = self.why_not.and_then(|index| REASONS.get(index)).copied();
        let whole = Duration::from_secs(self.whole_seconds);
        Life::Ends(Ending { at, whole, due: before(at, whole), why_not })
    }

    /// Whether it tells the same, but for what an answer takes.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let far = |a: Timestamp, b: Timestamp| a.since(b).max(b.since(a)) > SLACK;
        let is_near = match (self.expires, other.expires) {
            (Some(a), Some(b)) => !far(a, b),
            (a, b) => a == b,
        };
        is_near && self.of == other.of && self.why_not == other.why_not
    }
}
