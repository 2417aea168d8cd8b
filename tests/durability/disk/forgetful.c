// forgetful.c: remembers every file as it was at its last successful fsync. Loaded with LD_PRELOAD.
//
// A SIGKILL leaves what the process wrote in the kernel's cache; a power cut does not. This keeps, in
// $TRENT_TEST_REMEMBERED, the content of each file (by inode) and the names in the directory
// $TRENT_TEST_DATA as of the last fsync of each. harness/disks.py makes from that the directory that the
// worst power cut would leave: nothing that was not synced has reached the disk.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* remembered;
static struct stat data;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void die(const char* what) {
  perror(what);
  abort();  // a test must not go on with half a memory
}

// Replaces `name` in the memory by what `fill` writes, or leaves it as it was.
static void replace(const char* name, void (*fill)(int to, int from), int from) {
  char path[4096], temporary[4096];
  snprintf(path, sizeof path, "%s/%s", remembered, name);
  snprintf(temporary, sizeof temporary, "%s/new", remembered);
  const int to = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) die(temporary);
  fill(to, from);
  close(to);
  if (rename(temporary, path) != 0) die(path);
}

// Not by a second descriptor where it can be helped: closing that would drop SQLite's locks.
static void copy_file(int to, int from) {
  static char buffer[1 << 20];
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", from);
  const int write_only = (fcntl(from, F_GETFL) & O_ACCMODE) == O_WRONLY;
  const int readable = write_only ? open(path, O_RDONLY | O_CLOEXEC) : from;
  if (readable < 0) die(path);
  off_t at = 0;
  for (ssize_t size; (size = pread(readable, buffer, sizeof buffer, at)) > 0; at += size)
    if (write(to, buffer, (size_t)size) != size) die("write");
  if (write_only) close(readable);
}

static void list_names(int to, int from) {
  DIR* directory = fdopendir(openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) die("fdopendir");
  for (struct dirent* entry; (entry = readdir(directory));)
    if (entry->d_type == DT_REG) dprintf(to, "%llu %s\n", (unsigned long long)entry->d_ino, entry->d_name);
  closedir(directory);
}

static void remember(int fd) {
  struct stat status;
  if (!remembered || fstat(fd, &status) != 0) return;
  pthread_mutex_lock(&mutex);
  char name[32];
  snprintf(name, sizeof name, "%llu", (unsigned long long)status.st_ino);
  if (S_ISREG(status.st_mode)) replace(name, copy_file, fd);
  if (data.st_ino == 0 && stat(getenv("TRENT_TEST_DATA"), &data) != 0) data.st_ino = 0;
  if (S_ISDIR(status.st_mode) && status.st_ino == data.st_ino) replace("names", list_names, fd);
  pthread_mutex_unlock(&mutex);
}

__attribute__((constructor)) static void begin(void) { remembered = getenv("TRENT_TEST_REMEMBERED"); }

#define REMEMBER_AFTER(name)                                         \
  int name(int fd) {                                                 \
    static int (*real)(int);                                         \
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);         \
    const int result = real(fd);                                     \
    const int error = errno;                                         \
    if (result == 0) remember(fd);                                   \
    errno = error;                                                   \
    return result;                                                   \
  }

REMEMBER_AFTER(fsync)
REMEMBER_AFTER(fdatasync)
