// What every runner in C does: reads its arguments and its inputs, then answers the driver line by line.
//
//     RUNNER … FOLDER INPUTS THREADS SHAPE OUTPUTS
//
// It says `threads yes` or `threads no`, predicts once, and says `ready`. Then it is asked:
//
//     run N G      N times, the inputs in turn: nanoseconds of G predictions for one input
//     batch N      N times: nanoseconds of 64 predictions at once
//     output 1     what each input gives, one by one; `output 64`: out of a batch
//     memory       largest resident set, in KiB
//     quit
//
// A runner in another language (runner.py, Runner.swift) does the same.
#ifndef PROTOCOL_H
#define PROTOCOL_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { batch_size = 64 };

typedef struct {
  const char *folder;
  float *inputs;  // `examples` of `input_size` floats
  size_t examples, input_size, output_size;
  int threads;
  int64_t shape[8];  // with the batch in front
  size_t rank;
} arguments;

typedef struct {
  void (*predict)(size_t example);
  void (*predict_batch)(void);
  const float *(*output)(void);  // of the last prediction
  const float *(*batch_output)(void);
} runner;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static arguments read_arguments(char **words) {
  arguments it = {.folder = words[0], .threads = atoi(words[2]), .shape = {1}, .rank = 1, .input_size = 1};
  for (char *word = strtok(words[3], ","); word && it.rank < 8; word = strtok(NULL, ",")) {
    it.shape[it.rank] = atoll(word);
    it.input_size *= (size_t)it.shape[it.rank++];
  }
  it.output_size = (size_t)atoll(words[4]);
  FILE *file = fopen(words[1], "rb");
  if (!file) stop(words[1], "cannot be read");
  fseek(file, 0, SEEK_END);
  const size_t bytes = (size_t)ftell(file);
  rewind(file);
  it.inputs = malloc(bytes);
  if (fread(it.inputs, 1, bytes, file) != bytes) stop(words[1], "cannot be read");
  fclose(file);
  it.examples = bytes / sizeof(float) / it.input_size;
  return it;
}

// A batch of the inputs, over and over.
static float *batch_of(const arguments *it) {
  float *values = malloc(batch_size * it->input_size * sizeof(float));
  for (size_t row = 0; row < batch_size; row++) {
    memcpy(values + row * it->input_size, it->inputs + row % it->examples * it->input_size, it->input_size * sizeof(float));
  }
  return values;
}

static void print_floats(const float *values, size_t count) {
  for (size_t i = 0; i < count; i++) printf("%.9g ", values[i]);
}

static void print_outputs(const arguments *it, const runner *runs, int is_batch) {
  if (is_batch) {
    runs->predict_batch();
    print_floats(runs->batch_output(), it->examples * it->output_size);
  }
  for (size_t example = 0; !is_batch && example < it->examples; example++) {
    runs->predict(example);
    print_floats(runs->output(), it->output_size);
  }
  puts("");
}

static void print_memory(void) {
  char line[256];
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) {
    if (!strncmp(line, "VmHWM:", 6)) printf("%ld\n", atol(line + 6));
  }
  if (status) fclose(status);
}

static void time_predictions(const arguments *it, const runner *runs, long readings, long group) {
  for (long reading = 0; reading < readings; reading++) {
    const size_t example = (size_t)reading % it->examples;
    const int64_t start = now();
    for (long i = 0; i < group; i++) runs->predict(example);
    printf("%lld ", (long long)(now() - start));
  }
  puts("");
}

static void time_batches(const runner *runs, long readings) {
  for (long reading = 0; reading < readings; reading++) {
    const int64_t start = now();
    runs->predict_batch();
    printf("%lld ", (long long)(now() - start));
  }
  puts("");
}

static void serve(const arguments *it, const runner *runs) {
  puts("ready");
  fflush(stdout);
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    long count = 0, group = 1;
    if (sscanf(line, "run %ld %ld", &count, &group) == 2) time_predictions(it, runs, count, group);
    else if (sscanf(line, "batch %ld", &count) == 1) time_batches(runs, count);
    else if (sscanf(line, "output %ld", &count) == 1) print_outputs(it, runs, count == batch_size);
    else if (!strcmp(line, "memory\n")) print_memory();
    else return;
    fflush(stdout);
  }
}

#endif
