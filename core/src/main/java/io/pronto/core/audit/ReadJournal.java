package io.pronto.core.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which rows of lists were shown to whom: what the audit log does not tell, whose events are single
 * things that were opened. It has ids, and no content. What one reader sees of one kind from one
 * place within {@link AuditLog#ONE_LISTENING} is one entry: when each of its rows was shown is
 * known to ten minutes. The same page that is shown again within a minute is noted already, and
 * costs no transaction: a screen or a program that looks every second does not wait for the disk.
 */
public final class ReadJournal {
  /** As the schema does: that an entry goes on is written once a minute. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Of ids that are remembered: some 50 MiB. */
  private static final long MOST_IDS = 500_000;

  /** How many ids are noted at once. */
  private static final int AT_ONCE = 1_000;

  private final Database database;
  private final Cache<Page, Boolean> noted =
      Caffeine.newBuilder()
          .expireAfterWrite(FRESH)
          .maximumWeight(MOST_IDS)
          .weigher((Page page, Boolean _) -> page.ids.size() + 1)
          .build();

  /** What somebody was shown at once. */
  private record Page(
      OrganisationId organisation, Kind kind, String reader, String source, List<String> ids) {}

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
    var actor = Actor.current();
    var page =
        new Page(
            organisation, kind, reader.orElse(actor.account()), actor.source(), List.copyOf(ids));
    if (noted.getIfPresent(page) != null) {
      return;
    }
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      var some = ids.subList(from, Math.min(from + AT_ONCE, ids.size())).toArray(String[]::new);
      database.in(
          organisation,
          tx ->
              tx.query("select note_reading($1, $2, $3)", kind.code(), reader.orElse(null), some));
    }
    noted.put(page, true);
  }
}
