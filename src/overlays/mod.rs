//! What opens over the panes, under the same contract. A new overlay is its own file and one line in [`open`].

mod bin;
mod compare;
mod confirm;
mod conflict;
mod copy;
mod find;
mod form;
mod generator;
mod help;
mod input;
mod invitations;
mod keys;
mod leaving;
mod logout;
mod matching;
mod messages;
mod mistakes;
mod opening;
mod palette;
mod register;
mod setup;
mod tasks;
mod team;
mod themes;
mod transfer;
mod unlock;

pub(crate) use opening::UNSEEN;

use crate::message::Overlay;
use crate::panes::{Live, Table, Verb, live};

/// Brings an overlay to life. `verbs` is every verb that can be used at this moment, for the help.
pub fn open(overlay: Overlay, verbs: Vec<(&'static str, Vec<Verb>)>) -> Box<dyn Live> {
    match overlay {
        Overlay::Form(start) => live::<form::Form>(form::State::new(start)),
        Overlay::Confirm(confirm) => live::<confirm::Asking>(confirm::State::new(confirm)),
        Overlay::LogOut(id) => live::<logout::LoggingOut>(logout::State::new(id)),
        Overlay::Copy(start) => live::<copy::Copying>(copy::State::new(start)),
        Overlay::Compare(compare) => live::<compare::Comparing>(compare::State::new(compare)),
        Overlay::Register(start) => live::<register::Register>(register::State::new(*start)),
        Overlay::Generator(field, recipe) => {
            live::<generator::Generator>(generator::State::new(field, &recipe))
        }
        Overlay::Conflict(conflict) => live::<conflict::Resolving>(conflict::State::new(*conflict)),
        Overlay::Transfer(start) => live::<transfer::Transfer>(transfer::State::new(start)),
        Overlay::Bin => live::<bin::Bin>(bin::State::default()),
        Overlay::Themes(all, shown) => live::<themes::Picker>(themes::State::new(all, shown)),
        Overlay::Find => live::<find::Find>(find::State::default()),
        Overlay::Mistakes => live::<mistakes::Mistakes>(mistakes::State::default()),
        Overlay::Team(start) => live::<team::Team>(team::State::new(start)),
        Overlay::SetUp(start) => live::<setup::Setup>(setup::State::new(start)),
        Overlay::Invitations(hand_out) => {
            live::<invitations::Invitations>(invitations::State::new(*hand_out))
        }
        Overlay::Messages(said) => live::<messages::Messages>(messages::State::new(said)),
        Overlay::Opening(what) => live::<opening::Opening>(opening::State::new(what)),
        Overlay::Tasks => live::<tasks::Running>(tasks::State::default()),
        Overlay::Help => live::<help::Help>(help::State::new(verbs)),
        Overlay::Palette(line, before) => live::<palette::Palette>(palette::State::new(line, before, verbs)),
    }
}

/// The tables of the overlays, for keys, help and documentation.
pub fn tables() -> Vec<Table> {
    vec![
        Table::of::<form::Form>(),
        Table::of::<confirm::Asking>(),
        Table::of::<logout::LoggingOut>(),
        Table::of::<copy::Copying>(),
        Table::of::<compare::Comparing>(),
        Table::of::<register::Register>(),
        Table::of::<generator::Generator>(),
        Table::of::<conflict::Resolving>(),
        Table::of::<transfer::Transfer>(),
        Table::of::<bin::Bin>(),
        Table::of::<themes::Picker>(),
        Table::of::<find::Find>(),
        Table::of::<tasks::Running>(),
        Table::of::<mistakes::Mistakes>(),
        Table::of::<team::Team>(),
        Table::of::<setup::Setup>(),
        Table::of::<invitations::Invitations>(),
        Table::of::<messages::Messages>(),
        Table::of::<opening::Opening>(),
        Table::of::<palette::Palette>(),
        Table::of::<help::Help>(),
    ]
}

/// What stands before everything while the embedded store is missing or locked.
pub fn gate() -> Box<dyn Live> {
    live::<unlock::Unlock>(unlock::State::default())
}
