#ifndef C_FORGE_HDF5_LIBRARY_H
#define C_FORGE_HDF5_LIBRARY_H

// libhdf5, loaded when the first file is read.
//
// Debian's is linked with libcurl, Kerberos and 30 other libraries: loading them adds 10 ms to a start of 18 ms, and without them
// the program would not start. So nothing is linked: headers give the types, `dlsym` the functions.

// The interface of HDF5 1.10, whatever the library's version.
#define H5_USE_110_API

#if __has_include(<hdf5.h>)
#include <hdf5.h>
#elif __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#elif __has_include("/opt/homebrew/include/hdf5.h")
#include "/opt/homebrew/include/hdf5.h"
#elif __has_include("/usr/local/include/hdf5.h")
#include "/usr/local/include/hdf5.h"
#else
#error "The headers of HDF5 are missing. Scripts/setup installs them, as do: apt-get install libhdf5-dev, brew install hdf5"
// Ends the compilation, which would go on to report every name of HDF5.
#include <hdf5.h>
#endif

#if H5_VERS_MAJOR < 2 && (H5_VERS_MINOR < 10 || (H5_VERS_MINOR == 10 && H5_VERS_RELEASE < 3))
#error "HDF5 1.10.3 or later is needed"
#endif

#define FORGE_HDF5_FUNCTIONS(X)                                                                                        \
  X(H5Aclose) X(H5Aexists) X(H5Aget_space) X(H5Aget_type) X(H5Aopen) X(H5Aread) X(H5Dget_create_plist)                 \
  X(H5Dget_offset) X(H5Dget_space) X(H5Dget_storage_size) X(H5Dget_type) X(H5Dread) X(H5Eset_auto2) X(H5Ewalk2)        \
  X(H5Fopen) X(H5Gopen2) X(H5Literate) X(H5Oclose) X(H5Oget_info2) X(H5Oopen) X(H5PLset_loading_state) X(H5Pclose)     \
  X(H5Pcreate) X(H5Pget_chunk) X(H5Pget_external_count) X(H5Pget_filter2) X(H5Pget_layout) X(H5Pget_nfilters)          \
  X(H5Pset_fapl_core) X(H5Pset_file_image) X(H5Pset_file_image_callbacks) X(H5Sclose) X(H5Sget_simple_extent_dims)     \
  X(H5Sget_simple_extent_ndims) X(H5Sget_simple_extent_npoints) X(H5Sget_simple_extent_type) X(H5Tclose) X(H5Tcopy)    \
  X(H5Tenum_valueof) X(H5Tget_class) X(H5Tget_ebias) X(H5Tget_fields) X(H5Tget_nmembers) X(H5Tget_norm)                \
  X(H5Tget_offset) X(H5Tget_order) X(H5Tget_precision) X(H5Tget_sign) X(H5Tget_size) X(H5Tget_strpad)                  \
  X(H5Tis_variable_str) X(H5Tset_order) X(H5get_libversion) X(H5open)

#define FORGE_HDF5_POINTER(function) __typeof__(&function) function;

/// The functions of libhdf5 by their own names: `hdf5.H5Fopen(…)`. Called in children only.
struct forge_hdf5_library {
  FORGE_HDF5_FUNCTIONS(FORGE_HDF5_POINTER)
  /// What `H5P_FILE_ACCESS` stands for, once `H5open` was called.
  hid_t *file_access;
};
extern struct forge_hdf5_library forge_hdf5_library;
#define hdf5 forge_hdf5_library

/// Loads libhdf5, once, for as long as the program runs. 0, or a code of `CForgeHDF5.h`. Any thread may call it.
int forge_load_library(void);

#endif
