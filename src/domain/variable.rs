//! Names of environment variables for fields, as shells take them.

use super::SecretPath;

/// Whether a shell takes it as the name of a variable.
pub fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The nearest name that a shell takes.
pub fn variable(name: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = name.chars().map(upper).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// The variable of a field: its own name, or that of the secret when it is the only one and called `content`.
pub fn variable_of(path: &SecretPath, field: &str, is_only: bool) -> String {
    match field {
        "content" if is_only => variable(path.name()),
        name if is_variable(name) => name.to_owned(),
        name => variable(name),
    }
}
