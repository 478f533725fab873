package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.call.CallId;
import io.pronto.core.seal.BrokenSeal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingAudioTest {
  private static final int COUNT = 10_000;

  @TempDir Path folder;
  private Shelf shelf;
  private Recording recording;

  @BeforeEach
  void record() throws IOException {
    shelf = new Shelf(folder);
    recording = shelf.available(CallId.next(), Shelf.frames(COUNT));
  }

  @Test
  void itIsAWavThatAnyPlayerReads() throws IOException, UnsupportedAudioFileException {
    try (var wav = AudioSystem.getAudioInputStream(new ByteArrayInputStream(whole()))) {
      var format = wav.getFormat();
      assertThat(format.getChannels()).isEqualTo(2);
      assertThat(format.getSampleRate()).isEqualTo(8000);
      assertThat(format.getSampleSizeInBits()).isEqualTo(16);
      assertThat(wav.getFrameLength()).isEqualTo(COUNT);
      assertThat(wav.readAllBytes()).isEqualTo(Shelf.frames(COUNT));
    }
  }

  @Test
  void everyRangeEqualsThatPartOfTheWhole() throws IOException {
    var whole = whole();
    var random = new Random(5);
    try (var audio = shelf.files.audio(recording)) {
      assertThat(audio.length()).isEqualTo(whole.length);
      for (int i = 0; i < 500; i++) {
        int from = i < 50 ? i : random.nextInt(whole.length);
        int length = i % 3 == 0 ? random.nextInt(60) : random.nextInt(40_000);
        var into = ByteBuffer.allocate(length);

        int read = audio.read(from, into);

        assertThat(read).isEqualTo(Math.min(length, whole.length - from));
        assertThat(Arrays.copyOf(into.array(), read))
            .isEqualTo(Arrays.copyOfRange(whole, from, from + read));
      }
      assertThat(audio.read(whole.length, ByteBuffer.allocate(9))).isZero();
      assertThat(audio.read(whole.length + 50L, ByteBuffer.allocate(9))).isZero();
    }
  }

  @Test
  void whoeverIsHeardAloneHasSilenceOfTheSameLengthBesideIt() throws IOException {
    var frames = Shelf.frames(COUNT);
    try (var audio = shelf.files.audio(recording)) {
      for (int side = 0; side < 2; side++) {
        var alone = side == 0 ? audio.leftAlone() : audio.rightAlone();
        var whole = whole();
        for (int i = 0; i < frames.length; i++) {
          whole[44 + i] = i % 4 / 2 == side ? frames[i] : 0;
        }
        assertThat(alone.length()).isEqualTo(whole.length);
        for (int from = 0; from < 60; from++) {
          var into = ByteBuffer.allocate(9_001 - from).position(3);

          int read = alone.read(from * 601L, into);

          assertThat(Arrays.copyOfRange(into.array(), 3, 3 + read))
              .isEqualTo(Arrays.copyOfRange(whole, from * 601, from * 601 + read));
        }
        assertThat(alone.left().readAllBytes().length).isEqualTo(2 * COUNT);
        assertThat(alone.copy("aud_1").length()).isGreaterThan(whole.length);
      }
      var silent = audio.leftAlone().copy("aud_1").right().readAllBytes();
      assertThat(silent).isEqualTo(new byte[2 * COUNT]);
    }
  }

  @Test
  void bothPartiesAreHeardInOneChannelAndNoSumIsLouderThanCanBe() throws IOException {
    var sound = ByteBuffer.allocate(4 * 5).order(ByteOrder.LITTLE_ENDIAN);
    int[][] pairs = {{1, 2}, {-7, 4}, {30_000, 30_000}, {-30_000, -9_000}, {0, -1}};
    for (var pair : pairs) {
      sound.putShort((short) pair[0]).putShort((short) pair[1]);
    }
    var loud = shelf.available(CallId.next(), sound.array());

    try (var audio = shelf.files.audio(loud).mixed().copy("aud_1")) {
      var whole = ByteBuffer.allocate((int) audio.length()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(audio.read(0, whole)).isEqualTo(whole.capacity());
      assertThat(whole.getShort(22)).as("channels").isEqualTo((short) 1);
      assertThat(whole.getInt(40)).as("bytes of sound").isEqualTo(10);
      var mixed = new short[5];
      whole.slice(44, 10).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(mixed);
      assertThat(mixed).containsExactly(3, -3, 32_767, -32_768, -1);
      for (int from = 0; from < whole.capacity(); from++) {
        for (int length = 0; length <= whole.capacity() - from; length++) {
          var part = ByteBuffer.allocate(length);
          assertThat(audio.read(from, part)).isEqualTo(length);
          assertThat(part.array())
              .isEqualTo(Arrays.copyOfRange(whole.array(), from, from + length));
        }
      }
    }
  }

  @Test
  void eachChannelIsReadByItself() throws IOException {
    var left = ByteBuffer.allocate(2 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
    var right = ByteBuffer.allocate(2 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= COUNT; i++) {
      left.putShort((short) i);
      right.putShort((short) -i);
    }

    try (var one = shelf.files.audio(recording).left();
        var other = shelf.files.audio(recording).right()) {
      assertThat(one.readAllBytes()).isEqualTo(left.array());
      assertThat(other.readAllBytes()).isEqualTo(right.array());
    }
  }

  @Test
  void aFileWhoseEndWasCutOffIsRefused() throws IOException {
    var file = folder.resolve(recording.file());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20_000));

    assertThatThrownBy(() -> shelf.files.audio(recording))
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void aFileInThePlaceOfAnotherIsRefused() throws IOException {
    var other = shelf.available(CallId.next(), Shelf.frames(COUNT));
    var file = folder.resolve(recording.file());
    Files.write(file, Files.readAllBytes(folder.resolve(other.file())));

    assertThatThrownBy(() -> shelf.files.audio(recording)).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void aFileThatIsGoneIsSaidToBeGone() throws IOException {
    Files.delete(folder.resolve(recording.file()));

    assertThatThrownBy(() -> shelf.files.audio(recording)).isInstanceOf(NoSuchFileException.class);
  }

  private byte[] whole() throws IOException {
    try (var audio = shelf.files.audio(recording)) {
      var into = ByteBuffer.allocate((int) audio.length());
      assertThat(audio.read(0, into)).isEqualTo(into.capacity());
      return into.array();
    }
  }
}
