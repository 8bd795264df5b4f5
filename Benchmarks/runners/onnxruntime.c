// ONNX Runtime through its C API, as a program would link it: one session, all optimisations, tensors made beforehand.
//
//     onnxruntime LIBRARY FOLDER INPUTS THREADS SHAPE OUTPUTS
//
// The wheel brings the library without its header. OrtApi is a table of functions that only ever grows at its end, so that the
// places below, taken from its documentation, hold for every version.
#include <dlfcn.h>

#include "protocol.h"

enum {
  get_error_message = 2,
  create_environment = 3,
  create_session = 7,
  run_session = 9,
  create_session_options = 10,
  set_optimization_level = 23,
  set_intra_op_threads = 24,
  create_tensor_with_data = 49,
  create_cpu_memory_info = 69,
};
enum { api_version = 23, log_errors = 3, optimize_all = 99, element_float = 1, arena_allocator = 1, default_memory = 0 };

typedef void *status;
typedef const char *const *name_list;
typedef const void *const *value_list;

static void **functions;
static void *environment, *options, *memory;
static void *session, *batch_session;
static void *inputs[batch_size], *batch_input;  // tensors over the memory of `it` and of its batch
static void *output, *batch_output;
static float *output_values, *batch_output_values;
static arguments it;

#define CALL(place, ...) ((status (*)(__VA_ARGS__))functions[place])

static void check(status failure, const char *what) {
  if (failure) stop(what, ((const char *(*)(status))functions[get_error_message])(failure));
}

static void open_library(const char *path) {
  typedef struct {
    const void *(*get_api)(uint32_t version);
    const char *(*get_version)(void);
  } base;
  void *library = dlopen(path, RTLD_NOW);
  if (!library) stop(path, dlerror());
  const base *found = ((const base *(*)(void))dlsym(library, "OrtGetApiBase"))();
  functions = (void **)found->get_api(api_version);
  if (!functions) stop(path, "too old");
}

static void *open_session(const char *file) {
  char path[4096];
  void *opened;
  snprintf(path, sizeof path, "%s/%s", it.folder, file);
  check(CALL(create_session, void *, const char *, void *, void **)(environment, path, options, &opened), path);
  return opened;
}

static void *tensor(float *values, const int64_t *shape, size_t rank) {
  size_t bytes = sizeof(float);
  void *made;
  for (size_t axis = 0; axis < rank; axis++) bytes *= (size_t)shape[axis];
  check(CALL(create_tensor_with_data, void *, void *, size_t, const int64_t *, size_t, int, void **)(
            memory, values, bytes, shape, rank, element_float, &made),
        "tensor");
  return made;
}

static void *output_tensor(float **values, int64_t batch) {
  // The driver's models give a row of numbers, or an image of the input's size.
  int64_t row[] = {batch, (int64_t)it.output_size}, image[8];
  *values = calloc((size_t)batch * it.output_size, sizeof(float));
  memcpy(image, it.shape, sizeof image);
  image[0] = batch;
  const int is_image = it.rank == 4 && it.output_size == it.input_size;
  return is_image ? tensor(*values, image, it.rank) : tensor(*values, row, 2);
}

static void run(void *opened, void *input, void **result) {
  static const char *const input_names[] = {"x"}, *const output_names[] = {"y"};
  const void *values[] = {input};
  check(CALL(run_session, void *, const void *, name_list, value_list, size_t, name_list, size_t, void **)(
            opened, NULL, input_names, values, 1, output_names, 1, result),
        "run");
}

static void predict(size_t example) { run(session, inputs[example], &output); }

static void prepare_batch(void) {
  int64_t shape[8];
  memcpy(shape, it.shape, sizeof shape);
  shape[0] = batch_size;
  batch_input = tensor(batch_of(&it), shape, it.rank);
  batch_output = output_tensor(&batch_output_values, batch_size);
  batch_session = open_session("model-64.onnx");
}

static void predict_batch(void) {
  if (!batch_session) prepare_batch();
  run(batch_session, batch_input, &batch_output);
}

static const float *last_output(void) { return output_values; }
static const float *last_batch_output(void) { return batch_output_values; }

int main(int count, char **words) {
  if (count < 7) stop(words[0], "LIBRARY FOLDER INPUTS THREADS SHAPE OUTPUTS");
  open_library(words[1]);
  it = read_arguments(words + 2);
  puts("threads yes");
  check(CALL(create_environment, int, const char *, void **)(log_errors, "bench", &environment), "environment");
  check(CALL(create_session_options, void **)(&options), "options");
  check(CALL(set_intra_op_threads, void *, int)(options, it.threads), "threads");
  check(CALL(set_optimization_level, void *, int)(options, optimize_all), "optimisation");
  check(CALL(create_cpu_memory_info, int, int, void **)(arena_allocator, default_memory, &memory), "memory");
  session = open_session("model.onnx");
  for (size_t example = 0; example < it.examples && example < batch_size; example++) {
    inputs[example] = tensor(it.inputs + example * it.input_size, it.shape, it.rank);
  }
  output = output_tensor(&output_values, 1);
  predict(0);
  const runner runs = {predict, predict_batch, last_output, last_batch_output};
  serve(&it, &runs);
}
