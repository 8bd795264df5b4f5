// Attributes of texts: one or a list, of fixed or variable length.

#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// An attribute that is open.
struct attribute {
  hid_t id;
  hid_t type;
  hid_t space;
  /// How many elements it has.
  size_t count;
};

/// 0 when there is no such attribute.
static int open_attribute(hid_t object, const char *name, struct attribute *attribute) {
  htri_t is_there = hdf5.H5Aexists(object, name);
  if (is_there < 0) forge_library_fault();
  if (is_there == 0) return 0;
  attribute->id = hdf5.H5Aopen(object, name, H5P_DEFAULT);
  if (attribute->id < 0) forge_library_fault();
  attribute->type = hdf5.H5Aget_type(attribute->id);
  attribute->space = hdf5.H5Aget_space(attribute->id);
  if (attribute->type < 0 || attribute->space < 0) forge_library_fault();
  hssize_t count = hdf5.H5Sget_simple_extent_npoints(attribute->space);
  if (count < 0) forge_library_fault();
  if ((uint64_t)count > forge_child.limits.objects) forge_fault(FORGE_HDF5_LONG_TEXT, name, forge_child.limits.objects, 0);
  attribute->count = (size_t)count;
  return 1;
}

static void close_attribute(const struct attribute *attribute) {
  int is_closed = hdf5.H5Sclose(attribute->space) >= 0 && hdf5.H5Tclose(attribute->type) >= 0;
  if (!is_closed || hdf5.H5Aclose(attribute->id) < 0) forge_library_fault();
}

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) forge_fault(FORGE_HDF5_NO_MEMORY, "", (uint64_t)count * size, 0);
  return memory;
}

static void put_list(const char *name, size_t count) {
  forge_put_byte(FORGE_HDF5_TEXTS);
  forge_put_text(name, strlen(name));
  forge_put_32((uint32_t)count);
}

/// Texts of variable length: libhdf5 allocates each.
static void put_variable_texts(const struct attribute *attribute, const char *name) {
  char **texts = zeroed(attribute->count, sizeof *texts);
  if (hdf5.H5Aread(attribute->id, attribute->type, texts) < 0) forge_library_fault();
  uint64_t sum = 0;
  for (size_t index = 0; index < attribute->count; index++) {
    sum += texts[index] == NULL ? 0 : strlen(texts[index]);
    if (sum > forge_child.limits.text_bytes) forge_fault(FORGE_HDF5_LONG_TEXT, name, forge_child.limits.text_bytes, 0);
  }
  put_list(name, attribute->count);
  for (size_t index = 0; index < attribute->count; index++) {
    const char *text = texts[index] == NULL ? "" : texts[index];
    forge_put_text(text, strlen(text));
  }
  // What the texts take is not given back: the process ends soon.
  free(texts);
}

/// Texts of the same number of bytes each, filled up with zeros or spaces.
static void put_fixed_texts(const struct attribute *attribute, const char *name) {
  size_t size = hdf5.H5Tget_size(attribute->type);
  if (size == 0) forge_library_fault();
  if (size > forge_child.limits.text_bytes / attribute->count) {
    forge_fault(FORGE_HDF5_LONG_TEXT, name, forge_child.limits.text_bytes, 0);
  }
  char *bytes = zeroed(attribute->count, size);
  if (hdf5.H5Aread(attribute->id, attribute->type, bytes) < 0) forge_library_fault();
  int is_padded = hdf5.H5Tget_strpad(attribute->type) == H5T_STR_SPACEPAD;
  put_list(name, attribute->count);
  for (size_t index = 0; index < attribute->count; index++) {
    const char *text = bytes + index * size;
    size_t length = strnlen(text, size);
    while (is_padded && length > 0 && text[length - 1] == ' ') length--;
    forge_put_text(text, length);
  }
  free(bytes);
}

int forge_put_texts(hid_t group, const char *attribute_name, const char *name) {
  struct attribute attribute;
  if (!open_attribute(group, attribute_name, &attribute)) return 0;
  if (attribute.count == 0) {
    // An empty list of texts is one of numbers in what h5py writes.
    put_list(name, 0);
  } else {
    if (hdf5.H5Tget_class(attribute.type) != H5T_STRING) forge_fault(FORGE_HDF5_NO_TEXT, name, 0, 0);
    htri_t is_variable = hdf5.H5Tis_variable_str(attribute.type);
    if (is_variable < 0) forge_library_fault();
    if (is_variable > 0) put_variable_texts(&attribute, name);
    if (is_variable == 0) put_fixed_texts(&attribute, name);
  }
  close_attribute(&attribute);
  return 1;
}

void forge_put_text_list(hid_t group, const char *name) {
  if (forge_put_texts(group, name, name)) return;
  for (uint64_t part = 0; part < forge_child.limits.objects; part++) {
    char part_name[64];
    snprintf(part_name, sizeof part_name, "%s%llu", name, (unsigned long long)part);
    if (!forge_put_texts(group, part_name, name)) return;
  }
}

int forge_has_text(hid_t object, const char *name, const char *wanted) {
  struct attribute attribute;
  if (!open_attribute(object, name, &attribute)) return 0;
  char fixed[64] = {0};
  char *variable = NULL;
  int is_text = hdf5.H5Tget_class(attribute.type) == H5T_STRING && attribute.count == 1;
  int is_variable = is_text && hdf5.H5Tis_variable_str(attribute.type) > 0;
  if (!is_text || (!is_variable && hdf5.H5Tget_size(attribute.type) >= sizeof fixed)) return 0;
  if (hdf5.H5Aread(attribute.id, attribute.type, is_variable ? (void *)&variable : fixed) < 0) forge_library_fault();
  close_attribute(&attribute);
  if (!is_variable) return strcmp(fixed, wanted) == 0;
  return variable != NULL && strcmp(variable, wanted) == 0;
}
