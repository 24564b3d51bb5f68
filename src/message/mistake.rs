//! What is wrong in the person's files, for reading.

/// From where a mistake is known: what is read again takes the place of what was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `config.toml`, which is read again whenever everything is asked again.
    Configuration,
    /// `keys.toml` or a theme, read again with it.
    Settings,
    /// A folder, looked at when the console starts.
    Start,
}

/// Something wrong in a file of the person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From where it is known.
    pub origin: Origin,
    /// File, line, key, what is wrong and what is allowed. Never quotes a value.
    pub text: String,
    /// Whether it is wrong; otherwise it is sound and this version does not know it yet.
    pub is_wrong: bool,
}
