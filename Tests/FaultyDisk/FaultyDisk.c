#include "FaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#define MOST_DISKS 64
#define LONGEST_PREFIX 512

struct disk {
    int armed;
    char prefix[LONGEST_PREFIX];
    long first;
    int once;
    enum FaultyDiskFault fault;
    long calls;
    long failed;
};

static struct disk disks[MOST_DISKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *real;
static sqlite3_vfs faulty;

struct file {
    sqlite3_file base;
    char path[LONGEST_PREFIX];
    sqlite3_file *real;
};

static sqlite3_file *under(sqlite3_file *file) { return ((struct file *)file)->real; }

// Whether this call fails, and how.
static int fails(const char *path, enum FaultyDiskFault *fault) {
    int found = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_DISKS; i++) {
        struct disk *disk = &disks[i];
        if (!disk->armed || strncmp(path, disk->prefix, strlen(disk->prefix)) != 0) continue;
        disk->calls += 1;
        if (disk->once ? disk->calls == disk->first : disk->calls >= disk->first) {
            disk->failed += 1;
            *fault = disk->fault;
            found = 1;
        }
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static int code(enum FaultyDiskFault fault, int broken) {
    switch (fault) {
    case FaultyDiskFull: return SQLITE_FULL;
    case FaultyDiskReadOnly: return SQLITE_READONLY;
    default: return broken;
    }
}

static int closeFile(sqlite3_file *file) { return under(file)->pMethods->xClose(under(file)); }

static int readFile(sqlite3_file *file, void *into, int count, sqlite3_int64 at) {
    return under(file)->pMethods->xRead(under(file), into, count, at);
}

static int writeFile(sqlite3_file *file, const void *from, int count, sqlite3_int64 at) {
    enum FaultyDiskFault fault;
    if (fails(((struct file *)file)->path, &fault)) {
        if (fault == FaultyDiskTorn) under(file)->pMethods->xWrite(under(file), from, count / 2, at);
        return code(fault, SQLITE_IOERR_WRITE);
    }
    return under(file)->pMethods->xWrite(under(file), from, count, at);
}

static int truncateFile(sqlite3_file *file, sqlite3_int64 size) {
    enum FaultyDiskFault fault;
    if (fails(((struct file *)file)->path, &fault)) return code(fault, SQLITE_IOERR_TRUNCATE);
    return under(file)->pMethods->xTruncate(under(file), size);
}

static int syncFile(sqlite3_file *file, int flags) {
    enum FaultyDiskFault fault;
    if (fails(((struct file *)file)->path, &fault)) return code(fault, SQLITE_IOERR_FSYNC);
    return under(file)->pMethods->xSync(under(file), flags);
}

static int fileSize(sqlite3_file *file, sqlite3_int64 *size) {
    return under(file)->pMethods->xFileSize(under(file), size);
}

static int lockFile(sqlite3_file *file, int level) { return under(file)->pMethods->xLock(under(file), level); }

static int unlockFile(sqlite3_file *file, int level) {
    return under(file)->pMethods->xUnlock(under(file), level);
}

static int checkReservedLock(sqlite3_file *file, int *held) {
    return under(file)->pMethods->xCheckReservedLock(under(file), held);
}

static int fileControl(sqlite3_file *file, int operation, void *value) {
    return under(file)->pMethods->xFileControl(under(file), operation, value);
}

static int sectorSize(sqlite3_file *file) { return under(file)->pMethods->xSectorSize(under(file)); }

static int characteristics(sqlite3_file *file) {
    return under(file)->pMethods->xDeviceCharacteristics(under(file));
}

static int mapShared(sqlite3_file *file, int page, int size, int extend, void volatile **into) {
    enum FaultyDiskFault fault;
    // Here SQLITE_READONLY would mean that the memory was mapped.
    if (extend && fails(((struct file *)file)->path, &fault)) return SQLITE_IOERR_SHMMAP;
    return under(file)->pMethods->xShmMap(under(file), page, size, extend, into);
}

static int lockShared(sqlite3_file *file, int offset, int count, int flags) {
    return under(file)->pMethods->xShmLock(under(file), offset, count, flags);
}

static void barrierShared(sqlite3_file *file) { under(file)->pMethods->xShmBarrier(under(file)); }

static int unmapShared(sqlite3_file *file, int remove) {
    return under(file)->pMethods->xShmUnmap(under(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = closeFile,
    .xRead = readFile,
    .xWrite = writeFile,
    .xTruncate = truncateFile,
    .xSync = syncFile,
    .xFileSize = fileSize,
    .xLock = lockFile,
    .xUnlock = unlockFile,
    .xCheckReservedLock = checkReservedLock,
    .xFileControl = fileControl,
    .xSectorSize = sectorSize,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = mapShared,
    .xShmLock = lockShared,
    .xShmBarrier = barrierShared,
    .xShmUnmap = unmapShared,
};

static int openFile(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    struct file *own = (struct file *)file;
    memset(own, 0, sizeof *own);
    own->real = (sqlite3_file *)(own + 1);
    if (name) strncpy(own->path, name, sizeof own->path - 1);
    int result = real->xOpen(real, name, own->real, flags, out);
    if (own->real->pMethods) own->base.pMethods = &methods;
    return result;
}

static int deleteFile(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    enum FaultyDiskFault fault;
    if (fails(name, &fault)) return code(fault, SQLITE_IOERR_DELETE);
    return real->xDelete(real, name, sync);
}

static int install(void) {
    if (real) return SQLITE_OK;
    int result = sqlite3_initialize();
    if (result != SQLITE_OK) return result;
    real = sqlite3_vfs_find(NULL);
    if (!real) return SQLITE_ERROR;
    faulty = *real;
    faulty.zName = "faulty-disk";
    faulty.szOsFile = (int)sizeof(struct file) + real->szOsFile;
    faulty.pNext = NULL;
    faulty.xOpen = openFile;
    faulty.xDelete = deleteFile;
    return sqlite3_vfs_register(&faulty, 1);
}

int FaultyDiskInstall(void) {
    pthread_mutex_lock(&lock);
    int result = install();
    pthread_mutex_unlock(&lock);
    return result;
}

int FaultyDiskArm(const char *prefix, long first, int once, enum FaultyDiskFault fault) {
    int found = -1;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_DISKS && found < 0; i++) {
        if (disks[i].armed) continue;
        memset(&disks[i], 0, sizeof disks[i]);
        strncpy(disks[i].prefix, prefix, LONGEST_PREFIX - 1);
        disks[i].first = first;
        disks[i].once = once;
        disks[i].fault = fault;
        disks[i].armed = 1;
        found = i;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

long FaultyDiskDisarm(int disk) {
    if (disk < 0 || disk >= MOST_DISKS) return 0;
    pthread_mutex_lock(&lock);
    disks[disk].armed = 0;
    long failed = disks[disk].failed;
    pthread_mutex_unlock(&lock);
    return failed;
}
