// OpenVINO through its C API, whose headers and libraries lie in the wheel: one request at a time, tensors made beforehand.
//
//     openvino FOLDER INPUTS THREADS SHAPE OUTPUTS
#include <openvino/c/openvino.h>

#include "protocol.h"

static arguments it;
static ov_core_t *core;
static ov_infer_request_t *request, *batch_request;
static ov_tensor_t *inputs[batch_size];

static void check(ov_status_e status, const char *what) {
  if (status != OK) stop(what, ov_get_last_err_msg());
}

static ov_infer_request_t *open_request(const char *file) {
  char path[4096], threads[16];
  ov_compiled_model_t *model;
  ov_infer_request_t *opened;
  snprintf(path, sizeof path, "%s/%s", it.folder, file);
  snprintf(threads, sizeof threads, "%d", it.threads);
  check(ov_core_compile_model_from_file(core, path, "CPU", 6, &model, "PERFORMANCE_HINT", "LATENCY", "INFERENCE_NUM_THREADS",
                                        threads, "INFERENCE_PRECISION_HINT", "f32"),
        path);
  check(ov_compiled_model_create_infer_request(model, &opened), "request");
  return opened;
}

static ov_tensor_t *tensor(float *values, int64_t batch) {
  int64_t sizes[8];
  ov_shape_t shape;
  ov_tensor_t *made;
  memcpy(sizes, it.shape, sizeof sizes);
  sizes[0] = batch;
  check(ov_shape_create((int64_t)it.rank, sizes, &shape), "shape");
  check(ov_tensor_create_from_host_ptr(F32, shape, values, &made), "tensor");
  return made;
}

static const float *output_of(ov_infer_request_t *asked) {
  ov_tensor_t *output;
  void *values;
  check(ov_infer_request_get_output_tensor(asked, &output), "output");
  check(ov_tensor_data(output, &values), "output");
  ov_tensor_free(output);
  return values;
}

static void predict(size_t example) {
  check(ov_infer_request_set_input_tensor(request, inputs[example]), "input");
  check(ov_infer_request_infer(request), "run");
}

static void predict_batch(void) {
  if (!batch_request) {
    batch_request = open_request("model-64.onnx");
    check(ov_infer_request_set_input_tensor(batch_request, tensor(batch_of(&it), batch_size)), "batch");
  }
  check(ov_infer_request_infer(batch_request), "run of a batch");
}

static const float *last_output(void) { return output_of(request); }
static const float *last_batch_output(void) { return output_of(batch_request); }

int main(int count, char **words) {
  if (count < 6) stop(words[0], "FOLDER INPUTS THREADS SHAPE OUTPUTS");
  it = read_arguments(words + 1);
  puts("threads yes");
  check(ov_core_create(&core), "core");
  request = open_request("model.onnx");
  for (size_t example = 0; example < it.examples && example < batch_size; example++) {
    inputs[example] = tensor(it.inputs + example * it.input_size, 1);
  }
  predict(0);
  const runner runs = {predict, predict_batch, last_output, last_batch_output};
  serve(&it, &runs);
}
