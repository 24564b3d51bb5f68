//! An audit log that was touched: edited, cut, doubled, reordered, torn, put back from an older copy.

use super::ground::{Ground, path};
use std::path::PathBuf;
use strongroom::domain::Which;
use strongroom::ops::audit::{self, Act, Verdict};
use strongroom::ops::{self, read::Why};
use strongroom::provider::{Base, Error};

struct Log {
    ground: Ground,
}

impl Log {
    /// Five lines: one write and four readings.
    async fn new() -> Self {
        let ground = Ground::new();
        ground.save("db", r#"{"a":"b"}"#, Base::Absent).await.unwrap();
        let log = Self { ground };
        for _ in 0..4 {
            log.read().await;
        }
        log
    }

    async fn read(&self) {
        let place = self.ground.place().await;
        let session = &self.ground.session;
        ops::read::content(session, &place, &path("db"), Which::Latest, Why::Reveal).await.unwrap();
    }

    fn file(&self) -> PathBuf {
        self.ground.folder.path().join("audit.log")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Vec<String>)) {
        let mut lines: Vec<String> = self.text().lines().map(|line| format!("{line}\n")).collect();
        change(&mut lines);
        std::fs::write(self.file(), lines.concat()).unwrap();
    }

    async fn verdict(&self) -> Verdict {
        audit::verify(&self.ground.session).await.unwrap()
    }

    async fn faults(&self) -> Vec<u64> {
        self.verdict().await.faults.iter().map(|fault| fault.line).collect()
    }
}

#[tokio::test]
async fn an_untouched_log_is_sound_and_tells_everything() {
    let log = Log::new().await;
    assert!(log.verdict().await.is_sound());
    let entries = audit::entries(&log.ground.session).await.unwrap();
    assert_eq!(entries.len(), 5);
    assert_eq!((entries[0].what, entries[0].version), (Act::Write, Some(1)));
    assert_eq!((entries[4].number, entries[4].what), (5, Act::Reveal));
    assert_eq!(entries[4].path.as_deref(), Some("db"));
}

#[tokio::test]
async fn the_disk_tells_no_names() {
    let log = Log::new().await;
    let text = log.text();
    assert!(!text.contains("db") || !text.contains("personal"));
    assert!(!text.contains("reveal"));
}

#[tokio::test]
async fn an_edited_line_is_found() {
    let log = Log::new().await;
    log.change(|lines| {
        let at = lines[2].len() - 20;
        let old = lines[2].as_bytes()[at];
        lines[2].replace_range(at..=at, if old == b'A' { "B" } else { "A" });
    });
    assert!(log.faults().await.contains(&3));
}

#[tokio::test]
async fn a_line_made_to_look_torn_is_found() {
    let log = Log::new().await;
    log.change(|lines| lines[2] = "3 gibberish\n".into());
    assert!(log.faults().await.contains(&3));
}

#[tokio::test]
async fn missing_lines_are_found_in_the_middle_and_at_the_end() {
    let log = Log::new().await;
    log.change(|lines| {
        lines.remove(2);
    });
    assert!(!log.verdict().await.is_sound());
    let log = Log::new().await;
    log.change(|lines| lines.truncate(3));
    assert_eq!(log.faults().await, [4]);
}

#[tokio::test]
async fn a_log_that_is_gone_is_missed_and_stays_missed() {
    let log = Log::new().await;
    std::fs::remove_file(log.file()).unwrap();
    assert!(!log.verdict().await.is_sound());
    for _ in 0..7 {
        log.read().await;
    }
    assert!(!log.verdict().await.is_sound(), "a new log took the place of the old one unseen");
}

#[tokio::test]
async fn a_doubled_line_is_found() {
    let log = Log::new().await;
    log.change(|lines| lines.insert(3, lines[2].clone()));
    assert!(log.faults().await.contains(&4));
    let log = Log::new().await;
    log.change(|lines| lines.push(lines[4].clone()));
    assert_eq!(log.faults().await, [6]);
}

#[tokio::test]
async fn reordered_lines_are_found() {
    let log = Log::new().await;
    log.change(|lines| lines.swap(1, 3));
    assert!(!log.verdict().await.is_sound());
}

#[tokio::test]
async fn an_older_copy_put_back_is_found_also_after_more_lines() {
    let log = Log::new().await;
    let old = log.text();
    log.read().await;
    log.read().await;
    std::fs::write(log.file(), &old).unwrap();
    assert_eq!(log.faults().await, [6]);
    for _ in 0..3 {
        log.read().await;
    }
    assert!(!log.verdict().await.is_sound(), "the lines that are missing were forgotten");
}

#[tokio::test]
async fn one_torn_last_line_is_tolerated_and_the_next_line_goes_on() {
    let log = Log::new().await;
    let text = format!("{}6 0123abc", log.text());
    std::fs::write(log.file(), text).unwrap();
    let verdict = log.verdict().await;
    assert!(verdict.is_sound());
    assert_eq!(verdict.torn, [6]);
    log.read().await;
    log.read().await;
    let verdict = log.verdict().await;
    assert!(verdict.is_sound(), "{verdict:?}");
    assert_eq!((verdict.torn, verdict.lines), (vec![6], 8));
}

#[tokio::test]
async fn a_last_line_cut_in_its_middle_counts_as_torn() {
    let log = Log::new().await;
    let text = log.text();
    std::fs::write(log.file(), &text[..text.len() - 30]).unwrap();
    assert_eq!(log.verdict().await.torn, [5]);
    log.read().await;
    let verdict = log.verdict().await;
    assert!(verdict.is_sound(), "{verdict:?}");
    assert_eq!((verdict.torn, verdict.lines), (vec![5], 6));
}

#[tokio::test]
async fn a_long_torn_line_does_not_confuse_the_count() {
    let log = Log::new().await;
    let text = format!("{}{}", log.text(), "x".repeat(40_000));
    std::fs::write(log.file(), text).unwrap();
    log.read().await;
    log.read().await;
    let verdict = log.verdict().await;
    assert!(verdict.is_sound(), "{verdict:?}");
    assert_eq!((verdict.torn, verdict.lines), (vec![6], 8));
}

#[tokio::test]
async fn failures_have_their_line_too() {
    let log = Log::new().await;
    let place = log.ground.place().await;
    let session = &log.ground.session;
    let read = ops::read::content(session, &place, &path("dc"), Which::Latest, Why::Copy).await;
    assert!(matches!(read, Err(Error::NotFound { .. })));
    let entries = audit::entries(session).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.what, last.outcome.as_str(), last.path.as_deref()),
        (Act::Copy, "not_found", Some("dc"))
    );
}

#[tokio::test]
async fn an_export_has_a_line_for_each_secret_and_the_chain_holds() {
    let log = Log::new().await;
    for name in ["a", "b", "c"] {
        log.ground.save(name, r#"{"a":"b"}"#, Base::Absent).await.unwrap();
    }
    let (session, place) = (&log.ground.session, log.ground.place().await);
    let before = audit::entries(session).await.unwrap().len();
    let paths = ["c", "nothing", "a"].map(path);
    let read = ops::read::contents(session, &place, &paths, Why::Export).await;
    assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    let entries = audit::entries(session).await.unwrap();
    let told: Vec<_> = entries[before..]
        .iter()
        .map(|entry| (entry.what, entry.path.as_deref().unwrap_or_default(), entry.outcome.as_str()))
        .collect();
    assert_eq!(
        told,
        [(Act::Export, "c", "ok"), (Act::Export, "nothing", "not_found"), (Act::Export, "a", "ok")]
    );
    assert!(log.verdict().await.is_sound());
}

#[tokio::test]
async fn a_log_that_cannot_be_written_warns_and_the_write_stands() {
    let log = Log::new().await;
    std::fs::remove_file(log.file()).unwrap();
    std::fs::create_dir(log.file()).unwrap();
    let saved = log.ground.save("other", r#"{"a":"b"}"#, Base::Absent).await;
    assert!(saved.is_ok());
    let warnings = log.ground.session.take_warnings();
    assert!(warnings[0].contains("the audit log could not be written"), "{warnings:?}");
}

#[tokio::test]
async fn a_loss_that_is_accepted_is_told_by_the_first_line_of_a_new_log() {
    let log = Log::new().await;
    std::fs::remove_file(log.file()).unwrap();
    let (verdict, aside) = audit::accept_loss(&log.ground.session).await.unwrap();
    assert!(!verdict.is_sound() && aside.is_none());
    assert!(log.verdict().await.is_sound());
    let entries = audit::entries(&log.ground.session).await.unwrap();
    assert_eq!((entries.len(), entries[0].what), (1, Act::AcceptLoss));
    let note = entries[0].note.as_deref().unwrap();
    assert!(note.starts_with("of 5 known lines 0 were there; line 1 is missing: the log was cut"), "{note}");
    // The new log is anchored: it cannot be lost unseen either.
    log.read().await;
    std::fs::remove_file(log.file()).unwrap();
    assert!(!log.verdict().await.is_sound());
}

#[tokio::test]
async fn what_is_left_of_a_damaged_log_is_set_aside_untouched() {
    let log = Log::new().await;
    log.change(|lines| lines.truncate(3));
    let left = log.text();
    let (_, aside) = audit::accept_loss(&log.ground.session).await.unwrap();
    let aside = aside.unwrap();
    assert_eq!(std::fs::read_to_string(&aside).unwrap(), left);
    let entries = audit::entries(&log.ground.session).await.unwrap();
    let name = aside.file_name().unwrap().to_str().unwrap();
    assert!(entries[0].note.as_deref().unwrap().contains(name), "{entries:?}");
    assert!(log.verdict().await.is_sound());
}

#[tokio::test]
async fn a_sound_log_has_no_loss_to_accept() {
    let log = Log::new().await;
    let before = log.text();
    let (verdict, aside) = audit::accept_loss(&log.ground.session).await.unwrap();
    assert!(verdict.is_sound() && aside.is_none());
    assert_eq!(log.text(), before);
}
