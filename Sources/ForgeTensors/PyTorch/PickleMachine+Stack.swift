// What moves values between the stack, containers and the memo.

extension PickleMachine {
  /// The topmost value, above the latest mark.
  mutating func pop() throws(TensorFileError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw stackFault() }
    return value
  }

  /// The `count` topmost values, above the latest mark.
  mutating func pop(_ count: Int) throws(TensorFileError) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw stackFault() }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  /// The values above the latest mark, which goes.
  mutating func popToMark() throws(TensorFileError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw fault("the pickle takes values up to a mark that it has not made") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  /// The topmost value, which stays.
  func top() throws(TensorFileError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw stackFault() }
    return value
  }

  private func stackFault() -> TensorFileError { fault("the pickle takes a value that it has not made") }

  mutating func container(_ items: [PickleValue]) throws(TensorFileError) -> PickleContainer {
    guard containers.count < Self.mostContainers else {
      throw fault("the pickle makes more than \(Self.mostContainers) tuples, lists and dictionaries")
    }
    containers.append(items)
    return PickleContainer(number: Int32(containers.count - 1))
  }

  func items(of container: PickleContainer) -> [PickleValue] { containers[Int(container.number)] }

  mutating func append(_ items: [PickleValue]) throws(TensorFileError) {
    guard case .list(let list) = try top() else {
      throw fault("the pickle appends to \(try top().kind), only lists can be appended to")
    }
    containers[Int(list.number)].append(contentsOf: items)
  }

  /// `items` are keys and values in turn.
  mutating func setItems(_ items: [PickleValue]) throws(TensorFileError) {
    guard case .dictionary(let dictionary, _) = try top() else {
      throw fault("the pickle sets items of \(try top().kind), only those of dictionaries can be set")
    }
    guard items.count.isMultiple(of: 2) else { throw fault("the pickle sets a key of a dictionary without a value") }
    for key in stride(from: 0, to: items.count, by: 2) where !items[key].isHashable {
      throw fault("the pickle takes \(items[key].kind) for a key of a dictionary")
    }
    containers[Int(dictionary.number)].append(contentsOf: items)
  }

  /// What is in a set is of no use for weights.
  mutating func addItems(_ items: [PickleValue]) throws(TensorFileError) {
    guard case .set = try top() else { throw fault("the pickle adds items to \(try top().kind), not to a set") }
  }

  mutating func memorise(at index: Int) throws(TensorFileError) {
    guard index == memo.count else {
      throw fault("the pickle keeps a value at place \(index), the next is \(memo.count)")
    }
    guard index < Self.mostMemos else { throw fault("the pickle keeps more than \(Self.mostMemos) values for later") }
    memo.append(try top())
  }

  mutating func recall(_ index: Int) throws(TensorFileError) {
    guard memo.indices.contains(index) else {
      throw fault("the pickle asks for the value at place \(index), \(memo.count) were kept")
    }
    stack.append(memo[index])
  }
}
