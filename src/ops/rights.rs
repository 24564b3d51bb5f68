//! What can be done with secrets before it is tried: abilities that their place lacks, and rights of the login.

use super::Place;
use crate::domain::SecretPath;
use crate::provider::{Ability, Grant, Result};

/// What the team's place lacks, and what is known of each of these secrets, in their order. Asks the store once.
pub async fn of(place: &Place, paths: &[SecretPath]) -> Result<(&'static [Ability], Vec<Grant>)> {
    let full: Vec<SecretPath> = paths.iter().map(|path| place.full(path)).collect();
    let rights = match place.provider.permitting() {
        Some(permitting) => permitting.rights(&full).await?,
        None => Vec::new(),
    };
    // Asked for after the rights: only then a server may have told its places.
    let missing = |path: &SecretPath| place.provider.missing_at(&path.folder());
    let rights = rights.into_iter().chain(std::iter::repeat(None));
    let grants = full.iter().zip(rights).map(|(path, rights)| Grant { missing: missing(path), rights });
    Ok((place.provider.missing_at(&place.root), grants.collect()))
}
