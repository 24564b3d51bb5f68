//! A console at work, with the texts that are looked for in its memory.

use crate::support::home::{Home, PROGRAM};
use crate::support::scan::{Found, Image};
use std::time::{Duration, Instant};
use termlens::{Key, Screen, Terminal};

/// A wipe that follows a frame may still be under way when the frame is seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A console at work.
pub struct Patient {
    pub console: Terminal,
    /// What is looked for, with names for the report.
    watched: Vec<(&'static str, Vec<u8>)>,
}

impl Patient {
    /// The console of a person in this program, before the passphrase.
    pub fn start(home: &Home, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let terminal = home.terminal().size(200, 60).envs(environment.iter().copied());
        let started = if rustix::process::geteuid().is_root() {
            terminal.args(arguments).spawn(program)
        } else {
            // Whoever owns the namespace of a process may look into it.
            terminal.args(["--user", "--map-root-user", program]).args(arguments).spawn("unshare")
        };
        Self { console: started.expect("the console starts"), watched: Vec::new() }
    }

    /// Looks for this too from now on.
    pub fn watch(&mut self, name: &'static str, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.watched.push((name, bytes.as_ref().to_vec()));
        self
    }

    pub fn press(&mut self, key: Key) {
        self.console.send(key).unwrap();
    }

    /// Types a text, key by key.
    pub fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.press(Key::Char(letter));
        }
    }

    pub fn see(&mut self, text: &str) {
        self.console.wait_until(|screen| screen.contains(text)).unwrap();
    }

    pub fn see_no(&mut self, text: &str) {
        self.console.wait_until(|screen| !screen.contains(text)).unwrap();
    }

    /// Reveals the selected secret, whose value shows this at its start.
    pub fn reveal(&mut self, start: &str) {
        self.press(Key::Char('r'));
        self.see(start);
        // The next second's frame: both of the console's frames hold the value then.
        let second = |screen: &Screen| screen.find("hides in").map(|(row, _)| screen.row_text(row));
        let now = second(&self.console.screen());
        self.console.wait_until(|screen| second(screen).is_some_and(|then| Some(then) != now)).unwrap();
    }

    pub fn hide(&mut self, start: &str) {
        assert!(self.console.screen().contains(start), "it has hidden itself, and would be revealed again");
        self.press(Key::Char('r'));
        self.see_no(start);
    }

    /// Replaces the value of the selected secret's field, by typing or otherwise, and saves it.
    pub fn edit(&mut self, fill: impl FnOnce(&mut Self)) {
        self.press(Key::Char('e'));
        // Not the note that it is about to open, which has the same title.
        self.see("ctrl-s save");
        self.press(Key::Ctrl('u'));
        self.press(Key::Ctrl('k'));
        fill(self);
        self.press(Key::Ctrl('s'));
        self.see("saved as version 2");
    }

    /// What there is of one text now.
    pub fn copies(&self, text: impl AsRef<[u8]>) -> Found {
        self.image().find(&[text.as_ref()]).remove(0)
    }

    /// What is left of everything that is looked for.
    pub fn left(&self) -> Vec<(&'static str, Found)> {
        let (names, texts): (Vec<_>, Vec<_>) =
            self.watched.iter().map(|(name, bytes)| (*name, bytes.as_slice())).unzip();
        names.into_iter().zip(self.image().find(&texts)).collect()
    }

    /// There are no more whole copies of a text than these once what is under way has ended: a request on its way holds
    /// one too.
    pub fn assert_at_most(&self, most: usize, text: impl AsRef<[u8]>, when: &str) {
        let until = Instant::now() + PATIENCE;
        for look in 0.. {
            let found = self.copies(&text);
            if found.apart.is_empty() && found.whole.len() <= most {
                return;
            }
            assert!(look <= 1 || Instant::now() <= until, "{when}: {found}");
        }
    }

    /// Nothing is left of anything that is looked for.
    pub fn assert_clean(&self, when: &str) {
        self.assert_clean_but(&[], when);
    }

    /// The same, but for texts that may be there.
    pub fn assert_clean_but(&self, spared: &[&str], when: &str) {
        let until = Instant::now() + PATIENCE;
        for look in 0.. {
            let mut left = self.left();
            left.retain(|(name, _)| !spared.contains(name));
            if left.iter().all(|(_, found)| found.is_nothing()) {
                return;
            }
            // On a busy machine one look can take longer than that.
            if look > 1 && Instant::now() > until {
                let report: Vec<String> =
                    left.iter().map(|(name, found)| format!("{name}: {found}")).collect();
                panic!("{when}:\n{}\n{:?}", report.join("\n"), self.console.screen());
            }
        }
    }

    fn image(&self) -> Image {
        Image::of(self.console.pid().expect("it runs")).expect("the memory of our own child can be read")
    }
}

/// A person whose values stay in sight for longer than a look takes.
pub fn person() -> Home {
    let home = Home::new();
    let config = home.folder().join("config");
    std::fs::create_dir(&config).unwrap();
    std::fs::write(config.join("config.toml"), "[timing]\nreveal = \"10m\"\n").unwrap();
    home
}

/// The program that is looked into. Another build of the same version can be: a release, as people run it.
pub fn program() -> String {
    std::env::var("STRONGROOM_TEST_PROGRAM").unwrap_or_else(|_| PROGRAM.into())
}

/// Whether there is a way to look into the memory of a console.
pub fn can_look() -> bool {
    let has_namespaces = || {
        let probe =
            std::process::Command::new("unshare").args(["--user", "--map-root-user", "true"]).output();
        probe.is_ok_and(|output| output.status.success())
    };
    let can = rustix::process::geteuid().is_root() || has_namespaces();
    if !can {
        eprintln!("SKIPPED: neither root nor user namespaces, so no memory but our own can be read");
    }
    can
}

/// The beginning of a value, as the first row of it shows.
pub fn start(value: &str) -> &str {
    &value[..30]
}
