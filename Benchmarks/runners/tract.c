// tract through its C interface, which the library of its wheel exports. It computes on one thread.
//
//     tract FOLDER INPUTS THREADS SHAPE OUTPUTS
#include "protocol.h"

// The wheel brings no header; these are the functions that follow, as tract's api/ffi documents them. A result of 0 is success.
typedef struct TractOnnx TractOnnx;
typedef struct TractInferenceModel TractInferenceModel;
typedef struct TractModel TractModel;
typedef struct TractRunnable TractRunnable;
typedef struct TractState TractState;
typedef struct TractTensor TractTensor;
enum { tract_float = 52 };

const char *tract_get_last_error(void);
int tract_onnx_create(TractOnnx **);
int tract_onnx_load(TractOnnx *, const char *path, TractInferenceModel **);
int tract_inference_model_into_model(TractInferenceModel **, TractModel **);
int tract_model_into_runnable(TractModel **, TractRunnable **);
int tract_runnable_spawn_state(TractRunnable *, TractState **);
int tract_state_run(TractState *, TractTensor **inputs, TractTensor **outputs);
int tract_tensor_from_bytes(uint32_t type, size_t rank, const size_t *shape, void *bytes, TractTensor **);
int tract_tensor_as_bytes(TractTensor *, uint32_t *type, size_t *rank, const size_t **shape, const void **bytes);
int tract_tensor_destroy(TractTensor **);

static arguments it;
static TractState *state, *batch_state;
static TractTensor *inputs[batch_size], *batch_input, *output, *batch_output;

static void check(int failed, const char *what) {
  if (failed) stop(what, tract_get_last_error());
}

static TractState *open_state(const char *file) {
  char path[4096];
  TractOnnx *reader;
  TractInferenceModel *read;
  TractModel *model;
  TractRunnable *runnable;
  TractState *opened;
  snprintf(path, sizeof path, "%s/%s", it.folder, file);
  check(tract_onnx_create(&reader), "reader");
  check(tract_onnx_load(reader, path, &read), path);
  check(tract_inference_model_into_model(&read, &model), path);
  check(tract_model_into_runnable(&model, &runnable), path);
  check(tract_runnable_spawn_state(runnable, &opened), path);
  return opened;
}

static TractTensor *tensor(float *values, size_t batch) {
  size_t shape[8] = {batch};
  for (size_t axis = 1; axis < it.rank; axis++) shape[axis] = (size_t)it.shape[axis];
  TractTensor *made;
  check(tract_tensor_from_bytes(tract_float, it.rank, shape, values, &made), "tensor");
  return made;
}

static void run(TractState *opened, TractTensor *input, TractTensor **result) {
  if (*result) tract_tensor_destroy(result);
  check(tract_state_run(opened, &input, result), "run");
}

static void predict(size_t example) { run(state, inputs[example], &output); }

static void predict_batch(void) {
  if (!batch_state) {
    batch_state = open_state("model-64.onnx");
    batch_input = tensor(batch_of(&it), batch_size);
  }
  run(batch_state, batch_input, &batch_output);
}

static const float *values_of(TractTensor *result) {
  const void *values;
  check(tract_tensor_as_bytes(result, NULL, NULL, NULL, &values), "output");
  return values;
}

static const float *last_output(void) { return values_of(output); }
static const float *last_batch_output(void) { return values_of(batch_output); }

int main(int count, char **words) {
  if (count < 6) stop(words[0], "FOLDER INPUTS THREADS SHAPE OUTPUTS");
  it = read_arguments(words + 1);
  puts("threads no");
  state = open_state("model.onnx");
  for (size_t example = 0; example < it.examples && example < batch_size; example++) {
    inputs[example] = tensor(it.inputs + example * it.input_size, 1);
  }
  predict(0);
  const runner runs = {predict, predict_batch, last_output, last_batch_output};
  serve(&it, &runs);
}
