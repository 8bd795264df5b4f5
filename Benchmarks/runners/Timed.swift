// Runs a generated forward pass and prints, a line a layer, how many nanoseconds it took in each round.
//
//     Timed WEIGHTS INPUT ROUNDS LAYERS
//
// `Benchmarks/kernels` puts the name of the forward pass, the floats of working memory and the place of the input in.
import Glibc

var starts = 0.0
var times: [Double] = []

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

@inline(never) func begin() { starts = now() }
@inline(never) func end(_ layer: Int) { times[layer] = now() - starts }

func file(_ path: String) -> UnsafeRawBufferPointer {
  let descriptor = open(path, O_RDONLY)
  var status = stat()
  guard descriptor >= 0, fstat(descriptor, &status) == 0 else { fatalError("cannot read \(path)") }
  let size = Int(status.st_size)
  guard let bytes = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), bytes != MAP_FAILED else {
    fatalError("cannot map \(path)")
  }
  return UnsafeRawBufferPointer(start: bytes, count: size)
}

let words = CommandLine.arguments
let weights = file(words[1])
let input = file(words[2])
guard let rounds = Int(words[3]), let layers = Int(words[4]), let parameters = weights.baseAddress,
  let example = input.baseAddress
else {
  fatalError("Timed WEIGHTS INPUT ROUNDS LAYERS")
}
// Large pages, as the generated module asks for them.
let bytes = (__floats__ * 4 + (2 << 20) - 1) / (2 << 20) * (2 << 20)
let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 2 << 20)
madvise(memory, bytes, 14)
memset(memory, 0, bytes)
let floats = memory.assumingMemoryBound(to: Float.self)
let ids = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
times = [Double](repeating: 0, count: layers)
var readings = [[Double]](repeating: [], count: layers)
for round in 0...rounds {
  memcpy(floats + __place__, example, input.count)
  __forward__.compute(weights: parameters.assumingMemoryBound(to: Float.self), floats: floats, ids: ids)
  // The first round brings files and memory in.
  if round > 0 { for layer in 0..<layers { readings[layer].append(times[layer]) } }
}
for reading in readings { print(reading.map { String(Int($0)) }.joined(separator: " ")) }
