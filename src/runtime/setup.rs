//! Sets a team up and tells each stage; begins no further one when it is to stop.

use super::runner::Work;
use crate::message::{Outcome, SetUp};
use crate::ops;
use crate::provider::Result;
use std::ops::ControlFlow;

/// Sets a team up. Whoever has gone in the middle gets no tokens made: nobody would see them.
pub(super) async fn set_up(work: &Work, wanted: &SetUp) -> Result<Outcome> {
    let SetUp { provider, plan, people, agreed } = wanted;
    let mut tell = |stage| {
        work.part(Outcome::Stage(Box::new(stage)));
        if work.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let end = ops::setup::run(&work.session, provider, plan, people, agreed, &mut tell).await?;
    Ok(Outcome::SetUp(Box::new(end)))
}
