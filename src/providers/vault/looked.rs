//! What one action has seen of the secret it is about: the steps of it look once, and again after each change.

use super::wire::Metadata;
use crate::domain::{SecretPath, Timestamp};
use crate::provider::Result;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The metadata of a secret, and what time it was at the server then.
pub(super) type Seen = (Arc<Metadata>, Timestamp);

/// The last look, also one that found nothing. Held while a look is under way, so that two steps at a time make one.
#[derive(Default)]
pub(super) struct Looked {
    last: Mutex<Option<(SecretPath, Result<Seen>)>>,
}

impl Looked {
    /// What was seen of this secret, else what this look brings.
    pub(super) async fn at(
        &self,
        path: &SecretPath,
        look: impl Future<Output = Result<Seen>>,
    ) -> Result<Seen> {
        let mut last = self.last.lock().await;
        if let Some((of, seen)) = &*last
            && of == path
        {
            return seen.clone();
        }
        let seen = look.await;
        // What was not answered may be the next time.
        let is_answered = !seen.as_ref().is_err_and(crate::provider::Error::is_of_the_store);
        *last = is_answered.then(|| (path.clone(), seen.clone()));
        seen
    }

    /// Something is changed: what was seen is old from now on.
    pub(super) async fn forget(&self) {
        *self.last.lock().await = None;
    }
}
