package io.pronto.check;

import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.settings.Settings;
import io.pronto.settings.WayOut;
import java.util.List;

/** Looks whether each way out of the product says which subprocessor it leads to. */
final class SubprocessorCheck {
  private SubprocessorCheck() {}

  static List<Finding> of(Settings settings) {
    return WayOut.of(settings).stream().map(SubprocessorCheck::finding).toList();
  }

  private static Finding finding(WayOut way) {
    return switch (way.processedBy()) {
      case ProcessedBy.Named(var id) ->
          Finding.good(way.key(), id + ": used only where the register lets it be");
      case ProcessedBy.Ourselves _ -> Finding.good(way.key(), "the operator's own");
      case ProcessedBy.Unsaid _ ->
          Finding.poor(
              way.key(),
              "not set: nobody's objection keeps data off "
                  + way.whereto()
                  + "; set its id of /v1/subprocessors, or own");
    };
  }
}
