package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.identity.RightReview;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.sound.WavFile;
import io.pronto.core.subject.SealedContents;
import io.pronto.core.subject.SubjectSeal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;

/**
 * All that an organisation has, as it is returned at the end of its contract (GDPR art. 28(3)(g)),
 * a bit at a time. What becomes of each table {@link ReturnedTables} says: none can be forgotten. A
 * file for each table has a row in each line, as JSON; beside them are the sound of recordings and
 * prompts as WAV, what was handed in about the holder of numbers, the audit log and the
 * certificates as they are verified, a list of all files with their SHA-256, and a manifest.
 */
public final class ContractReturn implements Contents {
  /** What the manifest says of what it is. */
  static final String FORMAT = "pronto contract return 1";

  static final String MANIFEST = "manifest.json";
  static final String SUMS = "SHA256SUMS";

  private static final int PAGE = 500;
  private static final int BUFFER = 64 * 1024;

  private final Database database;
  private final RecordingStore recordings;
  private final PromptStore prompts;
  private final RegulatoryFiles files;
  private final RightReview rights;
  private final ReturnedRows rows;
  private final ReturnedChains chains;
  private final InstantSource clock;

  /**
   * What is in {@code database}, with the sound that {@code recordings} and {@code prompts} open.
   *
   * @param seal opens what people have asked for
   * @param chains hands out the audit log and the certificates
   * @param key by which both are checked
   */
  public ContractReturn(
      Database database,
      RecordingStore recordings,
      PromptStore prompts,
      RegulatoryFiles files,
      RightReview rights,
      SubjectSeal seal,
      ChainExport chains,
      ProofKey key,
      InstantSource clock) {
    this.database = database;
    this.recordings = recordings;
    this.prompts = prompts;
    this.files = files;
    this.rights = rights;
    this.rows = new ReturnedRows(database, new SealedContents(seal));
    this.chains = new ReturnedChains(chains, key);
    this.clock = clock;
  }

  @Override
  public void write(Handover handover, SealedZip into) throws IOException {
    var organisation = handover.organisation().orElseThrow();
    requireWhole(organisation);
    try (var out = new SummedFiles(into)) {
      var missing = new JsonArray();
      out.text("README.txt", readme());
      var counts = rows.write(organisation, out, missing);
      sounds(organisation, out, missing);
      promptSounds(organisation, out, missing);
      documents(organisation, out);
      var links = chains.write(organisation, out, missing);
      requireWhole(organisation);
      out.text(
          MANIFEST, manifest(organisation, counts, missing).put("chains", links).encodePrettily());
      out.finish(SUMS);
    }
  }

  private static String readme() throws IOException {
    try (var in = ContractReturn.class.getResourceAsStream("/contract/readme.txt")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** What was erased meanwhile is lacking, and the rest is not to be taken for all of it. */
  private void requireWhole(OrganisationId organisation) throws IOException {
    if (database.in(organisation, tx -> ContractErasure.mayLack(tx, organisation))) {
      throw new IOException("The erasure of %s has begun: it is not whole".formatted(organisation));
    }
  }

  /** What is gone or damaged is said, and keeps nobody from the rest. */
  private void sounds(OrganisationId organisation, SummedFiles out, JsonArray missing)
      throws IOException {
    var some = ids(organisation, "");
    while (!some.isEmpty()) {
      for (var id : some) {
        RestrictedUse.STORAGE.during(() -> sound(organisation, id, out, missing));
      }
      some = ids(organisation, some.getLast());
    }
  }

  /**
   * What is restricted goes back to its controller, too, who keeps it on so: that comes with it.
   */
  private boolean sound(OrganisationId organisation, String id, SummedFiles out, JsonArray missing)
      throws IOException {
    var recording = recordings.find(organisation, id).filter(one -> one.wrappedKey().length > 0);
    if (recording.isPresent()) {
      sound(recording.get(), out, missing);
    }
    return recording.isPresent();
  }

  private List<String> ids(OrganisationId organisation, String after) {
    return database
        .in(
            organisation,
            tx ->
                tx.query(
                    "select id from recording where id > $1 order by id limit $2", after, PAGE))
        .stream()
        .map(row -> row.getString("id"))
        .toList();
  }

  private void sound(Recording recording, SummedFiles out, JsonArray missing) throws IOException {
    var name = "recordings/" + recording.id() + ".wav";
    if (!recording.mayBeHeard()) {
      missing.add(new JsonObject().put("file", name).put("why", "Card numbers are not out of it"));
      return;
    }
    try (var audio = recordings.audio(recording)) {
      try (var file = out.entry(name)) {
        var buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        for (int read = audio.read(at, buffer); read > 0; read = audio.read(at, buffer)) {
          file.write(buffer.array(), 0, read);
          at += read;
          buffer.clear();
        }
      }
    } catch (NoSuchFileException | BrokenSeal | WrongMasterKey | EvidenceDiffers why) {
      missing.add(new JsonObject().put("file", name).put("why", reason(why)));
    }
  }

  private static String reason(Exception why) {
    return why instanceof NoSuchFileException ? "Its file is not there" : why.getMessage();
  }

  private void promptSounds(OrganisationId organisation, SummedFiles out, JsonArray missing)
      throws IOException {
    var said =
        database.in(
            organisation,
            tx -> tx.query("select prompt_id, language from prompt_audio order by 1, 2"));
    for (var row : said) {
      var id = row.getString("prompt_id");
      var language = row.getString("language");
      var name = "prompts/%s.%s.wav".formatted(id, language);
      try {
        var sound = prompts.sound(organisation, id, language);
        if (sound.isPresent()) {
          try (var file = out.entry(name)) {
            file.write(WavFile.of(sound.get()));
          }
        }
      } catch (BrokenSeal | WrongMasterKey why) {
        missing.add(new JsonObject().put("file", name).put("why", reason(why)));
      }
    }
  }

  private void documents(OrganisationId organisation, SummedFiles out) throws IOException {
    for (var id : texts(organisation, "select id from regulatory_file order by id")) {
      var opened = files.open(id);
      if (opened.isPresent()) {
        out.text("documents/" + id + ".json", opened.get().contents().encodePrettily());
      }
    }
    for (var id :
        texts(
            organisation,
            "select id from right_to_number where document is not null order by id")) {
      var document = rights.document(id);
      if (document.isPresent()) {
        try (var file = out.entry("documents/" + id + extension(document.get().type()))) {
          file.write(document.get().content());
        }
      }
    }
  }

  private static String extension(String type) {
    return switch (type) {
      case "application/pdf" -> ".pdf";
      case "image/png" -> ".png";
      default -> ".jpg";
    };
  }

  private List<String> texts(OrganisationId organisation, String sql) {
    return database.in(organisation, tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private JsonObject manifest(OrganisationId organisation, JsonObject counts, JsonArray missing) {
    var left = new JsonObject();
    counts.fieldNames().forEach(table -> left.put(table, notReturned(table)));
    return new JsonObject()
        .put("format", FORMAT)
        .put("organisation_id", organisation.value())
        .put("made_at", clock.instant().toString())
        .put(
            "schema_version",
            database
                .asStranger(tx -> tx.one("select schema_version() as it").orElseThrow())
                .getString("it"))
        .put("rows", counts)
        .put("left_out", left)
        .put("missing", missing);
  }

  private JsonArray notReturned(String table) {
    var names =
        database
            .asStranger(tx -> tx.one("select columns_not_returned($1) as it", table).orElseThrow())
            .getArrayOfStrings("it");
    return new JsonArray(List.of(names));
  }
}
