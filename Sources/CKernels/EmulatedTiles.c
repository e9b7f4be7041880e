#include "EmulatedTiles.h"
#include "Unroll.h"

#define NAME(x) emulated_matrix_##x
#define TARGET
#define STATE emulated_tiles
#define READY (void)tiles
#define RELEASE (void)0
#define ZERO(t) memset(tiles->rows[t], 0, TILE_BYTES)
#define LOAD(t, source, bytes) emulated_load(tiles, t, source, bytes)
#define LOAD_SUMS(t, source) emulated_load(tiles, t, source, 64)
#define STORE_SUMS(t, target, bytes) emulated_store(tiles, t, target, bytes)
#define DOT(sums, rows, pairs) emulated_matrix_dot(tiles, sums, rows, pairs)
#define ROUND(value, result) EMULATED_ROUND(NAME(bits), NAME(halves), value, result)
#include "TileKernels.inc"

#define NAME(x) emulated_vector_##x
#define TARGET
#define STATE emulated_tiles
#define READY (void)tiles
#define RELEASE (void)0
#define ZERO(t) memset(tiles->rows[t], 0, TILE_BYTES)
#define LOAD(t, source, bytes) emulated_load(tiles, t, source, bytes)
#define LOAD_SUMS(t, source) emulated_load(tiles, t, source, 64)
#define STORE_SUMS(t, target, bytes) emulated_store(tiles, t, target, bytes)
#define DOT(sums, rows, pairs) emulated_vector_dot(tiles, sums, rows, pairs)
#define ROUND(value, result) EMULATED_ROUND(NAME(bits), NAME(halves), value, result)
#include "TileKernels.inc"

const ink_tile_kernels *ink_emulated_tile_kernels(ink_tiles tiles) {
  return tiles == INK_TILES_EMULATED ? &emulated_matrix_kernels : &emulated_vector_kernels;
}
