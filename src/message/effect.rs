//! What the pure half wants done.

use super::{Request, Ticket};

/// Something to do outside.
#[derive(Debug)]
pub enum Effect {
    /// Start this work and answer under the ticket.
    Run(Ticket, Request),
    /// Nobody waits for this question any more. Changes under way are never stopped by it.
    Cancel(Ticket),
    /// This change of several steps shall stop before its next one.
    Stop(Ticket),
    /// A value has left the screen: draw twice with shrunk buffers, so that no cell keeps it.
    Wipe,
    /// Leave the terminal, stop the process, come back when it runs again.
    Suspend,
    /// Leave for good.
    Quit,
}
