//! The ways to a clipboard: the first that works is taken, and only what is ours is cleared.

use super::{Clipboard, Way};
use crate::domain::SecretValue;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a clipboard holds.
type Board = Arc<Mutex<Option<String>>>;

struct Fake {
    name: &'static str,
    board: Board,
    works: bool,
}

impl Way for Fake {
    fn name(&self) -> &'static str {
        self.name
    }

    fn put(&mut self, text: &SecretValue, _is_secret: bool) -> Result<(), &'static str> {
        if !self.works {
            return Err("it is broken");
        }
        *self.board.lock().unwrap() = text.expose_text(str::to_owned);
        Ok(())
    }

    fn clear(&mut self) {
        *self.board.lock().unwrap() = None;
    }
}

fn board(works: bool, name: &'static str) -> (Board, Box<dyn Way>) {
    let board = Board::default();
    (Arc::clone(&board), Box::new(Fake { name, board, works }))
}

fn text(text: &str) -> SecretValue {
    SecretValue::copied(text.as_bytes())
}

const KEEP: Option<Duration> = Some(Duration::from_secs(30));

fn on(board: &Board) -> Option<String> {
    board.lock().unwrap().clone()
}

/// Waits on the paused clock until a clearing that is due has been done by its thread.
async fn until_cleared(board: &Board) {
    while on(board).is_some() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn a_way_that_fails_gives_way_to_the_next() {
    let (broken, first) = board(false, "first");
    let (sound, second) = board(true, "second");
    let clipboard = Arc::new(Clipboard::with(vec![first, second]));
    assert_eq!(clipboard.put(text("v"), KEEP).await.unwrap(), "second");
    assert_eq!((on(&broken), on(&sound).as_deref()), (None, Some("v")));
    clipboard.clear();
    assert_eq!(on(&sound), None);
}

#[tokio::test]
async fn when_no_way_works_it_says_why() {
    let (_, broken) = board(false, "first");
    let clipboard = Arc::new(Clipboard::with(vec![broken]));
    let wrong = clipboard.put(text("canary"), KEEP).await.unwrap_err().to_string();
    assert!(wrong.contains("nothing was copied: it is broken"), "{wrong}");
    let none = Arc::new(Clipboard::with(Vec::new()));
    let wrong = none.put(text("canary"), KEEP).await.unwrap_err().to_string();
    assert!(wrong.contains("no display"), "{wrong}");
}

#[tokio::test(start_paused = true)]
async fn a_value_leaves_when_its_time_is_over_and_a_reference_stays() {
    let (board, way) = board(true, "board");
    let clipboard = Arc::new(Clipboard::with(vec![way]));
    clipboard.put(text("value"), KEEP).await.unwrap();
    tokio::time::sleep(Duration::from_secs(29)).await;
    assert_eq!(on(&board).as_deref(), Some("value"));
    until_cleared(&board).await;
    clipboard.put(text("reference"), None).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    clipboard.clear();
    assert_eq!(on(&board).as_deref(), Some("reference"));
}

#[tokio::test(start_paused = true)]
async fn the_timer_of_an_older_value_leaves_the_newer_one_alone() {
    let (board, way) = board(true, "board");
    let clipboard = Arc::new(Clipboard::with(vec![way]));
    clipboard.put(text("older"), KEEP).await.unwrap();
    tokio::time::sleep(Duration::from_secs(20)).await;
    clipboard.put(text("newer"), KEEP).await.unwrap();
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(on(&board).as_deref(), Some("newer"));
    until_cleared(&board).await;
}

/// A clipboard of a display that hangs.
struct Hung(std::sync::mpsc::Receiver<()>);

impl Way for Hung {
    fn name(&self) -> &'static str {
        "hung"
    }

    fn put(&mut self, _text: &SecretValue, _is_secret: bool) -> Result<(), &'static str> {
        Ok(())
    }

    fn clear(&mut self) {
        let _ = self.0.recv();
    }
}

#[tokio::test]
async fn a_clipboard_that_hangs_holds_nobody_who_leaves() {
    let (end, hung) = std::sync::mpsc::channel();
    let clipboard = Arc::new(Clipboard::with(vec![Box::new(Hung(hung))]));
    clipboard.put(text("value"), KEEP).await.unwrap();
    assert!(!clipboard.clear_within(Duration::from_millis(20)));
    drop(end);
    assert!(clipboard.clear_within(Duration::from_secs(10)), "it is cleared as soon as it goes on");
}
