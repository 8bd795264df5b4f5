#pragma once

/// Asks the processor for the cache line of an address, without waiting for it. Any address will do.
static inline void forge_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 0, 3); }
