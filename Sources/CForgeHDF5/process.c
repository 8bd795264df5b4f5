// The parent's side: starts a process, reads its pipe, ends it.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "child.h"
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// A pipe that programs started meanwhile do not inherit.
static int open_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

int forge_hdf5_start(
  const void *bytes,
  size_t count,
  const forge_hdf5_limits *limits,
  forge_hdf5_process *process
) {
  int code = forge_load_library();
  if (code != 0) return -code;
  int ends[2];
  if (open_pipe(ends) != 0) return errno;
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  // The program's handlers must not run in the child, which sets them back before it lets signals in.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) forge_hdf5_child(bytes, count, limits, ends[1]);
  int number = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    return number;
  }
  // A busy machine gives the child a small share of a processor.
  uint64_t patience = 60 + 20 * limits->processor_seconds;
  *process = (forge_hdf5_process){.pid = pid, .descriptor = ends[0], .patience = patience};
  return 0;
}

static uint64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/// Whether the process runs. One that ended stays, for `forge_hdf5_finish`.
static int is_running(pid_t pid) {
  siginfo_t info;
  info.si_pid = 0;
  int result;
  do {
    result = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
  } while (result != 0 && errno == EINTR);
  return result == 0 && info.si_pid == 0;
}

ssize_t forge_hdf5_read(forge_hdf5_process process, void *buffer, size_t capacity) {
  uint64_t end = milliseconds() + process.patience * 1000;
  for (;;) {
    ssize_t got = read(process.descriptor, buffer, capacity);
    if (got >= 0) return got;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return 0;
    struct pollfd ready = {.fd = process.descriptor, .events = POLLIN};
    if (poll(&ready, 1, 250) != 0) continue;
    // The pipe may stay open behind a dead child: without `pipe2` a program that was started meanwhile can hold its other end.
    if (!is_running(process.pid)) {
      got = read(process.descriptor, buffer, capacity);
      return got > 0 ? got : 0;
    }
    if (milliseconds() > end) return -1;
  }
}

forge_hdf5_ending forge_hdf5_finish(forge_hdf5_process process, int is_ending) {
  // What closed its end of the pipe is about to end; it is not trusted to.
  for (int round = 0; is_ending && round < 2000 && is_running(process.pid); round++) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  if (is_running(process.pid)) kill(process.pid, SIGKILL);
  int status = 0;
  pid_t ended;
  do {
    ended = waitpid(process.pid, &status, 0);
  } while (ended < 0 && errno == EINTR);
  close(process.descriptor);
  if (ended != process.pid || !WIFSIGNALED(status)) return (forge_hdf5_ending){0};
  return (forge_hdf5_ending){.signal = WTERMSIG(status), .was_too_slow = WTERMSIG(status) == SIGXCPU};
}
