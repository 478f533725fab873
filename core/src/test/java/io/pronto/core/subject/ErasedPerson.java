package io.pronto.core.subject;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.OwnPostgres;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handovers;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.transcript.TranscriptStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody outside of whom an organisation has every kind of data, in a database of a test's own;
 * and somebody within.
 */
final class ErasedPerson implements AutoCloseable {
  static final String NUMBER = "+33612345678";
  static final String NATIONAL = "0612345678";
  static final String NAME = "Ada Lovelace";
  static final String EMAIL = "grace.hopper@example.org";
  static final String OTHER = "+33187654321";

  final Path folder;
  final String secretsKey;
  final MasterKey master;
  final OrganisationId organisation;
  final String boss = Id.next("usr");
  final String grace = Id.next("usr");
  final Database database;
  final Outbox outbox;
  final SubjectErasure erasure;
  final SubjectRequests requests;
  final RecordingStore store;
  private final Optional<OwnPostgres> postgres;
  private final String url;
  private Duration later = Duration.ZERO;

  ErasedPerson(Path folder) {
    this(folder, OwnPostgres.start(folder));
    open();
  }

  private ErasedPerson(Path folder, OwnPostgres postgres) {
    this(
        folder, postgres.url(), MasterKey.generate(), OrganisationId.next(), Optional.of(postgres));
  }

  /** The same one as another process has them. */
  static ErasedPerson ofAnother(
      Path folder, String url, String secretsKey, OrganisationId organisation) {
    return new ErasedPerson(folder, url, secretsKey, organisation, Optional.empty());
  }

  private ErasedPerson(
      Path folder,
      String url,
      String secretsKey,
      OrganisationId organisation,
      Optional<OwnPostgres> postgres) {
    this.folder = folder;
    this.url = url;
    this.secretsKey = secretsKey;
    this.organisation = organisation;
    this.postgres = postgres;
    master = MasterKey.of(secretsKey);
    database = new Database(Ground.vertx(), url);
    outbox = new Outbox(database);
    var keys = new OrganisationKeys(database, master);
    store =
        new RecordingStore(
            database,
            new RecordingFiles(folder.resolve("recordings"), keys, Optional.empty(), "node-1"),
            TranscriptStore::delete);
    InstantSource clock = this::now;
    erasure =
        new SubjectErasure(
            database,
            new SubjectSeal(master),
            store,
            new SealedArchive(master),
            new ErasureJournal(master),
            new DestructionCertificates(new ProofKey(database, master), InstantSource.system()),
            outbox,
            clock);
    requests =
        new SubjectRequests(
            database,
            new SubjectSeal(master),
            outbox,
            Optional.empty(),
            new Handovers(database, master),
            erasure,
            clock);
  }

  Instant now() {
    return Instant.now().plus(later);
  }

  /** Some time goes by, for erasures alone. */
  void passes(Duration time) {
    later = later.plus(time);
  }

  private void open() {
    sql(
        "insert into organisation (id, name, country, label) values ('%s', 'X', 'FR', 'x')"
            .formatted(organisation));
    user(boss, "boss@example.com", "The Boss", "super_administrator", 100);
    user(grace, EMAIL, "Grace Hopper", "agent", 101);
    sql("insert into carrier (id, name) values ('%s', 'Carrier')".formatted(Id.next("car")));
  }

  void user(String id, String email, String name, String role, int extension) {
    sql(
        """
        insert into user_account (id, organisation_id, email, name, role, extension)
        values ('%s', '%s', '%s', '%s', '%s', '%d')
        """
            .formatted(id, organisation, email, name, role, extension));
  }

  /** A call from them, with a recording, what was said, and what was told of it. */
  String call(Instant at) {
    return call(at, NUMBER, NAME, "null", NATIONAL);
  }

  /** A call from somebody, of which the rules have seen {@code seen}. */
  String call(Instant at, String from, String name, String user, String seen) {
    var call = Id.next("call");
    sql(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, caller_user_id,
          called_number, called_name, started_at, ended_at, cause, sip_status, ended_by, diversions,
          legs, recording_ids, node, trace)
        values ('%1$s', '%2$s', 'inbound', '%3$s', '%5$s', %6$s, '%4$s', '', '%7$s', '%7$s',
          'normal', 200, 'caller', '{}',
          '[{"role": "caller", "target": "sip:%3$s@carrier.example", "name": "%5$s"}]', '{}', 'node-1',
          '[{"found": "caller_shown", "id": null, "input": {"number": "%8$s", "email": "%9$s"}}]')
        """
            .formatted(call, organisation, from, OTHER, name, user, at, seen, EMAIL.toUpperCase()));
    return call;
  }

  /** A recording of that call with its file, which says more than a sealed one would. */
  String recording(String call, Instant at) {
    var id = Id.next("rec");
    var path = organisation + "/" + id + ".sealed";
    try {
      var file = folder.resolve("recordings").resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "said by " + NUMBER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    sql(
        """
        insert into recording (id, organisation_id, call_id, number, started_at, millis, state, path,
          wrapped_key, manifest, bytes, expires_at, node)
        values ('%s', '%s', '%s', '%s', '%s', 1000, 'available', '%s', '', '{"notice": {"told": "%s"}}',
          1, '%5$s', 'node-1')
        """
            .formatted(id, organisation, call, OTHER, at, path, NUMBER));
    transcript(call, id, "you can call me at 06 12 34 56 78 or " + NUMBER);
    return id;
  }

  String transcript(String call, String recording, String text) {
    return transcript(call, recording, "en", text);
  }

  String transcript(String call, String recording, String language, String text) {
    var id = Id.next("trn");
    var words = new StringBuilder();
    for (var word : text.split("\\s")) {
      words.append(words.isEmpty() ? "" : ", ").append("{\"text\": \"%s\"}".formatted(word));
    }
    sql(
        """
        insert into transcript (id, organisation_id, call_id, recording_id, language, state, words, text)
        values ('%s', '%s', '%s', '%s', '%s', 'available', '{"caller": [%s]}', '%s')
        """
            .formatted(id, organisation, call, recording, language, words, text));
    return id;
  }

  /** Of every place a row. */
  void everywhere(Instant at) {
    recording(call(at), at);
    call(at, "+33188888888", "", "null", NATIONAL);
    var byOthers = call(at, "+33199999999", "", "null", "+33155555555");
    transcript(byOthers, Id.next("rec"), "her number is 06 12 34 56 78 she said");
    sql(
        """
        insert into event_sequence (organisation_id, last) values ('%1$s', 1)
          on conflict (organisation_id) do update set last = event_sequence.last + 1
        """
            .formatted(organisation));
    sql(
        """
        insert into event (organisation_id, sequence, id, type, occurred_at, data)
        select '%1$s', last + 1000, '%2$s', 'call.created', '%5$s', '{"from": {"number": "%3$s", "name": "%4$s"}}'
          from event_sequence
        """
            .formatted(organisation, Id.next("evt"), NUMBER, NAME, at));
    var contact = Id.next("con");
    sql(
        """
        insert into contact (id, organisation_id, name, company, numbers)
        values ('%s', '%s', '%s', 'Engines', '{%s}')
        """
            .formatted(contact, organisation, NAME, NUMBER));
    var company = Id.next("con");
    sql(
        """
        insert into contact (id, organisation_id, name, company, numbers)
        values ('%s', '%s', '', 'Analytical Engines', '{%s,%s}')
        """
            .formatted(company, organisation, NUMBER, OTHER));
    for (var key :
        List.of(contact + "', '" + NUMBER, company + "', '" + NUMBER, company + "', '" + OTHER)) {
      sql(
          "insert into contact_key (organisation_id, contact_id, key) values ('%s', '%s')"
              .formatted(organisation, key));
    }
    sql(
        """
        insert into listed_caller (id, organisation_id, list, number, match, reason, answer)
        values ('%s', '%s', 'blocked', '%s', 'exact', 'calls as %s', 'busy')
        """
            .formatted(Id.next("lst"), organisation, NUMBER, NATIONAL));
    sql(
        """
        insert into forwarding (organisation_id, user_id, always_number, busy_number, no_answer_number,
          no_answer_seconds, unreachable_number, find_me)
        values ('%s', '%s', '%3$s', '%3$s', '%3$s', 20, '%3$s', '[{"number": "%3$s"}]')
        """
            .formatted(organisation, boss, NUMBER));
    sql(
        """
        insert into right_to_number (id, organisation_id, number, proof, state, note)
        values ('%s', '%s', '%s', 'document', 'pending', 'of %s')
        """
            .formatted(Id.next("rtn"), organisation, NUMBER, NAME));
    sql(
        """
        insert into caller_id_of_destination (organisation_id, prefix, number) values ('%s', '+39', '%s')
        """
            .formatted(organisation, NUMBER));
    sql("update user_account set caller_id = '%s' where id = '%s'".formatted(NUMBER, boss));
    sql(
        """
        insert into directory_import (organisation_id, kind, url, token, interval_minutes, enabled)
        values ('%s', 'okta', 'https://x.example', '', 60, true)
        """
            .formatted(organisation));
    sql(
        """
        insert into directory_import_run (organisation_id, state, skipped)
        values ('%s', 'succeeded', '[{"mobile": "%s"}]')
        """
            .formatted(organisation, NUMBER));
    sql(
        """
        insert into export (id, organisation_id, kind, filter, asked_by, token_hash, expires_at)
        values ('%s', '%s', 'cdrs', '{"number": "%s"}', '%s', sha256('x'), now())
        """
            .formatted(Id.next("exp"), organisation, NUMBER, boss));
    sql(
        """
        insert into fraud_alarm (id, organisation_id, rule, subject, most, at_ceiling, call_id, number,
          country, tripped_at)
        values ('%s', '%s', 'calls', 'FR', 1, false, '%4$s', '%3$s', 'FR', '%5$s')
        """
            .formatted(Id.next("alm"), organisation, NUMBER, byOthers, at));
  }

  String ask(SubjectRequest.Kind kind, String subject) {
    return requests
        .file(
            organisation,
            new SubjectRequests.Received(
                kind,
                subject,
                "Please do, " + NAME,
                SubjectRequest.Receiver.ORGANISATION,
                Instant.now(),
                boss))
        .id();
  }

  /** Asks for an erasure and has it instructed; returns its id. */
  String erase(String subject) {
    var request = ask(SubjectRequest.Kind.ERASURE, subject);
    return requests
        .instruct(organisation, request, SubjectRequest.Action.ERASE, "Yes", boss)
        .orElseThrow()
        .erasureId()
        .orElseThrow();
  }

  Erasure erasure(String id) {
    return new Erasures(database).find(organisation, id).orElseThrow();
  }

  void contact(String number) {
    var contact = Id.next("con");
    sql(
        """
        insert into contact (id, organisation_id, name, company, numbers)
        values ('%s', '%s', 'Somebody', '', '{%s}')
        """
            .formatted(contact, organisation, number));
    sql(
        "insert into contact_key (organisation_id, contact_id, key) values ('%s', '%s', '%s')"
            .formatted(organisation, contact, number));
  }

  /** What was told of a call. */
  void event(String call, String number, Instant at) {
    sql(
        """
        insert into event (organisation_id, sequence, id, type, occurred_at, data)
        select '%1$s', coalesce(max(sequence), 0) + 1000, '%2$s', 'call.ended', '%5$s', '{"call_id": "%3$s", "from": "%4$s"}'
          from event
        """
            .formatted(organisation, Id.next("evt"), call, number, at));
  }

  /** A number of the organisation's own that sends calls there, one version after the other. */
  void routedTo(String... numbers) {
    sql(
        """
        insert into number_block (id, carrier_id, first, last, country, type)
        select '%s', id, '%2$s', '%2$s', 'FR', 'geographic' from carrier
        """
            .formatted(Id.next("blk"), OTHER));
    sql(
        """
        insert into phone_number (number, organisation_id, block_id, type, country)
        select first, '%s', id, type, country from number_block
        """
            .formatted(organisation));
    for (var to : numbers) {
      sql(
          """
          insert into number_routing (id, organisation_id, number, closed_number)
          values ('%s', '%s', '%s', '%s')
          """
              .formatted(Id.next("rtv"), organisation, OTHER, to));
    }
  }

  String url() {
    return url;
  }

  DeadBytes deadBytes() {
    return new DeadBytes(new Owner(url));
  }

  ErasureWork work() {
    return new ErasureWork(database, erasure, deadBytes(), this::now);
  }

  /** As the owner of the tables: how many rows, or the first value. */
  String sql(String sql) {
    return sql(url, sql);
  }

  /** The same in another database. */
  String sql(String url, String sql) {
    try (var connection = new Owner(url).connect();
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "" + statement.getUpdateCount();
      }
      try (var rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The files below the folder, the database's and the recordings', that have one of these. */
  List<String> filesWith(List<String> texts) {
    var found = new ArrayList<String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        texts.stream()
            .filter(bytes::contains)
            .forEach(text -> found.add(folder.relativize(file) + ": " + text));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  /** The tables in whose rows, as text, there is one of these: a compressed value hides it. */
  List<String> tablesWith(List<String> texts) {
    var found = new ArrayList<String>();
    var tables =
        sql("""
        select string_agg(relname, ' ') from pg_class
         where relnamespace = 'public'::regnamespace and relkind = 'r'
        """)
            .split(" ");
    for (var table : tables) {
      for (var text : texts) {
        var count =
            sql("select count(*) from %s t where t::text ilike '%%%s%%'".formatted(table, text));
        if (!count.equals("0")) {
          found.add(table + ": " + text);
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    outbox.close();
    database.close();
    postgres.ifPresent(OwnPostgres::close);
  }
}
