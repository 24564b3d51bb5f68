//! Values of 10,000 secrets, beside the same GET requests and nothing else; then the whole command that exports them.
//!
//! Client and server share the processors: what both use is told beside the time, and is the better figure on a machine
//! that does other work too.

use super::ground::{AT_ONCE, Ground, provider, runtime};
use super::home::Home;
use super::process::Used;
use super::{Times, ratio, raw, took};
use std::time::{Duration, Instant};
use strongroom::domain::SecretPath;

const ROUNDS: usize = 5;

/// How long a work took, and what the client and the server have used for it.
#[derive(Default)]
struct Cost {
    whole: Times,
    client: Times,
    server: Times,
    both: Times,
}

impl Cost {
    fn of<T>(&mut self, server: u32, work: impl FnOnce() -> T) -> T {
        let used = || [std::process::id(), server].map(|pid| Used::by(pid).processor);
        let (start, before) = (Instant::now(), used());
        let done = work();
        self.whole.add(start.elapsed());
        let after = used();
        let [client, server] = [0, 1].map(|which| after[which].saturating_sub(before[which]));
        self.client.add(client);
        self.server.add(server);
        self.both.add(client + server);
        done
    }

    fn tell(&self, what: &str) {
        took(what, &self.whole);
        let millis = |times: &Times| Duration::as_millis(&times.median());
        println!("  processor: client {} ms, server {} ms", millis(&self.client), millis(&self.server));
    }
}

pub(super) fn values() {
    let ground = Ground::of_ten_thousand();
    let (address, root) = (ground.server.address(), ground.server.root());
    let server = u32::try_from(ground.server.process().id().as_raw_nonzero().get()).unwrap();
    let get = |name: &String| raw::request("GET", &format!("{}/data/{name}", ground.mount), root, "");
    let path = |name: &String| SecretPath::new(&format!("{}/{name}", ground.mount)).unwrap();
    let paths: Vec<SecretPath> = ground.names.iter().map(path).collect();
    let home = Home::of(&address, root, &ground.mount);
    // With a store there is an audit log, which gets a line for each.
    let is_logged = home.unlock();
    let home = if is_logged { home } else { Home::of(&address, root, &ground.mount) };
    let (mut limit, mut ours, mut export) = (Cost::default(), Cost::default(), Times::default());
    let runtime = runtime();
    for _ in 0..ROUNDS {
        let requests = ground.names.iter().map(get).collect();
        limit.of(server, || runtime.block_on(raw::all(&address, requests, AT_ONCE)));
        let provider = runtime.block_on(provider(&address, root));
        let contents = ours.of(server, || {
            let many = provider.for_many().unwrap();
            runtime.block_on(many.read_many(&paths))
        });
        assert!(contents.iter().all(Result::is_ok));
        drop(contents);
        export.add(home.timed(&["export"]));
    }
    limit.tell("values of 10,000, raw limit");
    ours.tell("values of 10,000, ours");
    let log = if is_logged { "and the log" } else { "but no log" };
    took(&format!("`strongroom export` of 10,000, with the names {log}"), &export);
    ratio("values, ours ÷ raw limit", &ours.whole, &limit.whole, "1.1");
    ratio("the same, processor time of client and server", &ours.both, &limit.both, "1.1");
    ratio("`strongroom export` ÷ raw limit of the values", &export, &limit.whole, "none");
}
