package io.pronto.core.restriction;

import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.List;

/**
 * Something that is kept and not used, since whom it is about has had that restricted (GDPR art.
 * 18).
 */
public final class Restricted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> restrictions;

  private Restricted(String message, List<String> restrictions) {
    super(message, null, false, false);
    this.restrictions = List.copyOf(restrictions);
  }

  /** The ids of the restrictions that it falls under, or of the erasures. */
  public List<String> restrictions() {
    return restrictions;
  }

  /**
   * Refuses to use {@code what} was made of a call of the organisation of {@code tx}.
   *
   * @throws Restricted where it falls under a restriction, and nobody has said for what use of
   *     those that are left ({@link RestrictedUse})
   */
  public static void requireFree(Tx tx, String what, String callId) {
    if (!RestrictedUse.isSaid()) {
      refuse(
          what,
          tx.query(
              """
              select restriction_id from restrictions_of_call(acting_organisation(), $1) order by 1
              """,
              callId));
    }
  }

  /**
   * The same of something that is about {@code numbers} (E.164) or {@code users}.
   *
   * @throws Restricted as {@link #requireFree(Tx, String, String)} does
   */
  public static void requireFree(
      Tx tx, String what, Collection<String> numbers, Collection<String> users) {
    if (!RestrictedUse.isSaid()) {
      refuse(
          what,
          tx.query(
              """
              select restriction_id from restrictions_of(acting_organisation(), $1, null, $2) order by 1
              """,
              numbers.toArray(String[]::new),
              users.toArray(String[]::new)));
    }
  }

  /**
   * Refuses to use {@code what} is said now.
   *
   * @param erasures those, since it began to be said, of whom it is about
   * @throws Restricted where there are any
   */
  public static void requireNotErased(String what, List<String> erasures) {
    if (!erasures.isEmpty()) {
      throw new Restricted(
          "%s is followed no longer: of somebody in it all is being erased by %s (GDPR art. 17)"
              .formatted(what, String.join(", ", erasures)),
          erasures);
    }
  }

  private static void refuse(String what, List<Row> restrictions) {
    if (!restrictions.isEmpty()) {
      var ids = restrictions.stream().map(row -> row.getString("restriction_id")).toList();
      throw new Restricted(
          """
          %s is restricted by %s (GDPR art. 18): it is kept and not used. A super administrator \
          may lift that once the person was told, or use it by consent, for legal claims or for \
          the rights of another (art. 18(2))\
          """
              .formatted(what, String.join(", ", ids)),
          ids);
    }
  }
}
