/// `nifti2_io.h` includes <znzlib.h>, which Debian keeps in /usr/include/nifti: this forwards to it.
#include <nifti/znzlib.h>
