//! One value from a shell, beside the tool of the server, `bao kv get`, and a program that does nothing.

use super::ground::Ground;
use super::home::{Home, run};
use super::{Times, ratio, took};

const ROUNDS: usize = 31;

pub(super) fn get() {
    let ground = Ground::of_ten_thousand();
    let (address, root) = (ground.server.address(), ground.server.root());
    let name = &ground.names[4_711];
    let alone = Home::of(&address, root, &ground.mount);
    let open = Home::of(&address, root, &ground.mount);
    let has_keyring = open.unlock();
    let field = format!("{name}#password");
    let tool = ["kv", "get", &format!("-mount={}", ground.mount), "-field=password", name];
    let [mut ours, mut ours_open, mut theirs, mut nothing] = [const { Times(Vec::new()) }; 4];
    for _ in 0..ROUNDS {
        ours.add(alone.timed(&["get", &field]));
        if has_keyring {
            ours_open.add(open.timed(&["get", &field]));
        }
        theirs.add(run(alone.command(ground.server.program()).args(tool)));
        nothing.add(run(&mut alone.command("true".as_ref())));
    }
    took("`true`", &nothing);
    took("`bao kv get`", &theirs);
    took("`strongroom get`, credentials from the environment", &ours);
    ratio("`strongroom get` ÷ `bao kv get`", &ours, &theirs, "0.25");
    if has_keyring {
        took("`strongroom get`, with its log, key in the keyring", &ours_open);
        ratio("the same ÷ `bao kv get`", &ours_open, &theirs, "0.25");
    } else {
        println!("there is no keyring here: an open store was not measured");
    }
}
