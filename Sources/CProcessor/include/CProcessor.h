/// Processors: what they can do, and how many of them this process may use.
#pragma once

#include <stdbool.h>

/// How many processors the system may run this process on (its affinity); 0 where it does not tell.
int ink_allowed_processors(void);

/// Whether AVX2 and all that comes with it (x86-64-v3) can be used here: by the processor and the system. True on other
/// architectures, for which nothing of the kind is compiled in. The processor itself is asked: /proc/cpuinfo may be
/// another one's (emulators).
bool ink_has_vector_units(void);
