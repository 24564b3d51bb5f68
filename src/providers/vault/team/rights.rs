//! Which rights setting a team up needs, and which of them are missing.

use super::Vault;
use super::policies::Names;
use crate::provider::{MissingRight, Result};
use crate::providers::vault::client::Ask;
use crate::providers::vault::wire::plain_body;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// What is needed at a path.
#[derive(Clone, Copy)]
enum Needs {
    /// To look, and to make or change it.
    ReadAndWrite,
    /// To call it.
    Call,
}

#[derive(Deserialize)]
struct Capabilities {
    data: BTreeMap<String, serde_json::Value>,
}

/// The rights that are missing, in the order in which they would be used.
pub(super) async fn missing(vault: &Vault, names: &Names<'_>) -> Result<Vec<MissingRight>> {
    let needed = needed(names);
    let paths: Vec<&str> = needed.iter().map(|(path, ..)| path.as_str()).collect();
    let ask = Ask::question("sys/capabilities-self", plain_body(&json!({ "paths": paths })));
    let answer = vault.done("ask what it may do", vault.asked(&ask).await?).await?;
    let told: Capabilities = answer.parsed("what this login may do")?;
    Ok(needed
        .into_iter()
        .filter_map(|(path, needs, purpose)| {
            let lacks = lacks(needs, &words(told.data.get(&path)));
            (!lacks.is_empty()).then_some(MissingRight { path, lacks, purpose })
        })
        .collect())
}

fn needed(names: &Names) -> Vec<(String, Needs, &'static str)> {
    let mount = names.mount;
    let gov = names.governance();
    let mut needed = Vec::new();
    for mount in [mount, &gov] {
        needed.push((format!("sys/mounts/{mount}"), Needs::ReadAndWrite, "to make the mounts"));
        needed.push((format!("{mount}/config"), Needs::ReadAndWrite, "to want the version with every write"));
    }
    for policy in [names.reader(), names.operator(), names.approver()] {
        needed.push((format!("sys/policies/acl/{policy}"), Needs::ReadAndWrite, "to make the policies"));
    }
    let group = names.group();
    needed.push((
        format!("identity/group/name/{group}"),
        Needs::ReadAndWrite,
        "to make the group of approvers",
    ));
    let role = names.token_role();
    needed.push((format!("auth/token/roles/{role}"), Needs::ReadAndWrite, "to make the token role"));
    needed.push((
        format!("auth/token/create/{role}"),
        Needs::Call,
        "to make tokens for people and the probe",
    ));
    needed.push(("identity/lookup/entity".into(), Needs::Call, "to find whom a token stands for"));
    needed.push((format!("{gov}/data/members"), Needs::ReadAndWrite, "to keep the names of the people"));
    needed
}

fn words(told: Option<&serde_json::Value>) -> Vec<&str> {
    told.and_then(|told| told.as_array()).into_iter().flatten().filter_map(|word| word.as_str()).collect()
}

fn lacks(needs: Needs, has: &[&str]) -> Vec<&'static str> {
    let may = |word: &str| has.contains(&word) || has.contains(&"root") || has.contains(&"sudo");
    let mut lacks = Vec::new();
    if matches!(needs, Needs::ReadAndWrite) && !may("read") {
        lacks.push("read");
    }
    // Which of the two a server wants depends on whether the thing is there already.
    if !may("create") && !may("update") {
        lacks.push("create and update");
    }
    lacks
}
