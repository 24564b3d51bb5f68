//! Finds what is left of a value in the memory of another process: whole pieces of it, and pieces with one character
//! per structure, as screen cells and key events keep them.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// Shortest piece that counts when its bytes lie side by side.
const WHOLE: usize = 8;
/// Shortest piece that counts when its bytes lie apart.
const APART: usize = 7;
/// How far apart the bytes of a piece may lie.
const LONGEST_STRIDE: usize = 96;
/// Every piece long enough to count holds so many bytes of the value that begin at a multiple of the same number.
const ANCHOR: usize = 4;
const PAGE: usize = 4096;
/// Looked at together for being empty.
const CHUNK: usize = 64;
const ZEROS: [u8; CHUNK] = [0; CHUNK];

/// What was found of one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Pieces whose bytes lie side by side.
    pub whole: Vec<Piece>,
    /// Pieces whose bytes lie apart.
    pub apart: Vec<Piece>,
}

impl Found {
    /// Whether nothing was found.
    pub fn is_nothing(&self) -> bool {
        self.whole.is_empty() && self.apart.is_empty()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            return f.write_str("nothing");
        }
        write!(f, "{} whole, {} apart:", self.whole.len(), self.apart.len())?;
        for piece in self.whole.iter().chain(&self.apart).take(20) {
            let Piece { address, stride, from, length, region } = piece;
            write!(f, "\n  bytes {from}..{} at {address:#x}, {stride} apart, {region}", from + length)?;
        }
        Ok(())
    }
}

/// A piece of a value in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where its first byte lies.
    pub address: usize,
    /// The distance between two bytes.
    pub stride: usize,
    /// The first byte of the value that is there.
    pub from: usize,
    /// How many bytes of the value are there.
    pub length: usize,
    /// What the system calls this memory.
    pub region: String,
}

/// The memory of a process at one moment, as far as it was ever used.
pub struct Image {
    segments: Vec<Segment>,
}

struct Segment {
    start: usize,
    bytes: Vec<u8>,
    region: String,
}

impl Image {
    /// Reads the memory of this process. Left out are pages that were never touched, and pages of programs and
    /// libraries that are as they are on disk.
    pub fn of(pid: u32) -> io::Result<Self> {
        let memory = File::open(format!("/proc/{pid}/mem"))?;
        let pages = File::open(format!("/proc/{pid}/pagemap"))?;
        let mut segments = Vec::new();
        for line in std::fs::read_to_string(format!("/proc/{pid}/maps"))?.lines() {
            let mut parts = line.split_ascii_whitespace();
            let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
            let region = parts.nth(3).unwrap_or("anonymous").to_owned();
            // The kernel's own pages hold nothing of ours, and one of them cannot be read.
            if !rights.starts_with('r') || region.starts_with("[v") {
                continue;
            }
            let bound = |text: &str| usize::from_str_radix(text, 16).map_err(io::Error::other);
            let (start, end) = range.split_once('-').unwrap_or_default();
            for (start, length) in used(&pages, bound(start)?, bound(end)?, rights.ends_with('s'))? {
                let mut bytes = vec![0; length];
                // A region may be given back between the list and the look.
                if memory.read_exact_at(&mut bytes, start as u64).is_ok() {
                    segments.push(Segment { start, bytes, region: region.clone() });
                }
            }
        }
        Ok(Self { segments })
    }

    /// Everything that is there of these values, in their order.
    pub fn find(&self, values: &[&[u8]]) -> Vec<Found> {
        let needles = Needles::of(values);
        let mut found = vec![Found::default(); values.len()];
        for segment in &self.segments {
            for place in needles.search(&segment.bytes) {
                let Place { value, offset, stride, from, length } = place;
                let address = segment.start + offset;
                let piece = Piece { address, stride, from, length, region: segment.region.clone() };
                let found = &mut found[value];
                if stride == 1 { found.whole.push(piece) } else { found.apart.push(piece) }
            }
        }
        found
    }
}

/// The parts of a region that were ever used, as start and length. In a private region, pages of a file are as they
/// are on disk.
fn used(pages: &File, start: usize, end: usize, is_shared: bool) -> io::Result<Vec<(usize, usize)>> {
    const PRESENT: u64 = 1 << 63;
    const SWAPPED: u64 = 1 << 62;
    const OF_A_FILE: u64 = 1 << 61;
    let mut entries = vec![0; (end - start) / PAGE * 8];
    pages.read_exact_at(&mut entries, (start / PAGE * 8) as u64)?;
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (index, entry) in entries.as_chunks::<8>().0.iter().enumerate() {
        let entry = u64::from_ne_bytes(*entry);
        if entry & (PRESENT | SWAPPED) == 0 || (entry & OF_A_FILE != 0 && !is_shared) {
            continue;
        }
        let at = start + index * PAGE;
        match parts.last_mut() {
            Some((start, length)) if *start + *length == at => *length += PAGE,
            _ => parts.push((at, PAGE)),
        }
    }
    Ok(parts)
}

/// Values prepared for the search.
struct Needles<'a> {
    values: &'a [&'a [u8]],
    /// Where anchors begin, as value and place in it, by their first byte.
    anchors: Vec<Vec<(usize, usize)>>,
    /// Whether an anchor begins with these two bytes.
    pairs: Vec<[bool; 256]>,
}

/// A piece in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    value: usize,
    offset: usize,
    stride: usize,
    from: usize,
    length: usize,
}

impl<'a> Needles<'a> {
    fn of(values: &'a [&'a [u8]]) -> Self {
        let mut anchors = vec![Vec::new(); 256];
        let mut pairs = vec![[false; 256]; 256];
        for (index, value) in values.iter().enumerate() {
            for start in (0..value.len().saturating_sub(ANCHOR - 1)).step_by(ANCHOR) {
                anchors[usize::from(value[start])].push((index, start));
                pairs[usize::from(value[start])][usize::from(value[start + 1])] = true;
            }
        }
        Self { values, anchors, pairs }
    }

    /// Every piece.
    fn search(&self, memory: &[u8]) -> BTreeSet<Place> {
        let mut places = BTreeSet::new();
        for start in (0..memory.len()).step_by(CHUNK) {
            let end = memory.len().min(start + CHUNK);
            // Most of a memory is zeros.
            if memory[start..end] != ZEROS[..end - start] {
                self.search_from(memory, start..end, &mut places);
            }
        }
        places
    }

    fn search_from(&self, memory: &[u8], offsets: Range<usize>, places: &mut BTreeSet<Place>) {
        for offset in offsets {
            let first = memory[offset];
            let anchors = &self.anchors[usize::from(first)];
            if anchors.is_empty() {
                continue;
            }
            let pairs = &self.pairs[usize::from(first)];
            let around = &memory[offset..memory.len().min(offset + LONGEST_STRIDE + 1)];
            // An iterator would take five times as long in a test build.
            let mut stride = 1;
            while stride < around.len() {
                if pairs[usize::from(around[stride])] {
                    let place =
                        |&(value, at): &(usize, usize)| self.extend(memory, offset, stride, value, at);
                    places.extend(anchors.iter().filter_map(place));
                }
                stride += 1;
            }
        }
    }

    /// The piece around an anchor, if it is one and long enough.
    fn extend(&self, memory: &[u8], offset: usize, stride: usize, value: usize, at: usize) -> Option<Place> {
        let bytes = self.values[value];
        let after = (at..bytes.len())
            .take_while(|&index| memory.get(offset + (index - at) * stride) == Some(&bytes[index]))
            .count();
        if after < ANCHOR {
            return None;
        }
        let is_same_before = |index: &usize| {
            let place = offset.checked_sub((at - index) * stride);
            place.is_some_and(|place| memory[place] == bytes[*index])
        };
        let before = (0..at).rev().take_while(is_same_before).count();
        let length = before + after;
        let enough = if stride == 1 { WHOLE } else { APART };
        let place = Place { value, offset: offset - before * stride, stride, from: at - before, length };
        (length >= enough).then_some(place)
    }
}

#[test]
fn a_piece_is_found_at_every_stride_and_offset_and_shorter_ones_are_not() {
    let value = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
    for stride in 1..=LONGEST_STRIDE {
        let enough = if stride == 1 { WHOLE } else { APART };
        for from in 0..=value.len() - enough {
            for length in [enough - 1, enough] {
                let mut memory = vec![0; 4000];
                for (index, byte) in value.as_bytes()[from..from + length].iter().enumerate() {
                    memory[100 + index * stride] = *byte;
                }
                let found = Needles::of(&[value.as_bytes()]).search(&memory);
                let place = Place { value: 0, offset: 100, stride, from, length };
                let expected = (length == enough).then_some(place);
                assert_eq!(found.into_iter().collect::<Vec<_>>(), Vec::from_iter(expected));
            }
        }
    }
}

#[test]
fn whole_values_are_one_piece_each_and_others_none() {
    let values = [1600, 40, 40].map(super::random::letters);
    let values = values.each_ref().map(String::as_bytes);
    let memory = [&[0; 333], values[0], &[0; 7], values[2], &[0; 77]].concat();
    let place = |value, offset, length| Place { value, offset, stride: 1, from: 0, length };
    let found: Vec<Place> = Needles::of(&values).search(&memory).into_iter().collect();
    assert_eq!(found, [place(0, 333, 1600), place(2, 333 + 1600 + 7, 40)]);
}
