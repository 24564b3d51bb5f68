//! Process hardening and locked memory; the only home of unsafe.
