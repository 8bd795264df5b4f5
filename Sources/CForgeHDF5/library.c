#include "library.h"

#include "CForgeHDF5.h"

#include <dlfcn.h>
#include <pthread.h>

struct forge_hdf5_library forge_hdf5_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int result;

// The number in the file's name changes with the interface (release notes of HDF5, "Library version info").
#if H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 10
#define FORGE_HDF5_INTERFACE "103"
#elif H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 12
#define FORGE_HDF5_INTERFACE "200"
#elif H5_VERS_MAJOR == 1
#define FORGE_HDF5_INTERFACE "310"
#else
#define FORGE_HDF5_INTERFACE "320"
#endif

static void *open_library(void) {
  static const char *const names[] = {
#if defined(__APPLE__)
    "libhdf5." FORGE_HDF5_INTERFACE ".dylib", "libhdf5.dylib",
    "/opt/homebrew/lib/libhdf5.dylib", "/usr/local/lib/libhdf5.dylib",
#else
    // Debian's version without MPI, and everybody else's.
    "libhdf5_serial.so." FORGE_HDF5_INTERFACE, "libhdf5.so." FORGE_HDF5_INTERFACE,
    "libhdf5_serial.so", "libhdf5.so",
#endif
  };
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    // Everything is bound at once: a child could not wait for the loader.
    void *library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    if (library != NULL) return library;
  }
  return NULL;
}

#define FORGE_HDF5_TEXT(text) #text
#define FORGE_HDF5_LOAD(function) \
  hdf5.function = (__typeof__(hdf5.function))dlsym(library, FORGE_HDF5_TEXT(function)); \
  is_whole &= hdf5.function != NULL;

static void load(void) {
  void *library = open_library();
  if (library == NULL) {
    result = FORGE_HDF5_NO_LIBRARY;
    return;
  }
  int is_whole = 1;
  FORGE_HDF5_FUNCTIONS(FORGE_HDF5_LOAD)
  hdf5.file_access = dlsym(library, "H5P_CLS_FILE_ACCESS_ID_g");
  is_whole &= hdf5.file_access != NULL;
  if (!is_whole) result = FORGE_HDF5_OTHER_VERSION;
}

int forge_load_library(void) {
  pthread_once(&once, load);
  return result;
}
