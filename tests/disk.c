/* A disk that fails on request: preloaded into a process (LD_PRELOAD), it counts the writes and syncs of files
 * in one folder, makes one of them fail, or notes all of them for a replay. Linux only. disk.py builds it and sets these variables:
 *
 *   DISK_FOLDER   only descriptors of this folder, and of what is below it, are counted and fail
 *   DISK_FAIL_AT  the number of the call that fails, counted from 1, writes and syncs together; 0: none
 *   DISK_ERRNO    what it fails with; 5 (EIO) unless told
 *   DISK_FAIL     "once": that call only; "on" or unset: that call and all later ones
 *   DISK_SHORT    "1": a failing write stores the first half of its bytes before it fails
 *   DISK_COUNT    the file that gets the line "writes N syncs M" when the process exits
 *   DISK_LOG      the file, elsewhere, to which each call is appended that succeeded, in the order in which they were
 *                 made by all processes that have it: a letter, three numbers (64, 64 and 32 bits), so many bytes.
 *                   W inode offset length bytes    a write         C inode 0 length name    a file was made
 *                   T inode size 0                 a truncation    U 0 0 length name        a name was taken away
 *                   S inode 0 0                    a sync          L, R 0 0 length old\0new  a link, a new name
 *                 Names are those in the folder, which has no folders; it must be given with no links in it.
 *
 * A write is a write, pwrite or ftruncate, and a sync an fsync or fdatasync: all that SQLite changes a file with,
 * and what Python's own files use. Each process that inherits the variables counts for
 * itself, and the last to exit writes DISK_COUNT.
 *
 * Not covered: changes through mapped memory, which is how SQLite writes its -shm file (but not how it makes that
 * file longer); open, rename and unlink, but in DISK_LOG; stdio and vectored writes; copies inside the kernel (sendfile).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
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
static int log_fd = -1;
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
    const char *noted = setting("DISK_LOG", NULL);
    log_fd = noted ? open(noted, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
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

/* While one process has the turn, no other makes a call that is noted: the log has them in the order they were made. */
static void take_turn(void)
{
    int before = errno;
    if (log_fd >= 0)
        flock(log_fd, LOCK_EX);
    errno = before;
}

static void note(char what, uint64_t inode, uint64_t number, const void *bytes, size_t size)
{
    int before = errno;
    size_t length = 21 + size;
    char *line = malloc(length);
    uint32_t size32 = (uint32_t)size;
    if (!line)
        abort();
    line[0] = what;
    memcpy(line + 1, &inode, 8);
    memcpy(line + 9, &number, 8);
    memcpy(line + 17, &size32, 4);
    if (size)
        memcpy(line + 21, bytes, size);
    if (REAL(write)(log_fd, line, length) != (ssize_t)length)
        abort(); /* a log with a gap would be replayed as what never was */
    free(line);
    errno = before;
}

static void give_turn(void)
{
    int before = errno;
    if (log_fd >= 0)
        flock(log_fd, LOCK_UN);
    errno = before;
}

static uint64_t inode_of(int fd)
{
    struct stat found;
    return fstat(fd, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

/* Whether calls on this descriptor are noted. */
static bool is_noted(int fd)
{
    int before = errno;
    bool noted = log_fd >= 0 && is_watched(fd);
    errno = before;
    return noted;
}

static ssize_t noted_write(int fd, const void *bytes, size_t size, off_t offset, bool at_end)
{
    if (!is_noted(fd))
        return at_end ? REAL(write)(fd, bytes, size) : REAL(pwrite)(fd, bytes, size, offset);
    take_turn();
    ssize_t stored = at_end ? REAL(write)(fd, bytes, size) : REAL(pwrite)(fd, bytes, size, offset);
    if (stored > 0) {
        off_t start = at_end ? lseek(fd, 0, SEEK_CUR) - stored : offset;
        note('W', inode_of(fd), (uint64_t)start, bytes, (size_t)stored);
    }
    give_turn();
    return stored;
}

static int noted_call(int fd, char what, int (*real)(int, off_t), off_t length)
{
    if (!is_noted(fd))
        return real(fd, length);
    take_turn();
    int done = real(fd, length);
    if (done == 0)
        note(what, inode_of(fd), (uint64_t)length, NULL, 0);
    give_turn();
    return done;
}

static int real_ftruncate(int fd, off_t length) { return REAL(ftruncate)(fd, length); }
static int real_fsync(int fd, off_t unused) { (void)unused; return REAL(fsync)(fd); }
static int real_fdatasync(int fd, off_t unused) { (void)unused; return REAL(fdatasync)(fd); }

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (!fails(fd, &writes))
        return noted_write(fd, bytes, size, 0, true);
    return torn ? failed(REAL(write)(fd, bytes, size / 2)) : -1;
}

#define PWRITE(name, offset_type)                                                \
    ssize_t name(int fd, const void *bytes, size_t size, offset_type offset)     \
    {                                                                            \
        if (!fails(fd, &writes))                                                 \
            return noted_write(fd, bytes, size, offset, false);                  \
        return torn ? failed(REAL(name)(fd, bytes, size / 2, offset)) : -1;      \
    }
#define TRUNCATE(name, offset_type) \
    int name(int fd, offset_type length) { return fails(fd, &writes) ? -1 : noted_call(fd, 'T', real_ftruncate, length); }
#define SYNC(name) \
    int name(int fd) { return fails(fd, &syncs) ? -1 : noted_call(fd, 'S', real_##name, 0); }

PWRITE(pwrite, off_t)
TRUNCATE(ftruncate, off_t)
SYNC(fsync)
SYNC(fdatasync)
#ifdef __GLIBC__ /* elsewhere off_t is always wide, and these are at most other names for the above */
PWRITE(pwrite64, off64_t)
TRUNCATE(ftruncate64, off64_t)
#endif

/* The name in the folder that a path leads to; NULL where it leads elsewhere, or nothing is noted. */
static const char *name_in_folder(const char *path)
{
    size_t length = folder ? strlen(folder) : 0;
    if (log_fd < 0 || !length || strncmp(path, folder, length) != 0 || path[length] != '/')
        return NULL;
    return path + length + 1;
}

static int noted_open(int at, const char *path, int flags, mode_t mode)
{
    const char *name = flags & O_CREAT ? name_in_folder(path) : NULL;
    if (!name)
        return REAL(openat)(at, path, flags, mode);
    take_turn();
    bool was_there = faccessat(at, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    int fd = REAL(openat)(at, path, flags, mode);
    if (fd >= 0 && !was_there)
        note('C', inode_of(fd), 0, name, strlen(name));
    give_turn();
    return fd;
}

#define OPEN(name)                                                                                  \
    int name(const char *path, int flags, ...)                                                      \
    {                                                                                               \
        va_list rest;                                                                               \
        va_start(rest, flags);                                                                      \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;              \
        va_end(rest);                                                                               \
        return noted_open(AT_FDCWD, path, flags, mode);                                             \
    }
#define OPENAT(name)                                                                                \
    int name(int at, const char *path, int flags, ...)                                              \
    {                                                                                               \
        va_list rest;                                                                               \
        va_start(rest, flags);                                                                      \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;              \
        va_end(rest);                                                                               \
        return noted_open(at, path, flags, mode);                                                   \
    }

OPEN(open)
#ifdef __GLIBC__
OPEN(open64)
OPENAT(openat64)
#endif

int unlink(const char *path)
{
    const char *name = name_in_folder(path);
    if (!name)
        return REAL(unlink)(path);
    take_turn();
    int done = REAL(unlink)(path);
    if (done == 0)
        note('U', 0, 0, name, strlen(name));
    give_turn();
    return done;
}

/* Notes a call with two names, the old one and the new one. */
static void note_pair(char what, const char *from, const char *to)
{
    char both[2 * PATH_MAX];
    int length = snprintf(both, sizeof both, "%s%c%s", from, 0, to);
    note(what, 0, 0, both, (size_t)length);
}

int rename(const char *from, const char *to)
{
    const char *old = name_in_folder(from), *new = name_in_folder(to);
    if (!old || !new)
        return REAL(rename)(from, to);
    take_turn();
    int done = REAL(rename)(from, to);
    if (done == 0)
        note_pair('R', old, new);
    give_turn();
    return done;
}

int link(const char *from, const char *to)
{
    const char *old = name_in_folder(from), *new = name_in_folder(to);
    if (!old || !new)
        return REAL(link)(from, to);
    take_turn();
    int done = REAL(link)(from, to);
    if (done == 0)
        note_pair('L', old, new);
    give_turn();
    return done;
}

int linkat(int at, const char *from, int there, const char *to, int flags)
{
    const char *old = name_in_folder(from), *new = name_in_folder(to);
    if (!old || !new)
        return REAL(linkat)(at, from, there, to, flags);
    take_turn();
    int done = REAL(linkat)(at, from, there, to, flags);
    if (done == 0)
        note_pair('L', old, new);
    give_turn();
    return done;
}
