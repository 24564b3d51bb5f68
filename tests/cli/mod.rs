//! The commands as people and scripts see them: the real program, a fresh folder for each case.

mod case;
mod cases;
mod environment;
mod kept;
mod logins;
mod prompts;
mod together;
