#include "CKernels.h"
#include "Unroll.h"

// Sixteen registers of eight floats, or what the processor has in their place.
#define SCALAR float
#define NAME(x) portable_float_##x
#define TARGET
#define WIDES 1
#define PIXELS 6
#define CHANNELS 4
#include "Products.inc"

#define SCALAR double
#define NAME(x) portable_double_##x
#define TARGET
#define WIDES 1
#define PIXELS 6
#define CHANNELS 4
#include "Products.inc"

#if defined(__x86_64__)
#define SCALAR float
#define NAME(x) avx2_float_##x
#define TARGET __attribute__((target("avx2,fma")))
#define WIDES 1
#define PIXELS 6
#define CHANNELS 4
#include "Products.inc"

#define SCALAR double
#define NAME(x) avx2_double_##x
#define TARGET __attribute__((target("avx2,fma")))
#define WIDES 1
#define PIXELS 6
#define CHANNELS 4
#include "Products.inc"

// Thirty-two registers of sixteen floats.
#define SCALAR float
#define NAME(x) avx512_float_##x
#define TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDES 2
#define PIXELS 12
#define CHANNELS 8
#include "Products.inc"
#endif

const ink_products *ink_products_float(enum ink_level level) {
#if defined(__x86_64__)
  if (level >= ink_avx512) return &avx512_float_products;
  if (level >= ink_avx2) return &avx2_float_products;
#endif
  (void)level;
  return &portable_float_products;
}

const ink_products *ink_products_double(enum ink_level level) {
#if defined(__x86_64__)
  if (level >= ink_avx2) return &avx2_double_products;
#endif
  (void)level;
  return &portable_double_products;
}
