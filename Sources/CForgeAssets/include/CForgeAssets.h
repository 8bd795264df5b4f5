#ifndef C_FORGE_ASSETS_H
#define C_FORGE_ASSETS_H

#include <stddef.h>

/// A file of the repository that protoforge carries: its path and its bytes.
typedef struct {
  const char *path;
  const unsigned char *bytes;
  size_t count;
} forge_asset;

/// The embedded files, `forge_asset_count()` of them.
const forge_asset *forge_assets(void);
size_t forge_asset_count(void);

#endif
