#include "TilePlan.h"

long ink_convolution_memory(long channels, long stride, long taps, long pixels) {
  const long group = packed_pixels(stride, taps, pixels) * group_width(channels) * 2;
  return rounded_up(group * group_count(channels), 64) + 4 * TILE_BYTES;
}

long ink_weight_gradient_memory(long channels, long outputs, long stride, long taps, long pixels) {
  const long inputs = rounded_up(channels, SIDE) * channel_row(stride, taps, pixels) * 2;
  return inputs + rounded_up(outputs, SIDE) * rounded_up(pixels, ROW) * 2;
}

long ink_packed_weights(long inputs, long outputs, long taps) {
  return (outputs + 15) / 16 * step_count(inputs, taps) * (TILE_BYTES / 2);
}

/// A weight of the engine's layout; zero beyond its outputs.
static float weight(
    const float *weights, long inputs, long outputs, long taps, long output, long tap, long channel) {
  if (output >= outputs || tap < 0) return 0;
  const long block = channel / 8, channels = smaller(8, inputs - block * 8);
  const long vector = output / 8 * inputs * taps + block * 8 * taps + tap * channels + channel % 8;
  return weights[vector * 8 + output % 8];
}

void ink_pack_weights(
    const float *weights, long inputs, long outputs, long taps, long first_pair, long end_pair,
    uint16_t *packed) {
  const long steps = step_count(inputs, taps);
  for (long pair = first_pair; pair < end_pair; pair++) {
    for (long step = 0; step < steps; step++) {
      uint16_t *tile = packed + (pair * steps + step) * (TILE_BYTES / 2);
      for (long k = 0; k < ROW; k++) {
        long tap, channel;
        step_weight(inputs, taps, step, k, &tap, &channel);
        for (long n = 0; n < SIDE; n++) {
          const float value = weight(weights, inputs, outputs, taps, 16 * pair + n, tap, channel);
          tile[k / 2 * ROW + 2 * n + k % 2] = rounded_bfloat16(value);
        }
      }
    }
  }
}

long ink_weight_sums(long inputs, long outputs, long taps) {
  return (outputs + 15) / 16 * taps * ((inputs + 15) / 16) * SIDE * SIDE;
}

void ink_unpack_sums(
    const float *sums, long pieces, long inputs, long outputs, long taps, long block, float *gradient) {
  const long groups = (inputs + 15) / 16, size = ink_weight_sums(inputs, outputs, taps);
  float *target = gradient + block * inputs * taps * 8;
  for (long channel = 0; channel < inputs; channel++) {
    const long first = channel / 8 * 8, channels = smaller(8, inputs - first);
    for (long tap = 0; tap < taps; tap++) {
      const long tile = (block / 2 * taps + tap) * groups + channel / 16;
      const float *source = sums + (tile * SIDE + channel % 16) * SIDE + block % 2 * 8;
      float *place = target + (first * taps + tap * channels + channel % 8) * 8;
      for (int n = 0; n < 8; n++) place[n] = source[n];
      for (long piece = 1; piece < pieces; piece++) {
        for (int n = 0; n < 8; n++) place[n] += source[piece * size + n];
      }
    }
  }
}

const ink_tile_kernels *ink_emulated_tile_kernels(ink_tiles tiles);
const ink_tile_kernels *ink_vector_tile_kernels(void);
const ink_tile_kernels *ink_matrix_tile_kernels(void);

const ink_tile_kernels *ink_tile_kernels_for(ink_tiles tiles) {
  switch (tiles) {
    case INK_TILES_AVX512: return ink_vector_tile_kernels();
    case INK_TILES_AMX: return ink_matrix_tile_kernels();
    default: return ink_emulated_tile_kernels(tiles);
  }
}
