/// OpenBLAS matrix products for Swift.
#include <cblas.h>
