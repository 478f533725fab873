package io.pronto.media.speech.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInstallerTest {
  private static final Progress UNHEARD = (bytes, total) -> {};

  @TempDir Path folder;

  private byte[] archive;
  private Mirror mirror;

  @BeforeEach
  void publish() throws IOException {
    archive = zip(Map.of("tiny-0.1/am/final.mdl", noise(300_000), "tiny-0.1/README", noise(10)));
    mirror = new Mirror(archive);
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void aModelIsFetchedCheckedAndUnpacked() throws Exception {
    var model = installer(archive).install("en", UNHEARD);

    assertThat(model.name()).isEqualTo("tiny-0.1");
    assertThat(new Models(folder).require("en").resolve("am/final.mdl")).hasSize(300_000);
    assertThat(new Models(folder).list()).containsExactly(model);
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void progressIsToldUpToTheEnd() throws Exception {
    var told = new ArrayList<Long>();

    installer(archive).install("en", (bytes, total) -> told.add(total - bytes));

    assertThat(told).isNotEmpty().endsWith(0L).isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void aBrokenLineIsTakenUpWhereItBroke() throws Exception {
    mirror.breaks = 2;
    mirror.breaksAfter = 100_000;

    installer(archive).install("en", UNHEARD);

    assertThat(mirror.asked).containsExactly("", "bytes=100000-", "bytes=200000-");
    assertThat(new Models(folder).require("en").resolve("am/final.mdl")).hasSize(300_000);
  }

  @Test
  void whatAnEarlierTryFetchedIsNotFetchedAgain() throws Exception {
    mirror.breaks = 1;
    mirror.breaksAfter = 120_000;
    mirror.file = archive;
    var hopeless = installer(archive);
    assertThatThrownBy(() -> hopeless.install("en", (bytes, total) -> refuseFromNowOn()))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("answers 404");

    mirror.status = 0;
    installer(archive).install("en", UNHEARD);

    assertThat(mirror.asked.getLast()).isEqualTo("bytes=120000-");
  }

  @Test
  void aServerWithoutRangesIsAskedForTheWholeAgain() throws Exception {
    mirror.ranges = false;
    mirror.breaks = 1;
    mirror.breaksAfter = 100_000;

    installer(archive).install("en", UNHEARD);

    assertThat(mirror.asked).hasSize(2);
    assertThat(new Models(folder).require("en").resolve("am/final.mdl")).hasSize(300_000);
  }

  @Test
  void wrongBytesAreRefusedAndDeletedAndTheOldModelStays() throws Exception {
    installer(archive).install("en", UNHEARD);
    mirror.file = archive.clone();
    mirror.file[1_000] ^= 1;

    assertThatThrownBy(() -> installer(archive).install("en", UNHEARD))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("is not the published model")
        .hasMessageContaining(sha256(archive));

    assertThat(new Models(folder).list()).hasSize(1);
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void aLongerFileIsRefusedBeforeItFillsTheDisk() throws Exception {
    mirror.file = noise(900_000);

    assertThatThrownBy(() -> installer(archive).install("en", UNHEARD))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("longer than the published model");
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatToDo() {
    var nowhere = URI.create("http://127.0.0.1:1/models/");

    assertThatThrownBy(
            () -> new ModelInstaller(folder, catalogue(archive), nowhere).install("en", UNHEARD))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("http://127.0.0.1:1/models/tiny-0.1.zip")
        .hasMessageContaining("check the network and run the same command again");
  }

  @Test
  void anotherLanguageIsAnsweredWithThoseThereAre() {
    assertThatThrownBy(() -> installer(archive).install("xx", UNHEARD))
        .hasMessage("There is no speech model for 'xx': choose one of en");
  }

  @Test
  void anEntryThatWouldLandOutsideIsRefusedAndNothingIsLeft() throws Exception {
    for (var evil :
        List.of("tiny/../../../evil", "../evil", "tiny/a/../../evil", "evil", "t\\..\\e")) {
      var bad = zip(Map.of("tiny/am/final.mdl", noise(10), evil, noise(10)));
      mirror.file = bad;

      assertThatThrownBy(() -> installer(bad).install("en", UNHEARD))
          .as(evil)
          .isInstanceOf(InstallFailed.class)
          .hasMessageContaining("would land outside its folder");
      assertThat(new Models(folder).list()).isEmpty();
      assertThat(filesNamed("evil")).isEmpty();
    }
  }

  @Test
  void whatIsNotAZipIsRefused() throws Exception {
    var text = "<html>Sign in to the network</html>".getBytes(UTF_8);
    mirror.file = text;

    assertThatThrownBy(() -> installer(text).install("en", UNHEARD))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("not a ZIP file");
  }

  @Test
  void twoInstallationsOfOneModelDoNotMix() throws Exception {
    var both = installer(archive);

    both.install(
        "en",
        (bytes, total) ->
            assertThatThrownBy(() -> both.install("en", UNHEARD))
                .hasMessageContaining("is being installed already"));
  }

  @Test
  void aNewModelReplacesTheOld() throws Exception {
    installer(archive).install("en", UNHEARD);
    var newer = zip(Map.of("tiny-0.1/am/final.mdl", noise(7)));
    mirror.file = newer;

    installer(newer).install("en", UNHEARD);

    assertThat(folder.resolve("en/am/final.mdl")).hasSize(7);
    assertThat(folder.resolve("en/README")).doesNotExist();
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void aModelCopiedByHandIsListed() throws Exception {
    Files.createDirectories(folder.resolve("fr/am"));
    Files.writeString(folder.resolve("fr/am/final.mdl"), "model");
    Files.createDirectories(folder.resolve("it"));

    assertThat(new Models(folder).list())
        .containsExactly(new InstalledModel("fr", "fr", folder.resolve("fr"), 5));
  }

  private void refuseFromNowOn() {
    mirror.status = 404;
  }

  private ModelInstaller installer(byte[] published) {
    return new ModelInstaller(folder, catalogue(published), mirror.address());
  }

  private static Catalogue catalogue(byte[] published) {
    return new Catalogue(
        List.of(new PublishedModel("en", "tiny-0.1", published.length, sha256(published))));
  }

  /** All that lies beside the models themselves, but for the locks. */
  private List<Path> filesBeside() throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> folder.relativize(file).toString().startsWith("."))
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".lock"))
          .toList();
    }
  }

  private List<Path> filesNamed(String name) throws IOException {
    try (var files = Files.walk(folder.getParent(), 3)) {
      return files.filter(file -> file.getFileName().toString().equals(name)).toList();
    }
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var entry : new LinkedHashMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] noise(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
