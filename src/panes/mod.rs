//! The panes and their contract. A new pane is its own folder and one line in [`all`].

mod detail;
mod filter;
mod lease;
mod live;
mod matched;
mod moving;
mod pane;
mod permits;
mod picked;
mod providers;
mod secrets;
mod teams;
mod trace;
mod versions;

pub(crate) use filter::{Filter, Sieve, Typed};
pub(crate) use lease::{Lease, Reveal};
pub use live::{Live, live};
pub(crate) use matched::lit;
pub(crate) use moving::{Pressed, point, with_moving};
pub use pane::{Binding, Changed, Column, Cx, Pane, Place, Table, Verb, ViewCx};
pub(crate) use permits::{Asked, around, unnamed};
pub(crate) use picked::Picked;
pub use trace::Trace;

/// Every pane, in the order of its number key.
pub fn all() -> Vec<Box<dyn Live>> {
    vec![
        live::<providers::Providers>(Default::default()),
        live::<teams::Teams>(Default::default()),
        live::<secrets::Secrets>(Default::default()),
        live::<detail::Detail>(Default::default()),
        live::<versions::Versions>(Default::default()),
    ]
}
