/// The innermost loops of the engine's convolutions, each written once and compiled for several instruction levels.
///
/// Every pointer is to memory that the caller owns and keeps alive during the call. Nothing is allocated and nothing is
/// kept. Results depend on the arguments and the level alone.
#pragma once

#include "CProcessor.h"
#include "CTiles.h"

#ifdef __cplusplus
#error "C only"
#endif

/// One image's input of a convolution in channel blocks of eight.
///
/// Bounds: for every tile of twelve pixels from `p` on, `inputs[b] + 8 (p + taps[t]) … + 8 (p + taps[t] + 11) + 7`
/// must be readable for all blocks and taps.
typedef struct {
  /// Pixel 0 of every block: eight numbers a pixel, side by side.
  const void *const *inputs;
  long blocks;
  /// Channels of the last block, 1 … 8.
  long last_channels;
  /// Distances of the taps in pixels.
  const long *taps;
  long tap_count;
} ink_input;

/// Which outputs a call makes, and from which weights.
///
/// Bounds: `weights` holds `per_block` numbers an output block, from block 0 on; pixels `first … end + 10` of every
/// output block are written.
typedef struct {
  /// `[output block][input block][tap][channel in block] -> 8 outputs`
  const void *weights;
  long per_block;
  /// Pixel 0 of every output block.
  void *const *outputs;
  long first_block;
  long end_block;
  long first_pixel;
  long end_pixel;
} ink_output;

/// outputs[o][p] = sum over input channels and taps of weights * inputs[p + tap], in the order of the weights.
typedef void ink_convolve(const ink_input *input, const ink_output *output);

/// sums[c] += x[8 i + c] * y[i], sums[stride + c] the same with the next block of y …, over `count` positions, for
/// eight channels c; every sum is a vector of eight.
///
/// Bounds: `x` holds 8 `count` numbers, `y[b]` as many for each of the `blocks` (a multiple of two); `sums` holds eight
/// vectors from `b * stride` vectors on for each block.
typedef void ink_outer(
    const void *x, const void *const *y, long blocks, long count, void *sums, long stride);

/// The kernels of one level for one scalar type.
typedef struct {
  ink_convolve *convolve;
  ink_outer *outer;
  /// Multiply-adds in registers alone, to be timed: returns how many operations `rounds` rounds were.
  double (*peak)(long rounds);
} ink_products;

/// Kernels for single precision. Levels that this build has no kernels for get the next lower ones.
const ink_products *ink_products_float(enum ink_level level);

/// Kernels for double precision: the gradient checks' own.
const ink_products *ink_products_double(enum ink_level level);
