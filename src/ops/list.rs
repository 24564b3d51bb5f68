//! Names: of a team, and of what lies in its bin.

use super::{Place, Session};
use crate::domain::{Folder, Secret};
use crate::provider::{Ability, Binned, Error, Page, Pages, Result};

/// Lists the secrets below a folder of the team, page by page as they come. Paths are those of the provider;
/// [`Place::root`] takes them apart. Names are no values, so nothing goes to the audit log.
pub async fn names(_session: &Session, place: &Place, below: &Folder, pages: Pages<'_>) -> Result<()> {
    place.provider.list(&place.root.join_folder(below), pages).await
}

/// A whole listing with paths below the team's root, sorted, and what could not be read.
#[derive(Debug, Default)]
pub struct Listing {
    /// The secrets.
    pub secrets: Vec<Secret>,
    /// Folders that could not be looked into.
    pub unreadable: Vec<(Folder, Error)>,
}

/// Lists the secrets below a folder of the team at once, sorted by path.
pub async fn all(session: &Session, place: &Place, below: &Folder) -> Result<Listing> {
    let mut listing = Listing::default();
    let mut pages = |page: Page| {
        for mut secret in page.secrets {
            if let Some(path) = place.root.strip(&secret.path) {
                secret.path = path;
                listing.secrets.push(secret);
            }
        }
        listing.unreadable.extend(page.unreadable);
    };
    names(session, place, below, &mut pages).await?;
    listing.secrets.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(listing)
}

/// The soft-deleted secrets of the team, with paths below its root.
pub async fn bin(_session: &Session, place: &Place) -> Result<Vec<Binned>> {
    place.require(Ability::Bin)?;
    let bin = place.provider.bin().ok_or_else(|| Error::Unsupported { what: "no bin".into() })?;
    let mut binned = bin.deleted(&place.root).await?;
    binned.retain_mut(|binned| match place.root.strip(&binned.secret.path) {
        Some(path) => {
            binned.secret.path = path;
            true
        }
        None => false,
    });
    binned.sort_unstable_by(|a, b| a.secret.path.cmp(&b.secret.path));
    Ok(binned)
}
