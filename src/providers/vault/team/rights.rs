//! Which rights setting a team up needs, and which of them are missing.

use super::Vault;
use super::policies::Names;
use crate::provider::{Error, MissingRight, Result};

/// What is needed at a path.
#[derive(Clone, Copy)]
enum Needs {
    /// To look, and to write: the server takes the making of such a thing for an update too.
    ReadAndUpdate,
    /// To look, to make and to change: the server tells the two apart.
    All,
    /// To call it.
    Call,
}

/// The rights that are missing, in the order in which they would be used.
pub(super) async fn missing(vault: &Vault, names: &Names<'_>) -> Result<Vec<MissingRight>> {
    let needed = needed(names);
    let paths: Vec<String> = needed.iter().map(|(path, ..)| path.clone()).collect();
    let told = vault.inner.capabilities(&paths).await?;
    let told = told.ok_or_else(|| Error::Denied {
        reason: "the login may not ask what it may do: it needs update on sys/capabilities-self".into(),
    })?;
    Ok(needed
        .into_iter()
        .filter_map(|(path, needs, purpose)| {
            let lacks = lacks(needs, told.get(&path).map(Vec::as_slice).unwrap_or_default());
            (!lacks.is_empty()).then_some(MissingRight { path, lacks, purpose })
        })
        .collect())
}

fn needed(names: &Names) -> Vec<(String, Needs, &'static str)> {
    let mount = names.mount;
    let gov = names.governance();
    let mut needed = Vec::new();
    for mount in [mount, &gov] {
        needed.push((format!("sys/mounts/{mount}"), Needs::ReadAndUpdate, "to make the mounts"));
        needed.push((
            format!("{mount}/config"),
            Needs::ReadAndUpdate,
            "to want the version with every write",
        ));
    }
    for policy in [names.reader(), names.operator(), names.approver()] {
        needed.push((format!("sys/policies/acl/{policy}"), Needs::ReadAndUpdate, "to make the policies"));
    }
    let group = names.group();
    needed.push((
        format!("identity/group/name/{group}"),
        Needs::ReadAndUpdate,
        "to make the group of approvers",
    ));
    let role = names.token_role();
    needed.push((format!("auth/token/roles/{role}"), Needs::All, "to make the token role"));
    needed.push((
        format!("auth/token/create/{role}"),
        Needs::Call,
        "to make tokens for people and the probe",
    ));
    needed.push(("identity/lookup/entity".into(), Needs::Call, "to find whom a token stands for"));
    needed.push((format!("{gov}/metadata/members/*"), Needs::All, "to keep the names of the people"));
    needed
}

fn lacks(needs: Needs, has: &[String]) -> Vec<&'static str> {
    let needed: &[&str] = match needs {
        Needs::ReadAndUpdate => &["read", "update"],
        Needs::All => &["read", "create", "update"],
        Needs::Call => &["update"],
    };
    let may = |word: &str| has.iter().any(|one| one == word || one == "root");
    needed.iter().copied().filter(|word| !may(word)).collect()
}
