#ifndef C_FORGE_HDF5_CHILD_H
#define C_FORGE_HDF5_CHILD_H

// The child's side. Only `forge_hdf5_child` is called by the parent, and it does not return there.

#include "CForgeHDF5.h"
#include "library.h"

/// Becomes the child: reads the file in `bytes`, writes records to `pipe`, exits.
_Noreturn void forge_hdf5_child(const void *bytes, size_t count, const forge_hdf5_limits *limits, int pipe);

/// What the child knows. It has one thread.
struct forge_child {
  const unsigned char *bytes;
  size_t count;
  forge_hdf5_limits limits;
  /// Groups and datasets so far.
  uint64_t objects;
  /// Bytes of datasets so far.
  uint64_t total;
};
extern struct forge_child forge_child;

// confinement.c

/// Gives up what reading a file in memory does not need: descriptors but `pipe`, which becomes `forge_pipe`, signal handlers,
/// files, processor time.
void forge_confine(int pipe);
/// From here on the address space may grow by `bytes` beyond what libhdf5 needs for itself.
void forge_allow_memory(uint64_t bytes);

// stream.c

void forge_put_byte(uint8_t value);
void forge_put_32(uint32_t value);
void forge_put_64(uint64_t value);
void forge_put_bytes(const void *bytes, size_t count);
void forge_put_text(const char *text, size_t length);
/// Hands over what was put.
void forge_flush(void);
/// Tells what is wrong, and exits.
_Noreturn void forge_fault(int code, const char *detail, uint64_t a, uint64_t b);
/// Tells the innermost reason that libhdf5 gives, and exits.
_Noreturn void forge_library_fault(void);

// walk.c

/// Tells everything from the root on.
void forge_walk(hid_t root);
/// Adds a name to the path of what is looked at, and takes it away.
void forge_path_push(const char *name, size_t length);
void forge_path_pop(size_t length);
const char *forge_path(void);

// attribute.c

/// Tells the texts of an attribute of the group as those of `name`. 0 when it is not there.
int forge_put_texts(hid_t group, const char *attribute_name, const char *name);
/// Tells a list of texts. Keras splits one that is too long into the attributes `layer_names0`, `layer_names1` and so on.
void forge_put_text_list(hid_t group, const char *name);
/// Whether an attribute is there and is one text of those bytes.
int forge_has_text(hid_t object, const char *name, const char *wanted);

// dataset.c

void forge_put_dataset(hid_t dataset, const char *name, size_t length);

// element_type.c

/// The element type of a dataset (`FORGE_HDF5_FLOAT16` and so on).
uint8_t forge_element_type(hid_t dataset, hid_t type);

#endif
