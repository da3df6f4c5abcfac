#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

// A layer over SQLite's file calls that makes some of them fail, for the files below one directory. Other files are not touched.

enum FaultyDiskFault {
    // The disk is full.
    FaultyDiskFull,
    // The disk fails, and nothing was written.
    FaultyDiskBroken,
    // The disk fails after it wrote the first half.
    FaultyDiskTorn,
    // The file system became read-only.
    FaultyDiskReadOnly,
};

// Makes the layer SQLite's default for this process. May be called often. Returns 0, or SQLite's error code.
int FaultyDiskInstall(void);

// From now on, of the calls that change files whose paths begin with `prefix`, number `first` fails, counted from 1; and all later
// ones too, unless `once`. Returns the number of the disk, or -1 if there are too many.
int FaultyDiskArm(const char *prefix, long first, int once, enum FaultyDiskFault fault);

// No more calls fail. Returns how many did.
long FaultyDiskDisarm(int disk);

#endif
