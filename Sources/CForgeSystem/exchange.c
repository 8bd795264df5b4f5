// Swift's Glibc module does not show `renameat2`, which is a GNU extension.
#define _GNU_SOURCE
#include "CForgeSystem.h"

#include <fcntl.h>
#include <stdio.h>

#if defined(__APPLE__)
int forge_exchange(const char *left, const char *right) { return renamex_np(left, right, RENAME_SWAP); }
#else
#include <sys/syscall.h>
#include <unistd.h>

int forge_exchange(const char *left, const char *right) {
  const unsigned exchange = 1u << 1; // RENAME_EXCHANGE of <linux/fs.h>
  return (int)syscall(SYS_renameat2, AT_FDCWD, left, AT_FDCWD, right, exchange);
}
#endif
