// faults.c: a disk that fails on demand. Loaded into the server with LD_PRELOAD.
//
// The test and this library share one small file, mapped into both (harness/disks.py has the same
// layout). While `armed`, calls of the chosen kinds on files are counted, and the n-th fails; with
// `sticky` every later one as well.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { SYNC = 1, WRITE = 2, TRUNCATE = 4 };

struct control {
  atomic_int armed;   // kinds that may fail
  atomic_int first;   // the n-th of them fails
  atomic_int sticky;  // and all that follow
  atomic_int error;   // with this errno
  atomic_int calls;   // calls since it was armed
  atomic_int failed;  // how many of them failed
  atomic_int loaded;  // set once by this library
};

static struct control* control;

__attribute__((constructor)) static void map_control(void) {
  const char* path = getenv("TRENT_TEST_FAULTS");
  const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return;
  control = mapped;
  atomic_store(&control->loaded, 1);
}

static int is_file(int fd) {
  struct stat status;
  return fd > STDERR_FILENO && fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

static int fails(enum kind kind, int fd) {
  if (!control || !(atomic_load(&control->armed) & kind) || !is_file(fd)) return 0;
  const int call = atomic_fetch_add(&control->calls, 1) + 1;
  const int first = atomic_load(&control->first);
  if (call != first && !(call > first && atomic_load(&control->sticky))) return 0;
  atomic_fetch_add(&control->failed, 1);
  errno = atomic_load(&control->error);
  return 1;
}

#define REPLACE(kind, result, name, parameters, arguments)                              \
  result name parameters {                                                              \
    static result(*real) parameters;                                                    \
    if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);                    \
    return fails(kind, fd) ? -1 : real arguments;                                       \
  }

REPLACE(SYNC, int, fsync, (int fd), (fd))
REPLACE(SYNC, int, fdatasync, (int fd), (fd))
REPLACE(WRITE, ssize_t, write, (int fd, const void* bytes, size_t size), (fd, bytes, size))
REPLACE(WRITE, ssize_t, pwrite, (int fd, const void* bytes, size_t size, off_t at), (fd, bytes, size, at))
REPLACE(WRITE, ssize_t, pwrite64, (int fd, const void* bytes, size_t size, off64_t at), (fd, bytes, size, at))
REPLACE(TRUNCATE, int, ftruncate, (int fd, off_t size), (fd, size))
REPLACE(TRUNCATE, int, ftruncate64, (int fd, off64_t size), (fd, size))
