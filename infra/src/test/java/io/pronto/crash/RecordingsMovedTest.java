package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.peer.ObjectServer;
import io.pronto.peer.Peers;
import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server that moves its recordings to a store, and what people take away from there. */
class RecordingsMovedTest {
  @TempDir Path data;
  @TempDir Path kept;
  @TempDir Path taken;

  @Test
  void whatWasRecordedWhileTheStoreWasAwayIsMovedAfterACrashAndTakenAwayInEveryFormat()
      throws Exception {
    Peers.need("flac", "flac");
    Peers.need("opusdec", "opus-tools");
    try (var store = new ObjectServer(kept).start();
        var node = moving(store, new Node(data)).start();
        var firm = Firm.at(node, 1)) {
      store.stop();
      firm.talk(firm.desks().getFirst()).begin().awaitHeard(1_500).end();
      var id = firm.await("/v1/recordings", 1).getFirst().getString("id");
      var audio = "/v1/recordings/" + id + "/audio";
      var before = firm.api().bytes(audio);
      assertThat(onDisk()).isEqualTo(1);

      node.kill();
      store.start();
      node.start();

      Waiting.until("it is moved", () -> onDisk() == 0);
      assertThat(store.objects()).isEqualTo(1);
      firm.opens(firm.await("/v1/recordings", 1).getFirst());
      assertThat(firm.api().bytes(audio)).hasSameSizeAs(before);
      var whole = Playback.of(firm.api().bytes(audio));
      var flac = take(firm.api().bytes(audio + "?format=flac"), "sound.flac");
      run("flac", "--decode", "--silent", "-o", at("flac.wav"), flac);
      var decoded = Playback.of(Files.readAllBytes(taken.resolve("flac.wav")));
      assertThat(decoded.caller().samples()).isEqualTo(whole.caller().samples());
      assertThat(decoded.called().samples()).isEqualTo(whole.called().samples());
      var opus = take(firm.api().bytes(audio + "?format=ogg"), "sound.ogg");
      run("opusdec", "--quiet", "--rate", "8000", opus, at("opus.wav"));
      var heard = Playback.of(Files.readAllBytes(taken.resolve("opus.wav")));
      assertThat(Playback.millisOf(Talk.CALLER_TONE, heard.caller())).isGreaterThan(1_000);
      assertThat(Playback.millisOf(Talk.CALLED_TONE, heard.called())).isGreaterThan(1_000);
      assertThat(heard.caller().millis())
          .isBetween(whole.caller().millis() - 2, 2 + whole.caller().millis());
      var mono = take(firm.api().bytes(audio + "?format=flac&channels=mono"), "mono.flac");
      run("flac", "--decode", "--silent", "-o", at("mono.wav"), mono);
      try (var wav = Files.newInputStream(taken.resolve("mono.wav"))) {
        assertThat(Sound.wav(wav).samples()).hasSameSizeAs(whole.caller().samples());
      }

      firm.api().delete("/v1/recordings/" + id);
      Waiting.until("the object is gone", () -> objects(store) == 0);
    }
  }

  @Test
  void aBucketThatIsNotThereStopsTheStartInALine() throws IOException {
    try (var store = new ObjectServer(kept).start();
        var node = moving(store, new Node(data)).with("PRONTO_RECORDING_S3_BUCKET", "nobodys")) {
      assertThat(node.refusal())
          .startsWith("recording.s3: nobodys of http://127.0.0.1:")
          .endsWith("answers 404 NoSuchBucket");
    }
  }

  private static Node moving(ObjectServer store, Node node) {
    var settings = store.settings();
    return node.with("PRONTO_RECORDING_STORE", "s3")
        .with("PRONTO_RECORDING_S3_ENDPOINT", settings.endpoint().toString())
        .with("PRONTO_RECORDING_S3_BUCKET", settings.bucket())
        .with("PRONTO_RECORDING_S3_ACCESS_KEY", settings.accessKey())
        .with("PRONTO_RECORDING_S3_SECRET_KEY", settings.secretKey());
  }

  private long onDisk() {
    try (var files = Files.walk(data.resolve("recordings"))) {
      return files.filter(file -> file.toString().endsWith(".sealed")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long objects(ObjectServer store) {
    try {
      return store.objects();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String at(String name) {
    return taken.resolve(name).toString();
  }

  private String take(byte[] bytes, String name) throws IOException {
    Files.write(taken.resolve(name), bytes);
    return at(name);
  }

  private void run(String... command) throws IOException, InterruptedException {
    var said = taken.resolve("said");
    var process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0]).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
