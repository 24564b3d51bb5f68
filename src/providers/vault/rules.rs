//! What a text must be like to be meant for a server at all: checked where it is typed, before anything is sent.

use super::address::Address;
use super::mounts::MountTable;

type Checked = Result<(), String>;

/// An address.
pub(super) fn address(text: &str) -> Checked {
    Address::parse(text).map(|_| ()).map_err(str::to_owned)
}

/// A namespace: a path, which an address that slipped a line is not.
pub(super) fn namespace(text: &str) -> Checked {
    let is_path = !text.contains("://") && text.bytes().all(|byte| byte.is_ascii_graphic());
    allowed(is_path, "must be a path such as ops/team")
}

/// Certificates of authorities. Whether a file is there is seen when it is read.
pub(super) fn authority(text: &str) -> Checked {
    let is_address = text.starts_with("http://") || text.starts_with("https://");
    allowed(!is_address, "must be a path, file://…, base64://…, or the PEM itself")
}

/// A token. People may give tokens any name, but none with a space: that is a passphrase in the wrong place.
pub(super) fn token(text: &str) -> Checked {
    allowed(text.bytes().all(|byte| byte.is_ascii_graphic()), "that is no token, which has no spaces")
}

/// A wrapping token: servers make them up themselves, as `s.…`, `hvs.…` or a JWT.
pub(super) fn wrapping_token(text: &str) -> Checked {
    let is_plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let made_up = ["s.", "hvs."].iter().find_map(|start| text.strip_prefix(start));
    let is_one = match made_up {
        Some(rest) => rest.len() >= SHORTEST && is_plain(rest),
        None => text.starts_with("eyJ") && text.split('.').count() == 3 && is_plain(text),
    };
    allowed(is_one, "that is no wrapping token, which starts with s. or hvs.")
}

/// Mounts that are told by hand.
pub(super) fn mounts(text: &str) -> Checked {
    MountTable::new(Some(text)).map(|_| ()).map_err(|wrong| wrong.to_string())
}

/// What follows the beginning of a token that a server has made is at least this long.
const SHORTEST: usize = 20;

fn allowed(is_allowed: bool, otherwise: &str) -> Checked {
    if is_allowed { Ok(()) } else { Err(otherwise.into()) }
}
