//! One runtime beside the tests, so that the support can be called from plain and from async tests alike.

use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// Asks again and again until there is an answer; none after a long time.
pub fn until<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if start.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

/// The runtime. Its clock is the real one, also where a test has stopped its own.
pub(super) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime for servers")
    })
}

/// Waits for a future, on a thread of its own: the caller may be a runtime's, where waiting is forbidden.
pub(super) fn wait<F>(future: F) -> F::Output
where
    F: Future + Send,
    F::Output: Send,
{
    let waiter = || runtime().handle().block_on(future);
    std::thread::scope(|scope| scope.spawn(waiter).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
