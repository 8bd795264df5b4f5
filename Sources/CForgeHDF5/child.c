#include "child.h"

#include <unistd.h>

struct forge_child forge_child;

// libhdf5 would copy the file's bytes, twice. These hand it the bytes themselves, which it only reads.

static void *image_malloc(size_t size, H5FD_file_image_op_t operation, void *data) {
  (void)size, (void)operation, (void)data;
  return (void *)(uintptr_t)forge_child.bytes;
}

static void *image_memcpy(void *target, const void *source, size_t size, H5FD_file_image_op_t operation, void *data) {
  (void)source, (void)size, (void)operation, (void)data;
  return target;
}

static void *image_realloc(void *image, size_t size, H5FD_file_image_op_t operation, void *data) {
  (void)image, (void)size, (void)operation, (void)data;
  return NULL;
}

static herr_t image_free(void *image, H5FD_file_image_op_t operation, void *data) {
  (void)image, (void)operation, (void)data;
  return 0;
}

/// Structures are laid out alike within a version but for its releases.
static void check_version(void) {
  unsigned major, minor, release;
  if (hdf5.H5get_libversion(&major, &minor, &release) < 0) forge_library_fault();
  if (major != H5_VERS_MAJOR || minor != H5_VERS_MINOR) forge_fault(FORGE_HDF5_OTHER_VERSION, "", 0, 0);
}

/// The root of the file in memory.
static hid_t open_root(void) {
  hid_t access = hdf5.H5Pcreate(*hdf5.file_access);
  H5FD_file_image_callbacks_t callbacks = {image_malloc, image_memcpy, image_realloc, image_free, NULL, NULL, NULL};
  if (access < 0 || hdf5.H5Pset_fapl_core(access, 1 << 16, 0) < 0 ||
      hdf5.H5Pset_file_image_callbacks(access, &callbacks) < 0 ||
      hdf5.H5Pset_file_image(access, (void *)(uintptr_t)forge_child.bytes, forge_child.count) < 0) {
    forge_library_fault();
  }
  // 0 is `H5F_ACC_RDONLY`; the macro would call the library by name.
  hid_t file = hdf5.H5Fopen("weights", 0, access);
  if (file < 0) forge_library_fault();
  hid_t root = hdf5.H5Gopen2(file, "/", H5P_DEFAULT);
  if (root < 0) forge_library_fault();
  return root;
}

void forge_hdf5_child(const void *bytes, size_t count, const forge_hdf5_limits *limits, int pipe) {
  forge_child = (struct forge_child){.bytes = bytes, .count = count, .limits = *limits};
  forge_confine(pipe);
  forge_allow_memory(count);
  check_version();
  // No reports of errors, no code from files that lie around.
  if (hdf5.H5open() < 0 || hdf5.H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0 || hdf5.H5PLset_loading_state(0) < 0) {
    forge_library_fault();
  }
  forge_walk(open_root());
  forge_put_byte(FORGE_HDF5_END);
  forge_flush();
  _exit(0);
}
