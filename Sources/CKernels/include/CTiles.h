/// Convolutions of bfloat16 maps in tiles of 16 x 16 sums: the same loops over the matrix unit (AMX), over dot
/// products of AVX-512, and over an emulation of either in plain C.
///
/// A tile holds 16 rows of 64 bytes. A product adds to 16 x 16 sums in 32 bits the products of 16 rows of 32 numbers
/// with 32 rows of 16, the latter in pairs: `[pair][column][2]`.
#pragma once

#include <stdint.h>

/// Who multiplies tiles.
typedef enum {
  /// Plain C with the matrix unit's order of sums and rounding.
  INK_TILES_EMULATED,
  /// Plain C with the order and rounding of AVX-512's dot products.
  INK_TILES_EMULATED_AVX512,
  /// AVX-512 BF16.
  INK_TILES_AVX512,
  /// Intel's matrix unit. The process must have asked the system for its registers.
  INK_TILES_AMX,
} ink_tiles;

/// What happens to outputs before they are rounded and stored.
typedef enum {
  INK_PLAIN,
  /// Adds a bias.
  INK_BIAS,
  /// Adds a bias, then a leaky rectifier.
  INK_BIAS_RECTIFIED,
  /// Sums up the stored outputs and their squares.
  INK_STATISTICS,
} ink_epilogue;

/// A string of pixels of one image in channel blocks of eight bfloat16 numbers, rows `stride` pixels apart.
typedef struct {
  /// Pixel 0 of every block.
  const uint16_t *const *blocks;
  long channels;
} ink_map;

/// Some pixels of a 3x3 or 1x1 convolution, for some output blocks.
///
/// Bounds: inputs are read from `first_pixel - stride - 1` to `end_pixel + stride` (3x3), outputs written from
/// `first_pixel` to `end_pixel - 1`; `memory` holds `ink_convolution_memory` bytes, aligned to 64.
typedef struct {
  ink_map input;
  /// Pixels from a row to the next; the last pixel of each is padding and stays zero.
  long stride;
  /// 9 or 1.
  long taps;
  long first_pixel;
  long end_pixel;
  /// From `pack_weights`.
  const uint16_t *weights;
  /// Pixel 0 of every output block.
  uint16_t *const *outputs;
  /// Output blocks of this call; the first is even.
  long first_block;
  long end_block;
  ink_epilogue epilogue;
  /// Eight numbers an output block.
  const float *bias;
  float slope;
  /// Eight sums and eight sums of squares an output block, overwritten.
  float *statistics;
  void *memory;
} ink_tile_convolution;

/// Adds to the sums of a weight gradient what some pixels of one image give.
///
/// Bounds: as above; gradients are read from `first_pixel` to `end_pixel - 1`.
typedef struct {
  ink_map input;
  ink_map gradient;
  long stride;
  long taps;
  long first_pixel;
  long end_pixel;
  /// Blocks of the gradient; the first is even.
  long first_block;
  long end_block;
  /// `[pair of blocks from block 0][tap][16 inputs]` tiles of 16 inputs x 16 outputs.
  float *sums;
  void *memory;
} ink_tile_weight_gradient;

typedef struct {
  void (*convolve)(const ink_tile_convolution *);
  /// Weights of one pair of output blocks, rounded to bfloat16 in the order in which tiles take them, to their place
  /// among those of all pairs.
  /// - weights: `[output block][input block][tap][channel in block] -> 8 outputs`, in all `outputs` (whole blocks).
  void (*pack_weights)(
      const float *weights, long inputs, long outputs, long taps, long pair, uint16_t *packed);
  void (*weight_gradient)(const ink_tile_weight_gradient *);
  /// Products of tiles of zeros, to be timed: returns how many operations `rounds` rounds were.
  double (*peak)(long rounds);
} ink_tile_kernels;

/// The kernels over one kind of tiles. NULL where this build has none.
const ink_tile_kernels *ink_tile_kernels_for(ink_tiles tiles);

/// Bytes of memory that a call over `pixels` pixels needs.
long ink_convolution_memory(long channels, long stride, long taps, long pixels);
long ink_weight_gradient_memory(long channels, long outputs, long stride, long taps, long pixels);

/// Numbers of packed weights, for whole pairs of output blocks.
long ink_packed_weights(long inputs, long outputs, long taps);

/// Floats of a weight gradient's sums.
long ink_weight_sums(long inputs, long outputs, long taps);

/// The sums of `pieces` pieces, `ink_weight_sums` floats each, added in order, for one output block in the order of the
/// weights.
void ink_unpack_sums(
    const float *sums, long pieces, long inputs, long outputs, long taps, long block, float *gradient);
