//! Configuration: as typed, as meant, and where it lies.
