import Testing

@testable import Trainer
