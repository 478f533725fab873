package io.pronto.backup;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ErasureFiles;
import io.pronto.core.backup.ErasureFollower;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.db.Owner;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A server's data, without the server: its folder, and its PostgreSQL, which runs. */
final class Site implements AutoCloseable {
  final Path data;
  final String secret;
  final MasterKey master;
  final Database database;
  final ProofKey proof;
  final RecordingStore store;
  final String url;
  private final DataFolder held;
  private final Embedded postgres;

  private Site(Path data, String secret) throws Exception {
    this.data = data;
    this.secret = secret;
    master = MasterKey.of(secret);
    held = DataFolder.hold(data);
    postgres = Embedded.postgres(held);
    url = postgres.url();
    Migrations.run(url);
    database = new Database(Ground.vertx(), url);
    var keys = new OrganisationKeys(database, master);
    keys.check();
    proof = new ProofKey(database, master);
    var node = data.resolve("node");
    if (!Files.exists(node)) {
      Files.writeString(node, "node-1\n");
    }
    store =
        new RecordingStore(
            database,
            new RecordingFiles(data.resolve("recordings"), keys, Optional.empty(), "node-1"),
            TranscriptStore::delete);
  }

  /** Opens the one in {@code data}, or makes it. */
  static Site open(Path data, String secret) throws Exception {
    return new Site(data, secret);
  }

  BackupManifest backUp(BackupPlace place, Optional<String> line, long journal) throws Exception {
    return new BaseBackup(data, url, true, master, proof).make(place, line, journal);
  }

  ErasureFollower follower(BackupPlace place) {
    var files = new ErasureFiles(place.erasures(), new BackupSeal(master));
    return new ErasureFollower(database, files, InstantSource.system());
  }

  OrganisationId organisation() {
    var id = OrganisationId.next();
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, $1, 'FR', $2)",
                id.value(),
                Ground.label(id)));
    return id;
  }

  Set<String> organisations() {
    return database.asOperator(tx -> tx.query("select id from organisation")).stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  /** A recording with its file and what was said in it; its id. */
  String recording(OrganisationId organisation, String number) throws IOException {
    var id = Id.next("rec");
    var call = Id.next("call");
    var path = organisation + "/2026-11-30/" + id + ".sealed";
    var file = data.resolve("recordings").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "sealed sound of " + id);
    database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into recording (id, organisation_id, call_id, number, started_at, millis,
                state, path, wrapped_key, manifest, bytes, expires_at, node)
              values ($1, $2, $3, $4, $5, 1000, 'available', $6, $7, $8, 1, $5, 'node-1')
              """,
              id,
              organisation.value(),
              call,
              number,
              OffsetDateTime.now(),
              path,
              Buffer.buffer(),
              new JsonObject());
          return tx.update(
              """
              insert into transcript (id, organisation_id, call_id, recording_id, language, state,
                text)
              values ($1, $2, $3, $4, 'fr', 'available', $5)
              """,
              Id.next("trn"),
              organisation.value(),
              call,
              id,
              "Call me back at " + number);
        });
    return id;
  }

  /** Somebody whom the organisation knows; the contact's id. */
  String contact(OrganisationId organisation, String number) {
    var id = Id.next("con");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into contact (id, organisation_id, name, company, numbers)
                values ($1, $2, 'Somebody', '', $3)
                """,
                id,
                organisation.value(),
                new String[] {number}));
    return id;
  }

  Set<String> ids(OrganisationId organisation, String table) {
    return database.in(organisation, tx -> tx.query("select id from " + table)).stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  Optional<Path> file(String recording) throws IOException {
    var folder = data.resolve("recordings");
    if (!Files.exists(folder)) { // nothing is in it that a restore could bring back
      return Optional.empty();
    }
    try (var all = Files.walk(folder)) {
      return all.filter(path -> path.getFileName().toString().equals(recording + ".sealed"))
          .findFirst();
    }
  }

  /** The first column of what {@code sql} finds for the owner of the schema. */
  List<String> strings(String sql) {
    try (var connection = new Owner(url).connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() throws IOException {
    database.close();
    postgres.close();
    held.close();
  }
}
