extension [Float] {
  /// The value that would stand at a place if the array were sorted (Hoare's selection). Changes the order of the elements.
  ///
  /// - Precondition: the rank is an index, and no element is NaN.
  mutating func value(ofRank rank: Int) -> Float {
    precondition(indices.contains(rank), "a rank is an index")
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = middle(self[low], self[(low + high) / 2], self[high])
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      // Between right and left stands what equals the pivot.
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return self[rank]
  }

  private func middle(_ a: Float, _ b: Float, _ c: Float) -> Float {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
