package io.pronto.core.call;

import io.pronto.core.db.Database;
import io.pronto.core.db.Work;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes CDRs with all that belongs to them: both or neither, and each call once. */
final class CdrLedger {
  private final Database database;
  private final Outbox outbox;
  private final List<CdrStep> steps;

  CdrLedger(Database database, Outbox outbox, List<CdrStep> steps) {
    this.database = database;
    this.outbox = outbox;
    this.steps = List.copyOf(steps);
  }

  /** Writes {@code cdrs} of one organisation, or of none, in one transaction. */
  void write(Optional<OrganisationId> organisation, List<CallDetailRecord> cdrs) {
    Work<Void> work =
        tx -> {
          var first = CdrStore.insert(tx, cdrs);
          var written = cdrs.stream().filter(cdr -> first.remove(cdr.id())).toList();
          LateCalls.note(tx, written, Instant.now());
          written.forEach(cdr -> steps.forEach(step -> step.run(tx, cdr)));
          if (organisation.isPresent()) {
            outbox.append(tx, written.stream().flatMap(cdr -> FinalNews.of(cdr).stream()).toList());
          }
          return null;
        };
    // What was published while the calls went on comes before their end.
    outbox.flush();
    if (organisation.isPresent()) {
      database.in(organisation.get(), work);
    } else {
      database.asOperator(work);
    }
  }
}
