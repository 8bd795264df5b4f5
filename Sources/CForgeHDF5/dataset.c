// Datasets. Bytes that lie in the file just as they are wanted are told by their place, and never read here; others are read.

#include "child.h"

#include <stdlib.h>

/// One dataset, and what is known of it so far.
struct dataset {
  hid_t id;
  const char *name;
  size_t name_length;
  /// Its creation properties.
  hid_t plan;
  H5D_layout_t layout;
  /// Bytes in the file.
  uint64_t stored;
  hid_t type;
  uint8_t element;
  uint64_t element_bytes;
  int is_big_endian;
  int rank;
  hsize_t axes[H5S_MAX_RANK];
  /// Bytes of all elements.
  uint64_t bytes;
};

/// A place that says that the elements do not lie in the file as they are wanted.
static const uint64_t nowhere = UINT64_MAX;

static void check_filters(hid_t plan) {
  int count = hdf5.H5Pget_nfilters(plan);
  if (count < 0) forge_library_fault();
  for (unsigned place = 0; place < (unsigned)count; place++) {
    unsigned flags, values[1], configuration;
    size_t value_count = 0;
    char name[64] = {0};
    H5Z_filter_t filter =
      hdf5.H5Pget_filter2(plan, place, &flags, &value_count, values, sizeof name - 1, name, &configuration);
    if (filter < 0) forge_library_fault();
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) {
      forge_fault(FORGE_HDF5_UNKNOWN_FILTER, name, (uint64_t)filter, 0);
    }
  }
}

static void find_storage(struct dataset *dataset) {
  dataset->plan = hdf5.H5Dget_create_plist(dataset->id);
  if (dataset->plan < 0) forge_library_fault();
  dataset->layout = hdf5.H5Pget_layout(dataset->plan);
  if (dataset->layout == H5D_VIRTUAL) forge_fault(FORGE_HDF5_VIRTUAL_DATASET, "", 0, 0);
  int external = hdf5.H5Pget_external_count(dataset->plan);
  if (dataset->layout < 0 || external < 0) forge_library_fault();
  if (external > 0) forge_fault(FORGE_HDF5_EXTERNAL_STORAGE, "", 0, 0);
  check_filters(dataset->plan);
  dataset->stored = hdf5.H5Dget_storage_size(dataset->id);
}

static void find_type(struct dataset *dataset) {
  dataset->type = hdf5.H5Dget_type(dataset->id);
  if (dataset->type < 0) forge_library_fault();
  dataset->element = forge_element_type(dataset->id, dataset->type);
  dataset->element_bytes = hdf5.H5Tget_size(dataset->type);
  int has_order = dataset->element_bytes > 1 && hdf5.H5Tget_class(dataset->type) != H5T_OPAQUE;
  dataset->is_big_endian = has_order && hdf5.H5Tget_order(dataset->type) == H5T_ORDER_BE;
}

/// The product of an element's bytes and the axes.
static uint64_t byte_count(uint64_t element_bytes, const hsize_t *axes, int rank) {
  uint64_t bytes = element_bytes;
  int is_empty = 0;
  for (int axis = 0; axis < rank; axis++) {
    is_empty |= axes[axis] == 0;
    if (axes[axis] > 0 && __builtin_mul_overflow(bytes, (uint64_t)axes[axis], &bytes)) {
      forge_fault(FORGE_HDF5_COUNTLESS, "", 0, 0);
    }
  }
  return is_empty ? 0 : bytes;
}

static void find_shape(struct dataset *dataset) {
  hid_t space = hdf5.H5Dget_space(dataset->id);
  if (space < 0) forge_library_fault();
  H5S_class_t class = hdf5.H5Sget_simple_extent_type(space);
  if (class == H5S_NULL) forge_fault(FORGE_HDF5_NO_SPACE, "", 0, 0);
  int rank = hdf5.H5Sget_simple_extent_ndims(space);
  if (class < 0 || rank < 0) forge_library_fault();
  uint64_t limit = forge_child.limits.rank < H5S_MAX_RANK ? forge_child.limits.rank : H5S_MAX_RANK;
  if ((uint64_t)rank > limit) forge_fault(FORGE_HDF5_TOO_MANY_AXES, "", (uint64_t)rank, limit);
  if (hdf5.H5Sget_simple_extent_dims(space, dataset->axes, NULL) < 0) forge_library_fault();
  if (hdf5.H5Sclose(space) < 0) forge_library_fault();
  dataset->rank = rank;
  dataset->bytes = byte_count(dataset->element_bytes, dataset->axes, rank);
}

static void check_growth(uint64_t bytes, uint64_t stored) {
  // An index may say that more is stored than the file has.
  if (stored > forge_child.count) stored = forge_child.count;
  uint64_t most;
  if (__builtin_mul_overflow(stored, forge_child.limits.inflate_ratio, &most)) most = UINT64_MAX;
  if (most < forge_child.limits.freely_inflated_bytes) most = forge_child.limits.freely_inflated_bytes;
  if (bytes > most) forge_fault(FORGE_HDF5_INFLATES_TOO_FAR, "", bytes, stored);
}

static void check_size(const struct dataset *dataset) {
  if (dataset->bytes > 0 && dataset->stored == 0) forge_fault(FORGE_HDF5_NOT_WRITTEN, "", dataset->bytes, 0);
  check_growth(dataset->bytes, dataset->stored);
  uint64_t limit = forge_child.limits.total_bytes;
  if (dataset->bytes > limit || forge_child.total > limit - dataset->bytes) {
    forge_fault(FORGE_HDF5_TOO_LARGE, "", limit, 0);
  }
  forge_child.total += dataset->bytes;
}

static void put_head(const struct dataset *dataset, uint64_t place) {
  forge_put_byte(FORGE_HDF5_DATASET);
  forge_put_text(dataset->name, dataset->name_length);
  forge_put_byte(dataset->element);
  forge_put_byte((uint8_t)dataset->rank);
  for (int axis = 0; axis < dataset->rank; axis++) forge_put_64(dataset->axes[axis]);
  forge_put_64(dataset->bytes);
  forge_put_64(place);
}

/// Bytes of the largest piece that libhdf5 reads at once.
static uint64_t piece_bytes(const struct dataset *dataset) {
  if (dataset->layout != H5D_CHUNKED) return dataset->bytes;
  hsize_t axes[H5S_MAX_RANK];
  int rank = hdf5.H5Pget_chunk(dataset->plan, H5S_MAX_RANK, axes);
  if (rank < 0 || rank > H5S_MAX_RANK) forge_library_fault();
  uint64_t chunk = byte_count(dataset->element_bytes, axes, rank);
  check_growth(chunk, dataset->stored);
  return chunk > dataset->bytes ? chunk : dataset->bytes;
}

/// Reads the elements, little-endian.
static void put_elements(const struct dataset *dataset) {
  // The elements, and a piece as it is stored, inflated and shuffled.
  uint64_t memory;
  if (__builtin_mul_overflow(piece_bytes(dataset), (uint64_t)4, &memory)) memory = UINT64_MAX;
  forge_allow_memory(memory);
  hid_t wanted = hdf5.H5Tcopy(dataset->type);
  if (wanted < 0) forge_library_fault();
  if (dataset->is_big_endian && hdf5.H5Tset_order(wanted, H5T_ORDER_LE) < 0) forge_library_fault();
  void *elements = calloc(dataset->bytes, 1);
  if (elements == NULL) forge_fault(FORGE_HDF5_NO_MEMORY, "", dataset->bytes, 0);
  if (hdf5.H5Dread(dataset->id, wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, elements) < 0) forge_library_fault();
  put_head(dataset, nowhere);
  forge_put_bytes(elements, dataset->bytes);
  free(elements);
  if (hdf5.H5Tclose(wanted) < 0) forge_library_fault();
  forge_allow_memory(forge_child.count);
}

/// Where in the file the elements lie one behind the other, little-endian.
static uint64_t place_of(const struct dataset *dataset) {
  if (dataset->layout != H5D_CONTIGUOUS || dataset->bytes == 0) return nowhere;
  if (dataset->stored != dataset->bytes) forge_fault(FORGE_HDF5_OTHER_SIZE, "", dataset->bytes, dataset->stored);
  haddr_t place = hdf5.H5Dget_offset(dataset->id);
  if (place == HADDR_UNDEF) forge_fault(FORGE_HDF5_NOT_WRITTEN, "", dataset->bytes, 0);
  return dataset->is_big_endian ? nowhere : place;
}

void forge_put_dataset(hid_t id, const char *name, size_t name_length) {
  struct dataset dataset = {.id = id, .name = name, .name_length = name_length};
  find_storage(&dataset);
  find_type(&dataset);
  find_shape(&dataset);
  check_size(&dataset);
  uint64_t place = place_of(&dataset);
  if (place == nowhere && dataset.bytes > 0) {
    put_elements(&dataset);
  } else {
    put_head(&dataset, place);
  }
  if (hdf5.H5Tclose(dataset.type) < 0 || hdf5.H5Pclose(dataset.plan) < 0) forge_library_fault();
}
