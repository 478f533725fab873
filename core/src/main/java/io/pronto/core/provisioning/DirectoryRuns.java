package io.pronto.core.provisioning;

import io.pronto.core.db.Database;
import io.pronto.core.db.StorableText;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.provisioning.DirectoryRun.Outcome;
import io.pronto.core.provisioning.DirectoryRun.Skipped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The runs of all organisations' directories. Whoever claims one has it until the lease ends, so
 * that of one organisation there is one at a time, on whichever node.
 */
public final class DirectoryRuns {
  private static final int LONGEST_TEXT = 500;
  private static final int MOST_SKIPPED = 1_000;

  /** Only whoever began last may change it. */
  private static final String MINE =
      " where organisation_id = $1 and attempt = $2 and state = 'running'";

  private final Database database;

  /** Keeps them in {@code database}. */
  public DirectoryRuns(Database database) {
    this.database = database;
  }

  /**
   * One that has been claimed.
   *
   * @param forced whether more people may vanish at once than is likely
   */
  public record Claim(OrganisationId organisation, long attempt, boolean forced) {}

  /** Takes the one that has been due for longest. */
  public Optional<Claim> claim(Duration lease) {
    return database
        .asStranger(
            tx -> tx.one("select * from claim_directory_import($1)", (int) lease.toSeconds()))
        .map(
            row ->
                new Claim(
                    new OrganisationId(row.getString("organisation_id")),
                    row.getLong("attempt"),
                    row.getBoolean("forced")));
  }

  /** Makes the lease last {@code lease} from now; false if it is lost. */
  public boolean extend(Claim claim, Duration lease) {
    return change(
        claim, "lease_until = now() + make_interval(secs => $3)", (double) lease.toSeconds());
  }

  /** Ends it; {@code error} says why it failed. False if it had been taken over. */
  public boolean finish(Claim claim, Outcome outcome, Optional<String> error) {
    return change(
        claim,
        """
        state = $3, finished_at = now(), forced = false, lease_until = null, created = $4,
        changed = $5, deactivated = $6, skipped = $7, error = $8\
        """,
        error.isPresent() ? "failed" : "succeeded",
        outcome.created(),
        outcome.changed(),
        outcome.deactivated(),
        json(outcome.skipped()),
        error.map(text -> StorableText.of(text, LONGEST_TEXT)).orElse(null));
  }

  /** Puts it back as if it had not been begun. */
  public void giveBack(Claim claim) {
    change(claim, "state = 'queued', lease_until = null");
  }

  private boolean change(Claim claim, String change, Object... args) {
    var all = new Object[args.length + 2];
    all[0] = claim.organisation().value();
    all[1] = claim.attempt();
    System.arraycopy(args, 0, all, 2, args.length);
    return database.in(
        claim.organisation(),
        tx -> tx.update("update directory_import_run set " + change + MINE, all) > 0);
  }

  private static JsonArray json(List<Skipped> skipped) {
    var json = new JsonArray();
    skipped.stream()
        .limit(MOST_SKIPPED)
        .forEach(
            each ->
                json.add(
                    new JsonObject()
                        .put("external_id", StorableText.of(each.externalId(), LONGEST_TEXT))
                        .put("name", StorableText.of(each.name(), LONGEST_TEXT))
                        .put("reason", StorableText.of(each.reason(), LONGEST_TEXT))));
    return json;
  }

  /** Reads one. */
  static DirectoryRun run(Row row) {
    return new DirectoryRun(
        DirectoryRun.State.of(row.getString("state")),
        time(row, "started_at"),
        time(row, "finished_at"),
        new Outcome(
            row.getInteger("created"),
            row.getInteger("changed"),
            row.getInteger("deactivated"),
            row.getJsonArray("skipped").stream()
                .map(JsonObject.class::cast)
                .map(
                    each ->
                        new Skipped(
                            each.getString("external_id"),
                            each.getString("name"),
                            each.getString("reason")))
                .toList()),
        Optional.ofNullable(row.getString("error")));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
