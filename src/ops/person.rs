//! Who the person is: by the environment, else by the system's list of users.

/// The name of the person.
pub(super) fn person() -> String {
    let named = ["STRONGROOM_USER", "USER", "LOGNAME"].into_iter().find_map(|name| {
        std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    });
    named.unwrap_or_else(unnamed)
}

/// What somebody is called whom the environment does not name, as under a service.
#[cfg(unix)]
fn unnamed() -> String {
    let id = rustix::process::getuid().as_raw();
    // People of a directory service are not in this file; asking for them would take the C library.
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(id, &users).unwrap_or_else(|| format!("uid {id}"))
}

#[cfg(not(unix))]
fn unnamed() -> String {
    "unknown".into()
}

/// The name of this user in a list of lines `name:password:id:…`.
#[cfg(unix)]
fn name_of(id: u32, users: &str) -> Option<String> {
    let mut people = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let person = people.find(|fields| fields.get(2).is_some_and(|field| field.parse() == Ok(id)))?;
    Some(person[0].to_owned()).filter(|name| !name.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::name_of;

    #[test]
    fn the_number_of_a_user_has_a_name_in_the_list_or_none() {
        let users =
            "# a comment\nroot:x:0:0:root:/root:/bin/sh\nbob:x:1000:7:Bob:/home/bob:/bin/sh\n:x:8::\nshort:x";
        assert_eq!(name_of(0, users).as_deref(), Some("root"));
        assert_eq!(name_of(1000, users).as_deref(), Some("bob"));
        assert_eq!(name_of(7, users), None);
        assert_eq!(name_of(8, users), None);
    }
}
