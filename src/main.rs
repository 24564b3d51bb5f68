//! Arguments → console or command → exit code.

fn main() {}
