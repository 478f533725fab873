package io.pronto.core.hold;

import io.pronto.core.db.Tx;
import java.util.List;

/** Something that cannot be deleted, since a legal hold keeps it. */
public final class Held extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> holds;

  private Held(String what, List<String> holds) {
    super(
        "%s is kept by the legal hold %s, and can be deleted once two super administrators have"
                .formatted(what, String.join(", ", holds))
            + " lifted it",
        null,
        false,
        false);
    this.holds = List.copyOf(holds);
  }

  /** The ids of the holds that keep it. */
  public List<String> holds() {
    return holds;
  }

  /**
   * Refuses to delete the recording {@code id} of the organisation of {@code tx}, with what was
   * made of it, where a hold keeps it. Until {@code tx} ends nobody sets one that would. While a
   * backup is restored none does: what goes then had gone before there was a hold.
   *
   * @throws Held where it is kept
   */
  public static void requireFree(Tx tx, String id) {
    tx.query("select share_retention(acting_organisation())");
    var holds =
        tx
            .query(
                """
                select h.hold_id
                  from recording r,
                       legal_holds_about(r.organisation_id, r.call_id, array[r.number], r.user_ids, r.started_at) h
                 where r.id = $1 and h.in_force and not restoring()
                 order by h.hold_id
                """,
                id)
            .stream()
            .map(row -> row.getString("hold_id"))
            .toList();
    if (!holds.isEmpty()) {
      throw new Held("The recording " + id, holds);
    }
  }
}
