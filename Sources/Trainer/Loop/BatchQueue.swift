import Foundation
import Synchronization

/// Prepares the next batch on a second thread while a step runs.
///
/// What comes out does not depend on whether a batch was prepared ahead: a batch is a function of the step and
/// of the scribbles at the time it was ordered.
final class BatchQueue {
  private final class Order: Sendable {
    let step: Int
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Result<TrainingBatch, any Error>?>(nil)

    init(step: Int) { self.step = step }
  }

  private let maker: BatchMaker
  private let queue = DispatchQueue(label: "inkling.batches", qos: .userInitiated)
  private var order: Order?

  init(_ maker: BatchMaker) { self.maker = maker }

  /// Begins to make the batch of a step.
  func prepare(step: Int, of data: Dataset.Snapshot) {
    let order = Order(step: step)
    self.order = order
    let maker = maker
    queue.async {
      let made = Result { try maker.batch(step: step, of: data) }
      order.result.withLock { $0 = made }
      order.done.signal()
    }
  }

  /// The batch of a step: the prepared one if it was ordered, else made now.
  func batch(step: Int, of data: Dataset.Snapshot) throws -> TrainingBatch {
    if order?.step != step { prepare(step: step, of: data) }
    guard let order else { preconditionFailure("an order was just placed") }
    order.done.wait()
    self.order = nil
    guard let result = order.result.withLock({ $0 }) else {
      preconditionFailure("a finished order has a result")
    }
    return try result.get()
  }
}
