package io.pronto.media.record;

import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps by which a recording ends: each is done, whatever befell those before it. */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
  private static final String REASON =
      "The recorder met a fault at its end: what was said may not be whole";

  private final RecordingPlan plan;
  private boolean faulty;

  Ending(RecordingPlan plan) {
    this.plan = plan;
  }

  /** Does a step that nothing of what was said depends on. */
  void tidy(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      tell(e, "The recorder met a fault when a recording had ended, which is whole");
    }
  }

  /** Does a step without which the recording has failed. */
  void need(Runnable step) {
    make(
        () -> {
          step.run();
          return true;
        },
        false);
  }

  /** What such a step makes, or, when it fails, what there is instead. */
  <T> T make(Supplier<T> step, T instead) {
    try {
      return step.get();
    } catch (RuntimeException | Error e) {
      faulty = true;
      tell(e, "A recording has failed: the recorder met a fault at its end");
      return instead;
    }
  }

  /** How it went: as {@code report} says, unless a step has failed. */
  RecordingReport judge(RecordingReport report) {
    return faulty && report.outcome() != Outcome.FAILED
        ? new RecordingReport(
            Outcome.FAILED, Optional.of(REASON), report.manifest(), report.bytes())
        : report;
  }

  /** What is said when the file could not be ended. */
  static RecordingReport lost() {
    return new RecordingReport(Outcome.FAILED, Optional.of(REASON), Manifest.nothing(false), 0);
  }

  private void tell(Throwable fault, String what) {
    LOG.atError()
        .addKeyValue("call", plan.call())
        .addKeyValue("recording", plan.id())
        .setCause(fault)
        .log(what);
  }
}
