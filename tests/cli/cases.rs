//! One test for each data file in `cases/`, so that they run side by side.

use super::case::play;

macro_rules! cases {
    ($($name:ident)*) => {
        $(#[test] fn $name() { play(stringify!($name)); })*
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

cases! {
    active_team addresses audit audit_accept_loss audit_of_a_locked_store configuration credentials_in_the_configuration delete demo diff doctor
    export_and_import first_use folders get help history import_dotenv kinds labels list lock_without_a_store names
    overwriting passphrase passphrase_by_descriptor provider_change provider_mistakes provider_register providers refused_values rollback restore sizes teams undelete whoami
    wrong_passphrase yaml
}

#[test]
fn every_data_file_is_played() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/cases");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".toml").unwrap();
        assert!(NAMES.contains(&name), "cases! lacks {name}");
    }
}
