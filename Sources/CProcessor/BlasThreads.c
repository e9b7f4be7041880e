#include <stdlib.h>

// OpenBLAS works in the calling thread: the engine's own threads divide the work, and a product must be the same bits
// whatever their number. OpenBLAS starts threads of its own while it is loaded, before any of our code could tell it, and
// these spin for some 30 ms, so that every command would start late. What stands in .preinit_array runs before libraries
// are initialised (System V ABI, "Initialization and Termination Functions").
static void ask_for_one_blas_thread(void) { setenv("OPENBLAS_NUM_THREADS", "1", 1); }

#ifdef __ELF__
__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(void) = ask_for_one_blas_thread;
#endif
