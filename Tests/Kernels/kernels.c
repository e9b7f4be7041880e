// Checks the kernels in C against the definition of a convolution, without Swift: for processors that the program
// itself is not built for here. Prints what failed; the exit status is the number of failures, at most 100.
//
//   make test-arm64
#include "CKernels.h"
#include "CTiles.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

static void expect(int holds, const char *what, const int *shape) {
  if (holds) return;
  failures++;
  printf("%s: %d x %d pixels, %d -> %d channels, %d taps\n", what, shape[0], shape[1], shape[2], shape[3],
         shape[4]);
}

/// Uniform in -1 ..< 1, in steps that bfloat16 holds exactly.
static float noise(void) {
  static uint64_t state = 88172645463325252ull;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (float)(state >> 56) / 128 - 1;
}

/// One image in channel blocks, as the engine keeps it: rows with one pixel of padding, a row above and below.
typedef struct {
  int height, width, channels;
  long stride, span, pixels;
  float *values;
  void *blocks[64];
} image;

static long padded_channel(const image *m, int channel, long row, long column) {
  return (channel / 8 * m->pixels + m->stride + 1 + row * m->stride + column) * 8 + channel % 8;
}

static image make(int height, int width, int channels) {
  image m = {height, width, channels, width + 1, (long)height * (width + 1), 0, NULL, {0}};
  m.pixels = 2 * (m.stride + 1) + (m.span + 11) / 12 * 12;
  m.values = calloc((channels + 7) / 8 * m.pixels * 8 + 16, sizeof(float));
  for (int c = 0; c < channels; c++) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) m.values[padded_channel(&m, c, y, x)] = noise();
    }
  }
  return m;
}

static double at(const image *m, int channel, int row, int column) {
  if (row < 0 || column < 0 || row >= m->height || column >= m->width) return 0;
  return m->values[padded_channel(m, channel, row, column)];
}

/// The same map stored as `bytes` a number: 2 bfloat16, 4 float, 8 double; aligned as vectors of eight want it.
static void *stored(image *m, int bytes) {
  const long count = (m->channels + 7) / 8 * m->pixels * 8;
  char *memory = aligned_alloc(64, (count * bytes + 127) / 64 * 64);
  for (long i = 0; i < count; i++) {
    if (bytes == 8) ((double *)memory)[i] = m->values[i];
    if (bytes == 4) ((float *)memory)[i] = m->values[i];
    if (bytes == 2) {
      uint32_t bits;
      memcpy(&bits, &m->values[i], 4);
      ((uint16_t *)memory)[i] = bits >> 16;
    }
  }
  for (int b = 0; b < (m->channels + 7) / 8; b++) {
    m->blocks[b] = memory + (b * m->pixels + m->stride + 1) * 8 * bytes;
  }
  return memory;
}

static double number(const void *memory, long index, int bytes) {
  if (bytes == 8) return ((const double *)memory)[index];
  if (bytes == 4) return ((const float *)memory)[index];
  const uint32_t bits = (uint32_t)((const uint16_t *)memory)[index] << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static long weight_index(int inputs, int taps, int output, int tap, int input) {
  const int channels = inputs - input / 8 * 8 < 8 ? inputs - input / 8 * 8 : 8;
  return ((long)output / 8 * inputs * taps + input / 8 * 8 * taps + tap * channels + input % 8) * 8 + output % 8;
}

static double convolved(const image *x, const float *weights, int taps, int output, int row, int column) {
  double sum = 0;
  for (int i = 0; i < x->channels; i++) {
    for (int t = 0; t < taps; t++) {
      const int dy = taps == 9 ? t / 3 - 1 : 0, dx = taps == 9 ? t % 3 - 1 : 0;
      sum += weights[weight_index(x->channels, taps, output, t, i)] * at(x, i, row + dy, column + dx);
    }
  }
  return sum;
}

/// How many outputs are farther from the definition than rounding explains: half a unit in bfloat16's eighth bit.
static int wrong(const image *x, image *y, const float *weights, int taps, const void *memory, int bytes) {
  const double tolerance = bytes == 8 ? 1e-12 : bytes == 4 ? 1e-4 : 0x1p-8;
  int count = 0;
  for (int o = 0; o < y->channels; o++) {
    for (int row = 0; row < y->height; row++) {
      for (int column = 0; column < y->width; column++) {
        const double expected = convolved(x, weights, taps, o, row, column);
        const double found = number(memory, padded_channel(y, o, row, column), bytes);
        if (!(fabs(found - expected) <= tolerance * (fabs(expected) + 0.1))) count++;
      }
    }
  }
  return count;
}

static void check_products(const int *shape, image *x, image *y, const float *weights, int bytes) {
  const int taps = shape[4];
  const long count = (long)shape[2] * shape[3] * taps;
  long distances[9] = {-x->stride - 1, -x->stride, -x->stride + 1, -1, 0, 1, x->stride - 1, x->stride, x->stride + 1};
  long middle = 0;
  double *wide = aligned_alloc(64, count * 8);
  for (long i = 0; i < count; i++) wide[i] = weights[i];
  void *from = stored(x, bytes), *to = stored(y, bytes);
  const ink_input input = {(const void *const *)x->blocks, (shape[2] + 7) / 8, shape[2] - (shape[2] - 1) / 8 * 8,
                           taps == 9 ? distances : &middle, taps};
  const ink_output output = {bytes == 8 ? (void *)wide : (void *)weights, (long)shape[2] * taps * 8, y->blocks,
                             0, shape[3] / 8, 0, x->span};
  (bytes == 8 ? ink_products_double(ink_portable) : ink_products_float(ink_portable))->convolve(&input, &output);
  expect(wrong(x, y, weights, taps, to, bytes) == 0, "products", shape);
  free(from);
  free(to);
  free(wide);
}

static void check_tiles(const int *shape, image *x, image *y, const float *weights) {
  const int taps = shape[4];
  const ink_tile_kernels *kernels = ink_tile_kernels_for(INK_TILES_EMULATED);
  uint16_t *packed = aligned_alloc(64, ink_packed_weights(shape[2], shape[3], taps) * 2);
  for (int pair = 0; pair < (shape[3] + 15) / 16; pair++) {
    kernels->pack_weights(weights, shape[2], shape[3], taps, pair, packed);
  }
  void *from = stored(x, 2), *to = stored(y, 2);
  for (long first = 0; first < x->span; first += 96) {
    const long end = first + 96 < x->span ? first + 96 : x->span;
    void *memory = aligned_alloc(64, (ink_convolution_memory(shape[2], x->stride, taps, end - first) + 63) / 64 * 64);
    const ink_tile_convolution call = {{(const uint16_t *const *)x->blocks, shape[2]}, x->stride, taps, first, end,
                                       packed, (uint16_t *const *)y->blocks, 0, shape[3] / 8, INK_PLAIN, NULL, 1, NULL,
                                       memory};
    kernels->convolve(&call);
    free(memory);
  }
  expect(wrong(x, y, weights, taps, to, 2) == 0, "tiles", shape);
  free(from);
  free(to);
  free(packed);
}

int main(void) {
  const int shapes[][5] = {{9, 7, 1, 8, 9},   {9, 7, 8, 8, 9},   {16, 16, 16, 16, 9}, {12, 20, 24, 40, 9},
                           {8, 9, 48, 56, 9}, {6, 7, 16, 16, 1}, {10, 11, 40, 8, 1}};
  for (unsigned s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    const int *shape = shapes[s];
    image x = make(shape[0], shape[1], shape[2]), y = make(shape[0], shape[1], shape[3]);
    const long count = (long)shape[2] * shape[3] * shape[4];
    float *weights = aligned_alloc(64, (count * 4 + 63) / 64 * 64);
    for (long i = 0; i < count; i++) weights[i] = noise();
    check_products(shape, &x, &y, weights, 4);
    check_products(shape, &x, &y, weights, 8);
    check_tiles(shape, &x, &y, weights);
    free(weights);
    free(x.values);
    free(y.values);
  }
  printf("%d failures\n", failures);
  return failures > 100 ? 100 : failures;
}
