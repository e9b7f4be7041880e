#define _GNU_SOURCE
#include "CProcessor.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

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

static unsigned bit(int number) { return 1u << number; }
static bool has(unsigned value, unsigned bits) { return (value & bits) == bits; }

struct ink_reach ink_reach_of(struct ink_registers r) {
  struct ink_reach reach = {ink_portable, ink_processor_lacks};

  const unsigned fma = bit(12), movbe = bit(22), osxsave = bit(27), avx = bit(28), f16c = bit(29);
  const unsigned bmi1 = bit(3), avx2 = bit(5), bmi2 = bit(8), lzcnt = bit(5);
  if (!has(r.leaf1_ecx, fma | movbe | avx | f16c) || !has(r.leaf7_ebx, bmi1 | avx2 | bmi2)
      || !has(r.extended_ecx, lzcnt)) return reach;
  reach.obstacle = ink_system_does_not_save;
  const unsigned xmm_and_ymm = bit(1) | bit(2);
  if (!has(r.leaf1_ecx, osxsave) || !has(r.saved, xmm_and_ymm)) return reach;
  reach = (struct ink_reach){ink_avx2, ink_processor_lacks};

  const unsigned f = bit(16), dq = bit(17), bw = bit(30), vl = bit(31);
  if (!has(r.leaf7_ebx, f | dq | bw | vl)) return reach;
  reach.obstacle = ink_system_does_not_save;
  const unsigned opmask_and_zmm = bit(5) | bit(6) | bit(7);
  if (!has(r.saved, opmask_and_zmm)) return reach;
  reach = (struct ink_reach){ink_avx512, ink_processor_lacks};

  const unsigned bf16 = bit(5);
  if (!has(r.leaf7_1_eax, bf16)) return reach;
  reach = (struct ink_reach){ink_avx512_bf16, ink_processor_lacks};

  const unsigned amx_bf16 = bit(22), amx_tile = bit(24);
  if (!has(r.leaf7_edx, amx_bf16 | amx_tile)) return reach;
  reach.obstacle = ink_system_does_not_save;
  const unsigned tile_shapes_and_data = bit(17) | bit(18);
  if (!has(r.saved, tile_shapes_and_data)) return reach;
  return (struct ink_reach){ink_amx, ink_no_obstacle};
}

#if defined(__x86_64__)
#include <cpuid.h>

/// XCR0; only where osxsave says that the instruction exists.
static unsigned saved_registers(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

struct ink_registers ink_own_registers(void) {
  struct ink_registers r = {0};
  unsigned eax, ebx, ecx, edx;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx)) r.leaf1_ecx = ecx;
  if (has(r.leaf1_ecx, bit(27))) r.saved = saved_registers();
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) {
    r.leaf7_ebx = ebx;
    r.leaf7_edx = edx;
    const unsigned last_subleaf = eax;
    if (last_subleaf >= 1 && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx)) r.leaf7_1_eax = eax;
  }
  if (__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx)) r.extended_ecx = ecx;
  return r;
}

int ink_ask_for_tiles(void) {
  // Not in the headers of every system that this is built on (Linux: Documentation/arch/x86/xstate.rst).
  const int get_permissions = 0x1022, ask_for_permission = 0x1023, tile_data = 18;
  if (syscall(SYS_arch_prctl, ask_for_permission, tile_data) != 0) return errno;
  unsigned long permissions = 0;
  if (syscall(SYS_arch_prctl, get_permissions, &permissions) != 0) return errno;
  return (permissions >> tile_data & 1) ? 0 : EPERM;
}

bool ink_has_vector_units(void) {
  return ink_reach_of(ink_own_registers()).level >= ink_avx2;
}
#else
struct ink_registers ink_own_registers(void) { return (struct ink_registers){0}; }
int ink_ask_for_tiles(void) { return ENOSYS; }
bool ink_has_vector_units(void) { return true; }
#endif
