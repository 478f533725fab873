package io.pronto.core;

import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.pronto.core.sound.Sound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * An organisation that has something in every table in which organisations may have anything: a row
 * at least, and sound where sound belongs to it. Whoever makes a table says in {@code
 * populated.sql} what may be in it.
 */
public final class Populated {
  private static final int FRAMES = 8_000;

  public final OrganisationId organisation = OrganisationId.next();

  /** Of its people. */
  public final String email;

  /** That it rents. */
  public final String number = number();

  /** That went to another operator. */
  public final String gone = number();

  /** Of somebody who calls it, and is among its contacts. */
  public final String stranger = number();

  /** The recording that has sound. */
  public final String recording = Id.next("rec");

  /** The prompt that has sound. */
  public final String prompt;

  public final Instant calledAt;
  private final Database database;
  private final String ownerUrl;

  /**
   * One in {@code database}.
   *
   * @param url of the database, {@code postgresql://…}, as its owner
   * @param recordings the folder of recordings of the server {@code node-1}
   * @param calledAt when there was a call
   */
  public Populated(
      Database database, String url, MasterKey master, Path recordings, Instant calledAt) {
    this.database = database;
    this.ownerUrl = url;
    this.calledAt = calledAt;
    var end = organisation.value().substring(14).toLowerCase(Locale.ROOT);
    email = "boss." + end + "@example.org";
    fill(end, master);
    var keys = new OrganisationKeys(database, master);
    record(keys, recordings);
    prompt = prompt(keys);
    try (var outbox = new Outbox(database)) {
      new RegulatoryFiles(database, master, outbox)
          .handIn(
              organisation,
              "FR",
              "geographic",
              Set.of("identity"),
              new JsonObject().put("identity", new JsonObject().put("name", "Ada of " + email)));
    }
  }

  private static String number() {
    return "+3319" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
  }

  private void fill(String end, MasterKey master) {
    var ulid = organisation.value().substring(4);
    var request = new JsonObject().put("subject", stranger).put("details", "What is there of me?");
    var sql =
        text()
            .replace("{org}", organisation.value())
            .replace("{end}", end)
            .replace("{ulid}", organisation.value().substring(4))
            .replace("{email}", email)
            .replace("{number}", number)
            .replace("{stranger}", stranger)
            .replace("{gone}", gone)
            .replace("{called_at}", calledAt.toString())
            .replace("{sealed_request}", sealed(master, "sreq_" + ulid, request))
            .replace(
                "{sealed_restriction}",
                sealed(master, "rst_" + ulid, new JsonObject().put("note", "It is settled")));
    owner(sql);
  }

  /** As {@code SubjectSeal} seals it, and as SQL writes it. */
  private static String sealed(MasterKey master, String id, JsonObject content) {
    var context = ("subject " + id).getBytes(StandardCharsets.UTF_8);
    return "\\x" + HexFormat.of().formatHex(master.seal(content.toBuffer().getBytes(), context));
  }

  private static String text() {
    try (var in = Populated.class.getResourceAsStream("/populated.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A second of sound, as a server writes it. */
  private void record(OrganisationKeys keys, Path folder) {
    var call = new CallId("call_" + organisation.value().substring(4));
    var key = keys.newDataKey(organisation, calledAt);
    var path = organisation + "/" + recording + ".sealed";
    var sound = new byte[4 * FRAMES];
    ThreadLocalRandom.current().nextBytes(sound);
    try (var writer =
        SealedWriter.create(
            folder.resolve(path),
            key.key(),
            new RecordingHeader(recording, organisation, call).bytes(),
            12_800)) {
      writer.append(sound, 0, sound.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into recording (id, organisation_id, call_id, number, started_at, millis,
                  state, path, wrapped_key, manifest, bytes, expires_at)
                values ($1, $2, $3, $4, $5, 1000, 'available', $6, $7, '{}', 32000, $5)
                """,
                recording,
                organisation.value(),
                call.value(),
                number,
                OffsetDateTime.ofInstant(calledAt, ZoneOffset.UTC),
                path,
                Buffer.buffer(key.wrapped())));
    owner(
        """
        insert into transcript (id, organisation_id, call_id, recording_id, language, state, text)
        values ('trn_%s', '%s', '%s', '%s', 'fr', 'available', 'call me at %s')
        """
            .formatted(
                organisation.value().substring(4),
                organisation,
                call.value(),
                recording,
                stranger));
  }

  private String prompt(OrganisationKeys keys) {
    var samples = new short[Sound.RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (i % 1_000);
    }
    var made =
        new PromptStore(database, keys)
            .create(
                organisation,
                "Welcome",
                "fr",
                Optional.of(new PromptStore.Said("fr", new Sound(samples), Optional.of("Bonjour"))))
            .id();
    owner(
        """
        insert into prompt_use (organisation_id, purpose, prompt_id)
        values ('%s', 'recording_notice', '%s')
        """
            .formatted(organisation, made));
    return made;
  }

  /** The tables in which it has rows, of all that know organisations. */
  public Set<String> tables() {
    return rows(organisation.value());
  }

  /** The same of any. */
  public Set<String> rows(String wanted) {
    return where(
        ofOrganisations(), "exists (select from %1$s where organisation_id = '" + wanted + "')");
  }

  /** Those of {@code tables} for which something is so, all asked at once. */
  private Set<String> where(List<String> tables, String condition) {
    return new TreeSet<>(
        strings(
            tables.stream()
                .map(table -> "select '%1$s' where ".formatted(table) + condition.formatted(table))
                .collect(Collectors.joining(" union all "))));
  }

  /** Every table that has a column for an organisation. */
  public List<String> ofOrganisations() {
    return strings(
        """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and not c.relispartition and a.attname = 'organisation_id' and not a.attisdropped
         order by 1
        """);
  }

  /** The tables that have {@code needle} anywhere in a row, but for what is sealed. */
  public Set<String> having(String needle) {
    var tables =
        strings(
            """
            select relname from pg_class where relnamespace = 'public'::regnamespace
               and relkind in ('r', 'p') and not relispartition
            """);
    return where(
        tables,
        "exists (select from %1$s where position('"
            + needle.toLowerCase(Locale.ROOT)
            + "' in lower(to_jsonb(%1$s)::text)) > 0)");
  }

  /** What the owner of the schema counts by {@code sql}. */
  public long count(String sql) {
    return Long.parseLong(strings(sql).getFirst());
  }

  /** Does {@code sql} as the owner of the schema. */
  public void owner(String sql) {
    strings(sql);
  }

  /** The first column of what {@code sql} finds for the owner of the schema. */
  public List<String> strings(String sql) {
    try (var connection = new Owner(ownerUrl).connect();
        var statement = connection.createStatement()) {
      var found = new ArrayList<String>();
      if (statement.execute(sql)) {
        var rows = statement.getResultSet();
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
