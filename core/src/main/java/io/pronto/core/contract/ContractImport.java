package io.pronto.core.contract;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.sound.NotSound;
import io.pronto.core.sound.WavFile;
import io.pronto.core.subject.SealedContents;
import io.pronto.core.subject.SubjectSeal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes an organisation anew on this server of what another has returned ({@link ContractReturn}).
 * First come, in one transaction, its people and all that has no sound, with the legal holds and
 * restrictions that bind what follows; then prompts, and recordings with what was said in them, one
 * at a time: who is interrupted there imports the same archive again, and it goes on. Secrets come
 * from nowhere: people choose new passwords, devices get new ones. Numbers do not come: they are
 * with an operator, and are ported.
 */
public final class ContractImport {
  /** What comes as a whole, and is not counted on the way. */
  private static final List<String> UNCOUNTED =
      List.of("organisation", "prompt_sound", "prompt_audio");

  private final String url;
  private final Database database;
  private final OrganisationKeys keys;
  private final Path recordings;
  private final String node;
  private final SealedContents contents;
  private final ReturnedTables decided = ReturnedTables.read();

  /**
   * Imports into {@code database}.
   *
   * @param url of the same, as the owner of its tables
   * @param seal seals what people have asked for
   * @param recordings the folder of recordings of the server {@code node}
   */
  public ContractImport(
      String url,
      Database database,
      OrganisationKeys keys,
      SubjectSeal seal,
      Path recordings,
      String node) {
    this.url = url;
    this.database = database;
    this.keys = keys;
    this.contents = new SealedContents(seal);
    this.recordings = recordings;
    this.node = node;
  }

  /**
   * What came of an import.
   *
   * @param rows how many of each table came
   * @param stayed what of each table did not
   * @param superAdministrators ids of those who may sign in first
   */
  public record Imported(
      OrganisationId organisation,
      String name,
      Map<String, Long> rows,
      Map<String, Stayed> stayed,
      List<String> superAdministrators) {}

  /**
   * What stays in the archive.
   *
   * @param rows how many
   * @param why in a few words
   */
  public record Stayed(long rows, String why) {}

  /**
   * Imports {@code archive}.
   *
   * @throws ImportRefused when it is none, was changed, or cannot come here; before the recordings
   *     nothing has changed then
   */
  public Imported run(Path archive, char[] passphrase) throws IOException, ImportRefused {
    try (var files = ReturnedFiles.open(archive, passphrase);
        var tables = new ImportedTables(url)) {
      return run(files, tables);
    } catch (SQLException e) {
      throw new ImportRefused("The database refuses: " + e.getMessage().split("\n")[0], e);
    }
  }

  private Imported run(ReturnedFiles files, ImportedTables tables)
      throws IOException, ImportRefused, SQLException {
    requireVersion(files.manifest());
    var organisation = new OrganisationId(files.manifest().getString("organisation_id"));
    var rows = new LinkedHashMap<String, Long>();
    if (!tables.isBegun(organisation, files.fingerprint())) {
      first(organisation, files, tables, rows);
    }
    prompts(organisation, files);
    recordings(organisation, files, tables, rows);
    rows.put("transcript", copied(organisation, files, tables, "transcript"));
    rows.put("erasure", erasures(organisation, files, tables));
    tables.complete(organisation);
    return new Imported(
        organisation,
        tables.name(organisation),
        rows,
        stayed(files.manifest(), rows),
        tables.superAdministrators(organisation));
  }

  private void requireVersion(JsonObject manifest) throws ImportRefused {
    var here =
        database
            .asStranger(tx -> tx.one("select schema_version() as it").orElseThrow())
            .getString("it");
    var there = manifest.getString("schema_version");
    if (Integer.parseInt(there) > Integer.parseInt(here)) {
      throw new ImportRefused(
          "A newer version made the archive (tables %s, here %s): update Pronto first"
              .formatted(there, here));
    }
  }

  private void first(
      OrganisationId organisation,
      ReturnedFiles files,
      ImportedTables tables,
      Map<String, Long> rows)
      throws IOException, ImportRefused, SQLException {
    tables.begin();
    var general = new ArrayList<String>();
    files.rows("organisation", general::add);
    if (general.size() != 1) {
      throw new ImportRefused("There is no organisation in the archive");
    }
    tables.found(organisation, new JsonObject(general.getFirst()), files.fingerprint());
    for (var table : decided.imported(ReturnedTables.Imported.ROWS)) {
      rows.put(table, copied(organisation, files, tables, table));
    }
    files.rows("erasure", json -> sealed(organisation, "erasure", json)); // refused before it lasts
    tables.noteLateCalls(organisation);
    rows.put("prompt_use", 0L);
    files.rows(
        "prompt_use",
        json -> {
          // where a number's own music is heard comes with the number
          if (new JsonObject(json).getString("number") == null) {
            tables.insert(organisation, "prompt_use", json);
            rows.merge("prompt_use", 1L, Long::sum);
          }
        });
    tables.lockHolds(organisation); // last: others wait for it
    rows.put("legal_hold", copied(organisation, files, tables, "legal_hold"));
    tables.commit();
  }

  private long copied(
      OrganisationId organisation, ReturnedFiles files, ImportedTables tables, String table)
      throws IOException, ImportRefused {
    var count = new long[1];
    files.rows(
        table,
        json -> {
          var row =
              SealedContents.areIn(table) ? sealed(organisation, table, json) : Optional.of(json);
          if (row.isPresent()) {
            tables.insert(organisation, table, row.get());
            count[0]++;
          }
        });
    return count[0];
  }

  private Optional<String> sealed(OrganisationId organisation, String table, String json)
      throws ImportRefused {
    var row = new JsonObject(json);
    try {
      return contents.seal(organisation, table, row).map(JsonObject::encode);
    } catch (IllegalArgumentException e) {
      throw new ImportRefused(
          "The archive was forged: %s %s: %s".formatted(table, row.getString("id"), e.getMessage()),
          e);
    }
  }

  /** Last of all: whatever they may have to erase is here. */
  private long erasures(OrganisationId organisation, ReturnedFiles files, ImportedTables tables)
      throws IOException, ImportRefused {
    // where the import goes on, the requests that they are of were read by an earlier one
    files.rows("subject_request", json -> sealed(organisation, "subject_request", json));
    return copied(organisation, files, tables, "erasure");
  }

  private void prompts(OrganisationId organisation, ReturnedFiles files)
      throws IOException, ImportRefused {
    var texts = new TreeMap<String, String>();
    files.rows(
        "prompt_sound",
        json -> {
          var row = new JsonObject(json);
          texts.put(
              row.getString("prompt_id") + '.' + row.getString("language"), row.getString("text"));
        });
    var store = new PromptStore(database, keys);
    for (var said : texts.entrySet()) {
      var sound = files.content("prompts/" + said.getKey() + ".wav");
      if (sound.isPresent()) {
        var parts = said.getKey().split("\\.");
        try (var in = sound.get()) {
          var what =
              new PromptStore.Said(
                  parts[1], WavFile.sound(in.readAllBytes()), Optional.ofNullable(said.getValue()));
          store
              .say(organisation, parts[0], what, true)
              .orElseThrow(
                  () -> new ImportRefused("The archive was forged: it has no prompt " + parts[0]));
        } catch (NotSound e) {
          throw new ImportRefused("prompts/" + said.getKey() + ".wav: " + e.getMessage(), e);
        }
      }
    }
  }

  private void recordings(
      OrganisationId organisation,
      ReturnedFiles files,
      ImportedTables tables,
      Map<String, Long> rows)
      throws IOException, ImportRefused {
    var sealing = new ImportedSound(organisation, keys, recordings);
    files.rows(
        "recording",
        json -> {
          var row = new JsonObject(json);
          rows.merge("recording", 1L, Long::sum);
          if (!tables.has("recording", row.getString("id"))) {
            var sound = files.content("recordings/" + row.getString("id") + ".wav");
            var sealed = sealing.seal(row, startedAt(row), sound);
            tables.insertRecording(organisation, json, sealed, node);
          }
        });
  }

  private static Instant startedAt(JsonObject row) {
    return OffsetDateTime.parse(row.getString("started_at")).toInstant();
  }

  /** Of what came by an earlier run of the same import nothing stays. */
  private Map<String, Stayed> stayed(JsonObject manifest, Map<String, Long> rows) {
    var there = manifest.getJsonObject("rows").copy();
    there.mergeIn(manifest.getJsonObject("chains", new JsonObject()));
    var stayed = new TreeMap<String, Stayed>();
    for (var table : there.fieldNames()) {
      long left = there.getLong(table) - came(table, there, rows);
      if (left > 0) {
        stayed.put(table, new Stayed(left, why(table)));
      }
    }
    return stayed;
  }

  private long came(String table, JsonObject there, Map<String, Long> rows) {
    if (decided.imported(ReturnedTables.Imported.NO).contains(table)) {
      return 0;
    }
    return UNCOUNTED.contains(table)
        ? there.getLong(table)
        : rows.getOrDefault(table, there.getLong(table));
  }

  private String why(String table) {
    return decided.entries().stream()
        .filter(entry -> entry.table().equals(table))
        .map(ReturnedTables.Entry::reason)
        .findFirst()
        .orElse("there is no such table here");
  }
}
