//! The configuration read again: what is half written changes nothing, and no other team takes the place of one.

use super::ground::Ground;
use strongroom::domain::TeamId;
use strongroom::ops::team;
use strongroom::provider::Error;

#[tokio::test]
async fn a_file_that_is_no_toml_leaves_what_was_read_before() {
    let ground = Ground::new();
    let session = &ground.session;
    let payments = TeamId::new("payments").unwrap();
    team::create(session, &payments, None, None).await.unwrap();
    session.switch_team(&payments).unwrap();
    let file = ground.folder.path().join("config.toml");
    let sound = std::fs::read_to_string(&file).unwrap();
    // Twice: a second look knows no less than the first.
    for _ in 0..2 {
        std::fs::write(&file, format!("{sound}\n[providers.c")).unwrap();
        session.reload();
        assert_eq!(session.place(None).await.unwrap().team, payments);
        let reasons: Vec<_> = session.config().mistakes().map(|broken| broken.reason.clone()).collect();
        let [reason] = &*reasons else { panic!("{reasons:?}") };
        assert!(reason.contains("config.toml:5: ") && reason.contains("not valid TOML"), "{reason}");
        assert_eq!(reason.matches("what was read before still counts").count(), 1, "{reason}");
    }
    std::fs::write(&file, sound).unwrap();
    session.reload();
    assert_eq!(session.config().mistakes().count(), 0);
}

#[tokio::test]
async fn no_other_team_takes_the_place_of_the_active_one() {
    let ground = Ground::new();
    let session = &ground.session;
    let payments = TeamId::new("payments").unwrap();
    team::create(session, &payments, None, None).await.unwrap();
    session.switch_team(&payments).unwrap();
    std::fs::write(ground.folder.path().join("config.toml"), "[teams.pays]\nroot = \"payments\"\n").unwrap();
    session.reload();
    let refused = session.place(None).await.map(|place| place.team);
    assert!(
        matches!(&refused, Err(Error::Invalid { reason }) if reason.contains("the active team payments")),
        "{refused:?}"
    );
    let state = std::fs::read_to_string(ground.folder.path().join("state.json")).unwrap();
    assert_eq!(state, "{\"team\":\"payments\"}");
}
