//! Prompts on a real pseudo-terminal: nothing that is typed unseen is ever drawn.

use super::case::{PASSPHRASE, home, run};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use termlens::{Key, Terminal};

fn at_terminal(home: &Path, args: &[&str]) -> Terminal {
    Terminal::builder()
        .size(80, 24)
        .env_clear()
        .env("HOME", home)
        .env("TERM", "xterm")
        .env("STRONGROOM_CONFIG_DIR", home.join("config"))
        .env("STRONGROOM_DATA_DIR", home.join("data"))
        .timeout(Duration::from_secs(20))
        .args(args)
        .spawn(env!("CARGO_BIN_EXE_strongroom"))
        .unwrap()
}

fn answer(terminal: &mut Terminal, question: &str, text: &str) {
    terminal.wait_until(|screen| screen.contains(question)).unwrap();
    terminal.send_str(text).unwrap();
    terminal.send(Key::Enter).unwrap();
}

#[test]
fn the_first_use_asks_twice_and_a_value_is_typed_unseen() {
    let home = home();
    let mut terminal = at_terminal(home.path(), &["set", "db"]);
    answer(&mut terminal, "New passphrase:", PASSPHRASE);
    answer(&mut terminal, "Once more:", PASSPHRASE);
    answer(&mut terminal, "db:", "hunter22");
    terminal.wait_until(|screen| screen.text().matches("Once more:").count() == 2).unwrap();
    // A slip, taken back with backspace, does not count.
    terminal.send_str("hunter2x").unwrap();
    terminal.send(Key::Backspace).unwrap();
    terminal.send_str("2").unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("db: version 1 written")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let shown = terminal.screen().full_text();
    assert!(!shown.contains("hunter") && !shown.contains("correct"), "{shown}");
    assert_eq!(run(home.path(), &["get", "db"], "").1, "hunter22\n");
}

#[test]
fn different_answers_write_nothing() {
    let home = home();
    run(home.path(), &["list"], "");
    let mut terminal = at_terminal(home.path(), &["set", "db"]);
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    answer(&mut terminal, "db:", "one");
    answer(&mut terminal, "Once more:", "two");
    terminal.wait_until(|screen| screen.contains("the two did not match; nothing was changed")).unwrap();
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(2));
}

#[test]
fn control_c_at_a_prompt_exits_with_130_and_leaves_the_terminal_as_it_was() {
    let home = home();
    let exe = env!("CARGO_BIN_EXE_strongroom");
    let script = format!("{exe} set db; echo code=$?; stty -a | grep -o ' echo ' | tr ' ' .");
    let mut terminal = Terminal::builder()
        .size(80, 24)
        .env("STRONGROOM_CONFIG_DIR", home.path().join("config"))
        .env("STRONGROOM_DATA_DIR", home.path().join("data"))
        .timeout(Duration::from_secs(20))
        .args(["-c", &script])
        .spawn("/bin/sh")
        .unwrap();
    terminal.wait_until(|screen| screen.contains("New passphrase:")).unwrap();
    terminal.send_str("abc").unwrap();
    terminal.send(Key::Ctrl('c')).unwrap();
    terminal.wait_until(|screen| screen.contains("code=130") && screen.contains(".echo.")).unwrap();
    assert!(!terminal.screen().contains("abc"));
}

#[test]
fn deleting_asks_and_only_yes_deletes() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    let mut terminal = at_terminal(home.path(), &["delete", "db"]);
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    answer(&mut terminal, "Delete db? [y/N]:", "");
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(1));
    assert_eq!(run(home.path(), &["get", "db"], "").0, 0);
    let mut terminal = at_terminal(home.path(), &["delete", "db"]);
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    answer(&mut terminal, "Delete db? [y/N]:", "y");
    assert!(terminal.wait_exit().unwrap().success());
    assert_eq!(run(home.path(), &["get", "db"], "").0, 3);
}

#[test]
fn a_value_for_a_person_cannot_act_on_the_terminal() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "red\u{1b}[31m\nnext");
    let mut terminal = at_terminal(home.path(), &["get", "db"]);
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    terminal.wait_until(|screen| screen.contains("red␛[31m") && screen.contains("next")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
}

#[test]
fn get_or_ask_keeps_what_was_typed() {
    let home = home();
    run(home.path(), &["list"], "");
    let mut terminal = at_terminal(home.path(), &["get", "api#key", "--or-ask"]);
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    answer(&mut terminal, "api (not stored yet):", "tok-1");
    answer(&mut terminal, "Keep it? [y/N]:", "y");
    assert!(terminal.wait_exit().unwrap().success());
    assert_eq!(run(home.path(), &["get", "api#key"], "").1, "tok-1\n");
}

#[test]
fn a_provider_is_registered_by_answering_questions_and_its_credential_is_typed_unseen() {
    let home = home();
    run(home.path(), &["list"], "");
    let mut terminal = at_terminal(home.path(), &["provider", "register"]);
    answer(&mut terminal, "Name of the provider:", "Not Good!");
    terminal.wait_until(|screen| screen.contains("a letter or digit")).unwrap();
    answer(&mut terminal, "Name of the provider:", "scratch");
    answer(&mut terminal, "Kind (", "nonsense");
    terminal.wait_until(|screen| screen.contains("must be one of")).unwrap();
    answer(&mut terminal, "Kind (", "memory");
    answer(&mut terminal, "delay (", "soon");
    terminal.wait_until(|screen| screen.contains("must be a duration")).unwrap();
    answer(&mut terminal, "delay (", "");
    answer(&mut terminal, "sample data (", "true");
    answer(&mut terminal, "login (", "pin");
    answer(&mut terminal, "PIN (", "471100815");
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    terminal.wait_until(|screen| screen.contains("ok      secrets visible")).unwrap();
    answer(&mut terminal, "Register scratch? [y/N]:", "y");
    terminal.wait_until(|screen| screen.contains("scratch: registered")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    assert!(!terminal.screen().full_text().contains("471100815"));
}

#[test]
fn each_answer_is_checked_when_it_is_given_and_mending_starts_from_the_answers_before() {
    let home = home();
    run(home.path(), &["list"], "");
    let mut terminal = at_terminal(home.path(), &["provider", "register"]);
    answer(&mut terminal, "Name of the provider:", "corp");
    answer(&mut terminal, "Kind (Enter: vault):", "");
    answer(&mut terminal, "address (", "127.0.0.1:1");
    answer(&mut terminal, "must be like https://", "http://127.0.0.1:2");
    answer(&mut terminal, "namespace (", "http://127.0.0.1:1");
    answer(&mut terminal, "must be a path", "ops");
    for question in ["authority (", "login (", "renew (", "timeout (", "mounts ("] {
        answer(&mut terminal, question, "");
    }
    // With a token typed, nobody is asked for another one: the next answer is the passphrase.
    answer(&mut terminal, "token (Enter: none;", "a-token-canary");
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    answer(&mut terminal, "Register it all the same? [y/N, m: mend the answers]:", "m");
    answer(&mut terminal, "Enter: http://127.0.0.1:2)", "http://127.0.0.1:1");
    answer(&mut terminal, "Enter: ops, - for none)", "-");
    for question in ["authority (", "login (", "renew (", "timeout (", "mounts ("] {
        terminal.wait_until(|screen| screen.full_text().matches(question).count() == 2).unwrap();
        terminal.send(Key::Enter).unwrap();
    }
    answer(&mut terminal, "token (Enter: as typed before;", "");
    terminal
        .wait_until(|screen| screen.full_text().matches("Register it all the same?").count() == 2)
        .unwrap();
    terminal.send_str("y\n").unwrap();
    // One question, not two.
    terminal.wait_until(|screen| screen.contains("corp: registered")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let shown = terminal.screen().full_text();
    assert!(!shown.contains("canary") && !shown.contains("wrapping token"), "{shown}");
    let (_, shown, _) = run(home.path(), &["provider", "show", "corp"], "");
    assert!(shown.contains("http://127.0.0.1:1") && !shown.contains("ops"), "{shown}");
}

#[test]
fn a_user_name_is_seen_while_it_is_typed_and_the_password_is_not() {
    let home = home();
    run(home.path(), &["list"], "");
    let args = ["provider", "register", "people", "--kind", "vault", "--url", "http://127.0.0.1:1"];
    let mut terminal = at_terminal(home.path(), &[&args[..], &["--auth", "userpass", "--no-check"]].concat());
    answer(&mut terminal, "user name (", "dave");
    answer(&mut terminal, "password (", "hunter22");
    answer(&mut terminal, "Passphrase:", PASSPHRASE);
    terminal.wait_until(|screen| screen.contains("people: registered")).unwrap();
    let shown = terminal.screen().full_text();
    assert!(shown.contains("dave") && !shown.contains("hunter22"), "{shown}");
}

/// A shell that asks for the passphrase of a new store in the background of `script`'s other commands.
fn in_a_shell(home: &Path, script: &str) -> Terminal {
    let exe = env!("CARGO_BIN_EXE_strongroom");
    Terminal::builder()
        .size(80, 24)
        .env("STRONGROOM_CONFIG_DIR", home.join("config"))
        .env("STRONGROOM_DATA_DIR", home.join("data"))
        .timeout(Duration::from_secs(20))
        .args(["-m", "-c", script, exe])
        .spawn("/bin/sh")
        .unwrap()
}

#[test]
fn a_signal_at_a_prompt_ends_the_command_and_leaves_the_terminal_as_it_was() {
    let home = home();
    // The command puts its own number where the test finds it, and becomes the program.
    let script = r#"sh -c 'echo $$ >"$STRONGROOM_DATA_DIR.pid"; exec "$0" set db' "$0"; echo code=$?; stty -a | grep -o ' echo ' | tr ' ' ."#;
    let mut terminal = in_a_shell(home.path(), script);
    terminal.wait_until(|screen| screen.contains("New passphrase:")).unwrap();
    terminal.send_str("abc").unwrap();
    let pid = std::fs::read_to_string(home.path().join("data.pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    terminal.wait_until(|screen| screen.contains("code=143") && screen.contains(".echo.")).unwrap();
    assert!(!terminal.screen().contains("abc"));
}

#[test]
fn control_z_at_a_prompt_brings_the_shell_forward_and_the_question_comes_again() {
    let home = home();
    let script = r#""$0" set db; echo "shell here"; stty -a | grep -o ' echo ' | tr ' ' .; read go; fg >/dev/null; echo code=$?"#;
    let mut terminal = in_a_shell(home.path(), script);
    terminal.wait_until(|screen| screen.contains("New passphrase:")).unwrap();
    terminal.send_str("not this").unwrap();
    terminal.send(Key::Ctrl('z')).unwrap();
    terminal.wait_until(|screen| screen.contains("shell here") && screen.contains(".echo.")).unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.text().matches("New passphrase:").count() == 2).unwrap();
    answer(&mut terminal, "New passphrase:", PASSPHRASE);
    answer(&mut terminal, "Once more:", PASSPHRASE);
    answer(&mut terminal, "db:", "hunter22");
    terminal.wait_until(|screen| screen.text().matches("Once more:").count() == 2).unwrap();
    terminal.send_str("hunter22").unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("code=0")).unwrap();
    assert_eq!(run(home.path(), &["get", "db"], "").1, "hunter22\n");
}

#[test]
fn a_command_that_waits_long_gives_a_sign_of_life() {
    let home = home();
    let mut terminal = at_terminal(home.path(), &["--demo", "get", "nothing", "--team", "legacy"]);
    terminal.wait_until(|screen| screen.contains("still waiting for an answer · ctrl-c gives up")).unwrap();
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(3));
}

#[test]
fn a_team_is_chosen_by_a_few_letters_with_the_active_one_marked() {
    let home = home();
    for team in ["payments", "platform", "legacy"] {
        run(home.path(), &["team", "create", team], "");
    }
    run(home.path(), &["team", "switch", "legacy"], "");
    let mut terminal = at_terminal(home.path(), &["team", "switch"]);
    terminal.wait_until(|screen| screen.contains("> * legacy") && screen.contains("4 of 4")).unwrap();
    // Letters from the middle of the name, in their order.
    terminal.send_str("tfm").unwrap();
    terminal.wait_until(|screen| screen.contains(">   platform") && screen.contains("1 of 4")).unwrap();
    terminal.send_str("x").unwrap();
    terminal.wait_until(|screen| screen.contains("nothing has these letters")).unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.send(Key::Backspace).unwrap();
    terminal.send(Key::Enter).unwrap();
    terminal.wait_until(|screen| screen.contains("platform is the active team")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let left = terminal.screen().full_text();
    assert!(!left.contains("payments") && !left.contains("enter takes"), "the list is gone: {left}");
}

#[test]
fn leaving_the_choice_of_a_team_changes_nothing() {
    let home = home();
    run(home.path(), &["team", "create", "payments"], "");
    let mut terminal = at_terminal(home.path(), &["team", "switch"]);
    terminal.wait_until(|screen| screen.contains("> * personal")).unwrap();
    terminal.send(Key::Down).unwrap();
    terminal.wait_until(|screen| screen.contains(">   payments")).unwrap();
    terminal.send(Key::Esc).unwrap();
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(130));
    assert!(run(home.path(), &["team", "list"], "").1.contains("* personal"));
}

/// A named pipe as the file with the passphrase: who opens it to write knows that the program waits at it.
fn passphrase_pipe(home: &Path) -> std::path::PathBuf {
    let pipe = home.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    pipe
}

#[test]
fn what_is_typed_while_the_store_opens_is_taken_and_never_drawn() {
    let home = home();
    run(home.path(), &["list"], "");
    let mut terminal = at_terminal(home.path(), &["set", "db"]);
    answer(&mut terminal, "Passphrase:", &format!("{PASSPHRASE}\rhunter22\rhunter22"));
    terminal.wait_until(|screen| screen.contains("db: version 1 written")).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let shown = terminal.screen().full_text();
    assert!(!shown.contains("hunter") && !shown.contains("correct"), "{shown}");
    assert_eq!(run(home.path(), &["get", "db"], "").1, "hunter22\n");
}

#[test]
fn what_is_typed_before_the_first_question_is_taken_and_never_drawn() {
    let home = home();
    run(home.path(), &["list"], "");
    let pipe = passphrase_pipe(home.path());
    let script = r#"STRONGROOM_PASSPHRASE_FILE="$STRONGROOM_DATA_DIR/../pipe" "$0" set web --kind basic_auth; echo code=$?; stty -a | grep -o ' echo ' | tr ' ' ."#;
    let mut terminal = in_a_shell(home.path(), script);
    let mut passphrase = std::fs::File::options().write(true).open(pipe).unwrap();
    terminal.send_str("alicx").unwrap();
    terminal.send(Key::Backspace).unwrap();
    terminal.send_str("e\rhunter22\rhunter22\r").unwrap();
    passphrase.write_all(PASSPHRASE.as_bytes()).unwrap();
    drop(passphrase);
    terminal.wait_until(|screen| screen.contains("code=0") && screen.contains(".echo.")).unwrap();
    let shown = terminal.screen().full_text();
    assert!(!shown.contains("hunter"), "{shown}");
    // The name is no secret: it is shown, once its question stands there.
    assert!(shown.contains("username: alice\n"), "{shown}");
    assert_eq!(run(home.path(), &["get", "web#password"], "").1, "hunter22\n");
}

#[test]
fn control_c_while_the_store_opens_gives_the_terminal_back() {
    let home = home();
    run(home.path(), &["list"], "");
    let pipe = passphrase_pipe(home.path());
    let script = r#"STRONGROOM_PASSPHRASE_FILE="$STRONGROOM_DATA_DIR/../pipe" "$0" set db; echo code=$?; stty -a | grep -o ' echo ' | tr ' ' ."#;
    let mut terminal = in_a_shell(home.path(), script);
    let _passphrase = std::fs::File::options().write(true).open(pipe).unwrap();
    terminal.send_str("hunter22").unwrap();
    terminal.send(Key::Ctrl('c')).unwrap();
    terminal.wait_until(|screen| screen.contains("code=130") && screen.contains(".echo.")).unwrap();
    assert!(!terminal.screen().full_text().contains("hunter"));
}

#[test]
fn what_was_typed_to_a_command_that_fails_does_not_reach_the_shell() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    let pipe = passphrase_pipe(home.path());
    let script = r#"STRONGROOM_PASSPHRASE_FILE="$STRONGROOM_DATA_DIR/../pipe" "$0" set db; echo code=$?; read next; echo "next=$next""#;
    let mut terminal = in_a_shell(home.path(), script);
    let mut passphrase = std::fs::File::options().write(true).open(pipe).unwrap();
    terminal.send_str("hunter22\r").unwrap();
    passphrase.write_all(PASSPHRASE.as_bytes()).unwrap();
    drop(passphrase);
    terminal.wait_until(|screen| screen.contains("code=5")).unwrap();
    terminal.send_str("ls\r").unwrap();
    terminal.wait_until(|screen| screen.contains("next=ls")).unwrap();
    assert!(!terminal.screen().full_text().contains("hunter"));
}

#[test]
fn control_z_while_the_store_opens_gives_the_terminal_to_the_shell_until_fg() {
    let home = home();
    run(home.path(), &["list"], "");
    let pipe = passphrase_pipe(home.path());
    let script = r#"STRONGROOM_PASSPHRASE_FILE="$STRONGROOM_DATA_DIR/../pipe" "$0" set db; stty -a | grep -o ' echo ' | tr ' ' .; read go; fg >/dev/null; echo code=$?"#;
    let mut terminal = in_a_shell(home.path(), script);
    let mut passphrase = std::fs::File::options().write(true).open(pipe).unwrap();
    terminal.send(Key::Ctrl('z')).unwrap();
    terminal.wait_until(|screen| screen.contains(".echo.")).unwrap();
    terminal.send(Key::Enter).unwrap();
    passphrase.write_all(PASSPHRASE.as_bytes()).unwrap();
    drop(passphrase);
    answer(&mut terminal, "db:", "hunter22");
    answer(&mut terminal, "Once more:", "hunter22");
    terminal.wait_until(|screen| screen.contains("code=0")).unwrap();
    assert_eq!(run(home.path(), &["get", "db"], "").1, "hunter22\n");
}

#[test]
fn a_mistyped_passphrase_is_asked_for_again_three_times_in_all() {
    let home = home();
    run(home.path(), &["set", "db", "--stdin"], "x");
    let mut terminal = at_terminal(home.path(), &["get", "db"]);
    answer(&mut terminal, "Passphrase:", "correct mouse");
    terminal.wait_until(|screen| screen.contains("wrong passphrase, try again")).unwrap();
    terminal.wait_until(|screen| screen.text().matches("Passphrase:").count() == 2).unwrap();
    terminal.send_str(PASSPHRASE).unwrap();
    terminal.send(Key::Enter).unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let mut terminal = at_terminal(home.path(), &["get", "db"]);
    for asked in 1..=3 {
        terminal.wait_until(|screen| screen.text().matches("Passphrase:").count() == asked).unwrap();
        terminal.send_str("correct mouse").unwrap();
        terminal.send(Key::Enter).unwrap();
    }
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(6));
    assert!(!terminal.screen().full_text().contains("mouse"));
}

#[test]
fn names_are_found_while_a_slow_team_is_still_asked() {
    let home = home();
    let mut terminal = at_terminal(home.path(), &["--demo", "find", "db", "primary"]);
    // The demo's own slow team has no such name: the answer to it comes after these were printed.
    terminal.wait_until(|screen| screen.contains("checkout")).unwrap();
    // One team of the demo cannot be reached.
    terminal.wait_until(|screen| screen.contains("not looked into: recovery")).unwrap();
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(9));
}
