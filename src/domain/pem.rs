//! Checks that text is PEM (RFC 7468, and the older headers of RFC 1421).

/// Says what is wrong with it, or nothing.
pub(super) fn check(text: &[u8]) -> Result<(), &'static str> {
    match pem::parse_many(text) {
        Ok(blocks) if blocks.is_empty() => {
            Err("not PEM: it has no `-----BEGIN …-----` line, or its blocks are broken")
        }
        Ok(_) => Ok(()),
        Err(_) => Err("not PEM: a block is cut off or is not base64"),
    }
}
