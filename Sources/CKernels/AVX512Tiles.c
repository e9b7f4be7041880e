#include "TilePlan.h"
#include "Unroll.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512_BF16 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma")))

/// Sums in registers' shape; what is multiplied stays where it lies.
typedef struct {
  float sums[4][SIDE][SIDE] __attribute__((aligned(64)));
  const char *rows[8];
  long bytes[8];
} vector_tiles;

/// One row of pairs of the second factor is read once for sixteen rows of the first, whose pairs are broadcast.
AVX512_BF16 static inline void vector_dot(vector_tiles *tiles, int sums, int rows, int pairs) {
  const char *a = tiles->rows[rows], *b = tiles->rows[pairs];
  const long step = tiles->bytes[rows];
  __m512 total[SIDE];
  UNROLL for (int m = 0; m < SIDE; m++) total[m] = _mm512_load_ps(tiles->sums[sums][m]);
  for (int k = 0; k < SIDE; k++) {
    const __m512i factor = _mm512_loadu_si512(b + k * 64);
    UNROLL for (int m = 0; m < SIDE; m++) {
      int pair;
      memcpy(&pair, a + m * step + k * 4, 4);
      total[m] = _mm512_dpbf16_ps(total[m], (__m512bh)_mm512_set1_epi32(pair), (__m512bh)factor);
    }
  }
  UNROLL for (int m = 0; m < SIDE; m++) _mm512_store_ps(tiles->sums[sums][m], total[m]);
}

#define NAME(x) vector_##x
#define TARGET AVX512_BF16
#define STATE vector_tiles
#define READY (void)tiles
#define RELEASE (void)0
#define ZERO(t) memset(tiles->sums[t], 0, TILE_BYTES)
#define LOAD(t, source, step) (tiles->rows[t] = (const char *)(source), tiles->bytes[t] = (step))
#define LOAD_SUMS(t, source) memcpy(tiles->sums[t], source, TILE_BYTES)
#define STORE_SUMS(t, target, step)                                                         \
  for (long i = 0; i < SIDE; i++) memcpy((char *)(target) + i * (step), tiles->sums[t][i], 64)
#define DOT(sums, rows, pairs) vector_dot(tiles, sums, rows, pairs)
#define ROUND(value, result) (result = (NAME(halves))_mm512_cvtneps_pbh((__m512)(value)))
#include "TileKernels.inc"

const ink_tile_kernels *ink_vector_tile_kernels(void) { return &vector_kernels; }
#else
const ink_tile_kernels *ink_vector_tile_kernels(void) { return 0; }
#endif
