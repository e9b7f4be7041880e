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

long ink_weight_sums(long inputs, long outputs, long taps) {
  return (outputs + 15) / 16 * taps * ((inputs + 15) / 16) * SIDE * SIDE;
}

void ink_unpack_sums(
    const float *sums, long pieces, long inputs, long outputs, long taps, long block, float *gradient) {
  const long groups = (inputs + 15) / 16, size = ink_weight_sums(inputs, outputs, taps);
  float *target = gradient + block * inputs * taps * 8;
  for (long channel = 0; channel < inputs; channel++) {
    for (long tap = 0; tap < taps; tap++) {
      const long tile = (block / 2 * taps + tap) * groups + channel / 16;
      const float *source = sums + (tile * SIDE + channel % 16) * SIDE + block % 2 * 8;
      float *place = target + weight_offset(inputs, taps, tap, channel);
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
