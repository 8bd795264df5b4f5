#ifndef C_FORGE_HDF5_H
#define C_FORGE_HDF5_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Reads HDF5 files with libhdf5 in a process of its own, so that a file that brings the library down brings nothing else down.
//
// `forge_hdf5_start` forks. The child runs C alone, has no open file but a pipe, cannot open any, and dies with its limits of
// processor time and memory. It looks at the file, which it finds in the memory that it shares with its parent, and tells what
// it found as records in the pipe. The parent checks every record as if the child were hostile: it may be.
//
// Why a fork without `exec` is sound although the parent has other threads. The child has only the thread that called, so it
// must not wait for a lock that another thread held at the time. It calls three libraries:
// - libc: `malloc` is ready for use in a child, since its locks are taken before a fork and set free behind it (glibc since
//   2.24, musl since 1.2.2, macOS always: programs and libraries rely on it). Nothing else that locks is called: no stdio, no
//   `getenv` beside a `setenv` (libhdf5 reads the environment, which takes no lock), no loading of libraries.
// - libhdf5: its lock is held by nobody, because it is called in children only. Nothing else in this package may call it.
// - zlib: has no locks and no state beside its streams.
// Should something wait for ever all the same, the parent's patience ends it.

/// How much a file may ask for.
typedef struct forge_hdf5_limits {
  /// Groups, datasets and texts of attributes, each.
  uint64_t objects;
  /// Groups inside each other.
  uint64_t depth;
  /// Bytes of the name of a group or dataset.
  uint64_t name_bytes;
  /// Bytes of all texts of an attribute.
  uint64_t text_bytes;
  /// Axes of a dataset, 32 at most.
  uint64_t rank;
  /// A dataset may be larger than its bytes in the file by this factor, or be as large as `freely_inflated_bytes`.
  uint64_t inflate_ratio;
  uint64_t freely_inflated_bytes;
  /// Bytes of all datasets.
  uint64_t total_bytes;
  /// Seconds of processor time.
  uint64_t processor_seconds;
} forge_hdf5_limits;

// The records: a byte that says which, then numbers (little-endian, as wide as said) and texts (their bytes in 32 bits, then
// the bytes). The first record is the root group.
enum {
  /// Text: the name; the root's is empty. What follows, up to the group's end, is in the group.
  FORGE_HDF5_GROUP = 1,
  FORGE_HDF5_GROUP_END = 2,
  /// Text: the name; 32 bits: how many texts; the texts. Belongs to the group. One with the same name continues the list.
  FORGE_HDF5_TEXTS = 3,
  /// Text: the name; 8 bits: the element type; 8 bits: the axes; 64 bits each: their sizes; 64 bits: bytes; 64 bits: where
  /// they are in the file, or all ones, and then the bytes follow.
  FORGE_HDF5_DATASET = 4,
  /// 8 bits: what is wrong; text: the path of what it is wrong with; text: its name or what the library says; twice 64 bits.
  /// Nothing follows.
  FORGE_HDF5_FAULT = 5,
  /// Everything was told. Nothing follows.
  FORGE_HDF5_END = 6,
};

// The element types: all are little-endian.
enum {
  FORGE_HDF5_FLOAT16 = 1,
  FORGE_HDF5_BFLOAT16,
  FORGE_HDF5_FLOAT32,
  FORGE_HDF5_FLOAT64,
  FORGE_HDF5_INT8,
  FORGE_HDF5_INT16,
  FORGE_HDF5_INT32,
  FORGE_HDF5_INT64,
  FORGE_HDF5_UINT8,
  FORGE_HDF5_UINT16,
  FORGE_HDF5_UINT32,
  FORGE_HDF5_UINT64,
  FORGE_HDF5_BOOL,
};

// What can be wrong. `a` and `b` are the two numbers, `detail` is the text.
enum {
  /// libhdf5 refuses: `detail` is its reason.
  FORGE_HDF5_LIBRARY_REFUSES = 1,
  /// libhdf5 is not installed.
  FORGE_HDF5_NO_LIBRARY,
  /// libhdf5 is another version than the headers.
  FORGE_HDF5_OTHER_VERSION,
  FORGE_HDF5_SOFT_LINK,
  FORGE_HDF5_EXTERNAL_LINK,
  /// A link of kind `a`.
  FORGE_HDF5_UNKNOWN_LINK,
  /// An object with `a` names.
  FORGE_HDF5_SEVERAL_NAMES,
  /// Neither a group nor a dataset.
  FORGE_HDF5_UNKNOWN_OBJECT,
  /// More than `a` levels.
  FORGE_HDF5_TOO_DEEP,
  /// More than `a` objects.
  FORGE_HDF5_TOO_MANY_OBJECTS,
  /// A group that holds a name of more than `a` bytes.
  FORGE_HDF5_LONG_NAME,
  /// The texts of the attribute `detail` are more, or have more bytes, than `a`.
  FORGE_HDF5_LONG_TEXT,
  /// The attribute `detail` is no text.
  FORGE_HDF5_NO_TEXT,
  FORGE_HDF5_EXTERNAL_STORAGE,
  FORGE_HDF5_VIRTUAL_DATASET,
  /// Filter `a`, called `detail`.
  FORGE_HDF5_UNKNOWN_FILTER,
  /// Elements of the HDF5 class `a` with `b` bytes each.
  FORGE_HDF5_UNKNOWN_ELEMENTS,
  /// A data space without elements by declaration.
  FORGE_HDF5_NO_SPACE,
  /// `a` axes, the limit is `b`.
  FORGE_HDF5_TOO_MANY_AXES,
  /// The sizes of the axes give more bytes than can be counted.
  FORGE_HDF5_COUNTLESS,
  /// `a` bytes are declared, but nothing was ever written.
  FORGE_HDF5_NOT_WRITTEN,
  /// `a` bytes are declared, `b` are stored: not the same, though nothing is compressed.
  FORGE_HDF5_OTHER_SIZE,
  /// `a` bytes are declared, `b` are stored: compressed too far.
  FORGE_HDF5_INFLATES_TOO_FAR,
  /// All datasets together pass `a` bytes.
  FORGE_HDF5_TOO_LARGE,
  /// There is no memory for `a` bytes.
  FORGE_HDF5_NO_MEMORY,
};

/// A process that reads a file, and the pipe that it writes to. Used by one thread at a time; any number may be there at once.
typedef struct forge_hdf5_process {
  pid_t pid;
  int descriptor;
  /// How long the process may say nothing, in seconds.
  uint64_t patience;
} forge_hdf5_process;

/// How a process ended.
typedef struct forge_hdf5_ending {
  /// The signal that ended it; 0 when it ended by itself, or nobody knows.
  int signal;
  /// Whether it had used up its processor time.
  int was_too_slow;
} forge_hdf5_ending;

/// Starts reading `count` bytes of an HDF5 file, which must stay as they are until `forge_hdf5_finish`. 0, or the number of an
/// error of the operating system, or −`FORGE_HDF5_NO_LIBRARY` or −`FORGE_HDF5_OTHER_VERSION`.
int forge_hdf5_start(
  const void *_Nonnull bytes,
  size_t count,
  const forge_hdf5_limits *_Nonnull limits,
  forge_hdf5_process *_Nonnull process
);

/// Waits for bytes of the records. How many came, `capacity` at most; 0 when no more will come; −1 when the process has been
/// silent for too long.
ssize_t forge_hdf5_read(forge_hdf5_process process, void *_Nonnull buffer, size_t capacity);

/// Ends a process and lets go of all that belongs to it. To be called once for every process that was started.
///
/// `is_ending` says that no more bytes come: the process is then waited for, for a moment, to learn how it ended.
forge_hdf5_ending forge_hdf5_finish(forge_hdf5_process process, int is_ending);

#endif
