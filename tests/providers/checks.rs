//! The check of every kind keeps to its own description.

use std::collections::BTreeMap;
use std::sync::Arc;
use strongroom::domain::{Field, Fields, ProviderId, SecretValue};
use strongroom::provider::{Connect, Finding, Kind};
use strongroom::providers::memory::{self, OpenKeeper};
use strongroom::providers::{KINDS, memory::Store};

async fn check(kind: &Kind, settings: &[(&str, &str)], pin: Option<&str>) -> Vec<(&'static str, Finding)> {
    let given = settings.iter().map(|(key, text)| ((*key).into(), (*text).into()));
    let connect = Connect {
        id: ProviderId::new("tried").unwrap(),
        settings: kind.effective(&given.collect::<BTreeMap<_, _>>()),
        credentials: pin
            .map(|pin| Field::text("pin", SecretValue::copied(pin.as_bytes())))
            .into_iter()
            .collect::<Fields>(),
        keeper: Arc::new(OpenKeeper::new(Arc::new(Store::new()))),
    };
    let mut found = Vec::new();
    (kind.check)(connect, &mut |step, finding| found.push((step, finding))).await;
    found
}

#[tokio::test]
async fn every_kind_reports_only_steps_that_it_has_named_and_leaves_none_waiting() {
    for kind in KINDS {
        let found = check(kind, &[], None).await;
        assert!(!found.is_empty(), "{} checks nothing", kind.name);
        for (step, _) in &found {
            assert!(kind.steps.iter().any(|known| known.name == *step), "{}: {step}", kind.name);
        }
        for step in kind.steps {
            let last = found.iter().rev().find(|(name, _)| *name == step.name);
            assert!(!matches!(last, Some((_, Finding::Waiting))), "{}: {} waits", kind.name, step.name);
        }
    }
}

#[test]
fn a_condition_names_a_setting_that_stands_before_it_and_can_be_chosen() {
    for kind in KINDS {
        for (index, setting) in kind.settings.iter().enumerate() {
            let Some(when) = setting.when else { continue };
            let before = kind.settings[..index].iter().find(|before| before.key == when.key);
            let choices = before.map(strongroom::provider::Setting::choices).unwrap_or_default();
            assert!(when.is.iter().all(|text| choices.contains(text)), "{}: {}", kind.name, setting.key);
        }
    }
}

#[tokio::test]
async fn a_check_stops_at_the_step_that_fails_and_never_repeats_a_credential() {
    let found = check(&memory::KIND, &[("auth", "pin")], Some("wrong-canary")).await;
    assert!(matches!(found.last(), Some(("login", Finding::Failed(_)))), "{found:?}");
    assert!(!format!("{found:?}").contains("canary"));
    let found = check(&memory::KIND, &[("auth", "pin")], Some("4711")).await;
    assert!(matches!(found.last(), Some(("kept", Finding::Warning(_)))), "{found:?}");
}
