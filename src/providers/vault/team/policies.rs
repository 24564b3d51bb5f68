//! The rules of a team as policy texts. One policy a person: of two that name the same path only the gate of the
//! first would count.

use crate::provider::{Error, Result, TeamPlan};
use crate::providers::vault::requests::{GOVERNANCE, governance};

/// What a change of the data is, in the words of a policy.
const CHANGES: &str = r#""create", "update", "patch", "delete""#;

/// The names of everything that belongs to a team.
pub(super) struct Names<'p> {
    /// The team.
    pub(super) team: &'p str,
    /// The mount of its secrets.
    pub(super) mount: &'p str,
}

/// The policy of those who ask for changes in a mount.
pub(in crate::providers::vault) fn operator_policy(mount: &str) -> String {
    format!("{}-operator", part(mount))
}

/// A mount as a part of other names: the server keeps those of policies in small letters, and no role has a slash.
fn part(mount: &str) -> String {
    mount.to_ascii_lowercase().replace('/', "-")
}

impl<'p> Names<'p> {
    /// The names of a plan. Fails when its mount can give none: rules, roles and groups take fewer characters than
    /// mounts do, and some of those mean something in a rule.
    pub(super) fn of(plan: &'p TeamPlan) -> Result<Self> {
        let mount = plan.mount.as_str();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name = mount.chars().all(|c| is_word(c) || matches!(c, '-' | '.' | '/'))
            && mount.starts_with(is_word)
            && mount.ends_with(is_word);
        if !is_name {
            return Err(Error::invalid(format!(
                "the root of a team that is set up begins and ends with a letter (a-z) or a digit and has only - _ . / \
                 between them, because rules are named after it; `{mount}` does not: choose another root (--root)"
            )));
        }
        if let Some(other) = mount.strip_suffix(GOVERNANCE) {
            return Err(Error::invalid(format!(
                "{mount} is where the requests of a team in {other} lie; choose another root (--root)"
            )));
        }
        Ok(Self { team: plan.team.as_str(), mount })
    }

    fn part(&self) -> String {
        part(self.mount)
    }

    /// The mount of its requests and decisions.
    pub(super) fn governance(&self) -> String {
        governance(self.mount)
    }

    /// The policy for reading.
    pub(super) fn reader(&self) -> String {
        format!("{}-reader", self.part())
    }

    /// The policy for reading, and asking for changes.
    pub(super) fn operator(&self) -> String {
        operator_policy(self.mount)
    }

    /// The policy for deciding; it comes with membership in the group.
    pub(super) fn approver(&self) -> String {
        format!("{}-approver", self.part())
    }

    /// The group of those who decide.
    pub(super) fn group(&self) -> String {
        format!("{}-approvers", self.team)
    }

    /// The role that makes tokens for its people.
    pub(super) fn token_role(&self) -> String {
        self.part()
    }

    /// The name a person goes by in the server.
    pub(super) fn alias(&self, person: &str) -> String {
        format!("{}-{person}", self.team)
    }

    /// The names a person of the team may go by.
    pub(super) fn aliases(&self) -> String {
        format!("{}-*", self.team)
    }

    /// The text of the policy for reading.
    pub(super) fn reader_text(&self) -> String {
        format!("{}{}", self.reading(), self.inbox())
    }

    /// The text of the policy for asking. Where the server holds changes back, an operator's change waits there;
    /// elsewhere an operator cannot write at all. Labels may be changed without approval and nothing else of the
    /// metadata: how many versions stay would be a way around it.
    pub(super) fn operator_text(&self, is_gated: bool) -> String {
        let (mount, gov) = (self.mount, self.governance());
        let requests = format!(
            "path \"{gov}/data/requests/{{{{identity.entity.id}}}}/+\" {{\n  \
             capabilities = [\"create\", \"read\"]\n}}\n{}",
            self.inbox()
        );
        if !is_gated {
            return format!("{}{requests}", self.reading());
        }
        let gate = |capabilities: &str| {
            let group = self.group();
            format!(
                "  control_group = {{\n    ttl = \"24h\"\n    factor \"approvers\" {{\n      \
                 controlled_capabilities = [{capabilities}]\n      identity {{\n        \
                 group_names = [\"{group}\"]\n        approvals = 1\n      }}\n    }}\n  }}\n"
            )
        };
        let (data, versions) = (gate(CHANGES), gate("\"update\""));
        format!(
            "path \"{mount}/data/*\" {{\n  capabilities = [\"read\", {CHANGES}]\n{data}}}\n\
             path \"{mount}/delete/*\" {{\n  capabilities = [\"update\"]\n{versions}}}\n\
             path \"{mount}/undelete/*\" {{\n  capabilities = [\"update\"]\n{versions}}}\n\
             path \"{mount}/metadata/*\" {{\n  \
             capabilities = [\"read\", \"list\", \"scan\", \"create\", \"update\", \"patch\"]\n  \
             allowed_parameters = {{\n    \"custom_metadata\" = []\n    \"metadata_cas\" = []\n    \"list\" = []\n    \
             \"scan\" = []\n    \"after\" = []\n    \"limit\" = []\n  }}\n}}\n{}{requests}",
            self.around(),
        )
    }

    /// The text of the policy for deciding. Where the server holds changes back it names no path of the live secrets,
    /// so that the gate of a person who is an operator too stays the only rule there; elsewhere approvers are those
    /// who write.
    pub(super) fn approver_text(&self, is_gated: bool) -> String {
        let (mount, gov) = (self.mount, self.governance());
        let writing = format!(
            "path \"{mount}/data/*\" {{\n  capabilities = [\"read\", {CHANGES}]\n}}\n\
             path \"{mount}/delete/*\" {{\n  capabilities = [\"update\"]\n}}\n\
             path \"{mount}/undelete/*\" {{\n  capabilities = [\"update\"]\n}}\n"
        );
        format!(
            "path \"sys/control-group/request\" {{\n  capabilities = [\"update\"]\n}}\n\
             path \"sys/control-group/authorize\" {{\n  capabilities = [\"update\"]\n}}\n\
             path \"{gov}/data/decisions/+/+/{{{{identity.entity.id}}}}\" {{\n  \
             capabilities = [\"create\", \"read\"]\n}}\n\
             path \"{gov}/data/decisions/{{{{identity.entity.id}}}}/*\" {{\n  capabilities = [\"read\"]\n}}\n{}",
            if is_gated { "" } else { &writing }
        )
    }

    fn reading(&self) -> String {
        let mount = self.mount;
        format!(
            "path \"{mount}/data/*\" {{\n  capabilities = [\"read\"]\n}}\n\
             path \"{mount}/metadata/*\" {{\n  capabilities = [\"read\", \"list\", \"scan\"]\n}}\n{}",
            self.around()
        )
    }

    /// What shows a secret without its values.
    fn around(&self) -> String {
        let mount = self.mount;
        format!(
            "path \"{mount}/detailed-metadata/*\" {{\n  capabilities = [\"list\", \"scan\"]\n}}\n\
             path \"{mount}/subkeys/*\" {{\n  capabilities = [\"read\"]\n}}\n\
             path \"{mount}/config\" {{\n  capabilities = [\"read\"]\n}}\n"
        )
    }

    /// What is asked for and decided can be read by everybody in the team.
    fn inbox(&self) -> String {
        let gov = self.governance();
        format!(
            "path \"{gov}/data/requests/*\" {{\n  capabilities = [\"read\"]\n}}\n\
             path \"{gov}/data/decisions/*\" {{\n  capabilities = [\"read\"]\n}}\n\
             path \"{gov}/metadata/*\" {{\n  capabilities = [\"read\", \"list\", \"scan\"]\n}}\n"
        )
    }
}
