package io.pronto.core.authority;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.completeness.CompletenessStatement;
import io.pronto.core.completeness.CompletenessStatement.State;
import io.pronto.core.db.Database;
import io.pronto.core.evidence.HashedFiles;
import io.pronto.core.evidence.HashedFiles.Lines;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an authority is shown: records of calls, who subscribers are, what they told and where they
 * connected from, and what of all that is in the sealed archive; nothing that was said. The
 * database itself gives nothing out that is not within an approved request. With it comes whether
 * any record of a call of the time is missing, who has asked for it, approved and fetched it, and
 * the signature of the list of all files with their hashes. What was shown is written into the
 * register, and the customers concerned are given notice, from when on they may know.
 */
public final class DisclosedArchive implements Contents {
  /** Calls are looked for a day at a time: that takes neither long nor much memory. */
  private static final Duration STEP = Duration.ofDays(1);

  /** No record of a call is older: 12 months, the rest of its last day and the sweep's hour. */
  private static final Duration OLDEST = Duration.ofDays(370);

  private final Database database;
  private final DisclosedRecords archive;
  private final DisclosedAccounts accounts;
  private final AuthorityRequests requests;
  private final Completeness completeness;
  private final ProofKey key;
  private final InstantSource clock;

  /**
   * Reads {@code database} and {@code archive}, by the register {@code requests}.
   *
   * @param master opens what customers have handed in about who they are
   * @param key signs what is shown
   */
  public DisclosedArchive(
      Database database,
      DisclosedRecords archive,
      MasterKey master,
      AuthorityRequests requests,
      Completeness completeness,
      ProofKey key,
      InstantSource clock) {
    this.database = database;
    this.archive = archive;
    this.accounts = new DisclosedAccounts(database, master);
    this.requests = requests;
    this.completeness = completeness;
    this.key = key;
    this.clock = clock;
  }

  @Override
  public void write(Handover handover, SealedZip into) throws IOException {
    var request = requests.find(handover.about()).orElseThrow();
    new Writing(request, new HashedFiles(into)).write(handover);
  }

  /** Writes what is of a time between two. */
  private interface OfDay {
    void write(Instant from, Instant before) throws IOException;
  }

  /** One archive under way. */
  private final class Writing {
    private final AuthorityRequest request;
    private final HashedFiles files;
    private final Map<String, Long> counts = new HashMap<>();
    private final Set<OrganisationId> concerned = new HashSet<>();
    private Optional<State> state = Optional.empty();

    Writing(AuthorityRequest request, HashedFiles files) {
      this.request = request;
      this.files = files;
    }

    /** What was shown until it was cut off was shown. */
    void write(Handover handover) throws IOException {
      var sums = Optional.<String>empty();
      try {
        files.json("request.json", head());
        files.lines("calls.jsonl", this::calls);
        files.lines("subscribers.jsonl", this::subscribers);
        files.lines("accounts.jsonl", this::accounts);
        files.lines("connections.jsonl", this::connections);
        files.lines("archive.jsonl", this::archived);
        if (request.asked().kinds().contains(Kind.CALL_DETAIL_RECORD)) {
          files.json("completeness.json", statement().json());
        }
        files.lines("journal.jsonl", lines -> new AccessJournal(database).write(request, lines));
        files.text("key.pem", key.publicKey().pem());
        files.text("README.txt", readme());
        sums = Optional.of(signed());
      } finally {
        note(handover, sums);
      }
    }

    /** What can be missing is what was asked for, and has begun by now. */
    private CompletenessStatement statement() {
      var statement = completeness.of(request.asked().since(), request.asked().until());
      state = Optional.of(statement.state());
      return statement;
    }

    /** The hash of the list of files, which is signed. */
    private String signed() throws IOException {
      var sums = files.sums();
      var signature = key.sign(files.list().getBytes(UTF_8));
      files.stream(HashedFiles.SUMS + ".sig", out -> out.write(signature));
      return sums;
    }

    private JsonObject head() {
      return new JsonObject()
          .put("id", request.id())
          .put("authority", request.authority())
          .put("reference", request.reference())
          .put("legal_basis", request.legalBasis())
          .put("kinds", request.asked().kinds().stream().map(Kind::text).sorted().toList())
          .put("numbers", request.asked().numbers())
          .put("emails", request.asked().emails())
          .put("since", request.asked().since().toString())
          .put("until", request.asked().until().toString())
          .put("disclosed_at", clock.instant().toString());
    }

    private void calls(Lines lines) throws IOException {
      byDay((from, before) -> add(lines, Kind.CALL_DETAIL_RECORD, callsOf(from, before)));
    }

    private void byDay(OfDay part) throws IOException {
      var now = clock.instant();
      var until = earlier(request.asked().until(), now.plus(STEP));
      for (var from = later(request.asked().since(), now.minus(OLDEST));
          from.isBefore(until);
          from = from.plus(STEP)) {
        part.write(from, earlier(from.plus(STEP), until));
      }
    }

    private List<Row> callsOf(Instant from, Instant before) {
      return database.asOperator(
          tx ->
              tx.query(
                  "select * from disclosed_calls($1, $2, $3)",
                  request.id(),
                  from.atOffset(ZoneOffset.UTC),
                  before.atOffset(ZoneOffset.UTC)));
    }

    private void subscribers(Lines lines) throws IOException {
      add(
          lines,
          Kind.SUBSCRIBER,
          database.asOperator(
              tx -> tx.query("select * from disclosed_subscribers($1)", request.id())));
    }

    private void accounts(Lines lines) throws IOException {
      show(lines, Kind.SIGN_UP, accounts.signUps(request.id()));
    }

    private void connections(Lines lines) throws IOException {
      show(lines, Kind.CONNECTION, accounts.connections(request.id()));
      if (request.asked().kinds().contains(Kind.CONNECTION)) {
        byDay(
            (from, before) ->
                show(lines, Kind.CONNECTION, accounts.terminals(request.id(), from, before)));
      }
    }

    private void show(Lines lines, Kind kind, List<DisclosedAccounts.Shown> all)
        throws IOException {
      for (var shown : all) {
        lines.add(shown.content());
        count(kind, Optional.of(shown.organisation()));
      }
    }

    private void add(Lines lines, Kind kind, List<Row> rows) throws IOException {
      for (var row : rows) {
        lines.add(row.getJsonObject("disclosed"));
        count(kind, Optional.ofNullable(row.getString("organisation_id")));
      }
    }

    private void archived(Lines lines) throws IOException {
      var page = archive.next(request.id(), Optional.empty());
      while (!page.isEmpty()) {
        for (var opened : page) {
          var record = opened.record();
          lines.add(
              new JsonObject()
                  .put("id", opened.id())
                  .put("kind", record.kind().text())
                  .put("organisation_id", record.organisation().value())
                  .put("occurred_at", record.occurredAt().toString())
                  .put("content", record.content()));
          count(record.kind(), Optional.of(record.organisation().value()));
        }
        page = archive.next(request.id(), Optional.of(page.getLast().id()));
      }
    }

    private void count(Kind kind, Optional<String> organisation) {
      counts.merge(kind.text(), 1L, Long::sum);
      organisation.map(OrganisationId::new).ifPresent(concerned::add);
    }

    private String readme() {
      var sums = new StringBuilder(request.authority() + ", " + request.reference() + "\n\n");
      sums.append("request.json      what was asked for and approved\n")
          .append("calls.jsonl       records of calls (CPCE art. R.10-13), one a line\n")
          .append("subscribers.jsonl who has or had the numbers and addresses, one a line\n")
          .append("accounts.jsonl    what was told on signing up, handed in and paid, one a line\n")
          .append(
              "connections.jsonl where people, programs and telephones connected from, one a"
                  + " line\n")
          .append("archive.jsonl     the same of customers that are no more, out of the archive\n")
          .append("completeness.json whether any record of a call of that time is missing\n")
          .append("journal.jsonl     who asked for it, approved it and fetched it, and when\n")
          .append("SHA256SUMS        sha256sum -c SHA256SUMS says whether all is as it was\n")
          .append("SHA256SUMS.sig    its signature (Ed25519, RFC 8032); by key.pem, whose\n")
          .append(
              "                  fingerprint should come another way: openssl pkeyutl -verify\n")
          .append("                  -pubin -inkey key.pem -rawin -in SHA256SUMS\n")
          .append("                  -sigfile SHA256SUMS.sig\n\n");
      request.asked().kinds().stream()
          .sorted()
          .forEach(
              kind ->
                  sums.append(kind.text())
                      .append(": ")
                      .append(counts.getOrDefault(kind.text(), 0L))
                      .append('\n'));
      state.ifPresent(found -> sums.append(words(found)).append('\n'));
      sums.append('\n').append(DisclosedAccounts.notKept(request.asked().kinds()));
      return sums.append("What was said in calls is not kept for authorities, and not in here.\n")
          .toString();
    }

    private static String words(State state) {
      return switch (state) {
        case COMPLETE ->
            "Complete: each day of that time, as far as law has its calls kept, has the records of"
                + " calls that it had when it was sealed.";
        case NOT_COMPLETE ->
            "NOT COMPLETE: records of calls of that time are missing, too many or changed, or the"
                + " seals are not whole; completeness.json names the days.";
        case NOT_PROVEN ->
            "Not proven complete: nothing is known to be missing, but of some days that cannot be"
                + " said; completeness.json names them.";
      };
    }

    private void note(Handover handover, Optional<String> sha256) {
      var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      var disclosure = new Disclosure(Id.next("adi"), handover.id(), now, counts, sha256);
      database.asOperator(
          tx -> {
            RequestRows.insert(tx, request.id(), disclosure);
            var due =
                AuthorityRequests.due(
                    RequestRows.read(tx, request.id(), " for share").orElseThrow(), now);
            concerned.forEach(
                each ->
                    Notices.give(
                        tx, each, Notice.Kind.DISCLOSURE, request.id(), facts(now), now, due));
            return null;
          });
    }

    /** Neither whom it was about nor what was found. */
    private JsonObject facts(Instant now) {
      return new JsonObject()
          .put("authority", request.authority())
          .put("legal_basis", request.legalBasis())
          .put("since", request.asked().since().toString())
          .put("until", request.asked().until().toString())
          .put("disclosed_at", now.toString());
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
