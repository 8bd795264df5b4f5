#ifndef C_FORGE_SYSTEM_H
#define C_FORGE_SYSTEM_H

/// Swaps the names of two files or folders in one step of the file system. 0, or -1 with `errno` set.
int forge_exchange(const char *_Nonnull left, const char *_Nonnull right);

#endif
