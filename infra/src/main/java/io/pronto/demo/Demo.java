package io.pronto.demo;

import io.pronto.server.Server;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A rented number is called, answered, recorded and accounted for, through real sockets: told top
 * to bottom.
 */
final class Demo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final double AUDIBLE = -50;
  private static final String CALLER = "+33612345678";
  private static final Set<String> UNFINISHED = Set.of("queued", "running");

  private final Report report;
  private final Server server;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private final InetSocketAddress sip;
  private final URI api;
  private final TestPhone carrier;

  Demo(Report report, Server server, Path data) {
    this.report = report;
    this.server = server;
    this.data = data;
    var host = InetAddress.getLoopbackAddress();
    sip = new InetSocketAddress(host, server.sipPort());
    api = URI.create("http://127.0.0.1:" + server.httpPort());
    carrier = TestPhone.carrier(sip, host);
  }

  void run(String operator) throws StepFailed, InterruptedException {
    report.begin("organisation");
    var town = Town.found(http, api, operator, carrier.address());
    var alice = town.resident("Alice Martin", "alice@demo.example");
    var bob = town.resident("Bob Durand", "bob@demo.example");
    report.done("Demo Bakery at %s, people, a carrier and its trunk".formatted(town.domain()));

    report.begin("rented number");
    town.rent(alice);
    report.done("%s rings Alice, recorded after a notice".formatted(town.number()));

    report.begin("registration");
    try (var desk = TestPhone.udp(sip, alice.credentials());
        var other = TestPhone.udp(sip, bob.credentials())) {
      desk.register();
      other.register();
      int registered = town.administrator().get("/v1/registrations").getJsonArray("data").size();
      check(registered == 2, "2 registrations, not " + registered);
      report.done(
          "two phones over UDP, digest SHA-256: extensions %s and %s"
              .formatted(alice.extension(), bob.extension()));

      callFromOutside(town, desk);
      callInside(desk, other, bob);
    }
    account(town);
  }

  private void callFromOutside(Town town, TestPhone desk) throws StepFailed {
    report.begin("call");
    var outgoing = carrier.call(Invite.to(town.number()).from(CALLER));
    var incoming = desk.awaitCall().ring();
    outgoing.awaitStatus(180);
    report.done("%s calls %s by the trunk; Alice's phone rings".formatted(CALLER, town.number()));

    report.begin("answer");
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    report.done("Alice picks up");

    report.begin("notice");
    var notice = outgoing.awaitHeard(2_000);
    check(notice.level() > AUDIBLE, "The notice is too quiet: " + decibels(notice));
    awaitEndOfNotice(outgoing, incoming);
    report.done("both are told that the call is recorded: " + decibels(notice));

    report.begin("speech");
    speak(outgoing, incoming);
    incoming.hangUp();
    outgoing.awaitEnded();
  }

  /** The notice is over when each hears the other's silence. */
  private void awaitEndOfNotice(PhoneCall outgoing, PhoneCall incoming) throws StepFailed {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    double level;
    do {
      outgoing.forget();
      incoming.forget();
      level = Math.max(outgoing.awaitHeard(400).level(), incoming.awaitHeard(400).level());
      check(System.nanoTime() < deadline, "The notice never ended");
    } while (level > AUDIBLE);
  }

  private void speak(PhoneCall outgoing, PhoneCall incoming) throws StepFailed {
    var caller = voice("caller.wav");
    var called = voice("called.wav");
    outgoing.forget();
    incoming.forget();
    outgoing.sayAll(caller);
    incoming.sayAll(called);
    var heardByCalled = incoming.awaitHeard(caller.millis());
    var heardByCaller = outgoing.awaitHeard(caller.millis() + called.millis() - 200);
    check(heardByCalled.level() > AUDIBLE, "Alice hears nothing: " + decibels(heardByCalled));
    check(heardByCaller.level() > AUDIBLE, "The caller hears nothing: " + decibels(heardByCaller));
    report.done(
        "two ways: Alice hears the caller at %s, the caller hears Alice at %s"
            .formatted(decibels(heardByCalled), decibels(heardByCaller)));
  }

  private void callInside(TestPhone desk, TestPhone other, Town.Resident bob) {
    report.begin("extension");
    var outgoing = desk.call(bob.extension());
    var incoming = other.awaitCall().ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    incoming.awaitHeard(200);
    outgoing.hangUp();
    incoming.awaitEnded();
    report.done("Alice calls Bob at %s, who answers".formatted(bob.extension()));
  }

  private void account(Town town) throws StepFailed, InterruptedException {
    report.begin("CDR");
    var cdr = first(town, "/v1/cdrs?direction=inbound");
    check(cdr.getString("cause").equals("normal"), "The CDR says " + cdr.getString("cause"));
    var leg = cdr.getJsonArray("legs").getJsonObject(0);
    report.done(
        "%s: %s → %s, %d s talked, ended by the %s party, %s"
            .formatted(
                cdr.getString("id"),
                CALLER,
                town.number(),
                cdr.getInteger("talked"),
                cdr.getString("ended_by"),
                leg.getString("codec")));

    report.begin("recording");
    var recording = first(town, "/v1/recordings?call_id=" + cdr.getString("id"));
    check(recording.getString("state").equals("available"), "It is " + recording.encode());
    var id = recording.getString("id");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (recording.getString("redaction").equals("pending")) { // nobody hears it before
      check(System.nanoTime() < deadline, "Nobody has looked through " + id);
      LockSupport.parkNanos(LOOK.toNanos());
      recording = first(town, "/v1/recordings?call_id=" + cdr.getString("id"));
    }
    var wav = town.administrator().bytes("/v1/recordings/" + id + "/audio");
    var sound = Recorded.of(wav);
    check(sound.caller().level() > AUDIBLE, "The caller's channel is silent");
    check(sound.called().level() > AUDIBLE, "The called party's channel is silent");
    report.done(
        "%.1f s, 2 channels: caller %s, called %s"
            .formatted(
                recording.getDouble("duration"),
                decibels(sound.caller()),
                decibels(sound.called())));
    report.more("sealed in " + data.resolve("recordings"));
    report.more("to be heard at " + listen(wav));
    transcript(town, id);
  }

  /** What the demo's phones said may lie about in the clear; nobody else's words ever do. */
  private static Path listen(byte[] wav) throws StepFailed {
    try {
      return Files.write(Path.of(System.getProperty("java.io.tmpdir"), "pronto-demo.wav"), wav);
    } catch (IOException e) {
      throw new StepFailed("The recording cannot be copied: " + e.getMessage());
    }
  }

  private void transcript(Town town, String recording) throws StepFailed, InterruptedException {
    report.begin("transcript");
    var path = "/v1/transcripts?recording_id=" + recording;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var found = first(town, path);
    while (UNFINISHED.contains(found.getString("state"))) {
      check(System.nanoTime() < deadline, "It is still " + found.getString("state"));
      LockSupport.parkNanos(LOOK.toNanos());
      found = first(town, path);
    }
    check(!found.getString("state").equals("failed"), "It failed: " + found.getString("message"));
    if (found.getString("state").equals("no_model")) {
      report.done("none yet: " + found.getString("message"));
      return;
    }
    report.done("written down by the local model");
    for (var turn : found.getJsonArray("turns")) {
      var said = (JsonObject) turn;
      report.more("%-7s „%s“".formatted(said.getString("party"), said.getString("text")));
    }
  }

  /** The first of a list, which may take a moment to be there. */
  private JsonObject first(Town town, String path) throws StepFailed, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonArray found;
    while ((found = town.administrator().get(path).getJsonArray("data")).isEmpty()) {
      check(System.nanoTime() < deadline, "There is nothing at " + path);
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return found.getJsonObject(0);
  }

  private static Sound voice(String name) {
    return Sound.wav(TestPhone.class.getResourceAsStream("/phone/" + name));
  }

  private static String decibels(Sound sound) {
    return String.format(Locale.ROOT, "%.1f dBFS", sound.level());
  }

  private static void check(boolean holds, String otherwise) throws StepFailed {
    if (!holds) {
      throw new StepFailed(otherwise);
    }
  }

  /** The address of the first screen. */
  URI screen() {
    return api;
  }

  @Override
  public void close() {
    carrier.close();
    http.close();
    server.close();
  }
}
