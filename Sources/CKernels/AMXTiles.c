#include "TilePlan.h"
#include "Unroll.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AMX \
  __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma")))

/// What LDTILECFG reads: palette 1, rows and bytes a row of eight tiles.
typedef struct {
  uint8_t palette, start, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
} tile_settings;

static const tile_settings whole_tiles __attribute__((aligned(64))) = {
    .palette = 1,
    .bytes = {64, 64, 64, 64, 64, 64, 64, 64},
    .rows = {16, 16, 16, 16, 16, 16, 16, 16},
};

/// The tiles are registers: nothing is kept in memory.
typedef struct {
  char none;
} matrix_tiles;

#define NAME(x) matrix_##x
#define TARGET AMX
#define STATE matrix_tiles
#define READY (void)tiles, _tile_loadconfig(&whole_tiles)
#define RELEASE _tile_release()
#define ZERO(t) _tile_zero(t)
#define LOAD(t, source, step) _tile_loadd(t, source, step)
#define LOAD_SUMS(t, source) _tile_loadd(t, source, 64)
#define STORE_SUMS(t, target, step) _tile_stored(t, target, step)
#define DOT(sums, rows, pairs) _tile_dpbf16ps(sums, rows, pairs)
#define ROUND(value, result) (result = (NAME(halves))_mm512_cvtneps_pbh((__m512)(value)))
#include "TileKernels.inc"

const ink_tile_kernels *ink_matrix_tile_kernels(void) { return &matrix_kernels; }
#else
const ink_tile_kernels *ink_matrix_tile_kernels(void) { return 0; }
#endif
