package io.pronto.core.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;

/** Which directory each organisation's people are read from, one at most. */
public final class DirectoryImports {
  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, their tokens sealed by {@code master}. */
  public DirectoryImports(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /** The directory, and the run asked for, under way or over last. */
  public record Kept(DirectoryImport directory, Optional<DirectoryRun> run) {}

  /** That of {@code organisation}. */
  public Optional<Kept> find(OrganisationId organisation) {
    return database.in(organisation, tx -> read(tx, ""));
  }

  /** The token by which {@code organisation}'s directory is read. */
  public Optional<String> token(OrganisationId organisation) {
    return database
        .in(organisation, tx -> tx.one("select token from directory_import"))
        .map(row -> row.getBuffer(0).getBytes())
        .map(kept -> master.open(kept, context(organisation), "A directory's token"))
        .map(token -> new String(token, UTF_8));
  }

  /**
   * Puts {@code wanted} in the place of what was; one that is new and enabled is read at once.
   *
   * @param token empty to keep the one that is; there must be one
   * @param check is given what was, which nobody else changes meanwhile, and refuses by throwing
   */
  public Kept put(
      OrganisationId organisation,
      DirectoryImport wanted,
      Optional<String> token,
      Consumer<Optional<Kept>> check) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          check.accept(read(tx, " for update of d"));
          write(tx, organisation, wanted, token);
          if (wanted.enabled()) {
            queueFirst(tx, organisation);
          }
          return read(tx, "").orElseThrow();
        });
  }

  private void write(
      Tx tx, OrganisationId organisation, DirectoryImport wanted, Optional<String> token) {
    var sealed =
        token
            .map(text -> Buffer.buffer(master.seal(text.getBytes(UTF_8), context(organisation))))
            .or(() -> tx.one("select token from directory_import").map(row -> row.getBuffer(0)))
            .orElseThrow();
    tx.update(
        """
        insert into directory_import
          (organisation_id, kind, url, token, interval_minutes, enabled)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organisation_id) do update set
          kind = excluded.kind, url = excluded.url, token = excluded.token,
          interval_minutes = excluded.interval_minutes, enabled = excluded.enabled
        """,
        organisation.value(),
        wanted.kind(),
        wanted.url(),
        sealed,
        wanted.intervalMinutes(),
        wanted.enabled());
  }

  private static void queueFirst(Tx tx, OrganisationId organisation) {
    tx.update(
        """
        insert into directory_import_run (organisation_id, state) values ($1, 'queued')
        on conflict do nothing
        """,
        organisation.value());
  }

  /**
   * Forgets that of {@code organisation}; false when there is none. Its people stay.
   *
   * @param check as for {@link #put}
   */
  public boolean delete(OrganisationId organisation, Consumer<Kept> check) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          read(tx, " for update of d").ifPresent(check);
          return tx.update("delete from directory_import") > 0;
        });
  }

  /**
   * Asks for a run, enabled or not; empty when there is no directory.
   *
   * @param forced whether more people may vanish at once than is likely
   * @param check as for {@link #put}
   */
  public Optional<DirectoryRun> ask(
      OrganisationId organisation, boolean forced, Consumer<Kept> check) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          var kept = read(tx, " for update of d");
          if (kept.isEmpty()) {
            return Optional.empty();
          }
          check.accept(kept.get());
          AuditLog.note(tx, "directory_import.asked", organisation.value());
          tx.update(
              """
              insert into directory_import_run (organisation_id, state, forced)
              values ($1, 'queued', $2)
              on conflict (organisation_id) do update set state = 'queued', forced = $2
               where directory_import_run.state in ('succeeded', 'failed')
              """,
              organisation.value(),
              forced);
          return read(tx, "").orElseThrow().run();
        });
  }

  private static void lock(Tx tx, OrganisationId organisation) {
    tx.query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        "directory_import " + organisation.value());
  }

  private static Optional<Kept> read(Tx tx, String lock) {
    return tx.one(
            """
            select kind, url, interval_minutes, enabled, state, started_at, finished_at, created,
                   changed, deactivated, skipped, error
              from directory_import d left join directory_import_run r using (organisation_id)\
            """
                + lock)
        .map(DirectoryImports::kept);
  }

  private static Kept kept(Row row) {
    return new Kept(
        new DirectoryImport(
            row.getString("kind"),
            row.getString("url"),
            row.getInteger("interval_minutes"),
            row.getBoolean("enabled")),
        Optional.ofNullable(row.getString("state")).map(_ -> DirectoryRuns.run(row)));
  }

  private static byte[] context(OrganisationId organisation) {
    return ("directory import of " + organisation.value()).getBytes(UTF_8);
  }
}
