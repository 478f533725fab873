package io.pronto.api.directory;

import io.pronto.core.provisioning.DirectoryRun.Outcome;
import io.pronto.core.provisioning.DirectoryRun.Skipped;
import java.util.ArrayList;
import java.util.List;

/** What a run has come to so far. */
final class Tally {
  private final List<Skipped> skipped = new ArrayList<>();
  private int created;
  private int changed;
  private int deactivated;

  void created() {
    created++;
  }

  void changed() {
    changed++;
  }

  void deactivated() {
    deactivated++;
  }

  /** Somebody, or a group, that the directory calls {@code id} is left as it is. */
  void skip(String id, String name, String reason) {
    skipped.add(new Skipped(id, name, reason));
  }

  Outcome outcome() {
    return new Outcome(created, changed, deactivated, skipped);
  }
}
