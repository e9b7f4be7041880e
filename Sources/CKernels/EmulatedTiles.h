// Tiles in plain C: what the instructions do, number by number, so that any machine can test what is built on them.
#pragma once

#include "TilePlan.h"

/// Eight tiles of 16 rows of 64 bytes.
typedef struct {
  unsigned char rows[8][SIDE][64];
} emulated_tiles;

static inline void emulated_load(emulated_tiles *tiles, int tile, const void *source, long bytes) {
  for (long row = 0; row < SIDE; row++) {
    memcpy(tiles->rows[tile][row], (const char *)source + row * bytes, 64);
  }
}

static inline void emulated_store(const emulated_tiles *tiles, int tile, void *target, long bytes) {
  for (long row = 0; row < SIDE; row++) {
    memcpy((char *)target + row * bytes, tiles->rows[tile][row], 64);
  }
}

static inline double smallest_normal(void) { return 0x1p-126; }

/// A bfloat16 number; denormal ones count as zero.
static inline double widened_bfloat16(uint16_t value) {
  const uint32_t bits = value & 0x7F80 ? (uint32_t)value << 16 : (uint32_t)(value & 0x8000) << 16;
  float result;
  memcpy(&result, &bits, 4);
  return result;
}

static inline double magnitude(double value) { return value < 0 ? -value : value; }

/// To the nearest float, ties to even; zero where the result would be denormal.
static inline float flushed(double value) {
  const double size = magnitude(value);
  if (size < smallest_normal()) {
    // What rounds up to the smallest normal number with as many bits as one is not denormal.
    const float kept = size >= 0x1.ffffffp-127 ? 0x1p-126f : 0.0f;
    return value < 0 || (value == 0 && 1 / value < 0) ? -kept : kept;
  }
  return (float)value;
}

/// sum + a b with one rounding. A product of two bfloat16 numbers is exact in double precision; its sum with a float is
/// exact there, too, or the smaller one is too small to decide a tie.
static inline float added_product(float sum, double a, double b) {
  return flushed((magnitude(sum) < smallest_normal() ? 0 * (double)sum : (double)sum) + a * b);
}

/// Rounds sixteen floats, `bits` of theirs, to bfloat16 as VCVTNEPS2BF16 does: to the nearest, ties to even, denormal
/// numbers to zero; NaN keeps a bit of its own, which rounding could carry away.
#define EMULATED_ROUND(bits_type, halves_type, value, result)                                \
  do {                                                                                       \
    const bits_type bits = (bits_type)(value), high = bits >> 16;                            \
    const bits_type even = (bits + 0x7FFF + (high & 1)) >> 16;                               \
    const bits_type denormal = (bits_type)((bits & 0x7F800000) == 0);                        \
    const bits_type nan = (bits_type)((bits & 0x7FFFFFFF) > 0x7F800000);                     \
    const bits_type rounded =                                                                \
        (even & ~nan & ~denormal) | ((high | 0x40) & nan) | (high & 0x8000 & denormal);      \
    result = __builtin_convertvector(rounded, halves_type);                                  \
  } while (0)

/// The matrix unit: sums of the even and of the odd numbers by themselves, then both together, then the sum so far.
/// Source: Intel, Architecture Instruction Set Extensions Programming Reference, TDPBF16PS.
static inline void emulated_matrix_dot(emulated_tiles *tiles, int sums, int rows, int pairs) {
  for (long m = 0; m < SIDE; m++) {
    float total[SIDE], even[SIDE] = {0}, odd[SIDE] = {0};
    uint16_t a[ROW], b[ROW];
    memcpy(total, tiles->rows[sums][m], 64);
    memcpy(a, tiles->rows[rows][m], 64);
    for (long k = 0; k < SIDE; k++) {
      memcpy(b, tiles->rows[pairs][k], 64);
      const double first = widened_bfloat16(a[2 * k]), second = widened_bfloat16(a[2 * k + 1]);
      for (long n = 0; n < SIDE; n++) {
        even[n] = added_product(even[n], first, widened_bfloat16(b[2 * n]));
        odd[n] = added_product(odd[n], second, widened_bfloat16(b[2 * n + 1]));
      }
    }
    for (long n = 0; n < SIDE; n++) {
      total[n] = added_product(total[n], 1, flushed((double)even[n] + odd[n]));
    }
    memcpy(tiles->rows[sums][m], total, 64);
  }
}

/// AVX-512's dot products of pairs, one after the other: first the odd number, then the even one.
/// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, VDPBF16PS.
static inline void emulated_vector_dot(emulated_tiles *tiles, int sums, int rows, int pairs) {
  for (long m = 0; m < SIDE; m++) {
    float total[SIDE];
    uint16_t a[ROW], b[ROW];
    memcpy(total, tiles->rows[sums][m], 64);
    memcpy(a, tiles->rows[rows][m], 64);
    for (long k = 0; k < SIDE; k++) {
      memcpy(b, tiles->rows[pairs][k], 64);
      const double first = widened_bfloat16(a[2 * k]), second = widened_bfloat16(a[2 * k + 1]);
      for (long n = 0; n < SIDE; n++) {
        total[n] = added_product(total[n], second, widened_bfloat16(b[2 * n + 1]));
        total[n] = added_product(total[n], first, widened_bfloat16(b[2 * n]));
      }
    }
    memcpy(tiles->rows[sums][m], total, 64);
  }
}
