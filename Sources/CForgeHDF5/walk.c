// Groups and what is in them. Links are told apart before anything behind them is opened.

#include "child.h"

#include <stdlib.h>
#include <string.h>

static char path[4096];
static size_t path_length;

const char *forge_path(void) { return path; }

void forge_path_push(const char *name, size_t length) {
  if (length + 2 > sizeof path - path_length) forge_fault(FORGE_HDF5_LONG_NAME, "", sizeof path - 1, 0);
  if (path_length > 0) path[path_length++] = '/';
  memcpy(path + path_length, name, length);
  path_length += length;
  path[path_length] = 0;
}

void forge_path_pop(size_t length) {
  path_length -= length;
  if (path_length > 0) path_length--;
  path[path_length] = 0;
}

struct entry {
  char *name;
  H5L_type_t type;
};

struct entries {
  struct entry *items;
  size_t count;
  size_t capacity;
};

static void *grown(void *items, size_t bytes) {
  void *memory = realloc(items, bytes);
  if (memory == NULL) forge_fault(FORGE_HDF5_NO_MEMORY, "", bytes, 0);
  return memory;
}

static herr_t note_link(hid_t group, const char *name, const H5L_info_t *info, void *data) {
  (void)group;
  struct entries *entries = data;
  uint64_t limit = forge_child.limits.objects;
  if (entries->count >= limit) forge_fault(FORGE_HDF5_TOO_MANY_OBJECTS, "", limit, 0);
  size_t length = strnlen(name, forge_child.limits.name_bytes + 1);
  if (length > forge_child.limits.name_bytes) forge_fault(FORGE_HDF5_LONG_NAME, "", forge_child.limits.name_bytes, 0);
  if (entries->count == entries->capacity) {
    entries->capacity = 2 * entries->capacity + 16;
    entries->items = grown(entries->items, entries->capacity * sizeof *entries->items);
  }
  char *copy = grown(NULL, length + 1);
  memcpy(copy, name, length);
  copy[length] = 0;
  entries->items[entries->count++] = (struct entry){.name = copy, .type = info->type};
  return 0;
}

static void check_link(const struct entry *entry) {
  switch (entry->type) {
  case H5L_TYPE_HARD: return;
  case H5L_TYPE_SOFT: forge_fault(FORGE_HDF5_SOFT_LINK, "", 0, 0);
  case H5L_TYPE_EXTERNAL: forge_fault(FORGE_HDF5_EXTERNAL_LINK, "", 0, 0);
  default: forge_fault(FORGE_HDF5_UNKNOWN_LINK, "", (uint64_t)entry->type, 0);
  }
}

/// What training leaves behind the model: it is not looked at.
static int is_of_training(const char *name) {
  return strcmp(name, "optimizer") == 0 || strcmp(name, "_optimizer") == 0 || strcmp(name, "optimizer_weights") == 0;
}

static void put_group(hid_t group, const char *name, size_t length, uint64_t depth);

static void put_object(hid_t group, const struct entry *entry, uint64_t depth) {
  if (++forge_child.objects > forge_child.limits.objects) {
    forge_fault(FORGE_HDF5_TOO_MANY_OBJECTS, "", forge_child.limits.objects, 0);
  }
  hid_t object = hdf5.H5Oopen(group, entry->name, H5P_DEFAULT);
  H5O_info_t info;
  if (object < 0 || hdf5.H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0) forge_library_fault();
  // Groups are a tree in what Keras writes. A file that lies about its links runs into the limits of depth and number.
  if (info.rc != 1) forge_fault(FORGE_HDF5_SEVERAL_NAMES, "", info.rc, 0);
  size_t length = strlen(entry->name);
  switch (info.type) {
  case H5O_TYPE_GROUP: put_group(object, entry->name, length, depth + 1); break;
  case H5O_TYPE_DATASET: forge_put_dataset(object, entry->name, length); break;
  default: forge_fault(FORGE_HDF5_UNKNOWN_OBJECT, "", 0, 0);
  }
  if (hdf5.H5Oclose(object) < 0) forge_library_fault();
}

static void put_attributes(hid_t group) {
  static const char *const texts[] = {"name", "model_config", "keras_version", "backend"};
  static const char *const lists[] = {"layer_names", "weight_names"};
  for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) forge_put_texts(group, texts[index], texts[index]);
  for (size_t index = 0; index < sizeof lists / sizeof *lists; index++) forge_put_text_list(group, lists[index]);
}

static void put_group(hid_t group, const char *name, size_t length, uint64_t depth) {
  if (depth > forge_child.limits.depth) forge_fault(FORGE_HDF5_TOO_DEEP, "", forge_child.limits.depth, 0);
  forge_put_byte(FORGE_HDF5_GROUP);
  forge_put_text(name, length);
  put_attributes(group);
  struct entries entries = {0};
  if (hdf5.H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, note_link, &entries) < 0) forge_library_fault();
  for (size_t index = 0; index < entries.count; index++) {
    struct entry *entry = &entries.items[index];
    size_t entry_length = strlen(entry->name);
    forge_path_push(entry->name, entry_length);
    check_link(entry);
    if (depth > 0 || !is_of_training(entry->name)) put_object(group, entry, depth);
    forge_path_pop(entry_length);
    free(entry->name);
  }
  free(entries.items);
  forge_put_byte(FORGE_HDF5_GROUP_END);
}

void forge_walk(hid_t root) { put_group(root, "", 0, 0); }
