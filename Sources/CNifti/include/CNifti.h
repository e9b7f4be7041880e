/// libnifti2 (headers, extensions, volumes) for Swift.
#ifndef INKLING_CNIFTI_H
#define INKLING_CNIFTI_H

#include <nifti/nifti2_io.h>

#endif
