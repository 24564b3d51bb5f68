//! Wipes what values leave on the stack: libraries work on copies in their own frames, and nobody else clears those.

/// Deeper than any call that sees a value.
const DEPTH: usize = 128 * 1024;

/// Overwrites the stack of this thread below the caller. To be called where a thread has done its work and waits.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what is to be covered")]
pub fn wipe_stack() {
    let mut below = [0_u8; DEPTH];
    // Without this the compiler would see that nobody reads the zeros, and would not write them.
    std::hint::black_box(&mut below);
}
