//! The stores, one folder each; this file is their list.
