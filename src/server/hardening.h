// server/hardening.h: keeps what is in this process's memory in this process's memory.
#pragma once

namespace trent::server {

// Forbids core dumps and tracing by other processes of the user, and keeps the process's memory out
// of swap where the system lets us (else the log says so). Ignores the signals that a broken pipe
// and a full disk would kill us with. To be called first of all.
void harden_process();

}  // namespace trent::server
