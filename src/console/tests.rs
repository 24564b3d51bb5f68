//! Tests of the parser and of the way to the terminal.
