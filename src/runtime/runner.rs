//! Starts requests, gives questions up, sees changes through to their end.

use super::clipboard::Clipboard;
use super::clock::Clock;
use super::perform::perform;
use crate::domain::SecretValue;
use crate::message::{Answer, Event, Now, Outcome, Reached, Reply, Request, Ticket};
use crate::ops::Session;
use crate::provider::{Error, Result};
use crate::secure::wipe_stack;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::{AbortHandle, JoinHandle};

/// How long dropping the runtime waits for changes under way.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a clipboard is given to let our value go.
const FOR_CLIPBOARD: Duration = Duration::from_secs(2);

/// Something that came from the working half.
#[derive(Debug)]
pub enum Arrival {
    /// An event for the pure half.
    Event(Event),
    /// Bytes to write to the terminal between two frames: a clipboard sequence.
    Terminal(SecretValue),
}

/// Sends what was found out, and wakes whoever waits for it.
#[derive(Clone)]
pub(super) struct Post {
    sender: Sender<Arrival>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Post {
    /// Sends one arrival; nobody is there to hear it only when the console has ended.
    pub(super) fn send(&self, arrival: Arrival) {
        if self.sender.send(arrival).is_ok() {
            (self.wake)();
        }
    }

    fn answer(&self, ticket: Ticket, answer: Answer) {
        self.send(Arrival::Event(Event::Reply(Reply { ticket, answer })));
    }
}

/// What a request works with.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) session: Arc<Session>,
    pub(super) clipboard: Arc<Clipboard>,
    post: Post,
    ticket: Ticket,
    stop: Arc<AtomicBool>,
    reached: Arc<Mutex<Option<Reached>>>,
}

impl Work {
    /// Notes how far a change of several steps is, for whoever leaves before its end.
    pub(super) fn reach(&self, reached: Reached) {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner) = Some(reached);
    }

    /// Tells a part of the answer.
    pub(super) fn part(&self, outcome: Outcome) {
        self.post.answer(self.ticket, Answer::Part(outcome));
    }

    /// Whether a change of several steps is to begin no further one.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The background runtime. Dropping it waits a while for changes under way and takes our value off the clipboard.
pub struct Runtime {
    tokio: Option<tokio::runtime::Runtime>,
    session: Arc<Session>,
    clipboard: Arc<Clipboard>,
    clock: Clock,
    post: Post,
    arrivals: Receiver<Arrival>,
    questions: Mutex<HashMap<Ticket, AbortHandle>>,
    changes: Mutex<Vec<Change>>,
    /// Whether dropping it waits for no change any more.
    is_hurried: AtomicBool,
}

/// A change under way.
struct Change {
    ticket: Ticket,
    /// Set when it shall begin no further step.
    stop: Arc<AtomicBool>,
    /// How far it is, when it has several steps.
    reached: Arc<Mutex<Option<Reached>>>,
    watch: JoinHandle<()>,
}

impl Runtime {
    /// Starts the background threads. `wake` is called from them whenever something has arrived.
    pub fn start(session: Arc<Session>, wake: impl Fn() + Send + Sync + 'static) -> io::Result<Self> {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            // A request that is done has left pieces of values behind on the stack of its thread.
            .on_thread_park(wipe_stack)
            .build()?;
        let (sender, arrivals) = channel();
        let post = Post { sender, wake: Arc::new(wake) };
        let clipboard = Arc::new(Clipboard::new(post.clone()));
        Ok(Self {
            tokio: Some(tokio),
            session,
            clipboard,
            clock: Clock::start(),
            post,
            arrivals,
            questions: Mutex::default(),
            changes: Mutex::default(),
            is_hurried: AtomicBool::new(false),
        })
    }

    /// With another clock, for pictures that are the same whenever they are taken.
    pub fn on_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Starts this work; its answers arrive under the ticket.
    pub fn run(&self, ticket: Ticket, request: Request) {
        let Some(tokio) = &self.tokio else { return };
        let is_change = is_change(&request);
        let work = Work {
            session: Arc::clone(&self.session),
            clipboard: Arc::clone(&self.clipboard),
            post: self.post.clone(),
            ticket,
            stop: Arc::default(),
            reached: Arc::default(),
        };
        let (stop, reached) = (Arc::clone(&work.stop), Arc::clone(&work.reached));
        let session = Arc::clone(&self.session);
        let post = self.post.clone();
        let task = tokio.spawn(perform(request, work));
        let abort = task.abort_handle();
        let watch = tokio.spawn(async move {
            let result = ended(task.await);
            for warning in session.take_warnings() {
                post.answer(ticket, Answer::Part(Outcome::Warning(warning)));
            }
            post.answer(ticket, Answer::End(result));
        });
        if is_change {
            let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
            changes.retain(|change| !change.watch.is_finished());
            changes.push(Change { ticket, stop, reached, watch });
        } else {
            let mut questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
            questions.retain(|_, question| !question.is_finished());
            questions.insert(ticket, abort);
        }
    }

    /// Nobody waits for this question any more; a change goes on to its end.
    pub fn cancel(&self, ticket: Ticket) {
        let question = self.questions.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
        if let Some(question) = question {
            question.abort();
        }
    }

    /// This change shall stop before its next step; one of a single step goes on to its end.
    pub fn stop(&self, ticket: Ticket) {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes.iter().filter(|change| change.ticket == ticket) {
            change.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a change is under way. Its end arrives like everything else.
    pub fn has_changes(&self) -> bool {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.retain(|change| !change.watch.is_finished());
        !changes.is_empty()
    }

    /// How far the changes of several steps are that are under way.
    pub fn reached(&self) -> Vec<Reached> {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let open = changes.iter().filter(|change| !change.watch.is_finished());
        open.filter_map(|change| change.reached.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .collect()
    }

    /// Has no change waited for when this is dropped.
    pub fn wait_no_longer(&self) {
        self.is_hurried.store(true, Ordering::Relaxed);
    }

    /// Has every change of several steps stop before its next one.
    pub fn stop_all(&self) {
        for change in &*self.changes.lock().unwrap_or_else(PoisonError::into_inner) {
            change.stop.store(true, Ordering::Relaxed);
        }
    }

    /// The next thing that came, without waiting.
    pub fn next_arrival(&self) -> Option<Arrival> {
        self.arrivals.try_recv().ok()
    }

    /// Waits for the next thing that comes, at most this long.
    pub fn wait_for_arrival(&self, at_most: Duration) -> Option<Arrival> {
        self.arrivals.recv_timeout(at_most).ok()
    }

    /// Takes our value off the clipboard if it is still there, within bounded time; says whether that is done. What the
    /// terminal must be told for it has arrived then.
    pub fn clear_clipboard(&self) -> bool {
        self.clipboard.clear_within(FOR_CLIPBOARD)
    }

    /// The time now.
    pub fn now(&self) -> Now {
        self.clock.now()
    }
}

/// What became of a task. A panic is a fault of the program; its message may quote a value, so it is not told.
fn ended(joined: std::result::Result<Result<Outcome>, tokio::task::JoinError>) -> Result<Outcome> {
    match joined {
        Ok(result) => result,
        Err(error) if error.is_cancelled() => Err(Error::Cancelled),
        Err(_) => Err(Error::Bug { what: "a request".into() }),
    }
}

/// Whether a request must not be stopped half-way.
fn is_change(request: &Request) -> bool {
    match request {
        Request::Create(_)
        | Request::Unlock(_)
        | Request::Lock
        | Request::ClearClipboard
        | Request::Save(_)
        | Request::Delete(..)
        | Request::Erase(_)
        | Request::Undelete(..)
        | Request::Destroy(..)
        | Request::Rollback { .. }
        | Request::Many(_)
        | Request::Switch(_)
        | Request::Mark(_)
        | Request::Forget(_)
        | Request::LeaveCheck
        | Request::Register(_)
        | Request::Reregister(_)
        | Request::Enable(..)
        | Request::ReadOnly(..)
        | Request::LogOut(..)
        | Request::Unregister(_)
        | Request::CreateTeam(_)
        | Request::SetUp(_)
        | Request::RemoveTeam(_)
        | Request::KeepTheme(_) => true,
        Request::Survey
        | Request::Recheck(_)
        | Request::Renew(_)
        | Request::List(_)
        | Request::ListAll
        | Request::Find { .. }
        | Request::Filter { .. }
        | Request::Outline(..)
        | Request::History(_)
        | Request::Rights(..)
        | Request::Compare { .. }
        | Request::Marks
        | Request::Bin(_)
        | Request::Plan(_)
        | Request::Read { .. }
        | Request::Generate(_)
        | Request::Copy { .. }
        | Request::CopyThis(..)
        | Request::Registration(_)
        | Request::Check(_)
        | Request::CheckAgain(_) => false,
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.clear_clipboard();
        let Some(tokio) = self.tokio.take() else { return };
        self.stop_all();
        let changes = std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner));
        let patience = if self.is_hurried.load(Ordering::Relaxed) { Duration::ZERO } else { PATIENCE };
        tokio.block_on(async {
            let all = async {
                for change in changes {
                    // A change that panicked has nothing more to be waited for.
                    let _ = change.watch.await;
                }
            };
            let _ = tokio::time::timeout(patience, all).await;
        });
        tokio.shutdown_timeout(Duration::from_millis(100));
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Runtime")
    }
}
