import CZlib

/// The two functions that are needed of zlib.
enum Inflater {
  /// zlib counts in 32 bits; longer data is handed over in pieces.
  private static let pieceBytes = 1 << 30

  /// Inflates a raw deflate stream (RFC 1951). False unless the stream is sound, ends with `source` and fills `target`
  /// to the last byte. O(bytes of `target`).
  static func inflate(_ source: UnsafeRawBufferPointer, filling target: UnsafeMutableRawBufferPointer) -> Bool {
    var stream = z_stream()
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return false }
    defer { inflateEnd(&stream) }
    // zlib wants an output pointer even where there is nothing to write.
    var nowhere: UInt8 = 0
    return withUnsafeMutablePointer(to: &nowhere) { nowhere in
      var (read, written) = (0, 0)
      while true {
        let input = UnsafeRawBufferPointer(rebasing: source[read...].prefix(pieceBytes)).bindMemory(to: UInt8.self)
        let output = UnsafeMutableRawBufferPointer(rebasing: target[written...].prefix(pieceBytes))
        // zlib declares its input mutable, but only reads it.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.bindMemory(to: UInt8.self).baseAddress ?? nowhere
        stream.avail_out = UInt32(output.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        let step = (input: input.count - Int(stream.avail_in), output: output.count - Int(stream.avail_out))
        read += step.input
        written += step.output
        if status == Z_STREAM_END { return read == source.count && written == target.count }
        guard status == Z_OK, step.input > 0 || step.output > 0 else { return false }
      }
    }
  }

  /// The CRC-32 of zip files (APPNOTE 4.4.7).
  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = crc32(0, nil, 0)
    var offset = 0
    while offset < bytes.count {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(pieceBytes))
      checksum = crc32(checksum, piece.bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
      offset += piece.count
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}
