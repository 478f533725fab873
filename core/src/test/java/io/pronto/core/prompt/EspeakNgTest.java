package io.pronto.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.Needed;
import io.pronto.core.sound.TestWav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EspeakNgTest {
  @ParameterizedTest
  @CsvSource({"fr, Nous sommes fermés jusqu'à mardi.", "en, We are closed.", "it, Siamo chiusi."})
  void itSpeaksEveryLanguageAsLoudAsPromptsAre(String language, String text) throws Exception {
    var sound = engine().speak(text, language);

    assertThat(sound.length().toMillis()).isBetween(400L, 5_000L);
    assertThat(TestWav.level(sound)).isCloseTo(-21, within(3.0));
  }

  @Test
  void aLongTextIsLongAndWhatLooksLikeAnOptionOrAShellIsText() throws Exception {
    var engine = engine();

    var once = engine.speak("--version; $(rm -rf x) `id` | cat", "en");

    assertThat(once.length().toMillis()).isGreaterThan(1_000);
    assertThat(engine.speak("one two three. ".repeat(20), "en").length().toSeconds())
        .isGreaterThan(8);
  }

  @Test
  void aProgramThatIsGoneOrFailsOrNeverSpeaksIsSaid(@TempDir Path folder) throws IOException {
    failed(folder.resolve("none"), "cannot be run");
    failed(script(folder, "exit 3"), "could not");
    failed(script(folder, "echo hello"), "made nothing");
    failed(script(folder, "exec cat /dev/zero"), "too long");
  }

  private static void failed(Path program, String words) {
    assertThatThrownBy(() -> new EspeakNg(program).speak("hello", "en"))
        .isInstanceOf(SpeechSynthesis.Failed.class)
        .hasMessageContaining(words);
  }

  private static Path script(Path folder, String line) throws IOException {
    var file = Files.createTempFile(folder, "engine", "");
    Files.writeString(file, "#!/bin/sh\n" + line + '\n');
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static EspeakNg engine() {
    var program = EspeakNg.installed();
    Needed.installed(program.isPresent(), "espeak-ng");
    return new EspeakNg(program.orElseThrow());
  }
}
