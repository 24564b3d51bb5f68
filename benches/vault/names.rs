//! Names of 10,000 secrets in 521 folders, beside the LIST requests that a walk needs and nothing else.

use super::ground::{AT_ONCE, Ground, listed, provider, runtime};
use super::{Times, ratio, raw, took};
use std::time::Instant;

const ROUNDS: usize = 11;

pub(super) fn names() {
    let ground = Ground::of_ten_thousand();
    let (address, count) = (ground.server.address(), ground.names.len());
    let [mut limit, mut scan, mut scanned, mut walked] = [const { Times(Vec::new()) }; 4];
    let runtime = runtime();
    for _ in 0..ROUNDS {
        limit.add(runtime.block_on(raw::all(&address, ground.lists(), AT_ONCE)));
        runtime.block_on(async {
            let mut connection = raw::Connection::to(&address).await;
            let start = Instant::now();
            connection.ask(&ground.scan()).await;
            scan.add(start.elapsed());
            // Each time a provider that knows nothing yet: it finds the mounts too.
            let ours = provider(&address, ground.server.root()).await;
            scanned.add(listed(&*ours, &ground.mount, count).await.1);
            let ours = provider(&address, &ground.walker).await;
            walked.add(listed(&*ours, &ground.mount, count).await.1);
        });
    }
    took("names of 10,000, 521 LIST requests, raw limit", &limit);
    took("names of 10,000, one SCAN request, raw", &scan);
    took("names of 10,000, ours with SCAN", &scanned);
    took("names of 10,000, ours with LIST alone", &walked);
    ratio("with SCAN ÷ raw limit of the walk", &scanned, &limit, "1.0");
    ratio("with LIST alone ÷ raw limit of the walk", &walked, &limit, "1.15");
}
