//! The environment is made once, whole, and says what is missing.

use crate::support::servers::Venv;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Stands in for Python: makes an environment whose own Python writes down what it installs, or fails.
fn python(folder: &Path, installs: &str) -> PathBuf {
    let script = format!(
        "#!/bin/sh\nmkdir -p \"$3/bin\" \"$3/lib/python3.99/site-packages\"\n\
         printf '#!/bin/sh\\n%s\\n' '{installs}' > \"$3/bin/python\"\nchmod +x \"$3/bin/python\"\n"
    );
    let path = folder.join("python3");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

fn installs(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("installs")).unwrap_or_default().lines().count()
}

#[test]
fn two_at_once_make_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let python = python(folder.path(), &format!("echo once >> {}/installs", folder.path().display()));
    let make = || Venv::at(&folder.path().join("venv"), python.to_str().unwrap(), "a==1").map(|_| ());
    std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(make), scope.spawn(make));
        assert_eq!((one.join().unwrap(), other.join().unwrap()), (Ok(()), Ok(())));
    });
    assert_eq!(installs(folder.path()), 1);
}

#[test]
fn what_is_half_made_or_out_of_date_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let venv = folder.path().join("venv");
    let failing = python(folder.path(), "echo no network >&2; exit 1");
    let error = Venv::at(&venv, failing.to_str().unwrap(), "a==1").map(|_| ()).unwrap_err();
    assert!(error.contains("no network") && error.contains("STRONGROOM_TEST_SERVERS=skip"), "{error}");
    std::fs::write(venv.join("left over"), "").unwrap();

    let python = python(folder.path(), &format!("echo once >> {}/installs", folder.path().display()));
    let python = python.to_str().unwrap();
    let made = Venv::at(&venv, python, "a==1").unwrap();
    assert!(!venv.join("left over").exists());
    assert!(made.package("a/bin/a").unwrap_err().contains("a/bin/a"));
    Venv::at(&venv, python, "a==1").unwrap();
    assert_eq!(installs(folder.path()), 1);
    Venv::at(&venv, python, "a==2").unwrap();
    assert_eq!(installs(folder.path()), 2);
}

#[test]
fn without_python_the_remedy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let error = Venv::at(&folder.path().join("venv"), "no-such-python", "a==1").map(|_| ()).unwrap_err();
    assert!(error.contains("no-such-python") && error.contains("apt-get install python3"), "{error}");
}
