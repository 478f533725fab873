package io.pronto.core.retention;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * How far a sweep has come, by time and id: what is held stays, is passed over, and is not looked
 * at again before the next sweep, however much of it there is.
 */
public final class Place {
  private OffsetDateTime time;
  private String id = "";

  /** At the beginning of what is of {@code since} or later. */
  public Place(Instant since) {
    time = RetentionRows.utc(since);
  }

  /** What is next is of this time, and comes after {@link #id}, or is later. */
  public OffsetDateTime time() {
    return time;
  }

  /** The last one that was looked at; empty for none. */
  public String id() {
    return id;
  }

  /** Goes on after the last row of {@code page}, which has its time and id in these columns. */
  public void after(List<Row> page, String timeColumn, String idColumn) {
    if (!page.isEmpty()) {
      time = page.getLast().getOffsetDateTime(timeColumn);
      id = page.getLast().getString(idColumn);
    }
  }

  /** Those of {@code page} that no hold keeps, as its column {@code held} says. */
  public static List<Row> notHeld(List<Row> page) {
    return page.stream().filter(row -> !row.getBoolean("held")).toList();
  }
}
