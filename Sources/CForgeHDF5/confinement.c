#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/// Where the pipe is in the child.
enum { pipe_place = 3 };

/// Every signal does what it does by default: the parent's handlers print, or look at what is the parent's.
static void reset_signals(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_from(unsigned first) {
#if defined(SYS_close_range)
  if (syscall(SYS_close_range, first, ~0u, 0) == 0) return;
#endif
  struct rlimit limit;
  rlim_t end = 1 << 16;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < end) end = limit.rlim_cur;
  for (unsigned descriptor = first; descriptor < end; descriptor++) close((int)descriptor);
}

/// Nothing that the parent has open is left but the pipe.
static void close_others(int pipe) {
  if (pipe != pipe_place && dup2(pipe, pipe_place) < 0) _exit(1);
  for (int descriptor = 0; descriptor < pipe_place; descriptor++) close(descriptor);
  close_from(pipe_place + 1);
}

static void limit(int resource, rlim_t soft, rlim_t hard) {
  struct rlimit before;
  if (getrlimit(resource, &before) != 0) return;
  if (before.rlim_max < hard) hard = before.rlim_max;
  if (hard < soft) soft = hard;
  setrlimit(resource, &(struct rlimit){.rlim_cur = soft, .rlim_max = hard});
}

/// The bytes of the address space that are in use; 0 where that cannot be told.
///
/// A limit counts the mappings of the parent, too, and the terabytes that sanitizers keep for themselves.
static uint64_t bytes_in_use;

static uint64_t address_space(void) {
#if defined(__linux__)
  int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  char text[64];
  ssize_t length = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (length <= 0) return 0;
  text[length] = 0;
  return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
#else
  // macOS has no limit of the address space that counts from what is in use.
  return 0;
#endif
}

void forge_confine(int pipe) {
  reset_signals();
  close_others(pipe);
#if defined(__linux__)
  // No memory dump, and no life without the parent.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
  bytes_in_use = address_space();
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_NOFILE, 0, 0);
  limit(RLIMIT_CPU, forge_child.limits.processor_seconds, forge_child.limits.processor_seconds + 5);
}

void forge_allow_memory(uint64_t bytes) {
  // What libhdf5 needs for itself: its tables and caches. An allocator takes address space in pieces of 128 MiB.
  const uint64_t overhead = 384 << 20;
  if (bytes_in_use == 0) return;
  uint64_t sum;
  if (__builtin_add_overflow(bytes_in_use + overhead, bytes, &sum)) return;
  limit(RLIMIT_AS, (rlim_t)sum, RLIM_INFINITY);
}
