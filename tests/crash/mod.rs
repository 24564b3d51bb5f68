//! What must not be lost: kill -9 during writes, two processes, damaged files, full disks, read-only folders.

mod damage;
mod kill;
mod room;
