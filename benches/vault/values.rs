//! Values of 10,000 secrets, beside the same GET requests and nothing else; then the whole command that exports them.

use super::ground::{AT_ONCE, Ground, provider, runtime};
use super::home::Home;
use super::{Times, ratio, raw, took};
use std::time::Instant;
use strongroom::domain::SecretPath;

const ROUNDS: usize = 5;

pub(super) fn values() {
    let ground = Ground::of_ten_thousand();
    let (address, root) = (ground.server.address(), ground.server.root());
    let get = |name: &String| raw::request("GET", &format!("{}/data/{name}", ground.mount), root, "");
    let path = |name: &String| SecretPath::new(&format!("{}/{name}", ground.mount)).unwrap();
    let paths: Vec<SecretPath> = ground.names.iter().map(path).collect();
    let home = Home::of(&address, root, &ground.mount);
    // With a store there is an audit log, which gets a line for each.
    let is_logged = home.unlock();
    let home = if is_logged { home } else { Home::of(&address, root, &ground.mount) };
    let [mut limit, mut ours, mut export] = [const { Times(Vec::new()) }; 3];
    let runtime = runtime();
    for _ in 0..ROUNDS {
        let requests = ground.names.iter().map(get).collect();
        limit.add(runtime.block_on(raw::all(&address, requests, AT_ONCE)));
        runtime.block_on(async {
            let provider = provider(&address, root).await;
            let start = Instant::now();
            let many = provider.for_many().unwrap();
            let contents = many.read_many(&paths).await;
            ours.add(start.elapsed());
            assert!(contents.iter().all(Result::is_ok));
        });
        export.add(home.timed(&["export"]));
    }
    took("values of 10,000, raw limit", &limit);
    took("values of 10,000, ours", &ours);
    let log = if is_logged { "and the log" } else { "but no log" };
    took(&format!("`strongroom export` of 10,000, with the names {log}"), &export);
    ratio("values, ours ÷ raw limit", &ours, &limit, "1.1");
    ratio("`strongroom export` ÷ raw limit of the values", &export, &limit, "none");
}
