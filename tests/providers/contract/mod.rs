//! What every store that can write, keeps versions and has a bin must do: each sentence of the contract, once.

mod versions;
mod writing;

use super::stores::Place;
use crate::support::changes::{after, first};
use strongroom::domain::{Folder, Secret, SecretPath, VersionState};
use strongroom::provider::{Binned, Page};
use versions::*;
use writing::*;

/// Runs every sentence against every store.
macro_rules! contract {
    ($($sentence:ident,)*) => {
        mod memory { $(#[tokio::test] async fn $sentence() {
            super::$sentence(&crate::providers::stores::memory(stringify!($sentence))).await;
        })* }
        mod vault { $(#[tokio::test(flavor = "multi_thread")] async fn $sentence() {
            let Some(place) = crate::providers::stores::vault(stringify!($sentence)) else { return };
            super::$sentence(&place).await;
        })* }
        mod local { $(#[tokio::test(flavor = "multi_thread")] async fn $sentence() {
            super::$sentence(&crate::providers::stores::local(stringify!($sentence)).await).await;
        })* }
        /// The kinds that every sentence is tried with.
        const TRIED: &[&str] = &["memory", "vault", "local"];
    };
}

contract! {
    it_says_what_it_can_do,
    a_secret_is_read_back_as_it_was_written,
    types_of_fields_are_kept,
    many_are_read_in_their_order,
    values_of_any_bytes_and_of_the_largest_size_are_kept,
    odd_names_are_names,
    a_name_that_is_taken_is_refused,
    a_moved_base_is_a_conflict_and_nothing_is_written,
    a_base_on_a_missing_secret_is_a_conflict,
    of_forty_racing_creators_one_wins,
    of_forty_racing_writers_each_version_has_one_winner,
    a_secret_keeps_its_kind_while_it_has_a_history,
    labels_are_kept_or_replaced,
    a_missing_secret_is_not_found_by_any_verb,
    a_list_holds_what_lies_below_the_folder,
    a_deleted_secret_lies_in_the_bin,
    older_versions_of_a_deleted_secret_can_be_read,
    numbering_goes_on_after_a_delete,
    undelete_brings_back,
    undelete_of_a_destroyed_or_unknown_version_changes_nothing,
    deleting_versions_leaves_those_that_are_gone,
    deleting_an_unknown_version_changes_nothing,
    destroy_takes_the_content_and_leaves_the_place,
    a_destroyed_newest_version_lies_in_the_bin_and_does_not_come_back,
    erase_takes_everything,
    history_is_newest_first_and_complete,
    an_outline_tells_names_and_types,
}

#[test]
fn every_kind_is_tried() {
    for kind in strongroom::providers::KINDS {
        assert!(
            TRIED.contains(&kind.name),
            "{} needs a place in stores.rs and its line in `contract!`",
            kind.name
        );
    }
}

async fn three_versions(place: &Place, name: &str) -> SecretPath {
    let at = place.at(name);
    place.writing().write(&at, first("one")).await.unwrap();
    place.writing().write(&at, after(1, "two")).await.unwrap();
    place.writing().write(&at, after(2, "three")).await.unwrap();
    at
}

async fn states(place: &Place, at: &SecretPath) -> Vec<VersionState> {
    place.versioning().history(at).await.unwrap().iter().map(|info| info.state).collect()
}

async fn listed(place: &Place, below: &str) -> Vec<Secret> {
    let root = Folder::new(place.root).unwrap();
    let folder = if below.is_empty() { root } else { root.join_folder(&Folder::new(below).unwrap()) };
    list_at(place, &folder).await
}

async fn list_at(place: &Place, folder: &Folder) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut pages = |page: Page| {
        assert_eq!(page.unreadable, []);
        found.extend(page.secrets);
    };
    place.provider.list(folder, &mut pages).await.unwrap();
    found
}

async fn binned(place: &Place) -> Vec<Binned> {
    place.bin().deleted(&Folder::new(place.root).unwrap()).await.unwrap()
}
