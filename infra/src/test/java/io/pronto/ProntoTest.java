package io.pronto;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.OwnPostgres;
import io.pronto.core.completeness.CallDay;
import io.pronto.core.completeness.CallSeals;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.Certified;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.proof.Chain;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.seal.MasterKey;
import io.pronto.server.TestEnvironment;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, as the launcher runs it. */
class ProntoTest {
  /** Of a process that had not yet asked to be told of SIGTERM. */
  private static final int TERMINATED = 143;

  @TempDir Path data;
  private final List<Process> started = new ArrayList<>();
  private final GreenMail mails =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @AfterEach
  void nothingIsLeftRunning() {
    started.forEach(Process::destroyForcibly);
    mails.stop();
  }

  @Test
  void startSaysWhenItIsReadyAndDrainsWhenItIsTerminated() throws Exception {
    int port = TestEnvironment.freePort();
    var pronto = run(Map.of("PRONTO_SIP_PORT", "" + port), "start");
    var out = new BufferedReader(pronto.inputReader());
    var ready = lineWith(pronto, out, "Ready");

    assertThat(ready).contains("sip=127.0.0.1:" + port);
    assertThat(options(port)).startsWith("SIP/2.0 200 OK\r\n");

    pronto.toHandle().destroy();
    assertThat(lineWith(pronto, out, "Stopped")).contains("calls_cut=0");
    assertThat(pronto.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(pronto.exitValue()).isZero();
  }

  @Test
  void aStartThatIsTerminatedHalfWayEndsQuietly() throws Exception {
    var pronto = run(Map.of(), "start");
    lineWith(pronto, new BufferedReader(pronto.inputReader()), "Pronto starts");

    pronto.toHandle().destroy();

    assertThat(errors(pronto)).isEmpty();
    assertThat(pronto.waitFor()).isIn(0, TERMINATED);
  }

  @Test
  void inJsonEveryLineIsAnObject() throws Exception {
    var pronto = run(Map.of("PRONTO_LOG_FORMAT", "json"), "start");
    var ready = new JsonObject(lineWith(pronto, new BufferedReader(pronto.inputReader()), "Ready"));

    assertThat(ready.getString("message")).isEqualTo("Ready");
    assertThat(ready.getString("sip")).startsWith("127.0.0.1:");
    assertThat(ready.getString("level")).isEqualTo("INFO");
  }

  @Test
  void aBadSettingIsOneLineAndExitCodeOne() throws Exception {
    var pronto = run(Map.of("PRONTO_SIP_PRT", "5070"), "start");

    assertThat(errors(pronto))
        .isEqualTo(
            "pronto: PRONTO_SIP_PRT (in the environment): no such key; did you mean"
                + " PRONTO_SIP_PORT?\n");
    assertThat(pronto.waitFor()).isEqualTo(1);
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsOneLineAndExitCodeOne() throws Exception {
    var url =
        "postgresql://pronto:secret@127.0.0.1:%d/pronto".formatted(TestEnvironment.freePort());
    var pronto = run(Map.of("PRONTO_DATABASE_URL", url), "start");

    assertThat(errors(pronto)).startsWith("pronto: database.url: ").hasLineCount(1);
    assertThat(pronto.waitFor()).isEqualTo(1);
  }

  @Test
  void aBusyDataFolderIsOneLineAndExitCodeOne() throws Exception {
    var first = run(Map.of(), "start");
    lineWith(first, new BufferedReader(first.inputReader()), "Ready");

    var second = run(Map.of(), "start");

    assertThat(errors(second))
        .contains("is in use by another Pronto (process %d)".formatted(first.pid()))
        .hasLineCount(1);
    assertThat(second.waitFor()).isEqualTo(1);
  }

  @Test
  void checkFindsEachThingGoodOrNamesTheKey(@TempDir Path backups) throws Exception {
    var ahead = Files.createDirectory(backups.resolve("base-29991231T235959Z"));
    Files.writeString(ahead.resolve("manifest.json"), "{}");
    try (var holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      mails.start();
      var pronto =
          run(
              Map.of(
                  "PRONTO_HTTP_PORT",
                  "" + holder.getLocalPort(),
                  "PRONTO_MAIL_URL",
                  "smtp://127.0.0.1:" + mails.getSmtp().getPort(),
                  "PRONTO_MAIL_BACKUP_URL",
                  "smtp://127.0.0.1:" + TestEnvironment.freePort(),
                  "PRONTO_MAIL_FROM",
                  "pronto@example.com",
                  "PRONTO_BACKUP_TO",
                  backups.toString()),
              "check");
      var lines = new BufferedReader(pronto.inputReader()).lines().toList();

      assertThat(lines)
          .filteredOn(line -> line.startsWith("FAIL"))
          .singleElement()
          .asString()
          .contains("http.port", "" + holder.getLocalPort());
      assertThat(lines)
          .anyMatch(line -> line.matches("OK +database .*"))
          .anyMatch(line -> line.matches("OK +redis .*"))
          .anyMatch(line -> line.matches("OK +sip.port .*"))
          .anyMatch(line -> line.matches("OK +mail.url +127.0.0.1:\\d+ takes mail from us"))
          .anyMatch(line -> line.matches("WARN +mail.backup +127.0.0.1:\\d+ does not answer"))
          .anyMatch(line -> line.matches("WARN +backup .*2999.* by a clock that was ahead.*"))
          .anyMatch(line -> line.matches("WARN +http.url .*set the address.*"))
          .anyMatch(line -> line.matches("WARN +speech models +none.*model install.*"));
      assertThat(pronto.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void verifySaysOfEachChainWhetherItIsWhole() throws Exception {
    var certified = new Certified().issue(2);

    var pronto = run(Map.of(), "verify");

    assertThat(new BufferedReader(pronto.inputReader()).lines())
        .allMatch(line -> line.startsWith("whole ") || line.startsWith("key "))
        .anyMatch(line -> line.matches("whole +operator: \\d+ events.*"))
        .anyMatch(line -> line.matches("whole +operator: \\d+ certificates.*"))
        .anyMatch(
            line ->
                line.matches(
                    "whole +%s .*: 3 events, the last \\w{64}, sealed up to 0"
                        .formatted(certified.organisation())))
        .anyMatch(
            line ->
                line.matches(
                    "whole +%s .*: 2 certificates, the last \\w{64}"
                        .formatted(certified.organisation())))
        .contains("key    " + Certified.KEY.publicKey().fingerprint());
    assertThat(errors(pronto)).isEmpty();
    assertThat(pronto.waitFor()).isZero();
  }

  @Test
  void verifyCountsTheRecordsOfCallsOfDaysThatAreSealed() throws Exception {
    var day = CallDay.of(Instant.now()).minusDays(2);
    var noon = CallDay.start(day).plus(Duration.ofHours(12));
    var organisation = Ground.organisation();
    var call = call(organisation, noon);
    var master = MasterKey.of(Ground.secretsKey());
    new CallSeals(Ground.database(), master, InstantSource.system()).seal();

    assertThat(lines("verify", "--calls"))
        .anyMatch(line -> line.matches("whole +operator: \\d+ seals of days of calls, the last .*"))
        .noneMatch(line -> line.startsWith("BROKEN calls of " + day));

    sql("delete from cdr where id = '%s'".formatted(call));

    assertThat(lines("verify", "--calls"))
        .anyMatch(
            line -> line.startsWith("BROKEN calls of %s: 1 records are missing".formatted(day)));
    assertThat(lines("verify")).noneMatch(line -> line.contains("calls of " + day));
  }

  private static String call(OrganisationId organisation, Instant at) {
    var id = Id.next("call");
    sql(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
          called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
          recording_ids, node)
        values ('%s', '%s', 'inbound', '+33612345678', '', '+33123456780', '', '%3$s', '%3$s',
          'answered', 200, 'caller', '{}', '[]', '{}', 'node-1')
        """
            .formatted(id, organisation, at));
    return id;
  }

  private static void sql(String sql) {
    try (var connection = new Owner(Ground.databaseUrl()).connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void verifyNamesTheCertificateThatWasTamperedWith() throws Exception {
    var certified = new Certified().issue(3);
    certified.tamper(
        "update destruction_certificate set count = 99 where chain = '%s' and sequence = 2");

    var pronto = run(Map.of(), "verify");

    assertThat(new BufferedReader(pronto.inputReader()).lines())
        .filteredOn(line -> line.startsWith("BROKEN"))
        .singleElement(as(STRING))
        .contains(certified.organisation().value())
        .containsPattern("Certificate 2 \\(dcert_\\w+\\) is not what was signed");
    assertThat(pronto.waitFor()).isEqualTo(1);
    certified.tamper(
        "update destruction_certificate set count = 2 where chain = '%s' and sequence = 2");
  }

  @Test
  void verifyLooksAtChainsWhoseOrganisationsAreNoMoreAndAtThoseThatWereKept() throws Exception {
    var certified = new Certified().issue(2);
    var organisation = certified.organisation();
    var never = OrganisationId.next();
    certified.tamper("delete from organisation where id = '%s'");
    var kept = data.resolve("kept");
    Files.writeString(kept, "whole  %s X: 2 events, the last %s".formatted(never, "0".repeat(64)));

    var lines = lines("verify", "--kept", kept.toString());

    assertThat(lines)
        .anyMatch(line -> line.matches("whole +%s: 2 certificates.*".formatted(organisation)))
        .contains("BROKEN %s: Event 2 is missing, which was kept".formatted(never));
  }

  @Test
  void verifyHoldsTheChainsAgainstWhatAnEarlierRunPrinted() throws Exception {
    var certified = new Certified().issue(1);
    var organisation = certified.organisation();
    var kept = data.resolve("kept");
    Files.write(kept, lines("verify"));
    assertThat(lines("verify", "--kept", kept.toString()))
        .noneMatch(line -> line.startsWith("BROKEN"));

    Files.writeString(
        kept,
        "whole  %1$s X: 1 events, the last %2$s\nwhole  %1$s X: 2 certificates, the last %2$s"
            .formatted(organisation, "0".repeat(64)));
    assertThat(lines("verify", "--kept", kept.toString()))
        .filteredOn(line -> line.startsWith("BROKEN"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains(organisation.value(), "Event 1 is not the one that was kept"),
            line ->
                assertThat(line)
                    .contains(organisation.value(), "Certificate 2 is missing, which was kept"));
    assertThat(lines("verify", "--kept", data.resolve("none").toString())).isEmpty();
  }

  @Test
  void verifyChecksFilesWithTheirPublicKeyAndNothingElse() throws Exception {
    var certified = new Certified().issue(3);
    var key = Files.writeString(data.resolve("key.pem"), Certified.KEY.publicKey().pem());
    var files = new ArrayList<String>();
    for (var kind : Chain.Kind.values()) {
      var file = data.resolve(kind.text() + ".jsonl");
      try (var out = Files.newOutputStream(file)) {
        new ChainExport(
                Ground.database(),
                MasterKey.of(Ground.secretsKey()),
                Certified.KEY,
                InstantSource.system())
            .write(new Chain(kind, Optional.of(certified.organisation())), out);
      }
      files.add(file.toString());
    }
    // No database is there to be asked.
    var alone = Map.of("PRONTO_DATABASE_URL", "postgresql://nobody:x@127.0.0.1:1/none");

    var whole = run(alone, "verify", "--key", key.toString(), files.get(0), files.get(1));
    assertThat(new BufferedReader(whole.inputReader()).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("whole", ": 3 certificates, the last"),
            line -> assertThat(line).contains("whole", ": 4 events, the last"),
            line ->
                assertThat(line).isEqualTo("key    " + Certified.KEY.publicKey().fingerprint()));
    assertThat(whole.waitFor()).isZero();

    var kept = data.resolve("kept");
    Files.writeString(
        kept,
        "whole  %s: 4 certificates, the last %s"
            .formatted(certified.organisation(), "0".repeat(64)));
    var cut = run(alone, "verify", "--kept", kept.toString(), files.getFirst());
    assertThat(new BufferedReader(cut.inputReader()).lines())
        .first(as(STRING))
        .startsWith("BROKEN " + certified.organisation())
        .contains("Certificate 4 is missing, which was kept");
    assertThat(cut.waitFor()).isEqualTo(1);

    var file = Path.of(files.getFirst());
    Files.writeString(file, Files.readString(file).replaceFirst("30 days", "90 days"));
    var broken = run(alone, "verify", file.toString());
    assertThat(new BufferedReader(broken.inputReader()).lines())
        .first(as(STRING))
        .startsWith("BROKEN " + certified.organisation())
        .contains("Certificate 1 (dcert_");
    assertThat(broken.waitFor()).isEqualTo(1);
  }

  private List<String> lines(String... arguments) throws Exception {
    return new BufferedReader(run(Map.of(), arguments).inputReader()).lines().toList();
  }

  @Test
  void verificationOfADatabaseThatNoServerHasSeenIsOneLine() throws Exception {
    try (var postgres = OwnPostgres.start(data)) {
      var pronto =
          run(
              Map.of(
                  "PRONTO_DATABASE_URL", postgres.url().replaceFirst("/postgres$", "/template1")),
              "verify");

      assertThat(errors(pronto))
          .isEqualTo("pronto: the database lacks this version's tables: run ./pronto start once\n");
      assertThat(pronto.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void aModelForALanguageWithoutOneIsRefusedInOneLine() throws Exception {
    var pronto = run(Map.of(), "model", "install", "xx");

    assertThat(errors(pronto)).contains("choose one of en, fr, it").hasLineCount(1);
    assertThat(pronto.waitFor()).isEqualTo(1);
  }

  private Process run(Map<String, String> over, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Pronto.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PRONTO_"));
    builder.environment().putAll(TestEnvironment.on(data, 21_200));
    builder.environment().putAll(over);
    var process = builder.start();
    started.add(process);
    return process;
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String lineWith(Process process, BufferedReader out, String words)
      throws IOException {
    var read = new StringBuilder();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      read.append(line).append('\n');
      if (line.contains(words)) {
        return line;
      }
    }
    throw new AssertionError("Ended without \"%s\":\n%s%s".formatted(words, read, errors(process)));
  }

  private static String options(int port) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      socket.setSoTimeout(5_000);
      var request =
          """
          OPTIONS sip:127.0.0.1 SIP/2.0
          Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKabc123
          From: <sip:test@127.0.0.1>;tag=1
          To: <sip:127.0.0.1>
          Call-ID: alive
          CSeq: 1 OPTIONS
          Max-Forwards: 70
          Content-Length: 0

          """
              .formatted(socket.getLocalPort())
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      socket.send(
          new DatagramPacket(request, request.length, InetAddress.getByName("127.0.0.1"), port));
      var answer = new DatagramPacket(new byte[4096], 4096);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    }
  }
}
