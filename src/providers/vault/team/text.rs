//! Two texts of rules, line by line: whether they say the same, and which lines go and come. How a line is indented and
//! spaced means nothing to a server, so it counts for nothing here.

use crate::domain::visible;
use crate::provider::TextLine;

/// Above this many pairs of lines, all of them are told as gone and come.
const MOST_PAIRS: usize = 1 << 20;
/// What begins the rules for a path.
const HEADING: &str = "path ";

/// The lines that differ, those of a path that both have below it; none when both say the same. In which order the paths
/// come means nothing either.
pub(super) fn altered(now: &str, then: &str) -> Vec<TextLine> {
    let (now, then) = (plain_lines(now), plain_lines(then));
    let mut left = blocks(&then);
    let mut told = Vec::new();
    for block in blocks(&now) {
        // What both begin with: the line with the path.
        match left.iter().position(|other| other.first() == block.first()) {
            Some(at) => told.extend(altered_block(block, left.remove(at))),
            None => told.extend(block.iter().cloned().map(TextLine::Goes)),
        }
    }
    told.extend(left.into_iter().flatten().cloned().map(TextLine::Comes));
    told
}

/// The rules for each path, with the line that names it; what stands before the first path comes first.
fn blocks(lines: &[String]) -> Vec<&[String]> {
    lines.chunk_by(|_, next| !next.starts_with(HEADING)).collect()
}

/// The lines that differ between rules for the same path, below it.
fn altered_block(now: &[String], then: &[String]) -> Vec<TextLine> {
    let (Some((heading, now)), Some((_, then))) = (now.split_first(), then.split_first()) else {
        return Vec::new();
    };
    let mut told = changed(now, then);
    told.retain(|line| !matches!(line, TextLine::Stays(_)));
    if !told.is_empty() {
        told.insert(0, TextLine::Stays(heading.clone()));
    }
    told
}

/// The lines that are not empty, without what spaces them, safe to show. What is hidden in a line makes it another
/// one all the same: ours have nothing of the kind.
fn plain_lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| visible(&spaced(line)).into_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The line with one space where there are some, except inside quotes.
fn spaced(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in line.trim().chars() {
        let is_space = matches!(c, ' ' | '\t') && !is_quoted;
        if !(is_space && spaced.ends_with(' ')) {
            spaced.push(if is_space { ' ' } else { c });
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
    spaced
}

/// Both as one, what goes before what comes in its place: as many lines as possible stay.
fn changed(old: &[String], new: &[String]) -> Vec<TextLine> {
    let goes = |line: &String| TextLine::Goes(line.clone());
    let comes = |line: &String| TextLine::Comes(line.clone());
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return old.iter().map(goes).chain(new.iter().map(comes)).collect();
    }
    // How many lines can stay from here on, for every pair of places.
    let row = new.len() + 1;
    let mut left = vec![0_u32; (old.len() + 1) * row];
    for at in (0..old.len()).rev() {
        for with in (0..new.len()).rev() {
            left[at * row + with] = if old[at] == new[with] {
                left[(at + 1) * row + with + 1] + 1
            } else {
                left[(at + 1) * row + with].max(left[at * row + with + 1])
            };
        }
    }
    let (mut at, mut with, mut told) = (0, 0, Vec::new());
    while at < old.len() && with < new.len() {
        if old[at] == new[with] {
            told.push(TextLine::Stays(old[at].clone()));
            (at, with) = (at + 1, with + 1);
        } else if left[(at + 1) * row + with] >= left[at * row + with + 1] {
            told.push(goes(&old[at]));
            at += 1;
        } else {
            told.push(comes(&new[with]));
            with += 1;
        }
    }
    told.extend(old[at..].iter().map(goes));
    told.extend(new[with..].iter().map(comes));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str =
        "path \"a/*\" {\n  capabilities = [\"read\"]\n}\npath \"b/*\" {\n  capabilities = [\"list\"]\n}\n";

    fn told(now: &str, then: &str) -> Vec<String> {
        let lines = altered(now, then);
        lines.iter().map(|line| format!("{} {}", line.signed().0, line.signed().1)).collect()
    }

    #[test]
    fn what_is_spaced_otherwise_says_the_same() {
        let spaced = "path \"a/*\"  {\r\n\tcapabilities   = [\"read\"]\r\n\r\n}\npath \"b/*\" {\ncapabilities = [\"list\"]\n}";
        assert!(told(spaced, OURS).is_empty());
        assert!(!told(&OURS.replace("a/*", "a/ *"), OURS).is_empty());
        assert!(!told("path \"a  b\" {", "path \"a b\" {").is_empty(), "spaces in a name count");
        assert!(!told("path \"a\\\"  b\" {", "path \"a\\\" b\" {").is_empty(), "also behind a quote in it");
    }

    #[test]
    fn lines_that_differ_are_told_below_their_path() {
        let loose = OURS.replace("[\"list\"]", "[\"list\", \"sudo\"]");
        assert_eq!(
            told(&loose, OURS),
            ["  path \"b/*\" {", "- capabilities = [\"list\", \"sudo\"]", "+ capabilities = [\"list\"]"]
        );
        let more = format!("{OURS}path \"c\" {{\n  capabilities = [\"read\"]\n}}\n");
        assert_eq!(told(&more, OURS), ["- path \"c\" {", "- capabilities = [\"read\"]", "- }"]);
        assert_eq!(told(OURS, "").len(), 6);
        // Also where the lines before it differ as well.
        let both = more.replace("[\"list\"]", "[\"sudo\"]");
        let last = told(&both, OURS).split_off(3);
        assert_eq!(last, ["- path \"c\" {", "- capabilities = [\"read\"]", "- }"]);
    }

    #[test]
    fn the_order_of_paths_and_what_stands_before_them() {
        let (first, second) = OURS.split_at(OURS.find("path \"b").unwrap());
        assert!(told(&format!("{second}{first}"), OURS).is_empty());
        assert_eq!(told(&format!("# by hand\n{OURS}"), OURS), ["- # by hand"]);
        assert_eq!(told(&format!("{OURS}{second}"), OURS).len(), 3, "rules that are there twice");
        assert_eq!(told("", OURS).len(), 6);
    }

    #[test]
    fn what_would_act_on_a_terminal_is_seen_and_differs() {
        let hidden = OURS.replace("\"read\"", "\"read\u{202e}\u{1b}[2K\"");
        let told = told(&hidden, OURS).join("\n");
        assert!(told.contains("␛[2K") && !told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told}");
    }

    #[test]
    fn a_huge_text_is_told_without_being_compared_line_by_line() {
        let huge = "# a line\n".repeat(300_000);
        assert_eq!(told(&huge, OURS).len(), 300_006);
    }
}
