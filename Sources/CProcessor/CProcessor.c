#define _GNU_SOURCE
#include "CProcessor.h"

#include <sched.h>
#include <stdlib.h>

int ink_allowed_processors(void) {
  // The kernel refuses a mask that is too short for its processors.
  const int most = 1 << 16;
  cpu_set_t *mask = CPU_ALLOC(most);
  if (!mask) return 0;
  const size_t size = CPU_ALLOC_SIZE(most);
  CPU_ZERO_S(size, mask);
  const int count = sched_getaffinity(0, size, mask) == 0 ? CPU_COUNT_S(size, mask) : 0;
  CPU_FREE(mask);
  return count;
}

#if defined(__x86_64__)
#include <cpuid.h>

/// The registers that the system saves when it changes between processes.
static unsigned saved_registers(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool ink_has_vector_units(void) {
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return false;
  const unsigned fma = 1u << 12, movbe = 1u << 22, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
  const unsigned first = fma | movbe | osxsave | avx | f16c;
  if ((ecx & first) != first || (saved_registers() & 6) != 6) return false;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return false;
  const unsigned bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
  if ((ebx & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return false;
  if (!__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx)) return false;
  return (ecx & (1u << 5)) != 0;  // lzcnt
}
#else
bool ink_has_vector_units(void) { return true; }
#endif
