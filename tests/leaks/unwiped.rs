//! The same console without the allocator that wipes: this test program's own. What is found in its memory shows that
//! the search is not blind.

/// What makes this test program start that console.
pub const ARGUMENTS: &[&str] = &["--exact", "leaks::unwiped::console", "--ignored", "--nocapture", "--quiet"];
/// What tells the console below that it is wanted.
pub const ENVIRONMENT: &[(&str, &str)] = &[("STRONGROOM_TEST_SUBJECT", "console")];

#[test]
#[ignore = "not a test by itself: others start it and look into its memory"]
fn console() {
    if std::env::var_os("STRONGROOM_TEST_SUBJECT").is_some() {
        strongroom::cli::run(["strongroom".into()]);
    }
}
