/// zlib's deflate and CRC for Swift.
#include <zlib.h>
