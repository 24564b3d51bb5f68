//! What is to be seen, as text, at the sizes that matter.

use crate::support::console::{Console, TODAY, facts};
use crate::support::pure::Pure;
use strongroom::domain::{Field, PersonId, SecretKind, SecretPath, SecretValue, TeamId, VersionNumber};
use strongroom::message::{Answer, Event, Mistake, Origin, Outcome, Request, Shared};
use strongroom::ops::write::{Draft, save};
use strongroom::provider::{
    Base, Gate, Invitation, MissingRight, Person, Piece, SetupEnd, Stage, Standing, TeamEntry,
};

/// Scenes on the sample data, told by the keys that lead to them from the names of the team `personal`.
const SCENES: &[(&str, &str)] = &[
    ("console", "2gj<enter>"),
    ("folder", "2gj<enter>ljj"),
    ("detail", "2gj<enter>ljj4"),
    ("form", "2gj<enter>ljje"),
    ("new", "3aapi/key<tab><space>"),
    ("editor", "2gj<enter>ljjjje<ctrl-r><up>"),
    ("generator", "2gj<enter>ljje<tab><ctrl-g>"),
    ("confirm", "2gj<enter>ljjd"),
    ("help", "3?"),
    ("help-search", "3?/reveal<enter>"),
    ("palette", "3:re"),
    ("jump", "2gj<enter>Jch<tab>"),
    ("versions", "2gj<enter>ljjH"),
    ("copy", "2gj<enter>ljjjY"),
    ("compare", "2gj<enter>ljjHj="),
    ("selection", "2gj<enter><space><space>v"),
    ("many", "2gj<enter><space><space>d"),
    ("filter", "2gj<enter>/dbpri"),
    ("find", "2gj<enter>fdbprim"),
    ("failing", "2G<enter>1G"),
    ("register", "1aattic<tab><right><tab><tab><tab><right><tab>"),
    ("register-checked", "1aattic<tab><right><tab>1ms<tab>"),
    ("read-only", "2gjjjjj<enter>1gjjjj"),
    ("no-versions", "2gjjjj<enter>l"),
    ("team", "2aside<tab><right><right>"),
];

#[test]
fn scenes_look_as_they_did() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut console = Console::demo();
    console.settle();
    settings.bind(|| {
        for (name, keys) in SCENES {
            console.work("2g<enter>").work(keys);
            for (width, height) in [(60, 20), (80, 24), (120, 40)] {
                console.resize(width, height);
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), console.screen());
            }
            console.leave();
        }
    });
}

#[test]
fn mistakes_look_as_they_did() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let config = |text: &str, is_wrong| Mistake {
        origin: Origin::Configuration,
        text: format!("/home/you/.config/strongroom/config.toml:{text}"),
        is_wrong,
    };
    let places = "must be one of local, vault-eu, aws-legacy, vault-v1, aws-audit, dr-site";
    let mistakes = vec![
        config("3: timing.reveal: must be a duration in quotes, such as \"10s\", \"5m\" or \"1h 30m\"", true),
        config(&format!("12: teams.build.provider: {places}"), true),
        config("20: connections: not available in this version", false),
    ];
    let broken = mistakes[1].text.clone();
    let shared = Shared { mistakes, ..facts(TeamId::personal()) };
    let mut pure = Pure::on(shared);
    pure.answer_places();
    let survey = {
        pure.press("R");
        pure.ticket(|request| matches!(request, Request::Survey))
    };
    let (mut teams, providers) = (pure.app.shared().teams.clone(), pure.app.shared().providers.clone());
    teams[1].broken = Some(broken);
    pure.reply(survey, Answer::Part(Outcome::Places(teams, providers)));
    settings.bind(|| {
        for (name, keys) in [("broken-team", "2G"), ("mistakes", "!")] {
            pure.press(keys);
            for (width, height) in [(60, 20), (80, 24), (120, 40)] {
                pure.size = (width, height);
                pure.event(Event::Resize { width, height });
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), pure.screen());
            }
        }
    });
}

#[test]
fn a_conflict_looks_as_it_did() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut console = Console::demo();
    console.settle().work("adb/prod<tab><tab>host<enter>db-1<tab>password<enter>first<tab>port<enter>5432");
    console
        .work("<tab><tab>owner=ops<enter><ctrl-s>")
        .shows("saved as version 1")
        .work("e<ctrl-u>db-2<tab><ctrl-u>mine");
    somebody_writes(&console, "db/prod", &[("host", "db-1"), ("password", "theirs"), ("port", "6432")]);
    console.work("<ctrl-s>").shows("Conflict: db/prod");
    settings.bind(|| {
        for (name, keys) in [("conflict", ""), ("conflict-shown", "r")] {
            console.work(keys);
            for (width, height) in [(60, 20), (80, 24), (120, 40)] {
                console.resize(width, height);
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), console.screen());
            }
        }
    });
}

/// Writes version 2 of a secret of the team `personal` while the console has it open.
fn somebody_writes(console: &Console, path: &str, fields: &[(&str, &str)]) {
    let fields = fields.iter().map(|(name, text)| Field::text(name, SecretValue::copied(text.as_bytes())));
    let draft = Draft {
        kind: SecretKind::KeyValue,
        fields: fields.collect(),
        labels: Some([("owner".to_owned(), "dba".to_owned())].into()),
        base: Base::Version(VersionNumber(1)),
    };
    let session = console.session.clone();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let place = session.place(Some(&TeamId::personal())).await.unwrap();
        save(&session, &place, &SecretPath::new(path).unwrap(), draft).await.unwrap();
    });
}

#[test]
fn every_size_can_be_drawn_and_too_small_ones_say_what_is_needed() {
    let mut console = Console::demo();
    console.settle().work("2j<enter>lj");
    for keys in ["", "e", "<esc>?", "<esc>d", "<esc>a"] {
        console.press(keys).settle();
        for width in [1, 2, 5, 10, 39, 40, 41, 60, 71, 72, 80, 109, 110, 120, 200] {
            for height in [1, 2, 3, 9, 10, 11, 16, 17, 20, 24, 40, 60] {
                console.resize(width, height);
                let screen = console.screen();
                if width >= 10 && height >= 3 && (width < 40 || height < 10) {
                    assert!(screen.contains("40×10"), "{width}×{height}:\n{screen}");
                }
            }
        }
        console.resize(120, 40);
    }
}

#[test]
fn wide_characters_and_narrow_rooms_go_together() {
    let mut console = Console::demo();
    console.settle();
    console.press("a").paste("鍵/秘密の名前がとても長いので切れるはずです");
    for width in 40..90 {
        console.resize(width, 20);
        console.screen();
    }
    console.event(Event::Focus(true));
}

#[test]
fn setting_a_team_up_looks_as_it_did() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut pure = Pure::with_names(&["a"]);
    pure.press("R").answer_places_with(&["corp", "lab"]);
    let person = |name: &str, is_operator| Person {
        name: PersonId::new(name).unwrap(),
        is_operator,
        is_approver: !is_operator,
    };
    let is_set_up = |request: &Request| matches!(request, Request::SetUp(_));
    let tell = |pure: &mut Pure, stages: Vec<Stage>| {
        let ticket = pure.ticket(is_set_up);
        for stage in stages {
            pure.reply(ticket, Answer::Part(Outcome::Stage(Box::new(stage))));
        }
    };
    let piece = |(standing, what): (Standing, &str)| Stage::Piece(Piece { what: what.into(), standing });
    let invited = |name: &str, is_operator| {
        let token = SecretValue::from_text(format!("s.{}", "Ab3".repeat(31)));
        let until = TODAY.plus(std::time::Duration::from_secs(900));
        Stage::Invited(Invitation { person: person(name, is_operator), token, until, accessor: None })
    };
    let right = |path: &str| MissingRight {
        path: path.into(),
        lacks: vec!["read", "create and update"],
        purpose: "to make the policies",
    };
    settings.bind(|| {
        let picture = |pure: &mut Pure, name: &str| {
            for (width, height) in [(60, 20), (80, 24), (120, 40)] {
                pure.size = (width, height);
                pure.event(Event::Resize { width, height });
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), pure.screen());
            }
        };
        pure.press("1gjspay<tab><tab><tab>alice bob<tab>bob, carol");
        picture(&mut pure, "setup");
        let lacking = ["reader", "operator", "approver"];
        let lacking = lacking.map(|name| right(&format!("sys/policies/acl/team-pay-{name}"))).to_vec();
        pure.press("<ctrl-s>").answer(is_set_up, Ok(Outcome::SetUp(Box::new(SetupEnd::Lacking(lacking)))));
        picture(&mut pure, "setup-lacking");
        pure.press("<ctrl-s>");
        let pieces = [
            (Standing::Unchanged, "mount team-pay"),
            (Standing::Changed, "settings of team-pay"),
            (Standing::Made, "mount team-pay-gov"),
            (Standing::Made, "settings of team-pay-gov"),
            (Standing::Made, "policy team-pay-reader"),
            (Standing::Made, "policy team-pay-operator"),
            (Standing::Made, "policy team-pay-approver"),
            (Standing::Made, "group pay-approvers"),
            (Standing::Made, "token role team-pay"),
        ];
        tell(&mut pure, std::iter::once(Stage::Allowed).chain(pieces.map(piece)).collect());
        picture(&mut pure, "setup-running");
        let reason = "this server has no control groups; only approvers can write".to_owned();
        let gate = Stage::Gate(Gate::Advisory(reason));
        let people = [("alice", true), ("bob", true), ("carol", false)];
        let invited = people.map(|(name, is_operator)| invited(name, is_operator));
        tell(&mut pure, [gate, Stage::Entry(TeamEntry::Made)].into_iter().chain(invited).collect());
        pure.answer(is_set_up, Ok(Outcome::SetUp(Box::new(SetupEnd::Done))));
        picture(&mut pure, "setup-done");
        pure.press("<enter>");
        picture(&mut pure, "invitations");
        pure.press("jr");
        picture(&mut pure, "invitations-shown");
        pure.press("<esc>");
        picture(&mut pure, "invitations-leaving");
    });
}
