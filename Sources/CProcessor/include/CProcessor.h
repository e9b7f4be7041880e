/// Processors: what they can do, and how many of them this process may use.
#pragma once

#include <stdbool.h>

/// How many processors the system may run this process on (its affinity); 0 where it does not tell.
int ink_allowed_processors(void);

/// What an x86-64 processor says of itself, as far as levels depend on it.
struct ink_registers {
  /// ecx of leaf 1.
  unsigned leaf1_ecx;
  /// ebx and edx of leaf 7, subleaf 0.
  unsigned leaf7_ebx, leaf7_edx;
  /// eax of leaf 7, subleaf 1.
  unsigned leaf7_1_eax;
  /// ecx of leaf 0x80000001.
  unsigned extended_ecx;
  /// XCR0: which registers the system saves when it changes between processes; 0 where it cannot be read.
  unsigned saved;
};

/// Levels of instructions; each includes those before it.
enum ink_level {
  /// None of the others: an older processor, or another architecture.
  ink_portable,
  /// AVX2 and all that comes with it (x86-64-v3).
  ink_avx2,
  /// AVX-512 F, BW, DQ and VL.
  ink_avx512,
  /// AVX-512 with dot products of bfloat16 pairs.
  ink_avx512_bf16,
  /// Tiles of bfloat16.
  ink_amx,
};

/// Why a processor stays below the next level.
enum ink_obstacle {
  /// It is at the highest.
  ink_no_obstacle,
  /// It lacks instructions.
  ink_processor_lacks,
  /// It has the instructions, but the system does not save their registers.
  ink_system_does_not_save,
};

/// How far a processor reaches.
struct ink_reach {
  enum ink_level level;
  /// What is between it and the next level.
  enum ink_obstacle obstacle;
};

/// The reach of a processor that says this of itself. It asks nobody: level amx also needs `ink_ask_for_tiles`.
struct ink_reach ink_reach_of(struct ink_registers registers);

/// What this processor says of itself; zeros on other architectures. The processor itself is asked: /proc/cpuinfo may
/// be another one's (emulators).
struct ink_registers ink_own_registers(void);

/// Asks the kernel to let this process use tiles, once for all of its threads.
/// - Returns: 0 where it does, else the number of the system's error.
int ink_ask_for_tiles(void);

/// Whether AVX2 and all that comes with it (x86-64-v3) can be used here: by the processor and the system. True on other
/// architectures, for which nothing of the kind is compiled in.
bool ink_has_vector_units(void);
