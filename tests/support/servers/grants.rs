//! Who may do what on a server: policies, tokens, logins, namespaces and quotas, each with a name of its own.

use super::admin::Admin;
use super::name;
use serde_json::{Value, json};

/// What a program needs to log in.
pub struct AppRole {
    /// Where the method is mounted, after `auth/`.
    pub mount: String,
    pub role: String,
    pub role_id: String,
    pub secret_id: String,
}

/// What a person needs to log in.
pub struct User {
    /// Where the method is mounted, after `auth/`.
    pub mount: String,
    pub name: String,
    pub password: String,
}

impl Admin {
    /// A new policy with these rules; gives its name.
    pub fn policy(&self, rules: &str) -> String {
        let name = name("policy");
        self.write(&format!("sys/policies/acl/{name}"), json!({ "policy": rules }));
        name
    }

    /// A new token by what `auth/token/create` takes: `{"policies": […], "ttl": "1m", "type": "batch"}`.
    pub fn token(&self, wanted: Value) -> String {
        text(&self.write("auth/token/create", wanted)["auth"]["client_token"])
    }

    /// A client with a new token that has exactly these rules.
    pub fn allowed(&self, rules: &str) -> Self {
        let policy = self.policy(rules);
        self.with_token(&self.token(json!({ "policies": [policy] })))
    }

    /// A new AppRole by what its role takes: `{"token_policies": […], "token_type": "batch", "token_ttl": "1m"}`.
    pub fn approle(&self, wanted: Value) -> AppRole {
        let (mount, role) = (name("approle"), name("role"));
        self.write(&format!("sys/auth/{mount}"), json!({ "type": "approle" }));
        let at = format!("auth/{mount}/role/{role}");
        self.write(&at, wanted);
        let role_id = text(&self.read(&format!("{at}/role-id"))["data"]["role_id"]);
        let secret_id = text(&self.write(&format!("{at}/secret-id"), json!({}))["data"]["secret_id"]);
        AppRole { mount, role, role_id, secret_id }
    }

    /// A new person by what a user takes: `{"token_policies": […], "token_ttl": "1m"}`.
    pub fn user(&self, mut wanted: Value) -> User {
        let user = User {
            mount: name("userpass"),
            name: name("user"),
            password: crate::support::random::letters(16),
        };
        self.write(&format!("sys/auth/{}", user.mount), json!({ "type": "userpass" }));
        wanted["password"] = json!(user.password);
        self.write(&format!("auth/{}/users/{}", user.mount, user.name), wanted);
        user
    }

    /// A client in a new namespace; the name is in it.
    pub fn namespace(&self) -> (String, Self) {
        let name = name("ns");
        self.write(&format!("sys/namespaces/{name}"), json!({}));
        let inside = self.within(&name);
        (name, inside)
    }

    /// Lets a mount take so many calls in an interval, as `"1s"`, and no more; gives the name of the rule.
    pub fn quota(&self, path: &str, calls: u32, interval: &str) -> String {
        let name = name("quota");
        let rule = json!({ "path": path, "rate": calls, "interval": interval });
        self.write(&format!("sys/quotas/rate-limit/{name}"), rule);
        name
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
