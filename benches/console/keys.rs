//! One key in a long list: update, view and the difference of two frames, without a terminal.

use super::{Times, millis, names, ratio};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::Instant;
use strongroom::message::{Event, Key};

const COUNTS: [usize; 2] = [1_000, 100_000];

pub(super) fn keys() {
    let area = Rect::new(0, 0, 120, 40);
    let mut apps = COUNTS.map(|count| {
        let (app, now, _) = names::app((0..count).map(|index| format!("name-{index:07}")));
        (app, now, Buffer::empty(area), Buffer::empty(area), Vec::new())
    });
    for press in 0..4_000 {
        let key = if press % 7 == 6 { Key::ctrl('d') } else { Key::char('j') };
        // In turns, so that a busy machine slows both alike.
        for (app, now, shown, next, all) in &mut apps {
            let start = Instant::now();
            app.update(*now, Event::Key(key));
            next.reset();
            app.view(*now, area, next);
            std::hint::black_box(shown.diff(next).len());
            all.push(start.elapsed());
            std::mem::swap(shown, next);
        }
    }
    let [few, many] = apps.map(|(.., all)| Times::of(all));
    for (count, times) in COUNTS.iter().zip([&few, &many]) {
        println!(
            "key → frame, {count:>6} names                {:8.3} ms   p99; median {:.3} (goal 1)",
            millis(times.p99()),
            millis(times.median())
        );
    }
    println!(
        "growth from 1,000 to 100,000 names       {:8.2}      (goal 1.2)",
        ratio(many.median(), few.median())
    );
}
