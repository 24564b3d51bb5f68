//! The same names from a server far away, beside one SCAN request over the same line.

use super::ground::{Ground, listed, provider, runtime};
use super::support::servers::DelayProxy;
use super::{Times, ratio, raw, took};
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;

pub(super) fn far() {
    for round_trip in [20, 100] {
        behind(Duration::from_millis(round_trip));
    }
}

fn behind(round_trip: Duration) {
    let ground = Ground::of_ten_thousand();
    let proxy = DelayProxy::before(&ground.server.address(), round_trip);
    let (address, count) = (proxy.address(), ground.names.len());
    let [mut scan, mut scanned, mut again, mut walked, mut walked_again] = [const { Times(Vec::new()) }; 5];
    let runtime = runtime();
    for _ in 0..ROUNDS {
        runtime.block_on(async {
            let start = Instant::now();
            let mut connection = raw::Connection::to(&address).await;
            connection.ask(&ground.scan()).await;
            scan.add(start.elapsed());
            for (token, first, second) in [
                (ground.server.root(), &mut scanned, &mut again),
                (&*ground.walker, &mut walked, &mut walked_again),
            ] {
                let ours = provider(&address, token).await;
                first.add(listed(&*ours, &ground.mount, count).await.1);
                second.add(listed(&*ours, &ground.mount, count).await.1);
            }
        });
    }
    let away = format!("{} ms away", round_trip.as_millis());
    took(&format!("{away}: one SCAN request, raw, and its connection"), &scan);
    took(&format!("{away}: ours with SCAN, nothing known"), &scanned);
    took(&format!("{away}: ours with SCAN, again"), &again);
    took(&format!("{away}: ours with LIST alone, nothing known"), &walked);
    took(&format!("{away}: ours with LIST alone, again"), &walked_again);
    ratio(&format!("{away}: with SCAN, nothing known ÷ one SCAN"), &scanned, &scan, "1.3");
    ratio(&format!("{away}: with SCAN, again ÷ one SCAN"), &again, &scan, "1.3");
    ratio(&format!("{away}: with LIST alone, nothing known ÷ one SCAN"), &walked, &scan, "3");
    ratio(&format!("{away}: with LIST alone, again ÷ one SCAN"), &walked_again, &scan, "3");
}
