//! Export and import: every kind, type and odd byte comes back; mistakes are told without the text.

use super::ground::{Ground, path, value};
use proptest::prelude::*;
use strongroom::domain::{Field, Fields, Folder, Labels, SecretKind, SecretValue, Shape, Which};
use strongroom::ops::transfer::{self, Fate, Format};
use strongroom::ops::{self, read::Why, write::Draft};
use strongroom::provider::Base;

async fn exported(ground: &Ground, format: Format) -> Vec<u8> {
    let place = ground.place().await;
    transfer::export(&ground.session, &place, &Folder::root(), format).await.unwrap().text.to_vec()
}

async fn put(ground: &Ground, name: &str, kind: SecretKind, fields: Fields) {
    let place = ground.place().await;
    let draft = Draft { kind, fields, labels: Some(Labels::new()), base: Base::Absent };
    ops::write::save(&ground.session, &place, &path(name), draft).await.unwrap();
}

#[tokio::test]
async fn binary_data_come_back_byte_by_byte() {
    let ground = Ground::new();
    let bytes = vec![0, 159, 146, 150, b'\n', 0];
    let field =
        Field { name: "content".into(), value: SecretValue::new(bytes.clone()), shape: Shape::Binary };
    put(&ground, "blob", SecretKind::Generic, Fields::from_iter([field])).await;
    let text = exported(&ground, Format::Json).await;
    let other = Ground::new();
    let place = other.place().await;
    let incoming = transfer::read(&text, None, None).unwrap();
    let steps = transfer::plan(&other.session, &place, incoming, false).await.unwrap();
    assert_eq!(steps[0].fate, Fate::Create);
    transfer::import(&other.session, &place, steps).await;
    let content =
        ops::read::content(&other.session, &place, &path("blob"), Which::Latest, Why::Read).await.unwrap();
    let field = content.fields.field("content").unwrap();
    assert_eq!(field.shape, Shape::Binary);
    field.value.expose(|read| assert_eq!(read, bytes));
}

#[tokio::test]
async fn two_secrets_that_would_share_a_variable_are_refused() {
    let ground = Ground::new();
    for name in ["a/b", "a-b"] {
        put(&ground, name, SecretKind::Generic, Fields::content(value("x"))).await;
    }
    let place = ground.place().await;
    let export = transfer::export(&ground.session, &place, &Folder::root(), Format::Dotenv).await;
    let wrong = export.unwrap_err().to_string();
    assert!(wrong.contains("A_B"), "{wrong}");
}

#[tokio::test]
async fn yaml_keeps_every_scalar_in_one_line() {
    let ground = Ground::new();
    let fields =
        Fields::from_json("{\"deep\": {\n\t\"a\": [1,\n 2]\n}, \"text\": \"x\\ny\u{85}z\"}".as_bytes())
            .unwrap();
    put(&ground, "app", SecretKind::KeyValue, fields).await;
    let text = String::from_utf8(exported(&ground, Format::Yaml).await).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert_eq!(lines[4], r#"    "text": "x\ny\u0085z""#);
    assert!(!lines[3].contains('\t'));
}

#[test]
fn mistakes_are_told_without_the_text() {
    for text in [
        r#"{"a": hunter2}"#,
        r#"{"a": {"kind": "hunter2", "fields": {}}}"#,
        r#"{"a": {"kind": "generic", "fields": {"content": 7, "hunter2": "x"}}}"#,
        r#"{"a": {"kind": "generic", "fields": {"content": "hunter2"}, "binary": ["content"]}}"#,
        r#"{"a//b": {"kind": "generic", "fields": {"content": "hunter2"}}}"#,
        r#"["hunter2"]"#,
        "A='hunter2",
        "hunter2",
    ] {
        let name = Some(path("x"));
        let wrong = transfer::read(text.as_bytes(), None, name).unwrap_err().to_string();
        assert!(!wrong.contains("hunter2"), "{text}: {wrong}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_survives_dotenv(text in "[^\u{0}\r]{1,40}") {
        let ground = Ground::new();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let fields = Fields::from_iter([Field::text("VALUE", value(&text))]);
            put(&ground, "app", SecretKind::KeyValue, fields).await;
            let place = ground.place().await;
            let at = Folder::new("app").unwrap();
            let export = transfer::export(&ground.session, &place, &at, Format::Dotenv).await.unwrap();
            let read = transfer::read(&export.text, Some(Format::Dotenv), Some(path("app"))).unwrap();
            let field = read[0].fields.field("VALUE").unwrap();
            assert!(field.value.same_as(&value(&text)), "{}", String::from_utf8_lossy(&export.text));
        });
    }
}
