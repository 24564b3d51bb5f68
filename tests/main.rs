//! The one integration program: it links once.
