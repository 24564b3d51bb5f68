//! A text as HTTP/2 sends it in a header: packed by the fixed code of RFC 7541, appendix B. A search for the text
//! itself does not see it.

/// The code and its length in bits, of what tokens are made of.
fn code(letter: u8) -> (u32, u32) {
    const FIVE: &[u8] = b"012aceiost";
    const SIX: &[u8] = b" %-./3456789=A_bdfghlmnpru";
    const SEVEN: &[u8] = b":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz";
    // Codes of one length follow each other, and so do the lengths.
    let place =
        |letters: &[u8]| letters.iter().position(|one| *one == letter).and_then(|at| u32::try_from(at).ok());
    match (place(FIVE), place(SIX), place(SEVEN), letter) {
        (Some(at), ..) => (at, 5),
        (_, Some(at), ..) => (0x14 + at, 6),
        (_, _, Some(at), _) => (0x5c + at, 7),
        (.., b'X') => (0xfc, 8),
        (.., b'Z') => (0xfd, 8),
        _ => panic!("no token has {letter}"),
    }
}

/// The text, packed.
pub fn packed(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u64, 0);
    for letter in text.bytes() {
        let (code, length) = code(letter);
        bits = bits << length | u64::from(code);
        held += length;
        while held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
        }
    }
    if held > 0 {
        // Filled up with ones.
        bytes.push(u8::try_from((bits << (8 - held) | 0xff >> held) & 0xff).expect("eight bits"));
    }
    bytes
}

#[test]
fn texts_are_packed_as_the_standard_shows_it() {
    let hex = |hex: &str| -> Vec<u8> {
        let digits = hex.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).unwrap());
        digits.map(|two| u8::from_str_radix(two, 16).unwrap()).collect()
    };
    let shown = [
        ("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff"),
        ("no-cache", "a8eb10649cbf"),
        ("custom-value", "25a849e95bb8e8b4bf"),
        ("private", "aec3771a4b"),
    ];
    for (text, bytes) in shown {
        assert_eq!(packed(text), hex(bytes), "{text}");
    }
}
