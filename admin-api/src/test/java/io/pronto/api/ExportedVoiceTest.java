package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.recording.RecordingAudio;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose voice is in what somebody takes away of their own data. */
class ExportedVoiceTest {
  private static final String CALLER = "+33123456789";
  private static final String CALLED = "+33987654321";
  private static final String DIVERTED_BY = "+33555555555";

  /** Of whoever called; and of whoever was called. */
  private static final int CALLER_HERTZ = 440;

  private static final int CALLED_HERTZ = 880;

  private static final int FRAMES = 3 * RecordingAudio.RATE;
  private static final double AMPLITUDE = 10_000;
  private static final double INAUDIBLE = -60;

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @TempDir Path folder;
  private String recording;

  @BeforeEach
  void talk() {
    var sound = ByteBuffer.allocate(4 * FRAMES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < FRAMES; at++) {
      sound.putShort(tone(CALLER_HERTZ, at)).putShort(tone(CALLED_HERTZ, at));
    }
    recording = TestRecordings.call(organisation, agent.id(), sound.array());
  }

  private static short tone(int hertz, int at) {
    return (short) (AMPLITUDE * Math.sin(2 * Math.PI * hertz * at / RecordingAudio.RATE));
  }

  @Test
  void whoeverCalledHearsThemselvesAndNothingOfTheOther() throws IOException {
    export(CALLER);

    assertThat(level(0, CALLER_HERTZ)).isGreaterThan(-20);
    assertThat(level(1, CALLED_HERTZ)).isLessThan(INAUDIBLE);
    assertThat(level(0, CALLED_HERTZ)).isLessThan(INAUDIBLE);
    assertThat(loudest(1)).isZero();
  }

  @Test
  void whoeverWasCalledHearsThemselvesByNumberOrAddress() throws IOException {
    for (var subject : new String[] {CALLED, agent.email()}) {
      export(subject);

      assertThat(level(1, CALLED_HERTZ)).as(subject).isGreaterThan(-20);
      assertThat(level(0, CALLER_HERTZ)).as(subject).isLessThan(INAUDIBLE);
      assertThat(level(1, CALLER_HERTZ)).as(subject).isLessThan(INAUDIBLE);
      assertThat(loudest(0)).as(subject).isZero();
    }
  }

  @Test
  void ofACallThatSomebodyOnlyDivertedThereIsNoSoundAndTheSummarySaysWhy() throws IOException {
    export(DIVERTED_BY);

    assertThat(folder.resolve("audio")).doesNotExist();
    assertThat(Files.readString(folder.resolve("recording.json"))).contains(recording);
    assertThat(Files.readString(folder.resolve("summary.en.html")))
        .contains("neither called nor were called", recording);
    assertThat(Files.readString(folder.resolve("summary.fr.html")))
        .contains("ni l’appelant ni l’appelé", recording);
  }

  @Test
  void theTranscriptHasTheirOwnWordsAlone() throws IOException {
    var transcript =
        boss.get("/v1/transcripts?recording_id=" + recording).is(200).json().getJsonArray("data");
    TestRecordings.write(
        organisation, transcript.getJsonObject(0).getString("id"), "my", "secret", "plan");

    export(CALLED);

    var shown = new JsonArray(Files.readString(folder.resolve("transcript.json")));
    assertThat(shown).hasSize(1);
    assertThat(shown.encode()).doesNotContain("secret").contains("[other party]");

    export(CALLER);

    assertThat(Files.readString(folder.resolve("transcript.json"))).contains("my secret plan");
  }

  @Test
  void anAdministratorStillHearsBoth() throws IOException {
    Files.createDirectories(folder.resolve("audio"));
    Files.write(wav(), boss.get("/v1/recordings/" + recording + "/audio").is(200).bytes());

    assertThat(level(0, CALLER_HERTZ)).isGreaterThan(-20);
    assertThat(level(1, CALLED_HERTZ)).isGreaterThan(-20);
  }

  private void export(String subject) throws IOException {
    var asked = new JsonObject().put("kind", "access").put("subject", subject);
    var id = boss.post("/v1/subject_requests", asked).is(201).id();
    var handover = SubjectRequestsTest.instruct(boss, id, "export").is(200).json();
    SubjectRequestsTest.extract(handover.getJsonObject("handover"), folder);
  }

  private Path wav() {
    return folder.resolve("audio/" + recording + ".wav");
  }

  /** The samples of a channel, of which there are as many as were recorded. */
  private short[] samples(int channel) throws IOException {
    var file = ByteBuffer.wrap(Files.readAllBytes(wav())).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(file.getShort(22)).as("channels").isEqualTo((short) 2);
    assertThat(file.getInt(40)).as("bytes of sound").isEqualTo(4 * FRAMES);
    var samples = new short[FRAMES];
    for (int at = 0; at < FRAMES; at++) {
      samples[at] = file.getShort(44 + 4 * at + 2 * channel);
    }
    return samples;
  }

  private int loudest(int channel) throws IOException {
    int loudest = 0;
    for (short sample : samples(channel)) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    return loudest;
  }

  /** How loud a tone is in a channel, in dB below full scale (Goertzel). */
  private double level(int channel, int hertz) throws IOException {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / RecordingAudio.RATE);
    double one = 0;
    double two = 0;
    for (short sample : samples(channel)) {
      double next = sample + coefficient * one - two;
      two = one;
      one = next;
    }
    double power = one * one + two * two - coefficient * one * two;
    double amplitude = 2 * Math.sqrt(Math.max(0, power)) / FRAMES;
    return 20 * Math.log10(Math.max(amplitude, 1e-3) / Short.MAX_VALUE);
  }
}
