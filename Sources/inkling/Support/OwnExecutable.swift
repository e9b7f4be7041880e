import Foundation

/// This program itself, which is started again as trainer.
var ownExecutable: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }
