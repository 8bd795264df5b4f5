// The peak of one core: multiplications with additions in registers, nothing else. Prints GFLOP/s, the best of several.
//
// Twelve sums of the widest vector hide the latency of two fused units; with one vector for each factor that is fourteen of the
// sixteen registers that AVX has.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
enum { width = 16 };
#elif defined(__AVX__)
enum { width = 8 };
#else
enum { width = 4 };
#endif
typedef float vector __attribute__((vector_size(width * sizeof(float))));

enum { sums = 12, steps = 2000000, repetitions = 15 };

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int count, char **words) {
  // The factors come from outside, or the compiler would compute the sums itself.
  const vector factor = (vector){} + (count > 1 ? (float)atof(words[1]) : 0.5f), other = factor * 0.25f;
  vector total = {};
  double best = 0;
  for (int repetition = 0; repetition < repetitions; repetition++) {
    vector sum[sums] = {};
    const double start = seconds();
    for (int step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
      for (int i = 0; i < sums; i++) sum[i] = sum[i] * factor + other;
    }
    const double rate = 2.0 * width * sums * steps / (seconds() - start) * 1e-9;
    if (rate > best) best = rate;
    for (int i = 0; i < sums; i++) total += sum[i];
  }
  printf("%.1f %g\n", best, (double)total[0]);
}
