//! What users do, for console and commands alike.
