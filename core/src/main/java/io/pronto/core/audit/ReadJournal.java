package io.pronto.core.audit;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which rows of lists were shown to whom: what the audit log does not tell, whose events are single
 * things that were opened. It has ids, and no content. What one reader sees of one kind from one
 * place within {@link AuditLog#ONE_LISTENING} is one entry: when each of its rows was shown is
 * known to ten minutes.
 */
public final class ReadJournal {
  /** How many ids are noted at once. */
  private static final int AT_ONCE = 1_000;

  private final Database database;

  /** Keeps it in {@code database}. */
  public ReadJournal(Database database) {
    this.database = database;
  }

  /** What is shown. */
  public enum Kind {
    /** A call, live or past, or an event that tells of it. */
    CALL,
    /** What is known of a recording; whoever hears it is in the audit log. */
    RECORDING,
    /** Somebody whom the organisation knows outside. */
    CONTACT,
    /** One of the organisation's people. */
    USER;

    /** As SQL has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Notes that whoever acts is shown {@code ids}; to be called before they are.
   *
   * @throws io.pronto.core.db.DatabaseUnavailable when it cannot be noted: nothing is shown then
   */
  public void shown(OrganisationId organisation, Kind kind, List<String> ids) {
    note(organisation, kind, Optional.empty(), ids);
  }

  /** The same of somebody who has left a link behind: {@code reader} is a user's or a key's id. */
  public void shownTo(String reader, OrganisationId organisation, Kind kind, List<String> ids) {
    note(organisation, kind, Optional.of(reader), ids);
  }

  private void note(
      OrganisationId organisation, Kind kind, Optional<String> reader, List<String> ids) {
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      var some = ids.subList(from, Math.min(from + AT_ONCE, ids.size())).toArray(String[]::new);
      database.in(
          organisation,
          tx ->
              tx.query("select note_reading($1, $2, $3)", kind.code(), reader.orElse(null), some));
    }
  }
}
