import Testing

import ForgeTensors

@Suite struct NpzReaderTests {
  @Test func refusesEntriesThatAreNoArrays() throws {
    let error = TensorFileError(
      "zip entry 'model/weights.txt' is not an array: its name does not end in '.npy'",
      byteOffset: 0,
      hint: "check that numpy.savez wrote this file"
    )
    #expect(refusal(of: try fixture("not_arrays.npz"), .npz) == error)
    let nameless = ZipSketch([.init(name: ".npy", data: ZipSketch.byteArray(1))])
    #expect(
      refusal(of: nameless.bytes, .npz)
        == TensorFileError(
          "zip entry '.npy' holds an array without a name",
          byteOffset: 0,
          hint: "numpy.savez(path, weight=…) names its arrays"
        )
    )
  }

  @Test func tellsTheTensorAndThePlaceInTheArchive() {
    let sketch = ZipSketch([
      .init(name: "a.npy", data: ZipSketch.byteArray(1)),
      .init(name: "b.npy", data: npy("{'descr': 1}")),
    ])
    let error = TensorFileError(
      "the header is malformed: expected a text in quotes, found '1'",
      byteOffset: sketch.headers[1] + 35 + 20,
      tensor: "b"
    )
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }

  @Test func leavesOutPlacesInDeflatedEntries() {
    let contents = npy("{'descr': 1}")
    let stream = [1] + littleEndian(UInt16(contents.count)) + littleEndian(~UInt16(contents.count)) + contents
    var sketch = ZipSketch([.init(name: "a.npy", data: contents)])
    let checksum = Array(sketch.bytes[14..<18])
    sketch = ZipSketch([.init(name: "a.npy", data: stream, method: 8, inflatedCount: contents.count, checksum: 0)])
    sketch.bytes.replaceSubrange(14..<18, with: checksum)
    sketch.bytes.replaceSubrange(sketch.records[0] + 16..<sketch.records[0] + 20, with: checksum)
    let error = TensorFileError("the header is malformed: expected a text in quotes, found '1'", tensor: "a")
    #expect(refusal(of: sketch.bytes, .npz) == error)
  }
}
