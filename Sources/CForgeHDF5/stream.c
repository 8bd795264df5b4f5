#include "child.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/// What was put and not handed over yet.
static unsigned char waiting[1 << 16];
static size_t waiting_count;

static void write_all(const unsigned char *bytes, size_t count) {
  while (count > 0) {
    // The pipe: everything else is closed.
    ssize_t written = write(3, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(1);
    bytes += written;
    count -= (size_t)written;
  }
}

void forge_flush(void) {
  write_all(waiting, waiting_count);
  waiting_count = 0;
}

void forge_put_bytes(const void *bytes, size_t count) {
  if (count > sizeof waiting - waiting_count) forge_flush();
  if (count >= sizeof waiting) {
    write_all(bytes, count);
    return;
  }
  memcpy(waiting + waiting_count, bytes, count);
  waiting_count += count;
}

static void put_number(uint64_t value, size_t width) {
  unsigned char bytes[8];
  for (size_t place = 0; place < width; place++) bytes[place] = (unsigned char)(value >> 8 * place);
  forge_put_bytes(bytes, width);
}

void forge_put_byte(uint8_t value) { put_number(value, 1); }

void forge_put_32(uint32_t value) { put_number(value, 4); }

void forge_put_64(uint64_t value) { put_number(value, 8); }

void forge_put_text(const char *text, size_t length) {
  forge_put_32((uint32_t)length);
  forge_put_bytes(text, length);
}

void forge_fault(int code, const char *detail, uint64_t a, uint64_t b) {
  forge_put_byte(FORGE_HDF5_FAULT);
  forge_put_byte((uint8_t)code);
  forge_put_text(forge_path(), strlen(forge_path()));
  forge_put_text(detail, strnlen(detail, 256));
  forge_put_64(a);
  forge_put_64(b);
  forge_flush();
  _exit(0);
}

/// Takes the first reason of a walk that goes outwards.
static herr_t note_reason(unsigned place, const H5E_error2_t *error, void *data) {
  (void)place;
  const char **reason = data;
  if (error->desc != NULL && **reason == 0) *reason = error->desc;
  return 0;
}

void forge_library_fault(void) {
  const char *reason = "";
  hdf5.H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_reason, &reason);
  forge_fault(FORGE_HDF5_LIBRARY_REFUSES, reason, 0, 0);
}
