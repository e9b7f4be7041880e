import CProcessor
import Foundation
import Project
import Trainer
import Viewer

extension TrainingMenu {
  /// What `inkling train` takes: the viewer does not know the trainer, and is told.
  static var ofTrainer: TrainingMenu {
    var menu = TrainingMenu()
    // Settings run code of Neural, which would end the process here.
    guard ink_has_vector_units() else {
      menu.unavailable = "This processor has no AVX2 and FMA. \(VectorUnits.advice)"
      return menu
    }
    menu.presets = [
      Name("interactive", "one or a few volumes, few scribbles"),
      Name("cohort", "many volumes, as in the paper"),
    ]
    menu.methods = TrainingMethod.all.map { Name($0.name, $0.summary) }
    menu.groups = [often] + TrainingOption.groups.map { seldom($0.title, $0.options) }
    menu.values = { settings, volumes in
      // Where a stored option is wrong, the others still have their values.
      var bare = settings
      bare.options = [:]
      let found =
        (try? TrainingSettings(settings, volumes: volumes))
        ?? (try? TrainingSettings(bare, volumes: volumes))
      return found.map { found in
        Dictionary(uniqueKeysWithValues: TrainingOption.all.map { ($0.key, $0.value(in: found)) })
      } ?? [:]
    }
    menu.refusal = { settings, volumes in
      do {
        _ = try TrainingSettings(settings, volumes: volumes)
        return nil
      } catch { return "\(error)" }
    }
    menu.misfit = { settings, volumes in
      do {
        try TrainingSettings(settings, volumes: volumes).validate()
        return nil
      } catch { return "\(error)" }
    }
    menu.refusalOfCheckpoint = { url in
      do {
        _ = try Checkpoint.load(url)
        return nil
      } catch { return "\(error)" }
    }
    return menu
  }

  private static var often: Group {
    Group("Options", TrainingOption.all.filter { TrainingOption.often.contains($0.key) }.map(line))
  }

  private static func seldom(_ title: String, _ options: [TrainingOption]) -> Group {
    Group(
      title + ", seldom set", options.filter { !TrainingOption.often.contains($0.key) }.map(line))
  }

  private static func line(_ option: TrainingOption) -> Option {
    Option(
      key: option.key, summary: option.summary, values: option.values, choices: option.choices)
  }
}
