/* Writes down what a process writes to the database's files and to the ledgers, in order, with every flush.
 *
 * Loaded first (LD_PRELOAD); LOADIN_FAULTS_TRACE names the file. A record is
 *   kind (1 byte: w write, s flush, t truncate, u unlink), length of the name (1), offset (8), length (8), name, data.
 * One lock is held over the call and its record: the order of the file is the order on the disk, and what is answered
 * after a flush stands after it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
    real_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    real_pwrite = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = (int (*)(int, off64_t))dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    const char *path = getenv("LOADIN_FAULTS_TRACE");
    if (path) trace = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Returns the last part of a path when it is one of ours: the database, its log, its journal, a ledger. */
static const char *ours(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > 200) return NULL;
    if (length > 5 && !strcmp(name + length - 5, ".acks")) return name;
    if (!strcmp(name, "loadin.db") || !strcmp(name, "loadin.db-wal") || !strcmp(name, "loadin.db-journal")) return name;
    return NULL;
}

static const char *name_of(int file, char *buffer, size_t size) {
    char link[64];
    if (trace < 0 || file == trace) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, buffer, size - 1);
    if (length <= 0) return NULL;
    buffer[length] = 0;
    return ours(buffer);
}

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        ssize_t done = real_write(trace, at, length);
        if (done <= 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

static void record(char kind, const char *name, uint64_t offset, const void *data, uint64_t length) {
    unsigned char head[18];
    head[0] = (unsigned char)kind;
    head[1] = (unsigned char)strlen(name);
    memcpy(head + 2, &offset, 8);
    memcpy(head + 10, &length, 8);
    put(head, sizeof head);
    put(name, head[1]);
    if (data) put(data, length);
}

ssize_t write(int file, const void *data, size_t length) {
    char buffer[4096];
    const char *name = name_of(file, buffer, sizeof buffer);
    if (!name) return real_write(file, data, length);
    pthread_mutex_lock(&lock);
    off64_t offset = lseek64(file, 0, SEEK_CUR);
    ssize_t done = real_write(file, data, length);
    if (done > 0) record('w', name, (uint64_t)offset, data, (uint64_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    char buffer[4096];
    const char *name = name_of(file, buffer, sizeof buffer);
    if (!name) return real_pwrite(file, data, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = real_pwrite(file, data, length, offset);
    if (done > 0) record('w', name, (uint64_t)offset, data, (uint64_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    return pwrite64(file, data, length, offset);
}

static int flush(int file, int (*real)(int)) {
    char buffer[4096];
    const char *name = name_of(file, buffer, sizeof buffer);
    if (!name) return real(file);
    pthread_mutex_lock(&lock);
    int outcome = real(file);
    if (outcome == 0) record('s', name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return outcome;
}

int fsync(int file) {
    return flush(file, real_fsync);
}

int fdatasync(int file) {
    return flush(file, real_fdatasync);
}

int ftruncate64(int file, off64_t length) {
    char buffer[4096];
    const char *name = name_of(file, buffer, sizeof buffer);
    if (!name) return real_ftruncate(file, length);
    pthread_mutex_lock(&lock);
    int outcome = real_ftruncate(file, length);
    if (outcome == 0) record('t', name, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return outcome;
}

int ftruncate(int file, off_t length) {
    return ftruncate64(file, length);
}

int unlink(const char *path) {
    const char *name = trace < 0 ? NULL : ours(path);
    if (!name) return real_unlink(path);
    pthread_mutex_lock(&lock);
    int outcome = real_unlink(path);
    if (outcome == 0) record('u', name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return outcome;
}
