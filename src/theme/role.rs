//! The roles: everything on screen has exactly one.

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $name:literal,)*) => {
        /// What a thing on screen means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])* $role,)*
        }

        impl Role {
            /// Every role, in the order of the theme files.
            pub const ALL: &'static [Self] = &[$(Self::$role,)*];

            /// Its name in a theme file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)* }
            }
        }
    };
}

roles! {
    /// Ordinary text, and the ground it stands on.
    Text = "text",
    /// Text that matters less: units, reasons, separators.
    Dim = "dim",
    /// The line on top.
    Header = "header",
    /// The name of the active team.
    Accent = "accent",
    /// The frame of a pane.
    Border = "border",
    /// The frame of the pane that has the keys.
    BorderFocused = "border_focused",
    /// The title of a pane.
    Title = "title",
    /// The row under the cursor of the pane that has the keys.
    Cursor = "cursor",
    /// The row under the cursor of another pane.
    CursorAway = "cursor_away",
    /// A folder.
    Folder = "folder",
    /// Letters that match what was typed.
    Lit = "lit",
    /// The mask of a value.
    Mask = "mask",
    /// A value shown.
    Revealed = "revealed",
    /// A countdown.
    Countdown = "countdown",
    /// The name of a field or label.
    FieldName = "field_name",
    /// The input that has the keys.
    Input = "input",
    /// A key in a hint.
    Key = "key",
    /// What is not possible now.
    Disabled = "disabled",
    /// It worked, it is well.
    Good = "good",
    /// It needs attention.
    Warning = "warning",
    /// It failed.
    Bad = "bad",
}
