//! The words between the pure half and the working half: what happened, what is wanted, how it went.

mod action;
mod copy;
mod effect;
mod event;
mod given;
mod key;
mod keymap;
mod many;
mod mistake;
mod names;
mod outbox;
mod request;
mod rights;
mod settings;
mod shared;
mod slot;
mod task;
mod team;
mod transfer;

pub use action::{
    Action, Compare, Confirm, FormStart, Level, Line, Notice, Overlay, RegisterStart, ThemeFacts,
};
pub use copy::{CopyAs, CopyStart};
pub use effect::Effect;
pub use event::{Event, Mouse, MouseKind, Now, PASTE_LIMIT, Paste, Signal};
pub use given::{Conflict, Draft, Given, Merge};
pub use key::{Key, KeyCode, NoKey};
pub use keymap::{KeyWish, Keymap};
pub use many::{Deed, Many, Progress, Reached, Tally};
pub use mistake::{Mistake, Origin};
pub use names::{Entry, Found, Match, Matches, Names};
pub use outbox::{Ask, Nature, Outbox};
pub use request::{Answer, Mark, Outcome, Purpose, Reply, Request, Save, Target, teams_of};
pub use rights::{Grants, Known, at_stake};
pub use settings::{OwnTheme, Settings};
pub use shared::{ProviderFacts, ProviderState, Shared, TeamFacts};

pub use crate::domain::Timing;
pub use slot::{Slot, Ticket};
pub use task::{Ending, Finished, Task, Tasks, title};
pub use team::{HandOut, NewTeam, SetUp, SetUpStart, TeamStart};
pub use transfer::{Destination, Losses, Outlook, Planned, TransferStart};
