#pragma once

/// How often this thread has asked for memory; -1 where calls are not counted (they are with glibc).
long allocation_count(void);
