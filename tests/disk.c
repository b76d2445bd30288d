/* A disk that fails on request: preloaded into a process (LD_PRELOAD), it counts the writes and syncs of files
 * in one folder, and makes one of them fail. Linux only. disk.py builds it and sets these variables:
 *
 *   DISK_FOLDER   only descriptors of this folder, and of what is below it, are counted and fail
 *   DISK_FAIL_AT  the number of the call that fails, counted from 1, writes and syncs together; 0: none
 *   DISK_ERRNO    what it fails with; 5 (EIO) unless told
 *   DISK_FAIL     "once": that call only; "on" or unset: that call and all later ones
 *   DISK_SHORT    "1": a failing write stores the first half of its bytes before it fails
 *   DISK_COUNT    the file that gets the line "writes N syncs M" when the process exits
 *
 * A write is a write, pwrite or ftruncate, and a sync an fsync or fdatasync: all that SQLite changes a file with,
 * and what Python's own files use. Each process that inherits the variables counts for
 * itself, and the last to exit writes DISK_COUNT.
 *
 * Not covered: changes through mapped memory, which is how SQLite writes its -shm file (but not how it makes that
 * file longer); open, rename and unlink; stdio and vectored writes; copies inside the kernel (sendfile).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The function of that name that this library hides. It is looked up at the first call and not when the library is
 * loaded, as other libraries may write while they are being loaded, before it is this one's turn. */
#define REAL(name)                                                   \
    __extension__({                                                  \
        static _Atomic(__typeof__(&name)) found;                     \
        if (!found)                                                  \
            found = (__typeof__(&name))dlsym(RTLD_NEXT, #name);      \
        found;                                                       \
    })

static const char *folder; /* NULL until the settings are read: nothing is counted, nothing fails */
static const char *count_file;
static long fail_at;
static int fail_errno;
static bool once, torn;
static atomic_long calls, writes, syncs;

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* The strings are copied, as the process may change its environment. */
__attribute__((constructor)) static void read_settings(void)
{
    const char *watched = setting("DISK_FOLDER", NULL), *count = setting("DISK_COUNT", NULL);
    fail_at = atol(setting("DISK_FAIL_AT", "0"));
    fail_errno = atoi(setting("DISK_ERRNO", "5"));
    once = strcmp(setting("DISK_FAIL", "on"), "once") == 0;
    torn = strcmp(setting("DISK_SHORT", "0"), "1") == 0;
    count_file = count ? strdup(count) : NULL;
    folder = watched ? strdup(watched) : NULL;
}

/* Writes the counts so far. The destructor calls it; a process may call it too (ctypes), to see what one step costs
 * or because it will be killed. */
void disk_counts(void)
{
    char line[80];
    int length = snprintf(line, sizeof line, "writes %ld syncs %ld\n", (long)writes, (long)syncs);
    int fd = count_file ? open(count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    if (fd < 0)
        return;
    if (REAL(write)(fd, line, (size_t)length) != length)
        perror(count_file);
    close(fd);
}

__attribute__((destructor)) static void report(void) { disk_counts(); }

/* The descriptor is asked each time, as a table of opened paths would miss dup, close and inherited descriptors. */
static bool is_watched(int fd)
{
    char link[32], path[PATH_MAX];
    size_t length = folder ? strlen(folder) : 0;
    if (!length)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (got < (ssize_t)length)
        return false;
    path[got] = '\0';
    /* The folder itself counts: SQLite syncs it after it created a file. Its neighbour "folder2" does not. */
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Counts a call on this descriptor, and says whether it is to fail; then errno is set. */
static bool fails(int fd, atomic_long *kind)
{
    int before = errno; /* a call that succeeds leaves errno alone, whatever readlink did to it */
    bool watched = is_watched(fd);
    errno = before;
    if (!watched)
        return false;
    atomic_fetch_add(kind, 1);
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (fail_at < 1 || (once ? number != fail_at : number < fail_at))
        return false;
    errno = fail_errno;
    return true;
}

/* Fails after a torn write: with the error asked for, even where the half was stored or failed by itself. */
static ssize_t failed(ssize_t stored)
{
    (void)stored;
    errno = fail_errno;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (!fails(fd, &writes))
        return REAL(write)(fd, bytes, size);
    return torn ? failed(REAL(write)(fd, bytes, size / 2)) : -1;
}

#define PWRITE(name, offset_type)                                                \
    ssize_t name(int fd, const void *bytes, size_t size, offset_type offset)     \
    {                                                                            \
        if (!fails(fd, &writes))                                                 \
            return REAL(name)(fd, bytes, size, offset);                          \
        return torn ? failed(REAL(name)(fd, bytes, size / 2, offset)) : -1;      \
    }
#define TRUNCATE(name, offset_type) \
    int name(int fd, offset_type length) { return fails(fd, &writes) ? -1 : REAL(name)(fd, length); }
#define SYNC(name) \
    int name(int fd) { return fails(fd, &syncs) ? -1 : REAL(name)(fd); }

PWRITE(pwrite, off_t)
TRUNCATE(ftruncate, off_t)
SYNC(fsync)
SYNC(fdatasync)
#ifdef __GLIBC__ /* elsewhere off_t is always wide, and these are at most other names for the above */
PWRITE(pwrite64, off64_t)
TRUNCATE(ftruncate64, off64_t)
#endif
