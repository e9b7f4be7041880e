// How the tiles of a convolution walk its inputs: shared by the kernels and by who packs their weights.
#pragma once

#include "CTiles.h"

#include <string.h>

/// Numbers of one row of a tile.
enum { ROW = 32, SIDE = 16, TILE_BYTES = 1024 };

static inline long smaller(long a, long b) { return a < b ? a : b; }
static inline long rounded_up(long value, long unit) { return (value + unit - 1) / unit * unit; }

/// Channels that lie side by side in packed inputs: all of a narrow map, else 32.
static inline long group_width(long channels) { return channels <= 8 ? 8 : channels <= 16 ? 16 : 32; }
static inline long group_count(long channels) { return (channels + 31) / 32; }

/// Tile products along the inputs, for one tile of outputs. A narrow map's row of 32 numbers covers two or four
/// neighbouring pixels, so that a product takes as many taps.
static inline long step_count(long channels, long taps) {
  const long width = group_width(channels);
  if (taps == 1) return group_count(channels);
  return width == 8 ? 3 : width == 16 ? 6 : 9 * group_count(channels);
}

/// Where the row of a step begins, in pixels from the output's own.
static inline long step_shift(long channels, long taps, long stride, long step) {
  if (taps == 1) return 0;
  const long width = group_width(channels);
  if (width == 8) return (step - 1) * stride - 1;
  if (width == 16) return (step / 2 - 1) * stride + (step % 2 ? 1 : -1);
  const long tap = step % 9;
  return (tap / 3 - 1) * stride + tap % 3 - 1;
}

/// The group of channels that a step reads.
static inline long step_group(long channels, long taps, long step) {
  if (group_width(channels) < 32) return 0;
  return taps == 1 ? step : step / 9;
}

/// Which weight meets number `k` of a step's row: tap and input channel, or -1 for none.
static inline void step_weight(long channels, long taps, long step, long k, long *tap, long *channel) {
  const long width = group_width(channels);
  const long pixel = k / width;
  *channel = step_group(channels, taps, step) * ROW + k % width;
  if (taps == 1) {
    *tap = pixel == 0 ? 0 : -1;
  } else if (width == 8) {
    *tap = pixel < 3 ? 3 * step + pixel : -1;
  } else if (width == 16) {
    const long column = step % 2 * 2 + pixel;
    *tap = column < 3 ? 3 * (step / 2) + column : -1;
  } else {
    *tap = step % 9;
  }
  if (*channel >= channels) *tap = -1;
}

/// Pixels on either side that a call's outputs look at.
static inline long halo(long stride, long taps) { return taps == 1 ? 0 : stride + 1; }

/// Pixels of a packed input: the halo on both sides, whole tiles, and the neighbours that a narrow map's row takes in.
static inline long packed_pixels(long stride, long taps, long pixels) {
  return rounded_up(pixels, 4 * SIDE) + 2 * halo(stride, taps) + 4;
}

/// Pixels of a row of inputs packed channel by channel: an odd number of cache lines, so that the rows of a tile
/// spread over the sets of the cache.
static inline long channel_row(long stride, long taps, long pixels) {
  const long lines = (rounded_up(pixels, ROW) + 2 * halo(stride, taps) + ROW + 31) / ROW;
  return (lines | 1) * ROW;
}

/// Where the first of eight weights of a tap and channel lies in an output block's.
static inline long weight_offset(long inputs, long taps, long tap, long channel) {
  const long first = channel / 8 * 8, channels = smaller(8, inputs - first);
  return (first * taps + tap * channels + channel % 8) * 8;
}

/// Where the packed inputs of part `part` of a weight gradient begin: its tap's first pixel of its sixteen channels.
static inline long part_start(const ink_tile_weight_gradient *g, long part, long groups, long row) {
  const long tap = part / groups;
  const long shift = g->taps == 1 ? 0 : (tap / 3 - 1) * g->stride + tap % 3 - 1;
  return part % groups * SIDE * row + halo(g->stride, g->taps) + shift;
}
