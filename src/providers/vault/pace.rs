//! How many requests are under way at a time when there are many to make: few to a server nearby, more to one far away,
//! half as many when it asks for patience, and then slowly more again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An answer that is never faster than this comes from far away.
const FAR: Duration = Duration::from_millis(8);
/// What was sent together is refused together, and counts once.
const ONCE_IN: Duration = Duration::from_millis(500);

/// The pace of many requests of one kind to one server, told by its answers.
#[derive(Debug)]
pub(super) struct Pace {
    /// The most at a time to a server nearby.
    near: usize,
    /// The most at a time to one far away.
    far: usize,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    width: usize,
    /// The fastest answer so far: what the way takes, however busy the server is.
    fastest: Option<Duration>,
    /// When it last became half as many; from then on it grows slowly.
    cut: Option<Instant>,
    /// The answers since it last changed.
    answers: usize,
}

impl Pace {
    /// Begins with as many as are good for a server nearby.
    pub(super) fn new(near: usize, far: usize) -> Self {
        Self { near, far, now: Mutex::new(Now { width: near, fastest: None, cut: None, answers: 0 }) }
    }

    /// How many may be under way now.
    pub(super) fn width(&self) -> usize {
        self.now().width
    }

    /// What the way there and back takes at most; nothing before the first answer.
    pub(super) fn round_trip(&self) -> Option<Duration> {
        self.now().fastest
    }

    /// Whether waiting for an answer costs more than making it.
    pub(super) fn is_far(&self) -> bool {
        self.round_trip().is_some_and(|fastest| fastest > FAR)
    }

    /// An answer came after so long.
    pub(super) fn answered(&self, after: Duration) {
        let mut now = self.now();
        // The first answer had to open a connection, which is a round trip of its own.
        let fastest = now.fastest.map_or(after / 2, |fastest| fastest.min(after));
        now.fastest = Some(fastest);
        now.answers += 1;
        let most = if fastest > FAR { self.far } else { self.near };
        if now.cut.is_none() {
            // Each step on the way there would cost a round trip.
            now.width = most;
        } else if now.width < most && now.answers >= now.width {
            // One more with every round of answers is slow.
            (now.width, now.answers) = (now.width + 1, 0);
        }
        now.width = now.width.min(most);
    }

    /// The server asked for patience.
    pub(super) fn refused(&self) {
        let mut now = self.now();
        if now.cut.is_none_or(|cut| cut.elapsed() >= ONCE_IN) {
            (now.width, now.cut, now.answers) = ((now.width / 2).max(1), Some(Instant::now()), 0);
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: Duration = Duration::from_millis(2);
    const AWAY: Duration = Duration::from_millis(100);

    #[test]
    fn a_server_far_away_gets_more_at_a_time_from_its_first_answer_on() {
        let pace = Pace::new(8, 32);
        pace.answered(AWAY);
        assert_eq!((pace.width(), pace.is_far()), (32, true));
        // One fast answer shows that the others were slow for another reason.
        pace.answered(NEAR);
        assert_eq!((pace.width(), pace.is_far()), (8, false));
    }

    #[test]
    fn a_server_nearby_gets_no_more_than_it_can_use() {
        let pace = Pace::new(8, 32);
        (0..100).for_each(|_| pace.answered(NEAR));
        assert_eq!(pace.width(), 8);
    }

    #[test]
    fn a_first_answer_is_half_a_connection() {
        let pace = Pace::new(8, 32);
        pace.answered(AWAY);
        assert_eq!(pace.round_trip(), Some(AWAY / 2));
        pace.answered(AWAY);
        pace.answered(NEAR);
        assert_eq!(pace.round_trip(), Some(NEAR));
    }

    #[test]
    fn refusals_at_once_count_once_and_what_follows_grows_slowly() {
        let pace = Pace::new(8, 32);
        (0..8).for_each(|_| pace.refused());
        assert_eq!(pace.width(), 4);
        let answers = (0..).take_while(|_| {
            pace.answered(NEAR);
            pace.width() < 8
        });
        assert_eq!(answers.count() + 1, 4 + 5 + 6 + 7);
    }

    #[test]
    fn one_at_a_time_is_the_least() {
        let pace = Pace::new(1, 1);
        pace.refused();
        assert_eq!(pace.width(), 1);
    }
}
